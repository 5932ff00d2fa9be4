"""What time alone makes happen: steps served, attestations late, pumps silent, wishes too old."""

from collections.abc import Iterator

from drivers.quantities import NO_RATE
from service.core.rules import Attestation, Rules
from service.core.session import events as e
from service.core.session.bounds import bound, silent_limit, wish_limit
from service.core.session.state import HoldReason, PauseReason, Phase, Proof, Session
from service.core.times import Instant, Span, since

_PUMP_MATTERS = (Phase.INFUSING, Phase.INTERRUPTED, Phase.PAUSED, Phase.HELD)


def time_passes(s: Session, at: Instant, rules: Rules) -> tuple[e.Event, ...]:
    """Return what has happened by `at` although nobody said anything."""
    events = list(_silence(s, at, rules))
    if s.phase is Phase.INFUSING and not events:
        passed = (_stale_raise, _stale_wish, _late, _step)
        events = next((found for each in passed if (found := [*each(s, at, rules)])), [])
    return tuple(events)


def settled(s: Session, at: Instant) -> Proof:
    """Return the last proof, or nothing infused and nothing served."""
    return s.proof or Proof(at=at, infused=s.infused, served=Span(0))


def _silence(s: Session, at: Instant, rules: Rules) -> Iterator[e.Event]:
    """A pump that matters and has said nothing for longer than the limit."""
    watched = s.phase in _PUMP_MATTERS or s.stop_asked_at is not None
    if not watched or s.closed or s.silent_since is not None:
        return
    heard = s.heard_at or settled(s, at).at
    if since(at, heard) > silent_limit(s, rules):
        yield e.PumpFellSilent(at=at, since=heard)


def _stale_raise(s: Session, at: Instant, rules: Rules) -> Iterator[e.Event]:
    """A raise that is not reached while wish and attestation are young needs a new attestation."""
    waited = since(at, s.wished_at or at)
    if s.raising and (waited > wish_limit(s, rules) or not word_stands(s, at, rules)):
        yield e.RaiseGivenUp(at=at, step_no=s.step_no)


def _stale_wish(s: Session, at: Instant, rules: Rules) -> Iterator[e.Event]:
    """A start or raise that has waited too long is not carried out: a person decides again."""
    if s.wished_at is None or since(at, s.wished_at) <= wish_limit(s, rules):
        return
    yield e.Held(
        at=at,
        reason=HoldReason.NOT_REACHED,
        was=s.phase,
        stops=False,
        reported=s.heard.rate if s.heard and s.heard.moving else s.reached or NO_RATE,
        proof=settled(s, at),
    )


def _late(s: Session, at: Instant, rules: Rules) -> Iterator[e.Event]:
    if s.late_since is not None and since(at, s.late_since) > rules.late_max:
        yield e.Paused(at=at, reason=PauseReason.LATE_ATTESTATION, proof=settled(s, at))


def _step(s: Session, at: Instant, rules: Rules) -> Iterator[e.Event]:
    """The step is served. Raised only on a fresh, agreeing reading and a nurse's word for it."""
    serve, proof = s.current.serve, settled(s, at)
    fresh = s.heard_at == at and not s.unproven and s.reached == s.current.rate
    if serve is None or not fresh or proof.served < serve or s.step + 1 >= len(s.ladder):
        return
    if s.raising:
        return
    if word_stands(s, at, rules):
        if not s.mismatch and not s.alarms:  # else an alarm says why the rate is not raised
            following = s.ladder[s.step + 1].rate
            yield e.StepServed(at=at, step_no=s.step_no, proof=proof, rate=following)
    elif s.late_since is None:
        yield e.AttestationDue(at=at, step_no=s.step_no, proof=proof)


def word_stands(s: Session, at: Instant, rules: Rules) -> bool:
    """Whether a nurse's word for exactly this step stands and is young enough at the raise.

    Where the ward wants a second person at each step: two persons' words, both young enough.
    """
    if rules.attestation is Attestation.AUTOMATIC:
        return True
    word, oldest = s.attested, rules.attestation_max_age + bound(s)
    if word is None or word.step_no != s.step_no or since(at, word.at) > oldest:
        return False
    if not rules.readiness.second_at_steps:
        return True
    return word.other is not None and since(at, word.other.at) <= oldest
