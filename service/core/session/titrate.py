"""Attestations, pauses and technical resumes: the same step, never a higher rate."""

from drivers.quantities import NO_RATE
from service.core.refusals import Refusal, RefusalId
from service.core.rules import Rules
from service.core.session import commands as c
from service.core.session import events as e
from service.core.session.answers import Answer, gates_closed, told, wrong_phase
from service.core.session.bag_gates import bag_gates
from service.core.session.gates import pump_gates, start_gates
from service.core.session.next_start import before_first_drop
from service.core.session.observe import vitals_before_increase
from service.core.session.overrides import still_closed
from service.core.session.state import HoldReason, PauseReason, Phase, Proof, Session
from service.core.session.time_passes import settled
from service.core.times import MINUTE_MS, Instant, since


def attest(s: Session, command: c.AttestNoReaction, rules: Rules) -> Answer:
    """Take a nurse's word for exactly the step in force; a late one lets a paused step go on."""
    if _paused_for_attestation(s):
        return _attest_late(s, command, rules)
    if s.phase is not Phase.INFUSING:
        return wrong_phase(s, "There is no running step to attest")
    if command.step_no != s.step_no:
        return Refusal(
            RefusalId.OTHER_STEP,
            f"Step {s.step_no} is running, not step {command.step_no}. Look at the patient again.",
        )
    serve = s.current.serve
    if serve is None or s.step + 1 >= len(s.ladder):
        return Refusal(
            RefusalId.NO_STEP_AHEAD, "This is the last rate; there is nothing to attest."
        )
    left = serve - _served_by(s, command.at, rules)
    if left > rules.attest_open:
        wait = -(-(left - rules.attest_open) // MINUTE_MS)
        return Refusal(
            RefusalId.ATTESTED_TOO_EARLY,
            f"Too early: attest in the last {rules.attest_open // MINUTE_MS} min of the step, "
            f"in {wait} min.",
        )
    reasons = tuple(vitals_before_increase(s, command.at, rules.vitals))
    if reasons:
        return gates_closed(reasons)
    return (told(e.NoReactionAttested, command, step_no=s.step_no),)


def withdraw(s: Session, command: c.WithdrawAttestation) -> Answer:
    """Take an attestation back before it has raised anything."""
    if s.attested is None:
        return Refusal(RefusalId.NOTHING_TO_WITHDRAW, "There is no attestation to take back.")
    return (told(e.AttestationWithdrawn, command, step_no=s.attested.step_no),)


def pause(s: Session, command: c.Pause) -> Answer:
    """Stop without a reaction. Pausing what stands still already is no error."""
    if s.phase is Phase.INTERRUPTED:
        return ()
    if s.phase not in (Phase.INFUSING, Phase.HELD, Phase.PAUSED):
        if s.association is None:
            return wrong_phase(s, "There is nothing to pause")
        return (told(e.StopAsked, command),)
    if s.only_lifted:
        return _lifted(s, command)
    proof = settled(s, command.at)
    reason = s.pause or PauseReason.NURSE  # a late attestation stays late
    return (told(e.PausedByPerson, command, reason=reason, proof=proof),)


def resume_same_step(s: Session, command: c.Resume, rules: Rules) -> Answer:
    """Go on with the step in force after a pause or a hold, by a named person's word."""
    if s.only_lifted:
        return _lifted(s, command)
    if _paused_for_attestation(s):
        return Refusal(
            RefusalId.ATTESTATION_NEEDED,
            f"Paused because nobody attested step {s.step_no}. Attest it to go on.",
        )
    reasons = resume_gates(s, command.at, rules)
    if before_first_drop(s):
        reasons += start_gates(s, command.at, command.by, rules)
    if reasons or s.heard is None:
        return gates_closed(tuple(dict.fromkeys(reasons)))
    if s.protocol.bag_volume - s.counted <= s.heard.increment and not s.heard.moving:
        return (e.VolumeIn(at=command.at, proof=settled(s, command.at)),)
    return _go_on(s, command)


def _go_on(s: Session, command: c.Said) -> tuple[e.Event, ...]:
    """The same step goes on: ordered, or simply confirmed where the pump already runs at it."""
    reported = s.heard.rate if s.heard is not None and s.heard.moving else NO_RATE
    resumed = told(e.Resumed, command, reported=reported)
    if reported != s.current.rate:
        return (resumed,)
    # The pump already runs as it should: what a person has just confirmed is reached.
    proof = Proof(at=command.at, infused=max(s.infused, s.counted), served=s.served)
    reached = e.RateReached(
        at=command.at, rate=reported, step=s.step, step_no=s.step_no, proof=proof
    )
    return (resumed, reached)


def resume_gates(s: Session, at: Instant, rules: Rules) -> tuple[Refusal, ...]:
    """Return why the pump cannot go on; a held pump that runs at an allowed rate may."""
    reasons = tuple(pump_gates(s, at, rules))
    runs_on = s.phase is Phase.HELD and s.hold is not HoldReason.COUNTER_WENT_BACK
    if runs_on and s.stop_asked_at is None:
        reasons = tuple(each for each in reasons if each.id is not RefusalId.PUMP_MOVING)
    if s.stop_asked_at is not None:
        reasons += (
            Refusal(
                RefusalId.STOP_NOT_CONFIRMED,
                "The pump has not said yet that it stopped. Look at the pump.",
            ),
        )
    if s.unproven or s.silent_since is not None:
        reasons += (Refusal(RefusalId.PUMP_SILENT, "The pump has not been heard again yet."),)
    return (*reasons, *still_closed(s, at, rules, bag_gates(s, at, rules)))


def _paused_for_attestation(s: Session) -> bool:
    """Whether only an attestation lets the step go on; a hold in between changes nothing."""
    late = s.pause is PauseReason.LATE_ATTESTATION
    return late and (s.phase is Phase.PAUSED or s.held_from is Phase.PAUSED)


def _attest_late(s: Session, command: c.AttestNoReaction, rules: Rules) -> Answer:
    if command.step_no != s.step_no:
        return Refusal(
            RefusalId.OTHER_STEP, f"Step {s.step_no} is paused, not step {command.step_no}."
        )
    reasons = resume_gates(s, command.at, rules)
    reasons += tuple(vitals_before_increase(s, command.at, rules.vitals))
    if reasons:
        return gates_closed(reasons)
    return (told(e.NoReactionAttested, command, step_no=s.step_no), *_go_on(s, command))


def _lifted(s: Session, command: c.Said) -> Answer:
    """A hold over an interrupted infusion is lifted: stop the pump, ask the rules again."""
    return (told(e.HoldLifted, command, to=s.held_from),)


def _served_by(s: Session, at: Instant, rules: Rules) -> int:
    """Return the served time as the nurse sees it: proven, plus what runs since the last report."""
    proof = settled(s, at)
    running = s.reached == s.current.rate and not s.unproven
    return proof.served + (max(0, since(at, proof.at)) * rules.speed if running else 0)
