"""The alarms of a session: raised by what happens in it, and answered by people."""

from dataclasses import replace

import pytest

from drivers.port import Delivery
from drivers.quantities import NO_RATE
from service.core.alarm_states import NEVER_GONE, Gone, attend_session
from service.core.alarm_table import AlarmId, Priority
from service.core.refusals import Refusal
from service.core.session import commands as c
from service.core.session import events as e
from service.core.session.evolve import evolve
from service.core.times import Span, minutes
from tests.core.session.story import NURSE, RULES, Story, kinds, rate


class AlarmStory(Story):
    """A history in which alarms are attended to after everything, as in the product."""

    def __init__(self, infusion_no: int = 1) -> None:
        self.gone: Gone = NEVER_GONE
        self.bells: list[e.AlarmEvent] = []
        super().__init__(infusion_no)

    def take(self, command: c.Command) -> tuple[e.Event, ...] | Refusal:
        answer = super().take(command)
        if isinstance(answer, Refusal):
            return answer
        told = any(
            isinstance(each, e.Told) and not isinstance(each, e.AlarmEvent) for each in answer
        )
        events, self.gone = attend_session(self.s, self.gone, command.at, self.rules, told=told)
        for event in events:
            self.state = evolve(self.s, event)
        self.bells += events
        return answer

    def standing(self) -> set[AlarmId]:
        return {each.alarm for each in self.s.standing}


def infusing() -> AlarmStory:
    """Running at the first step."""
    story = AlarmStory()
    story.started()
    return story


@pytest.mark.shows("A18-10")
def test_an_alarm_is_logged_with_time_priority_and_what_the_pump_said() -> None:
    story = infusing()
    story.run(minutes(6))

    story.report(rate("149"))

    (raised,) = story.bells
    assert isinstance(raised, e.AlarmRaised)
    assert (AlarmId.RAISED_AT_PUMP, Priority.HIGH) == (raised.alarm, raised.priority)
    assert (story.now, rate("149")) == (raised.at, raised.rate)
    assert "infusing at 149 mL/h" in raised.sentence


@pytest.mark.shows("A18-10")
def test_an_acknowledgement_names_person_and_tablet_and_changes_no_wish() -> None:
    story = infusing()
    story.run(minutes(6))
    story.report(NO_RATE)
    before = story.s

    answer = story.say(c.AcknowledgeAlarm, alarm=AlarmId.HELD)

    assert isinstance(answer, tuple)
    (event,) = answer
    assert isinstance(event, e.AlarmAcknowledged)
    assert (NURSE, "t1", AlarmId.HELD) == (event.by, event.tablet, event.alarm)
    assert before == replace(story.s, standing=before.standing, entries=before.entries)


@pytest.mark.shows("GIP-06")
def test_a_late_word_is_asked_for_and_given_and_the_alarm_is_over() -> None:
    story = infusing()
    story.run(minutes(61))
    assert {AlarmId.ATTESTATION_DUE} == story.standing()

    story.attest()

    assert set() == story.standing()
    assert ["AlarmRaised", "AlarmResolved"] == kinds(story.bells)


@pytest.mark.shows("GIP-06")
def test_a_pause_of_a_person_that_lasts_too_long_is_asked_after() -> None:
    story = infusing()
    story.run(minutes(6))
    story.say(c.Pause)
    story.report(NO_RATE)
    story.run(Span(minutes(15) - 4_000))
    assert set() == story.standing()

    story.run(Span(6_000))

    assert {AlarmId.PAUSED_LONG} == story.standing()


def test_a_record_from_before_there_were_alarms_is_gone_on_with() -> None:
    old = Story().started()
    old.run(minutes(6))
    old.report(NO_RATE)
    assert () == old.s.standing

    events, _ = attend_session(old.s, NEVER_GONE, old.now, RULES, told=False)

    assert ["AlarmRaised"] == kinds(events)


def test_a_closed_session_keeps_no_alarms() -> None:
    story = infusing()
    story.run(minutes(6))
    story.report(rate("149"), delivery=Delivery.RUNNING)
    story.say(c.Discontinue, reason="ordered")
    story.report(NO_RATE)
    assert {AlarmId.RAISED_AT_PUMP} == story.standing()

    story.say(c.Discharge)

    assert set() == story.standing()
