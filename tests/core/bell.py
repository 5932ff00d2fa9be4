"""Alarms by themselves, without a session: `Bell`."""

from service.core.alarm_states import NEVER_GONE, Gone, Scene, attend
from service.core.alarm_table import AlarmId
from service.core.alarms import Alarm
from service.core.refusals import Refusal
from service.core.session import commands as c
from service.core.session import events as e
from service.core.session.standing import Standings, acknowledge, after_alarm, pause_audio
from service.core.session.state import Standing
from service.core.times import Instant, after, seconds
from tests.core.session.story import NURSE, RULES, T0, kinds


class Bell:
    """Alarms by themselves: conditions come and go, time passes, people answer."""

    def __init__(self) -> None:
        self.now = T0
        self.standing: Standings = ()
        self.gone: Gone = NEVER_GONE
        self.events: list[e.AlarmEvent] = []
        self.infusing = True

    def look(self, *found: AlarmId, told: bool = False, closed: bool = False) -> list[str]:
        scene = Scene(
            at=self.now,
            found=tuple(Alarm(each, "It stands still.") for each in found),
            infusing=self.infusing,
            told=told,
            closed=closed,
        )
        events, self.gone = attend(self.standing, self.gone, scene, RULES.alarms)
        self._take(events)
        return kinds(events)

    def wait(self, count: float) -> "Bell":
        self.now = after(self.now, seconds(count))
        return self

    def acknowledge(self, alarm: AlarmId) -> None:
        said = c.AcknowledgeAlarm(at=self.now, by=NURSE, tablet="t1", tap="t", alarm=alarm)
        answer = acknowledge(self.standing, said)
        assert not isinstance(answer, Refusal)
        self._take(answer)

    def pause(self) -> Instant:
        said = c.PauseAudio(at=self.now, by=NURSE, tablet="t1", tap="t")
        answer = pause_audio(self.standing, said, RULES)
        assert not isinstance(answer, Refusal)
        self._take(answer)
        return answer[0].until

    def of(self, alarm: AlarmId) -> Standing:
        (found,) = (each for each in self.standing if each.alarm is alarm)
        return found

    def _take(self, events: tuple[e.AlarmEvent, ...]) -> None:
        for event in events:
            self.standing = after_alarm(self.standing, event)
        self.events += events
