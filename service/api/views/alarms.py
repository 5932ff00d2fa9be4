"""Alarms with their states, as a tablet shows them."""

from typing import Literal

from service.api.schemas.parts import AlarmView
from service.api.views.times import iso_or_none
from service.core.alarm_states import audio_paused, latches
from service.core.alarm_table import TABLE, Priority
from service.core.alarms import Alarm
from service.core.session.standing import Standings
from service.core.session.state import Standing
from service.core.times import SECOND_MS, Instant, since

_RANK = list(Priority)
_State = Literal["active", "audio-paused", "acknowledged", "resolved"]


def alarm_views(
    found: tuple[Alarm, ...], standing: Standings, now: Instant, motion: str
) -> list[AlarmView]:
    """Return what holds, and what has ended and waits for a person; highest priority first.

    `motion` says whether the pump is infusing now.
    """
    stood = {each.alarm: each for each in standing}
    views = [_holding(alarm, stood.get(alarm.id), now) for alarm in found]
    held = {alarm.id for alarm in found}
    views += [
        _ended(each, now, motion)
        for each in standing
        if each.alarm not in held and latches(each) and each.acknowledged_at is None
    ]
    return sorted(views, key=lambda view: _RANK.index(Priority(view.priority)))


def _holding(alarm: Alarm, known: Standing | None, now: Instant) -> AlarmView:
    """Return an alarm whose condition holds; one that is a moment old may not stand yet."""
    if known is None or known.ended_at is not None:
        known = Standing(
            alarm=alarm.id,
            priority=alarm.priority,
            sentence=alarm.sentence,
            raised_at=alarm.since or now,
            risen_at=now,
        )
    state: _State = "active"
    if known.acknowledged_at is not None:
        state = "acknowledged"
    elif audio_paused(known, now):
        state = "audio-paused"
    return _view(known, alarm.sentence, state, now)


def _ended(known: Standing, now: Instant, motion: str) -> AlarmView:
    over = f"An alarm has ended, and nobody has acknowledged it. {motion}"
    said = f"{over} While it lasted it said: {known.sentence}"
    return _view(known, said, "resolved", now, short=over)


def _view(
    known: Standing, sentence: str, state: _State, now: Instant, *, short: str | None = None
) -> AlarmView:
    paused = audio_paused(known, now) and state != "acknowledged"
    until = known.paused_until if paused else None
    return AlarmView(
        id=known.alarm.value,
        priority=known.priority.value,
        sentence=sentence,
        short=short or sentence,
        response=TABLE[known.alarm].response,
        since=iso_or_none(known.raised_at),
        state=state,
        sounds=state != "acknowledged" and not paused,
        all_stations=known.all_stations,
        audio_paused_until=iso_or_none(until),
        audio_paused_s=None if until is None else -(-since(until, now) // SECOND_MS),
        acknowledged_by=known.acknowledged_by.id if known.acknowledged_by else None,
        acknowledged_at=iso_or_none(known.acknowledged_at),
    )
