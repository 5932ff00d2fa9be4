"""Alarm conditions of the ward itself: what no session can say. Pure, like those of a session."""

from collections.abc import Iterator
from dataclasses import dataclass

from service.core.alarm_table import TABLE, AlarmId
from service.core.alarms import Alarm


@dataclass(frozen=True, slots=True, kw_only=True)
class WardScene:
    """What the ward knows about itself at one instant."""

    infusions: int
    """Infusions that run, or may be running as far as anybody knows."""
    record_damaged: bool = False
    record_failing: bool = False
    stations_heard: int = 0
    """Tablets whose sound was proved today, and that are heard now."""
    stations_lost: tuple[str, ...] = ()
    """Tablets whose sound was proved today, and that cannot be heard now."""
    faulty: tuple[str, ...] = ()
    """Sessions or chairs whose list of alarms could not be brought up to date."""


def ward_alarms(scene: WardScene) -> tuple[Alarm, ...]:
    """Return the alarm conditions of the ward, highest priority first."""
    return tuple(_alarm(scene, which, why) for which, why in _conditions(scene))


def ward_motion(infusions: int) -> str:
    """Say whether pumps are infusing, as far as they have told."""
    if infusions == 0:
        return "No pump is known to be infusing."
    if infusions == 1:
        return "1 pump may be infusing and goes on."
    return f"{infusions} pumps may be infusing and go on."


def _conditions(scene: WardScene) -> Iterator[tuple[AlarmId, str]]:
    if scene.record_damaged:
        yield AlarmId.RECORD_DAMAGED, ""
    if scene.faulty:
        yield AlarmId.ALARMS_FAULTY, ", ".join(scene.faulty)
    if scene.record_failing:
        yield AlarmId.RECORD_NOT_SAVED, ""
    if scene.infusions and not scene.stations_heard:
        yield AlarmId.NO_STATION_HEARS, ""
    if scene.infusions and scene.stations_lost:
        yield AlarmId.STATION_LOST, ", ".join(scene.stations_lost)


def _alarm(scene: WardScene, which: AlarmId, why: str) -> Alarm:
    return Alarm(which, TABLE[which].text.format(motion=ward_motion(scene.infusions), why=why))
