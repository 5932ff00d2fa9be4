"""Alarms on the pure core: the table, and every rule of their states."""

import string
from dataclasses import replace

import pytest

from drivers.port import Delivery
from drivers.quantities import NO_RATE
from service.core.alarm_states import NEVER_GONE, Gone, Scene, attend, attend_again, attend_session
from service.core.alarm_table import TABLE, AlarmId, Priority, Scope
from service.core.alarms import Alarm, alarms
from service.core.refusals import Refusal, RefusalId
from service.core.rules import AUDIO_PAUSE_MAX
from service.core.session import commands as c
from service.core.session import events as e
from service.core.session.evolve import evolve
from service.core.session.standing import Standings, acknowledge, after_alarm, pause_audio
from service.core.session.state import HoldReason, Standing
from service.core.times import Instant, Span, after, minutes, seconds
from service.core.ward_alarms import WardScene, ward_alarms
from tests.core.alarm_page import PAGE, page
from tests.core.session.story import NURSE, RULES, T0, Story, kinds, rate

MEDIUM, HIGH, LOW = AlarmId.PUMP_ALARM, AlarmId.OVER_THE_LIMIT, AlarmId.FLUSH_DUE
SAYS_WHETHER_IT_INFUSES = ("infusing", "stands still", "moves fluid")


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


# ------------------------------------------------------------------------------------- the table


@pytest.mark.shows("A18-01")
def test_every_alarm_has_one_row_and_no_row_is_left_over() -> None:
    assert set(AlarmId) == set(TABLE)
    assert all(row.condition and row.text and row.response for row in TABLE.values())


@pytest.mark.shows("A18-05")
def test_high_latches_and_nothing_else_does() -> None:
    assert {which for which, row in TABLE.items() if row.priority is Priority.HIGH} == {
        which for which, row in TABLE.items() if row.latching
    }


