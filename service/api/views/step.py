"""The step in force, its attestation, and the latest stop."""

from collections.abc import Iterable

from service.api.schemas.session import AttestView, StepView, StopView
from service.api.views.gates import reasons
from service.api.views.times import iso, iso_or_none, minutes_of
from service.core.label_rates import text
from service.core.rules import Attestation, Rules
from service.core.session import events as e
from service.core.session.observe import vitals_before_increase
from service.core.session.state import PauseReason, Phase, Session
from service.core.session.time_passes import word_stands
from service.core.session.to_come import running_for
from service.core.times import Instant, since

_IN_FORCE = (Phase.INFUSING, Phase.INTERRUPTED, Phase.PAUSED, Phase.HELD)
_STOPS = (
    e.ReactionReported,
    e.LateReactionReported,
    e.StopAsked,
    e.Paused,
    e.PausedByPerson,
    e.Discontinued,
    e.HoldLifted,
    e.VolumeIn,
)
_GOES = (e.StartOrdered, e.Resumed, e.ResumedAfterReaction)


def step_view(s: Session, now: Instant, rules: Rules) -> StepView | None:
    """Return the step in force; None before the start and after the last drop."""
    if s.step_no == 0 or s.phase not in _IN_FORCE:
        return None
    step, served = s.current, s.served + running_for(s, now, rules)
    following = s.ladder[s.step + 1].rate.ml_per_h if _ahead(s) else None
    return StepView(
        no=s.step_no,
        rate_ml_h=step.rate.ml_per_h,
        label_rate=text(step.label) if step.label else None,
        served_min=minutes_of(served),
        serve_min=None if step.serve is None else minutes_of(step.serve),
        next_rate_ml_h=following,
        due_in_min=minutes_of(max(0, step.serve - served)) if step.serve and following else None,
        attest=_attest_view(s, now, served, rules),
    )


def stop_view(s: Session, happened: Iterable[e.Event], sent_at: Instant | None) -> StopView | None:
    """Return the latest stop of the session's pump; None once the infusion goes on.

    `sent_at` is when the last byte of the pump's latest STOP was handed to the line.
    """
    if s.association is None:
        return None
    asked: Instant | None = None
    confirmed: Instant | None = None
    for event in happened:
        if isinstance(event, _GOES):
            asked = confirmed = None
        elif isinstance(event, _STOPS) or (isinstance(event, e.Held) and event.stops):
            asked, confirmed = event.at, None
        elif isinstance(event, e.StopConfirmed):
            confirmed = event.at
    if asked is None:
        return None
    sent = sent_at if sent_at is not None and sent_at >= asked - 1 else None
    return StopView(
        asked_at=iso(asked), sent_at=iso_or_none(sent), confirmed_at=iso_or_none(confirmed)
    )


def _attest_view(s: Session, now: Instant, served: int, rules: Rules) -> AttestView:
    serve = s.current.serve if _ahead(s) else None
    given = s.attested if s.attested and s.attested.step_no == s.step_no else None
    late = None if s.late_since is None else minutes_of(since(now, s.late_since))
    waits = s.phase is Phase.PAUSED and s.pause is PauseReason.LATE_ATTESTATION
    asks = waits or s.phase is Phase.INFUSING
    required = serve is not None and asks and rules.attestation is Attestation.REQUIRED
    opens_in = None if serve is None else max(0, serve - served - rules.attest_open)
    needed = required and not word_stands(s, now, rules)
    gates = tuple(vitals_before_increase(s, now, rules.vitals)) if needed else ()
    return AttestView(
        needed=needed,
        second_needed=required and rules.readiness.second_at_steps,
        open=required and opens_in == 0,
        opens_in_min=None if opens_in is None else minutes_of(opens_in),
        given_by=given.by.id if given else None,
        given_at=iso(given.at) if given else None,
        gates=reasons(gates),
        late_min=late,
    )


def _ahead(s: Session) -> bool:
    return s.step + 1 < len(s.ladder)
