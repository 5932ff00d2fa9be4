"""A reaction that is told before the pump has begun opens no side door to the first drop."""

import pytest

from drivers.quantities import NO_RATE, Rate
from service.core.refusals import Refusal, RefusalId
from service.core.session import commands as c
from service.core.session.history import history_of
from service.core.session.next_start import next_start_rate
from service.core.session.state import Phase
from service.core.times import Span, minutes
from tests.core.session.stages import refused
from tests.core.session.story import SECOND, Story, rate


def reacted_before_it_ran(wait_min: float) -> Story:
    """Started, and a reaction before the pump ran; graded 2, improved, checked by two."""
    story = Story().prepared()
    assert not isinstance(story.say(c.Start), Refusal)
    story.say(c.ReportReaction)
    story.report(NO_RATE)
    story.say(c.GradeReaction, grade=2)
    story.wait(minutes(wait_min))
    story.report()
    assert not isinstance(story.say(c.CheckSecond, SECOND, rate=rate("12.5")), Refusal)
    story.report()
    return story


def test_what_a_start_asks_for_is_asked_for_again() -> None:
    story = reacted_before_it_ran(180)
    answer = refused(story.say(c.Resume, improved_to=0, prescriber="Prescriber A"))

    assert {each.id for each in answer.reasons} == {RefusalId.PREMEDICATION_TOO_OLD}
    assert story.s.phase is Phase.INTERRUPTED


def test_while_all_of_it_stands_the_resume_goes_on_at_half_of_the_initial_rate() -> None:
    story = reacted_before_it_ran(5)
    assert not isinstance(story.say(c.Resume, improved_to=0, prescriber="A"), Refusal)

    assert story.s.ladder[0].rate.ml_per_h == "12.5"


def test_under_a_hold_over_the_interruption_there_is_no_start_to_check() -> None:
    """Lifting the hold leads back to the interruption, whose resume runs at another rate."""
    story = reacted_before_it_ran(5)
    story.report(rate("10"))
    assert (Phase.HELD, Phase.INTERRUPTED, False) == (
        story.s.phase,
        story.s.held_from,
        story.s.begun,
    )

    assert next_start_rate(story.s) is None
    for keyed in ("25", "12.5"):
        answer = refused(story.say(c.CheckSecond, SECOND, rate=rate(keyed)))
        assert answer.id is RefusalId.WRONG_PHASE
    story.report(NO_RATE)
    assert not isinstance(story.say(c.Resume), Refusal)
    assert (Phase.INTERRUPTED, rate("12.5")) == (story.s.phase, next_start_rate(story.s))


def test_what_is_missing_can_be_entered_there() -> None:
    story = reacted_before_it_ran(5)

    assert not isinstance(story.say(c.RecordTemperature, milli_c=39_000), Refusal)
    answer = refused(story.say(c.Resume, improved_to=0, prescriber="A"))
    assert {each.id for each in answer.reasons} == {RefusalId.FEBRILE}


def run_by_a_hand() -> Story:
    """Started by us, and run by a hand at a rate of its own before it reached ours."""
    story = Story().prepared()
    story.say(c.Start)
    story.wait(Span(3_000))
    story.report(rate("40"))
    story.run(minutes(20), every=minutes(0.05))
    assert (story.s.phase, story.s.started) == (Phase.HELD, False)
    return story


def test_an_infusion_that_ran_at_a_hand_s_rate_alone_is_in_the_history() -> None:
    story = run_by_a_hand()
    story.say(c.Discontinue, reason="enough")
    story.report(NO_RATE)
    story.say(c.Discharge)
    last = history_of({"s": story.s}, "p1", "isatuximab").last

    assert last is not None
    assert (last.infusion_no, last.completed) == (1, False)


@pytest.mark.parametrize("running", [True, False])
def test_bag_and_order_are_settled_once_anything_is_in(running: bool) -> None:
    story = run_by_a_hand()
    if not running:
        story.report(Rate(0))
    order = story.s.ready.order

    answer = refused(story.say(c.CorrectOrder, order=order))
    assert answer.id is RefusalId.WRONG_PHASE
