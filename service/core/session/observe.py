"""Vital signs in a session: recorded, asked for before a start and an increase, and due."""

from collections.abc import Iterator

from service.core.refusals import Refusal, RefusalId
from service.core.session import commands as c
from service.core.session import events as e
from service.core.session.answers import Answer, told
from service.core.session.state import Phase, Session
from service.core.times import MINUTE_MS, Instant, Span, after, since
from service.core.vitals import Cadence, VitalRules, every, impossible

_WATCHED = (Phase.INFUSING, Phase.INTERRUPTED, Phase.PAUSED, Phase.HELD)


def take_vitals(command: c.TakeVitals) -> Answer:
    """Record a set, in every phase of an open session."""
    said = tuple(impossible(command.signs))
    if said:
        sentence = " ".join(f"{each[0].upper()}{each[1:]}" for each in said)
        return Refusal(RefusalId.VITALS_NOT_POSSIBLE, sentence)
    return (told(e.VitalsTaken, command, signs=command.signs),)


def baseline(s: Session, at: Instant, rules: VitalRules) -> Iterator[Refusal]:
    """Yield why the vital signs do not allow a first start: none, or none young enough."""
    if rules.recorded:
        yield from _young(s, at, rules.cadence.baseline_max_age, "the start")


def vitals_before_increase(s: Session, at: Instant, rules: VitalRules) -> Iterator[Refusal]:
    """Yield why the vital signs do not allow the next rate: the set must belong to this step."""
    if rules.recorded:
        yield from _young(s, at, rules.increase_max_age, "the next rate")


def vitals_due(s: Session, cadence: Cadence) -> Instant | None:
    """Return when the next set is due; None while none is."""
    if s.closed or s.started_at is None:
        return None
    last = max(s.started_at, s.vitals.at if s.vitals else s.started_at)
    if s.phase in _WATCHED:
        span = every(cadence, s.infusion_no, s.started_at, last, reacted=s.reactions > 0)
        return after(last, span)
    if s.ended_at is None:
        return None
    if last < s.ended_at:
        return s.ended_at  # the set at the end
    final = after(s.ended_at, cadence.last_after)
    close = s.infusion_no <= cadence.close_infusions or s.reactions > 0
    return final if close and last < final else None


def _young(s: Session, at: Instant, limit: Span, before: str) -> Iterator[Refusal]:
    if s.vitals is None:
        yield Refusal(RefusalId.VITALS_MISSING, f"Take and record vital signs before {before}.")
    elif since(at, s.vitals.at) > limit:
        age = since(at, s.vitals.at) // MINUTE_MS
        yield Refusal(
            RefusalId.VITALS_TOO_OLD,
            f"The last vital signs are {age} min old; {before} asks for a set of the last "
            f"{limit // MINUTE_MS} min.",
        )