@pytest.mark.parametrize("which", AlarmId)
def test_every_text_says_whether_the_pump_is_infusing(which: AlarmId) -> None:
    text = TABLE[which].text
    names = {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert "motion" in names or "may still be infusing" in text
    assert names <= {"motion", "why", "step", "late", "paused", "rate"}


def test_the_page_is_what_the_table_says() -> None:
    assert page() == PAGE.read_text("utf-8")


def test_the_ward_raises_its_own_alarms_and_no_others() -> None:
    worst = WardScene(
        infusions=2,
        record_damaged=True,
        record_failing=True,
        stations_lost=("tablet-2",),
        faulty=("session-1",),
    )

    raised = ward_alarms(worst)

    assert {which for which, row in TABLE.items() if row.scope is Scope.WARD} == {
        alarm.id for alarm in raised
    }
    assert all(any(w in alarm.sentence for w in SAYS_WHETHER_IT_INFUSES) for alarm in raised)


@pytest.mark.shows("INV-26")
@pytest.mark.parametrize(
    ("infusions", "heard", "raised"), [(1, 0, True), (1, 1, False), (0, 0, False)]
)
def test_no_station_can_hear_is_an_alarm_while_something_infuses(
    infusions: int, heard: int, raised: bool
) -> None:
    found = ward_alarms(WardScene(infusions=infusions, stations_heard=heard))

    assert raised == (AlarmId.NO_STATION_HEARS in [alarm.id for alarm in found])


# ------------------------------------------------------------------------------------ the states


@pytest.mark.shows("A18-07")
def test_an_unanswered_medium_alarm_becomes_high_after_120_s_while_infusing() -> None:
    bell = Bell()
    bell.look(MEDIUM)

    assert [] == bell.wait(119.9).look(MEDIUM)
    assert ["AlarmEscalated"] == bell.wait(0.1).look(MEDIUM)
    assert (Priority.HIGH, False) == (bell.of(MEDIUM).priority, bell.of(MEDIUM).all_stations)


def test_nothing_rises_while_nothing_infuses() -> None:
    bell = Bell()
    bell.infusing = False
    bell.look(MEDIUM)

    assert [] == bell.wait(600).look(MEDIUM)


@pytest.mark.shows("A18-07")
def test_an_unanswered_high_alarm_goes_to_all_stations_after_60_s() -> None:
    bell = Bell()
    bell.look(HIGH)

    assert [] == bell.wait(59.9).look(HIGH)
    assert ["AlarmEscalated"] == bell.wait(0.1).look(HIGH)
    assert bell.of(HIGH).all_stations
    assert [] == bell.wait(600).look(HIGH)


def test_a_risen_alarm_goes_to_all_stations_60_s_after_it_rose() -> None:
    bell = Bell()
    bell.look(MEDIUM)
    bell.wait(120).look(MEDIUM)

    assert [] == bell.wait(59.9).look(MEDIUM)
    assert ["AlarmEscalated"] == bell.wait(0.1).look(MEDIUM)
    assert bell.of(MEDIUM).all_stations


def test_an_acknowledged_alarm_does_not_rise() -> None:
    bell = Bell()
    bell.look(MEDIUM)
    bell.acknowledge(MEDIUM)

    assert [] == bell.wait(300).look(MEDIUM)
    assert NURSE == bell.of(MEDIUM).acknowledged_by


def test_a_low_alarm_never_rises() -> None:
    bell = Bell()
    bell.look(LOW)

    assert [] == bell.wait(3_600).look(LOW)


@pytest.mark.shows("A18-05")
def test_a_high_alarm_stays_after_its_cause_until_a_person_acknowledges_it() -> None:
    bell = Bell()
    bell.look(HIGH)
    bell.wait(5).look()
    bell.wait(30).look()
    assert bell.of(HIGH).ended_at is not None

    assert [] == bell.wait(86_400).look()
    bell.acknowledge(HIGH)

    assert () == bell.standing


@pytest.mark.shows("A18-05")
def test_an_alarm_that_has_become_high_stays_too() -> None:
    bell = Bell()
    bell.look(MEDIUM)
    bell.wait(120).look(MEDIUM)
    bell.wait(1).look()
    bell.wait(30).look()

    assert Priority.HIGH is bell.of(MEDIUM).priority


@pytest.mark.parametrize("which", [MEDIUM, LOW])
def test_a_lower_one_is_over_when_its_cause_has_been_gone_for_30_s(which: AlarmId) -> None:
    bell = Bell()
    bell.look(which)

    assert [] == bell.wait(1).look()
    assert [] == bell.wait(29.9).look()
    assert ["AlarmResolved"] == bell.wait(0.1).look()
    assert () == bell.standing


def test_what_a_person_ended_is_over_at_once_unless_it_latches() -> None:
    bell = Bell()
    bell.look(MEDIUM, HIGH)

    assert ["AlarmResolved"] == bell.wait(1).look(told=True)
    assert [HIGH] == [each.alarm for each in bell.standing]


def test_a_condition_that_comes_and_goes_is_one_alarm() -> None:
    bell = Bell()
    for _ in range(200):
        bell.look(HIGH)
        bell.wait(0.3).look()
        bell.wait(0.1)

    assert ["AlarmRaised", "AlarmEscalated"] == kinds(bell.events)[:2]
    assert 2 == len(bell.events)


@pytest.mark.shows("GIP-08")
def test_what_comes_back_after_an_answer_is_a_new_alarm_once_for_each_answer() -> None:
    bell = Bell()
    bell.look(HIGH)
    bell.acknowledge(HIGH)
    bell.wait(1).look()

    assert ["AlarmRaised"] == bell.wait(1).look(HIGH)
    assert bell.of(HIGH).acknowledged_at is None
    bell.wait(1).look()
    assert [] == bell.wait(1).look(HIGH)


@pytest.mark.shows("GIP-06")
def test_an_acknowledged_alarm_asks_again_after_15_min_while_its_cause_holds() -> None:
    bell = Bell()
    bell.look(AlarmId.ATTESTATION_DUE, LOW)
    bell.acknowledge(AlarmId.ATTESTATION_DUE)
    bell.acknowledge(LOW)

    assert [] == bell.wait(15 * 60 - 0.1).look(AlarmId.ATTESTATION_DUE, LOW)
    assert ["AlarmRaised"] == bell.wait(0.1).look(AlarmId.ATTESTATION_DUE, LOW)
    assert bell.of(AlarmId.ATTESTATION_DUE).acknowledged_at is None


@pytest.mark.shows("GIP-08")
def test_an_audio_pause_ends_120_s_after_its_tap_and_not_later() -> None:
    bell = Bell()
    bell.look(HIGH)

    assert after(bell.now, Span(120_000)) == bell.pause()
    bell.wait(60)
    assert after(bell.now, Span(120_000)) == bell.pause()  # a new tap, counted from itself


@pytest.mark.shows("GIP-08")
@pytest.mark.shows("224-04")
def test_no_ward_can_pause_the_sound_for_longer() -> None:
    bell = Bell()
    bell.look(HIGH)
    longer = replace(RULES, alarms=replace(RULES.alarms, audio_pause=minutes(60)))
    said = c.PauseAudio(at=bell.now, by=NURSE, tablet="t1", tap="t")

    answer = pause_audio(bell.standing, said, longer)

    assert not isinstance(answer, Refusal)
    assert after(bell.now, AUDIO_PAUSE_MAX) == answer[0].until


@pytest.mark.shows("GIP-08")
def test_a_pause_does_not_silence_a_later_alarm_nor_one_that_comes_back() -> None:
    bell = Bell()
    bell.look(HIGH)
    bell.pause()
    bell.wait(1).look(HIGH, MEDIUM)
    assert bell.of(MEDIUM).paused_until is None

    bell.wait(1).look(MEDIUM)
    bell.wait(1).look(HIGH, MEDIUM)

    assert bell.of(HIGH).paused_until is None


def test_a_pause_puts_the_rise_off_and_no_further() -> None:
    bell = Bell()
    bell.look(HIGH)
    bell.wait(59)
    bell.pause()

    assert [] == bell.wait(119.9).look(HIGH)
    assert ["AlarmEscalated"] == bell.wait(0.1).look(HIGH)


def test_an_alarm_that_does_not_stand_cannot_be_answered() -> None:
    said = {"at": T0, "by": NURSE, "tablet": "t1", "tap": "t"}

    found = [
        # `said` holds the fields of every command by name; mypy cannot see that through `**`.
        acknowledge((), c.AcknowledgeAlarm(**said, alarm=HIGH)),  # type: ignore[arg-type]
        pause_audio((), c.PauseAudio(**said), RULES),  # type: ignore[arg-type]
    ]

    assert [RefusalId.NO_SUCH_ALARM] * 2 == [each.id for each in found if isinstance(each, Refusal)]


def test_the_next_look_is_when_time_alone_changes_something() -> None:
    bell = Bell()
    bell.look(MEDIUM)
    assert after(T0, seconds(60)) == attend_again(bell.standing, bell.gone, T0, RULES.alarms)

    bell.acknowledge(MEDIUM)

    assert after(T0, minutes(15)) == attend_again(bell.standing, bell.gone, T0, RULES.alarms)


def test_what_was_lost_with_a_crash_is_made_again() -> None:
    bell = Bell()
    bell.look(HIGH)
    bell.standing = ()

    assert ["AlarmRaised"] == bell.look(HIGH)


# ------------------------------------------------------------------------------------- a session


@pytest.mark.shows("A18-10")
def test_an_alarm_is_logged_with_time_priority_and_what_the_pump_said() -> None:
    story = infusing()
    story.run(minutes(6))

    story.report(rate("190"))

    (raised,) = story.bells
    assert isinstance(raised, e.AlarmRaised)
    assert (AlarmId.RAISED_AT_PUMP, Priority.HIGH) == (raised.alarm, raised.priority)
    assert (story.now, rate("190")) == (raised.at, raised.rate)
    assert "infusing at 190 mL/h" in raised.sentence


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
    assert before == replace(story.s, standing=before.standing)


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
    story.report(rate("190"), delivery=Delivery.RUNNING)
    story.say(c.Discontinue, reason="ordered")
    story.report(NO_RATE)
    assert {AlarmId.RAISED_AT_PUMP} == story.standing()

    story.say(c.Discharge)

    assert set() == story.standing()


@pytest.mark.shows("A18-01")
@pytest.mark.parametrize("reason", HoldReason)
def test_every_hold_has_its_alarm_and_its_words(reason: HoldReason) -> None:
    story = Story().started()
    proof = story.s.proof
    assert proof is not None
    held = e.Held(
        at=story.now, reason=reason, was=story.s.phase, stops=False, reported=NO_RATE, proof=proof
    )

    (alarm,) = alarms(evolve(story.s, held), story.now, RULES)

    assert any(words in alarm.sentence for words in SAYS_WHETHER_IT_INFUSES)
