"""The states of an alarm by itself: it rises, stays, rests and ends."""

from dataclasses import replace
from typing import Any

import pytest

from service.core.alarm_states import attend_again
from service.core.alarm_table import AlarmId, Priority
from service.core.refusals import Refusal, RefusalId
from service.core.rules import AUDIO_PAUSE_MAX
from service.core.session import commands as c
from service.core.session.standing import acknowledge, pause_audio
from service.core.times import Span, after, minutes, seconds
from tests.core.bell import Bell
from tests.core.session.story import NURSE, RULES, T0, kinds

MEDIUM, HIGH, LOW = AlarmId.PUMP_ALARM, AlarmId.OVER_THE_LIMIT, AlarmId.FLUSH_DUE


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
    said: dict[str, Any] = {"at": T0, "by": NURSE, "tablet": "t1", "tap": "t"}

    found = [
        acknowledge((), c.AcknowledgeAlarm(**said, alarm=HIGH)),
        pause_audio((), c.PauseAudio(**said), RULES),
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
