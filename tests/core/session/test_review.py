"""What a review of the rules found: one history each, so that it never comes back."""

from dataclasses import replace

import pytest

from drivers.port import Delivery, PumpAlarm, Running, Stopped
from drivers.quantities import NO_RATE
from service.core.alarms import AlarmId, alarms
from service.core.refusals import Refusal, RefusalId
from service.core.session import commands as c
from service.core.session.state import HoldReason, Phase
from service.core.session.wanted import wanted
from service.core.times import minutes, seconds
from tests.core.session.story import PUMP, SECOND, Story, interrupted, kinds, ml, rate


def alarm_ids(story: Story) -> list[AlarmId]:
    return [alarm.id for alarm in alarms(story.s, story.now, story.rules)]


def refused(answer: object) -> list[RefusalId]:
    assert isinstance(answer, Refusal), answer
    return [answer.id, *(reason.id for reason in answer.reasons)]


@pytest.mark.shows("INV-08")
def test_a_purge_at_the_pump_is_stopped() -> None:
    story = Story().started()
    story.run(minutes(5))

    story.report(NO_RATE, delivery=Delivery.OTHER)

    assert Stopped() == wanted(story.s)
    assert AlarmId.OVER_THE_LIMIT in alarm_ids(story)


@pytest.mark.parametrize("first", [NO_RATE, rate("10")])
def test_a_hand_that_raises_a_held_pump_is_noticed(first: object) -> None:
    story = Story().started()
    story.run(minutes(5))
    story.report(first)  # type: ignore[arg-type]

    story.report(rate("149"))

    assert wanted(story.s) is None
    assert AlarmId.RAISED_AT_PUMP in alarm_ids(story)
    assert [] == kinds(story.report(rate("149")))  # said once, not at every report


@pytest.mark.shows("INV-10")
def test_a_reset_pump_that_starts_while_held_is_stopped() -> None:
    story = Story().started()
    story.run(minutes(5))
    story.report(NO_RATE, alarms=frozenset({PumpAlarm.RESET}))
    assert wanted(story.s) is None

    story.report(rate("25"))

    assert Stopped() == wanted(story.s)


def test_a_reaction_during_a_raise_comes_before_the_step() -> None:
    story = Story().climb_to_raise()
    story.say(c.ReportReaction)
    story.report(NO_RATE)
    story.say(c.GradeReaction, grade=1)
    story.say(c.CheckSecond, SECOND, rate=rate("25"))

    story.say(c.Resume, improved_to=0)

    assert Running(rate=rate("25"), until_total=ml("250")) == wanted(story.s)


@pytest.mark.shows("C-12")
@pytest.mark.shows("INV-09")
def test_a_resume_never_runs_above_the_rate_at_the_stop() -> None:
    story = Story().started().climb(2)
    story.report(rate("10"))  # lowered by hand
    story.say(c.ReportReaction)
    story.report(NO_RATE)
    story.say(c.GradeReaction, grade=1)
    story.say(c.CheckSecond, SECOND, rate=rate("10"))

    story.say(c.Resume, improved_to=0)

    assert rate("10") == story.s.current.rate


def test_a_second_check_holds_for_its_own_rate_only() -> None:
    story = interrupted(2)
    story.say(c.CheckSecond, SECOND, rate=rate("12.5"))
    story.say(c.GradeReaction, grade=1)

    assert RefusalId.SECOND_CHECK_MISSING in refused(story.say(c.Resume, improved_to=0))


@pytest.mark.shows("INV-02")
def test_an_old_attestation_raises_nothing_after_a_pause() -> None:
    story = Story().climb_to_raise()
    story.say(c.Pause)
    story.report(NO_RATE)
    story.run(minutes(60), every=seconds(6))

    story.say(c.Resume)

    assert Running(rate=rate("25"), until_total=ml("250")) == wanted(story.s)


def test_an_attestation_can_be_withdrawn_until_the_pump_is_at_the_new_rate() -> None:
    story = Story().climb_to_raise()

    assert ["AttestationWithdrawn"] == kinds(story.say(c.WithdrawAttestation))
    assert Running(rate=rate("25"), until_total=ml("250")) == wanted(story.s)


def test_a_raise_that_waits_longer_than_its_attestation_asks_again() -> None:
    story = Story().climb_to_raise()

    assert ["RaiseGivenUp", "AttestationDue"] == kinds(story.run(minutes(4)))
    assert Running(rate=rate("25"), until_total=ml("250")) == wanted(story.s)
    assert Phase.INFUSING is story.s.phase


@pytest.mark.shows("INV-05")
@pytest.mark.parametrize("verb", [c.ReportReaction, c.Pause])
def test_a_stop_outside_the_infusion_is_wanted_until_confirmed(verb: type[c.Said]) -> None:
    story = Story().prepared()
    story.report(rate("100"))
    assert AlarmId.RUNNING_WHILE_STOPPED in alarm_ids(story)

    story.say(verb)
    story.run(seconds(10))

    assert Stopped() == wanted(story.s)
    assert AlarmId.STOP_NOT_CONFIRMED in alarm_ids(story)
    assert ["StopConfirmed"] == kinds(story.report(NO_RATE))
    assert wanted(story.s) is None


