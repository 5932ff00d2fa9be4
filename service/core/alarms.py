"""Alarm conditions of a session: a pure function of its state. Texts and priorities: the table.

The tablet is not a primary alarm: the pump's own alarm must sound. Every sentence says whether the
pump is still infusing, as far as that is known.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from drivers.port import Delivery
from service.core.alarm_table import TABLE, AlarmId, Priority
from service.core.rules import Rules
from service.core.session.bounds import bound
from service.core.session.state import HoldReason, PauseReason, Phase, Session
from service.core.times import MINUTE_MS, Instant, since


@dataclass(frozen=True, slots=True)
class Alarm:
    """One condition that asks for an action."""

    id: AlarmId
    sentence: str
    since: Instant | None = None

    @property
    def priority(self) -> Priority:
        """The one priority of this condition."""
        return TABLE[self.id].priority


_HOLD_SENTENCES = {
    HoldReason.STOPPED_AT_PUMP: "Stopped at the pump.",
    HoldReason.CHANGED_AT_PUMP: "Changed at the pump; nothing is sent to it.",
    HoldReason.PUMP_ALARM: "The pump stopped with an alarm:",
    HoldReason.FOUND_STOPPED: "Found stopped with volume left.",
    HoldReason.LONG_GAP: "Not watched for too long.",
    HoldReason.COUNTER_WENT_BACK: "The pump's counter was cleared. Pause, then resume.",
    HoldReason.NOT_REACHED: "The pump did not come to the ordered rate.",
    HoldReason.OFFER_REFUSED: "The offered rate was refused:",
    HoldReason.PUMP_RESET: "The pump lost its power.",
    HoldReason.OVER_THE_LIMIT: "Faster or more than allowed;",
}
_ORDER = list(Priority)


def alarms(s: Session, now: Instant, rules: Rules) -> tuple[Alarm, ...]:
    """Return all alarm conditions of the session at `now`, highest priority first."""
    if s.closed:
        return ()
    found = (
        *_stops(s, now, rules),
        *_silence(s, now, rules),
        *_holds(s),
        *_offers(s),
        *_asks(s, now, rules),
    )
    return tuple(sorted(found, key=lambda alarm: _ORDER.index(alarm.priority)))


def may_infuse(s: Session) -> bool:
    """Whether the pump of this session is infusing, or may be as far as anybody knows."""
    if s.closed or s.association is None:
        return False
    moving = s.heard is not None and s.heard.moving
    return s.phase is Phase.INFUSING or moving or s.silent_since is not None


def motion(s: Session) -> str:
    """Say whether the pump is infusing, as far as it has told."""
    if s.silent_since is not None or s.heard is None:
        return "The pump does not answer; it may be infusing."
    if not s.heard.moving:
        return "The pump stands still."
    if s.heard.delivery is Delivery.RUNNING:
        return f"The pump is infusing at {s.heard.rate.ml_per_h} mL/h."
    return "The pump moves fluid at a rate it does not tell."


def stop_words(s: Session) -> str:
    """Say what became of a stop on its way to the pump: a command, or nothing but words."""
    return "press STOP at the pump" if s.by_hand else "STOP was sent"


def _alarm(s: Session, which: AlarmId, at: Instant | None = None, **words: object) -> Alarm:
    return Alarm(which, TABLE[which].text.format(motion=motion(s), **words), at)


def _stops(s: Session, now: Instant, rules: Rules) -> Iterator[Alarm]:
    if s.stop_asked_at is None or s.association is None:
        return
    if s.by_hand:
        if s.heard is None or s.heard.moving or s.silent_since is not None:
            yield _alarm(s, AlarmId.PRESS_STOP, s.stop_asked_at)
    elif since(now, s.stop_asked_at) > rules.stop_unconfirmed_after:
        yield _alarm(s, AlarmId.STOP_NOT_CONFIRMED, s.stop_asked_at)


def _silence(s: Session, now: Instant, rules: Rules) -> Iterator[Alarm]:
    if s.silent_since is None:
        return
    long = since(now, s.silent_since) > rules.silent_high_after
    yield _alarm(s, AlarmId.PUMP_SILENT_LONG if long else AlarmId.PUMP_SILENT, s.silent_since)


def _holds(s: Session) -> Iterator[Alarm]:
    if s.mismatch:
        yield _alarm(s, AlarmId.VOLUME_MISMATCH)
    if s.alarms and s.phase is Phase.INFUSING:
        why = f"The pump reported {_names(s)}; the rate is not raised. Pause, clear it, resume."
        yield _alarm(s, AlarmId.PUMP_ALARM, why=why)
    idle = s.phase in (Phase.PREPARING, Phase.OBSERVING) and s.association is not None
    if idle and s.heard is not None and s.heard.moving:
        yield _alarm(s, AlarmId.RUNNING_WHILE_STOPPED, why="Nothing was ordered.")
    if s.phase is Phase.HELD and s.hold is not None:
        yield _hold(s, s.hold)


def _hold(s: Session, reason: HoldReason) -> Alarm:
    """Return the alarm of a hold: by what the pump does now, whatever it was held for."""
    at = s.proof.at if s.proof else None
    named = {
        HoldReason.PUMP_ALARM: f" {_names(s)}.",
        HoldReason.OFFER_REFUSED: f" {s.offer.reason}" if s.offer else " no reason is known.",
        HoldReason.OVER_THE_LIMIT: f" {stop_words(s)}.",
    }
    why = f"{_HOLD_SENTENCES[reason]}{named.get(reason, '')}"
    return _alarm(s, _hold_alarm(s, reason), at, why=why)


def _hold_alarm(s: Session, reason: HoldReason) -> AlarmId:
    moving = s.heard is not None and s.heard.moving
    if reason is HoldReason.OVER_THE_LIMIT:
        return AlarmId.OVER_THE_LIMIT
    if reason is HoldReason.PUMP_RESET:
        return AlarmId.PUMP_RESET
    if moving and s.held_from is not Phase.INFUSING:
        return AlarmId.RUNNING_WHILE_STOPPED
    if moving and s.heard is not None and s.heard.rate > s.current.rate:
        return AlarmId.RAISED_AT_PUMP
    return AlarmId.PUMP_ALARM if reason is HoldReason.PUMP_ALARM else AlarmId.HELD


def _names(s: Session) -> str:
    return ", ".join(sorted(alarm.value.replace("_", " ") for alarm in s.alarms))


def _offers(s: Session) -> Iterator[Alarm]:
    """What lies at a pump that only a person at it can start or change."""
    if s.offer is None or not s.offer.open:
        return
    rate = s.offer.setting.rate
    if s.phase is not Phase.INFUSING or rate != s.target.rate:
        yield _alarm(s, AlarmId.OFFER_NOT_WANTED, rate=rate.ml_per_h)
    elif s.offer.state == "offered":
        why = f"Confirm {rate.ml_per_h} mL/h at the pump."
        yield _alarm(s, AlarmId.CONFIRM_AT_PUMP, s.wished_at, why=why)


def _asks(s: Session, now: Instant, rules: Rules) -> Iterator[Alarm]:
    if s.late_since is not None and not _word_stands(s, now, rules):
        late = since(now, s.late_since) // MINUTE_MS
        yield _alarm(s, AlarmId.ATTESTATION_DUE, s.late_since, step=s.step_no, late=late)
    if s.phase is Phase.PAUSED and s.pause is PauseReason.LATE_ATTESTATION:
        yield _alarm(s, AlarmId.PAUSED_FOR_ATTESTATION, s.paused_at)
    elif s.phase is Phase.PAUSED and s.paused_at is not None:
        paused = since(now, s.paused_at)
        if paused >= rules.alarms.paused_max:
            yield _alarm(s, AlarmId.PAUSED_LONG, s.paused_at, paused=paused // MINUTE_MS)
    if s.phase is Phase.FLUSHING and s.stop_asked_at is None:
        yield _alarm(s, AlarmId.FLUSH_DUE, s.ended_at)


def _word_stands(s: Session, now: Instant, rules: Rules) -> bool:
    """Whether somebody has just attested, late: what was asked for is done."""
    given = s.attested
    if given is None or given.step_no != s.step_no:
        return False
    return since(now, given.at) <= rules.attestation_max_age + bound(s)


__all__ = ["Alarm", "AlarmId", "Priority", "alarms", "may_infuse", "motion"]
