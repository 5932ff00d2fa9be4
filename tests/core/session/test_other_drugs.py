"""Sessions by other rules than isatuximab's: half of what ran, a fixed floor, a severe reaction."""

from collections.abc import Callable

import pytest

from drivers.quantities import NO_RATE
from service.core.refusals import Refusal
from service.core.session import commands as c
from service.core.session.events import Discontinued
from service.core.session.state import HoldReason, Phase
from service.core.times import minutes, seconds
from tests.core.labels import ready
from tests.core.session.story import SECOND, Story, kinds, rate


def reacts(story: Story, grade: int, *, hospitalised: bool = False) -> Story:
    """React, be stopped, be graded."""
    story.say(c.ReportReaction)
    story.report(NO_RATE)
    assert not isinstance(
        story.say(c.GradeReaction, grade=grade, hospitalised=hospitalised), Refusal
    )
    return story


def resumes(story: Story, at: str) -> Story:
    """Improve, be checked by two, and run again at the rate that the second person keys."""
    assert not isinstance(story.say(c.CheckSecond, SECOND, rate=rate(at)), Refusal)
    answer = story.say(c.Resume, improved_to=0, prescriber="prescriber-a")
    assert ["ResumedAfterReaction"] == kinds(answer)
    story.report(rate(at))
    return story


def later_daratumumab() -> Story:
    return Story(3, protocol=ready("daratumumab", 3)).started()


def test_daratumumab_resumes_at_half_of_what_ran_and_climbs_its_own_steps() -> None:
    story = resumes(reacts(later_daratumumab().climb(2), 2), "75")

    assert ["75", "100", "150", "200"] == [step.rate.ml_per_h for step in story.s.ladder]
    assert minutes(60) == story.s.current.serve


@pytest.mark.shows("INV-09")
def test_a_hand_that_had_lowered_the_pump_lowers_the_resume_too() -> None:
    story = later_daratumumab()
    story.run(minutes(2), every=seconds(10))
    story.report(rate("40"))
    reacts(story, 1)

    assert isinstance(story.say(c.CheckSecond, SECOND, rate=rate("50")), Refusal)
    resumes(story, "20")


def test_the_third_severe_reaction_ends_daratumumab_and_the_second_does_not() -> None:
    story = resumes(reacts(later_daratumumab(), 3), "50")
    story.run(minutes(1), every=seconds(10))
    resumes(reacts(story, 3), "25")
    story.run(minutes(1), every=seconds(10))
    assert (2, 2) == (story.s.severe, story.s.resumes)

    reacts(story, 3)

    assert Phase.DISCONTINUED is story.s.phase


def test_a_severe_reaction_that_is_graded_again_counts_once() -> None:
    story = reacts(later_daratumumab(), 2)
    story.say(c.GradeReaction, grade=3)
    story.say(c.GradeReaction, grade=3)

    assert 0 == story.s.severe
    assert 1 == resumes(story, "50").s.severe


def test_elotuzumab_resumes_at_its_floor_and_no_higher_than_the_reaction() -> None:
    story = Story(2, protocol=ready("elotuzumab", 2, bag_ml="300")).started()

    resumes(reacts(story, 3), "30")

    assert [str(each) for each in range(30, 181, 30)] == [
        step.rate.ml_per_h for step in story.s.ladder
    ]
    assert story.s.ladder[-1].serve is None


def test_rituximab_runs_what_the_pump_can_be_set_to_and_keeps_what_the_label_says() -> None:
    story = Story(2, protocol=ready("rituximab", 2, "675", "250")).started()

    assert ["37", "74", "111.1", "148.1"] == [step.rate.ml_per_h for step in story.s.ladder]
    assert 100_000 == getattr(story.s.current.label, "ug_per_h", None)


@pytest.mark.shows("INV-35")
@pytest.mark.parametrize(
    ("hospitalised", "phase"), [(True, "discontinued"), (False, "interrupted")]
)
def test_hospitalisation_ends_an_infusion_that_its_grade_would_not(
    hospitalised: bool, phase: str
) -> None:
    story = reacts(later_daratumumab(), 2, hospitalised=hospitalised)

    assert phase == story.s.phase.value
    if hospitalised:
        (why,) = (each for each in story.events if isinstance(each, Discontinued))
        assert "reaction of grade 2 with hospitalisation" == why.reason


@pytest.mark.shows("GIP-01")
def test_a_pump_above_the_ceiling_of_its_own_profile_is_stopped() -> None:
    # The later infusions may run at 500 mL/h; the first one at 166.6 and never more.
    story = Story(1, protocol=ready("trastuzumab", 1)).started()
    story.run(minutes(1), every=seconds(10))

    story.report(rate("200"))

    assert (Phase.HELD, HoldReason.OVER_THE_LIMIT) == (story.s.phase, story.s.hold)
    assert story.s.stop_asked_at is not None


def held_at_40() -> Story:
    """A hand has lowered the pump from 100 to 40 mL/h."""
    story = later_daratumumab()
    story.run(minutes(2), every=seconds(10))
    story.report(rate("40"))
    assert story.s.phase is Phase.HELD
    return story


def stopped_at_the_pump(story: Story) -> None:
    story.wait(minutes(1))
    story.report(NO_RATE)


def paused(story: Story) -> None:
    story.say(c.Pause)
    story.report(NO_RATE)


def taken_over(story: Story) -> None:
    """Another controller, which has read nothing yet."""
    infused = story.s.infused
    story.take(c.TakeOver(at=story.now, heard_at=story.now, served=minutes(0), infused=infused))


@pytest.mark.shows("INV-09")
@pytest.mark.parametrize("then", [stopped_at_the_pump, paused, taken_over])
def test_what_a_hand_had_lowered_is_not_forgotten_before_the_reaction(
    then: Callable[[Story], None],
) -> None:
    story = held_at_40()
    then(story)
    reacts(story, 1)

    assert story.s.reaction is not None
    assert story.s.reaction.rate.ml_per_h == "40"
    resumes(story, "20")


def test_once_the_pump_has_reached_a_rate_of_ours_the_hand_is_forgotten() -> None:
    story = held_at_40()
    paused(story)
    assert not isinstance(story.say(c.Resume), Refusal)
    story.report(rate("100"))
    reacts(story, 1)

    assert story.s.reaction is not None
    assert story.s.reaction.rate.ml_per_h == "100"