@pytest.mark.shows("INV-05")
def test_an_unconfirmed_stop_is_said_after_five_seconds_however_slow_the_pump_may_be() -> None:
    story = Story(pump=replace(PUMP, answer_max_ms=4_000, report_every_ms=1_000)).prepared()
    story.report(rate("100"))

    story.say(c.Pause)
    story.run(seconds(5), every=seconds(1))
    assert AlarmId.STOP_NOT_CONFIRMED not in alarm_ids(story)
    story.run(seconds(1), every=seconds(1))
    assert AlarmId.STOP_NOT_CONFIRMED in alarm_ids(story)


def test_a_held_pump_at_the_right_rate_is_resumed_for_good() -> None:
    story = Story().started()
    story.run(minutes(5))
    story.wait(seconds(10))
    story.take(c.Tick(at=story.now))
    story.wait(minutes(3))
    story.report()
    assert HoldReason.LONG_GAP is story.s.hold
    story.run(minutes(10))

    assert ["Resumed", "RateReached"] == kinds(story.say(c.Resume))
    assert [] == story.run(minutes(5))
    assert not story.s.mismatch


def test_a_restart_while_preparing_does_not_spoil_the_start() -> None:
    story = Story().prepared()
    story.take(c.TakeOver(at=story.now))
    story.report()
    story.say(c.Start)

    story.report(NO_RATE)

    assert Phase.INFUSING is story.s.phase
    assert wanted(story.s) is not None


@pytest.mark.shows("INV-23")
@pytest.mark.shows("GIP-05")
def test_before_the_first_drop_every_gate_of_the_start_applies_again() -> None:
    story = Story().prepared()
    story.say(c.Start)
    story.say(c.Pause)
    story.report(NO_RATE)
    story.run(minutes(90), every=seconds(6))

    answer = refused(story.say(c.Resume))

    assert RefusalId.PREMEDICATION_TOO_OLD in answer
    assert RefusalId.SECOND_CHECK_MISSING in answer


def test_a_hold_does_not_replace_a_late_attestation() -> None:
    story = Story().started()
    story.run(minutes(91))
    story.report(NO_RATE)
    story.report(rate("25"))
    story.report(NO_RATE)
    assert Phase.HELD is story.s.phase

    assert [RefusalId.ATTESTATION_NEEDED] == refused(story.say(c.Resume))
    assert ["NoReactionAttested", "Resumed"] == kinds(story.attest())


@pytest.mark.shows("GIP-04")
def test_an_alarm_that_blocks_the_raise_says_so() -> None:
    story = Story().started()
    story.run(minutes(56))
    story.report(alarms=frozenset({PumpAlarm.BATTERY}))
    story.attest()

    story.run(minutes(3.5))

    assert AlarmId.PUMP_ALARM in alarm_ids(story)
    assert not story.s.raising


def test_a_counter_cleared_while_it_runs_holds_and_pause_then_resume_goes_on() -> None:
    story = Story().started()
    story.run(minutes(30))

    story.report(counter=ml("0"))

    assert HoldReason.COUNTER_WENT_BACK is story.s.hold
    assert story.s.infused >= ml("12.4")
    assert RefusalId.PUMP_MOVING in refused(story.say(c.Resume))
    story.say(c.Pause)
    story.report(NO_RATE)
    story.say(c.Resume)
    assert Running(rate=rate("25"), until_total=ml("250") - story.s.infused) == wanted(story.s)


def test_another_pump_must_be_heard_before_it_is_started() -> None:
    story = Story().prepared()
    story.say(
        c.Associate,
        patient="p1",
        bag="b1",
        chair="chair-2",
        pump="pump-2",
        capabilities=story.pump,
        identity=story.s.association.identity if story.s.association else None,
    )
    story.say(c.CheckSecond, SECOND, rate=rate("25"))

    assert RefusalId.PUMP_SILENT in refused(story.say(c.Start))


def test_the_flush_is_not_the_drug() -> None:
    story = Story(3).started()
    story.run(minutes(74.9), every=seconds(6))
    story.report(NO_RATE, counter=ml("250"))
    story.report()
    story.report(rate("100"))
    story.run(minutes(5))
    story.take(c.TakeOver(at=story.now, heard_at=story.now, served=seconds(0), infused=ml("0")))

    assert ml("250") == story.s.infused


def test_time_at_a_rate_set_by_hand_does_not_serve_the_step() -> None:
    story = Story().started()
    story.run(minutes(5))
    story.report(rate("10"))
    served = story.s.served
    story.say(c.Resume)

    story.run(minutes(1))  # ordered back to 25, and still at the hand's rate

    assert Running(rate=rate("25"), until_total=ml("250")) == wanted(story.s)
    assert served == story.s.served


def test_the_time_before_a_report_of_standstill_is_not_served() -> None:
    story = Story().started()
    story.run(minutes(10))
    served = story.s.served
    story.wait(seconds(4))

    story.report(NO_RATE)

    assert served == story.s.served
