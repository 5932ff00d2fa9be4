"""Alarms of a session: a pure function of its state. One table, one priority for each condition.

The tablet is not a primary alarm: the pump's own alarm must sound. Every sentence says whether the
pump is still infusing, as far as that is known.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from drivers.port import Delivery
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
    HoldReason.STOPPED_AT_PUMP: "Stopped at the pump.",
    HoldReason.CHANGED_AT_PUMP: "Changed at the pump; nothing is sent to it.",
    HoldReason.PUMP_ALARM: "The pump stopped with an alarm:",
    HoldReason.FOUND_STOPPED: "Found stopped with volume left.",
    HoldReason.LONG_GAP: "Not watched for too long.",
    HoldReason.COUNTER_WENT_BACK: "The pump's counter was cleared. Pause, then resume.",
    HoldReason.NOT_REACHED: "The pump did not come to the ordered rate.",
    HoldReason.PUMP_RESET: "The pump lost its power.",
    HoldReason.OVER_THE_LIMIT: "Faster or more than allowed; STOP was sent.",
}


def alarms(s: Session, now: Instant, rules: Rules) -> tuple[Alarm, ...]:
    """Return all alarms of the session at `now`, highest priority first."""
    if s.closed:
        return ()
    order = list(Priority)
    found = (*_stops(s, now, rules), *_silence(s, now, rules), *_holds(s), *_asks(s, now))
    return tuple(sorted(found, key=lambda alarm: order.index(alarm.priority)))


def _stops(s: Session, now: Instant, rules: Rules) -> Iterator[Alarm]:
    if s.stop_asked_at is None or s.association is None:
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
    if s.mismatch:
        text = "The pump's volume and the time served disagree. Check the bag; pause and resume."
        yield Alarm(AlarmId.VOLUME_MISMATCH, f"{_motion(s)} {text}")
    if s.alarms and s.phase is Phase.INFUSING:
        text = f"The pump reported {_names(s)}; the rate is not raised. Pause, clear it, resume."
        yield Alarm(AlarmId.PUMP_ALARM, f"{_motion(s)} {text}")
    idle = s.phase in (Phase.PREPARING, Phase.OBSERVING) and s.association is not None
    if idle and s.heard is not None and s.heard.moving:
        yield Alarm(AlarmId.RUNNING_WHILE_STOPPED, f"{_motion(s)} Nothing was ordered.")
    if s.phase is Phase.HELD and s.hold is not None:
        yield _hold(s, s.hold)


def _hold(s: Session, reason: HoldReason) -> Alarm:
    """Return the alarm of a hold: by what the pump does now, whatever it was held for."""
    at = s.proof.at if s.proof else None
    moving = s.heard is not None and s.heard.moving
    names = f" {_names(s)}." if reason is HoldReason.PUMP_ALARM else ""
    text = f"{_HOLD_SENTENCES[reason]}{names} {_motion(s)}"
    if reason is HoldReason.OVER_THE_LIMIT:
        return Alarm(AlarmId.OVER_THE_LIMIT, text, at)
    if reason is HoldReason.PUMP_RESET:
        return Alarm(AlarmId.PUMP_RESET, text, at)
    if moving and s.held_from is not Phase.INFUSING:
        return Alarm(AlarmId.RUNNING_WHILE_STOPPED, text, at)
    if moving and s.heard is not None and s.heard.rate > s.current.rate:
        return Alarm(AlarmId.RAISED_AT_PUMP, text, at)
    pump_alarm = reason is HoldReason.PUMP_ALARM
    return Alarm(AlarmId.PUMP_ALARM if pump_alarm else AlarmId.HELD, text, at)


def _motion(s: Session) -> str:
    """Say whether the pump is infusing, as far as it has told."""
    if s.silent_since is not None or s.heard is None:
        return "The pump does not answer; it may be infusing."
    if not s.heard.moving:
        return "The pump stands still."
    if s.heard.delivery is Delivery.RUNNING:
        return f"The pump is infusing at {s.heard.rate.ml_per_h} mL/h."
    return "The pump moves fluid at a rate it does not tell."


def _names(s: Session) -> str:
    return ", ".join(sorted(alarm.value.replace("_", " ") for alarm in s.alarms))


def _asks(s: Session, now: Instant) -> Iterator[Alarm]:
    if s.late_since is not None:
        late = since(now, s.late_since) // MINUTE_MS
        text = f"Attest step {s.step_no} ({late} min late); the pump goes on at the same rate."
        yield Alarm(AlarmId.ATTESTATION_DUE, text, s.late_since)
    if s.phase is Phase.PAUSED and s.pause is PauseReason.LATE_ATTESTATION:
        text = f"Paused because nobody attested. {_motion(s)} Attest to go on."
        yield Alarm(AlarmId.PAUSED_FOR_ATTESTATION, text)
    if s.phase is Phase.FLUSHING and s.stop_asked_at is None:
        yield Alarm(AlarmId.FLUSH_DUE, "The volume is in; flush the line.", s.ended_at)
