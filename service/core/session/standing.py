"""Alarms that stand: what people may do to them, and what is true after an alarm event.

Used for a session and, with the same rules, for the ward. There is no way to switch an alarm off.
"""

from dataclasses import replace
from typing import assert_never

from service.core.refusals import Refusal, RefusalId
from service.core.rules import AUDIO_PAUSE_MAX, Rules
from service.core.session import commands as c
from service.core.session import events as e
from service.core.session.answers import told
from service.core.session.state import Standing
from service.core.times import after

Standings = tuple[Standing, ...]


def acknowledge(
    standing: Standings, command: c.AcknowledgeAlarm
) -> tuple[e.AlarmAcknowledged, ...] | Refusal:
    """Take a named person's acknowledgement. A second one changes nothing."""
    known = next((each for each in standing if each.alarm is command.alarm), None)
    if known is None:
        return Refusal(RefusalId.NO_SUCH_ALARM, "This alarm does not stand here any more.")
    if known.acknowledged_at is not None:
        return ()
    return (told(e.AlarmAcknowledged, command, alarm=known.alarm, priority=known.priority),)


def pause_audio(
    standing: Standings, command: c.PauseAudio, rules: Rules
) -> tuple[e.AudioPaused, ...] | Refusal:
    """Pause the sound of what stands now, for a while that begins with this tap."""
    sounding = tuple(each.alarm for each in standing if each.acknowledged_at is None)
    if not sounding:
        return Refusal(RefusalId.NO_SUCH_ALARM, "There is no alarm whose sound could be paused.")
    until = after(command.at, min(rules.alarms.audio_pause, AUDIO_PAUSE_MAX))
    return (told(e.AudioPaused, command, alarms=sounding, until=until),)


def after_alarm(standing: Standings, event: e.AlarmEvent) -> Standings:
    """Return the alarms that stand after `event`."""
    match event:
        case e.AlarmRaised(at=at, alarm=alarm, priority=priority, sentence=sentence):
            raised = Standing(
                alarm=alarm, priority=priority, sentence=sentence, raised_at=at, risen_at=at
            )
            return (*_without(standing, alarm), raised)
        case e.AlarmEscalated(at=at, alarm=alarm, priority=priority, all_stations=all_stations):
            changes = {"priority": priority, "risen_at": at, "all_stations": all_stations}
            return _changed(standing, (alarm,), **changes)
        case e.AlarmAcknowledged(at=at, by=by, alarm=alarm):
            held = tuple(each for each in standing if each.alarm is not alarm or not each.ended_at)
            return _changed(held, (alarm,), acknowledged_by=by, acknowledged_at=at)
        case e.AudioPaused(alarms=alarms, until=until):
            return _changed(standing, alarms, paused_until=until)
        case e.AlarmResolved(alarm=alarm, ended_at=ended_at, stays=True):
            return _changed(standing, (alarm,), ended_at=ended_at)
        case e.AlarmResolved(alarm=alarm):
            return _without(standing, alarm)
        case _:
            assert_never(event)


def _without(standing: Standings, alarm: object) -> Standings:
    return tuple(each for each in standing if each.alarm is not alarm)


def _changed(standing: Standings, alarms: tuple[object, ...], **changes: object) -> Standings:
    return tuple(
        # The changes are fields of `Standing` by name; mypy cannot see that through `**`.
        replace(each, **changes) if each.alarm in alarms else each  # type: ignore[arg-type]
        for each in standing
    )
