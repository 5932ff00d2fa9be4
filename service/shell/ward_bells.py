"""The ward's own alarms: the same states as those of a session, in memory and in the log.

They are not journaled: the journal may be what fails, and none of them belongs to a session.
"""

import logging
from collections.abc import Callable

from service.core.alarm_states import NEVER_GONE, Gone, Scene, attend
from service.core.refusals import Refusal
from service.core.rules import Rules
from service.core.session import events as e
from service.core.session import standing as states
from service.core.session.commands import AcknowledgeAlarm, PauseAudio
from service.core.session.standing import Standings
from service.core.times import Instant
from service.core.ward_alarms import WardScene, ward_alarms

_log = logging.getLogger(__name__)


class WardBells:
    """Alarms of the ward that stand."""

    def __init__(self, rules: Rules, look: Callable[[Instant], WardScene]) -> None:
        """`look` says what the ward knows about itself at an instant."""
        self.standing: Standings = ()
        self._rules = rules
        self._look = look
        self._gone: Gone = NEVER_GONE

    def scene(self, now: Instant) -> WardScene:
        """Return what the ward knows about itself now."""
        return self._look(now)

    def attend(self, now: Instant, *, told: bool = False) -> bool:
        """Bring the alarms up to date; return whether anything has changed."""
        ward = self.scene(now)
        scene = Scene(at=now, found=ward_alarms(ward), infusing=ward.infusions > 0, told=told)
        events, self._gone = attend(self.standing, self._gone, scene, self._rules.alarms)
        self._take(events)
        return bool(events)

    def say(self, command: AcknowledgeAlarm | PauseAudio) -> tuple[e.AlarmEvent, ...] | Refusal:
        """Take what a person does to the ward's alarms."""
        answer: tuple[e.AlarmEvent, ...] | Refusal
        if isinstance(command, AcknowledgeAlarm):
            answer = states.acknowledge(self.standing, command)
        else:
            answer = states.pause_audio(self.standing, command, self._rules)
        if not isinstance(answer, Refusal):
            self._take(answer)
        return answer

    def _take(self, events: tuple[e.AlarmEvent, ...]) -> None:
        for event in events:
            self.standing = states.after_alarm(self.standing, event)
            _log.log(_level(event), "%s", event)


def _level(event: e.AlarmEvent) -> int:
    raised = isinstance(event, e.AlarmRaised | e.AlarmEscalated)
    return logging.WARNING if raised else logging.INFO
