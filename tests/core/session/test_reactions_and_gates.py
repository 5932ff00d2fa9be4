"""Reactions, second persons, premedication, pause, discharge: rules 10, 12 and 13."""

from typing import Any

import pytest

from drivers.port import Delivery, Stopped
from drivers.quantities import NO_RATE
from service.core.refusals import Refusal, RefusalId
from service.core.session import commands as c
from service.core.session.state import Phase
from service.core.session.wanted import wanted
from service.core.times import minutes, seconds
from tests.core.session.story import NURSE, SECOND, Story, interrupted, kinds, ml, rate


@pytest.mark.shows("INV-07")
@pytest.mark.shows("C-10")
def test_a_reaction_wants_the_pump_stopped_at_once_and_for_good_until_resumed() -> None:
    story = interrupted()

    assert Phase.INTERRUPTED is story.s.phase
    assert Stopped() == wanted(story.s)
    story.run(minutes(40), every=seconds(10))
    assert Stopped() == wanted(story.s)


def test_resume_runs_at_half_of_the_initial_rate_then_initial_then_table() -> None:
    story = interrupted(2)
    story.say(c.CheckSecond, SECOND, rate=rate("12.5"))

    assert ["ResumedAfterReaction"] == kinds(
        story.say(c.Resume, improved_to=1, prescriber="prescriber-a")
    )
    assert ["12.5", "25", "50", "75", "100", "125", "150"] == [
        step.rate.ml_per_h for step in story.s.ladder
    ]
    assert [30, 60, 30] == [step.serve // 60_000 for step in story.s.ladder[:3] if step.serve]
    assert 4 == story.s.step_no


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"improved_to": 2, "prescriber": "x"}, RefusalId.NOT_IMPROVED),
        ({"prescriber": "x"}, RefusalId.NOT_IMPROVED),
        ({"improved_to": 0}, RefusalId.PRESCRIBER_MISSING),
    ],
)
def test_a_resume_needs_improvement_and_an_order(
    fields: dict[str, Any], missing: RefusalId
) -> None:
    story = interrupted(2)
    story.say(c.CheckSecond, SECOND, rate=rate("12.5"))

    answer = story.say(c.Resume, **fields)

    assert isinstance(answer, Refusal)
    assert missing in [reason.id for reason in answer.reasons]


@pytest.mark.shows("GIP-02")
def test_a_resume_needs_a_second_person_and_a_confirmed_stop() -> None:
    story = Story().started().climb(3)
    story.say(c.ReportReaction)
    story.say(c.GradeReaction, grade=2)
    story.report()  # still running: STOP not confirmed

    answer = story.say(c.Resume, improved_to=0, prescriber="x")

    assert isinstance(answer, Refusal)
    assert {
        RefusalId.SECOND_CHECK_MISSING,
        RefusalId.STOP_NOT_CONFIRMED,
        RefusalId.PUMP_MOVING,
    } == {reason.id for reason in answer.reasons}


def test_grade_one_goes_on_with_the_same_step_from_its_start() -> None:
    story = interrupted(1)
    story.say(c.CheckSecond, SECOND, rate=rate("75"))

    story.say(c.Resume, improved_to=0)

    assert rate("75") == story.s.current.rate
    assert 0 == story.s.served
    assert 0 == story.s.resumes


@pytest.mark.parametrize("grade", [3, 4, 5])
def test_grades_three_and_up_end_the_infusion(grade: int) -> None:
    story = interrupted(grade)

    assert Phase.DISCONTINUED is story.s.phase
    assert isinstance(story.say(c.Resume, improved_to=0, prescriber="x"), Refusal)


def test_a_second_interruption_ends_the_infusion() -> None:
    story = interrupted(2)
    story.say(c.CheckSecond, SECOND, rate=rate("12.5"))
    story.say(c.Resume, improved_to=0, prescriber="x")
    story.report(rate("12.5"))
    story.run(minutes(5), every=seconds(10))
    story.say(c.ReportReaction)
    story.report(NO_RATE)

    story.say(c.GradeReaction, grade=2)

    assert Phase.DISCONTINUED is story.s.phase


@pytest.mark.shows("GIP-01")
def test_the_same_person_cannot_be_the_second_one() -> None:
    story = Story().prepared()
    story.say(c.CheckSecond, NURSE, rate=rate("25"))

    answer = story.say(c.Start)

    assert isinstance(answer, Refusal)
    assert [RefusalId.SECOND_CHECK_SAME_PERSON] == [reason.id for reason in answer.reasons]


@pytest.mark.shows("GIP-01")
@pytest.mark.shows("REC-01")
def test_a_second_person_who_keys_another_rate_is_refused() -> None:
    story = Story().prepared()

    answer = story.say(c.CheckSecond, SECOND, rate=rate("250"))

    assert isinstance(answer, Refusal)
    assert RefusalId.SECOND_CHECK_OTHER_RATE is answer.id


def test_pause_and_resume_keep_step_rate_and_served_time() -> None:
    story = Story().started().climb(2)
    story.run(minutes(10))
    served = story.s.served
    story.say(c.Pause)
    story.report(NO_RATE)
    story.run(minutes(10))

    assert ["Resumed"] == kinds(story.say(c.Resume))
    story.report(rate("50"))

    assert served == story.s.served
    assert rate("50") == story.s.current.rate


@pytest.mark.shows("C-11")
def test_a_paused_program_is_not_a_stopped_pump() -> None:
    story = Story().started()
    story.say(c.ReportReaction)

    assert [] == kinds(story.report(NO_RATE, delivery=Delivery.PAUSED))
    assert story.s.stop_asked_at is not None
    assert ["StopConfirmed"] == kinds(story.report(NO_RATE))


def test_the_whole_story_ends_in_discharge() -> None:
    story = Story(3).started()
    story.run(minutes(74.9), every=seconds(6))
    story.report(NO_RATE, counter=ml("250"))
    story.report()
    assert Phase.FLUSHING is story.s.phase
    assert ["Flushed"] == kinds(story.say(c.RecordFlush, volume=ml("20")))
    assert ["Discharged"] == kinds(story.say(c.Discharge))
    assert story.s.closed


def test_a_counter_that_shows_fewer_digits_has_not_gone_back() -> None:
    story = Story().started()
    story.run(minutes(40))
    before = story.s.infused

    story.report(counter=before - ml("0.06"))

    assert before == story.s.infused
    assert "CounterRebased" not in [type(event).__name__ for event in story.events]
