"""What has happened to alarms. The journal has these beside the other events of a session."""

from dataclasses import dataclass

from drivers.quantities import Rate, Volume
from service.core.alarm_table import AlarmId, Priority
from service.core.session.happened import Happened, Told
from service.core.times import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRaised(Happened):
    """An alarm condition has come, or is back after an answer, or outlasts its acknowledgement."""

    alarm: AlarmId
    priority: Priority
    sentence: str
    rate: Rate | None
    """What the pump reported last; None where it is not known."""
    infused: Volume | None
    """Volume of the session by the pump's counter; None for an alarm of the ward."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmEscalated(Happened):
    """Nobody has answered an alarm for too long."""

    alarm: AlarmId
    priority: Priority
    all_stations: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmAcknowledged(Told):
    """A named person has taken an alarm in hand. It stays on the screens while its cause holds."""

    alarm: AlarmId
    priority: Priority
    """The priority it had."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioPaused(Told):
    """The sound of the alarms that stood then is paused; a later one sounds at once."""

    alarms: tuple[AlarmId, ...]
    until: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmResolved(Happened):
    """The condition of an alarm has ended."""

    alarm: AlarmId
    ended_at: Instant
    """When the condition was first seen gone."""
    stays: bool
    """It latches and nobody has acknowledged it: it stays on the screens."""


AlarmEvent = AlarmRaised | AlarmEscalated | AlarmAcknowledged | AudioPaused | AlarmResolved
"""What happens to alarms. It changes neither what a pump should do nor what has been served."""
