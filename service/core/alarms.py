"""Alarms of a session: a pure function of its state. One table, one priority for each condition.

The tablet is not a primary alarm: the pump's own alarm must sound. Every sentence says whether the
pump is still infusing, as far as that is known.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from service.core.rules import Rules
from service.core.session.bounds import bound
from service.core.session.state import HoldReason, PauseReason, Phase, Session
from service.core.times import MINUTE_MS, Instant, since


class Priority(Enum):
    """IEC 60601-1-8 priorities."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class AlarmId(Enum):
    """Every alarm condition; its priority stands in `PRIORITY` alone."""

    STOP_NOT_CONFIRMED = "stop-not-confirmed"
    OVER_THE_LIMIT = "over-the-limit"
    RAISED_AT_PUMP = "raised-at-pump"
    RUNNING_WHILE_STOPPED = "running-while-stopped"
    PUMP_SILENT_LONG = "pump-silent-long"
    PUMP_SILENT = "pump-silent"
    PUMP_ALARM = "pump-alarm"
    PUMP_RESET = "pump-reset"
    HELD = "held"
    VOLUME_MISMATCH = "volume-mismatch"
    ATTESTATION_DUE = "attestation-due"
    PAUSED_FOR_ATTESTATION = "paused-for-attestation"
    FLUSH_DUE = "flush-due"


PRIORITY = {
    AlarmId.STOP_NOT_CONFIRMED: Priority.HIGH,
    AlarmId.OVER_THE_LIMIT: Priority.HIGH,
    AlarmId.RAISED_AT_PUMP: Priority.HIGH,
    AlarmId.RUNNING_WHILE_STOPPED: Priority.HIGH,
    AlarmId.PUMP_SILENT_LONG: Priority.HIGH,
    AlarmId.PUMP_SILENT: Priority.MEDIUM,
    AlarmId.PUMP_ALARM: Priority.MEDIUM,
    AlarmId.PUMP_RESET: Priority.HIGH,
    AlarmId.HELD: Priority.MEDIUM,
    AlarmId.VOLUME_MISMATCH: Priority.HIGH,
    AlarmId.ATTESTATION_DUE: Priority.MEDIUM,
    AlarmId.PAUSED_FOR_ATTESTATION: Priority.MEDIUM,
    AlarmId.FLUSH_DUE: Priority.LOW,
}


@dataclass(frozen=True, slots=True)
class Alarm:
    """One condition that asks for an action."""

    id: AlarmId
    sentence: str
    since: Instant | None = None

    @property
    def priority(self) -> Priority:
        """The one priority of this condition."""
        return PRIORITY[self.id]


_HOLD_SENTENCES = {
    HoldReason.STOPPED_AT_PUMP: "Stopped at the pump; the pump stands still.",
    HoldReason.PUMP_ALARM: "The pump stopped with an alarm.",
    HoldReason.FOUND_STOPPED: "Found stopped with volume left; the pump stands still.",
    HoldReason.LONG_GAP: "Not watched for too long; the pump is infusing at the attested rate.",
    HoldReason.NOT_REACHED: "The pump did not come to the ordered rate. Look at the pump.",
    HoldReason.PUMP_RESET: "The pump lost its power. Look at the pump.",
}


def alarms(s: Session, now: Instant, rules: Rules) -> tuple[Alarm, ...]:
    """Return all alarms of the session at `now`, highest priority first."""
    if s.closed:
        return ()
    order = list(Priority)
    found = (*_stops(s, now, rules), *_silence(s, now, rules), *_holds(s), *_asks(s, now))
    return tuple(sorted(found, key=lambda alarm: order.index(alarm.priority)))


def _stops(s: Session, now: Instant, rules: Rules) -> Iterator[Alarm]:
    if s.stop_asked_at is None or s.step_no == 0:
        return
    if since(now, s.stop_asked_at) > rules.stop_unconfirmed_after + bound(s):
        text = "NOT CONFIRMED: the pump may still be infusing. Press STOP on the pump."
        yield Alarm(AlarmId.STOP_NOT_CONFIRMED, text, s.stop_asked_at)


def _silence(s: Session, now: Instant, rules: Rules) -> Iterator[Alarm]:
    if s.silent_since is None:
        return
    text = "The pump does not answer; it may still be infusing. Look at the pump."
    long = since(now, s.silent_since) > rules.silent_high_after
    yield Alarm(AlarmId.PUMP_SILENT_LONG if long else AlarmId.PUMP_SILENT, text, s.silent_since)


def _holds(s: Session) -> Iterator[Alarm]:
    moving = s.heard is not None and s.heard.moving
    if s.mismatch:
        text = (
            "The pump's volume and the time served disagree; the pump is infusing. Check the bag."
        )
        yield Alarm(AlarmId.VOLUME_MISMATCH, text)
    if s.phase is not Phase.HELD or s.hold is None:
        return
    at = s.proof.at if s.proof else None
    if s.hold is HoldReason.OVER_THE_LIMIT:
        text = "Above the limit of the protocol or of the order; STOP has been sent to the pump."
        yield Alarm(AlarmId.OVER_THE_LIMIT, text, at)
    elif s.hold is HoldReason.PUMP_RESET:
        yield Alarm(AlarmId.PUMP_RESET, _HOLD_SENTENCES[s.hold], at)
    elif s.hold is HoldReason.CHANGED_AT_PUMP:
        yield _changed(s, at, moving=moving)
    elif s.hold is HoldReason.PUMP_ALARM:
        names = ", ".join(sorted(alarm.value.replace("_", " ") for alarm in s.alarms))
        yield Alarm(AlarmId.PUMP_ALARM, f"{_HOLD_SENTENCES[s.hold]} {names}.", at)
    else:
        yield Alarm(AlarmId.HELD, _HOLD_SENTENCES[s.hold], at)


def _changed(s: Session, at: Instant | None, *, moving: bool) -> Alarm:
    rate = s.heard.rate.ml_per_h if s.heard else "?"
    text = f"Changed at the pump; it is infusing at {rate} mL/h. Nothing is sent to it."
    if s.held_from is not Phase.INFUSING and moving:
        return Alarm(AlarmId.RUNNING_WHILE_STOPPED, text, at)
    if moving and s.heard is not None and s.heard.rate > s.current.rate:
        return Alarm(AlarmId.RAISED_AT_PUMP, text, at)
    return Alarm(AlarmId.HELD, text if moving else "Changed at the pump; it stands still.", at)


def _asks(s: Session, now: Instant) -> Iterator[Alarm]:
    if s.late_since is not None:
        late = since(now, s.late_since) // MINUTE_MS
        text = f"Attest step {s.step_no} ({late} min late); the pump goes on at the same rate."
        yield Alarm(AlarmId.ATTESTATION_DUE, text, s.late_since)
    if s.phase is Phase.PAUSED and s.pause is PauseReason.LATE_ATTESTATION:
        text = "Paused because nobody attested; the pump stands still. Attest to go on."
        yield Alarm(AlarmId.PAUSED_FOR_ATTESTATION, text)
    if s.phase is Phase.FLUSHING and s.stop_asked_at is None:
        yield Alarm(AlarmId.FLUSH_DUE, "The volume is in; flush the line.", s.ended_at)
