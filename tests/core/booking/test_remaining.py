"""How long an infusion still takes: the plan's word, whatever has happened to it so far."""

from dataclasses import replace

import pytest

from drivers.quantities import NO_RATE
from service.core.booking.repair.remaining import (
    HOLD_BEYOND,
    HOLD_LEAST,
    HOLD_MOST,
    WATCHED,
    Remaining,
    Why,
    hold,
    remaining,
    session_of,
)
from service.core.booking.visits import Status
from service.core.plan import Reaction, duration, staircase
from service.core.session import commands as c
from service.core.session.state import Session
from service.core.times import Instant, Span, minutes, seconds
from tests.book.visits import visit
from tests.core.session.stages import closed, ended, held_after_the_end
from tests.core.session.story import ISATUXIMAB, RULES, SECOND, Story, ml

MEDIAN = Span((HOLD_LEAST + HOLD_MOST) // 2)
NEAR = seconds(5)
"""Readings are two seconds apart; the pump has run for a moment before the first one."""


def known(story: Story) -> Remaining:
    return remaining(story.s, story.now, story.rules)


def infusing(infusion_no: int, ran: Span) -> Story:
    story = Story(infusion_no).started()
    story.run(ran)
    return story


def interrupted(ran: Span, grade: int | None = 2) -> Story:
    """A first infusion that a reaction has stopped; the pump has said so."""
    story = infusing(1, ran)
    story.say(c.ReportReaction)
    story.report(NO_RATE)
    if grade is not None:
        story.say(c.GradeReaction, grade=grade)
    return story


@pytest.mark.parametrize(("infusion_no", "ran"), [(1, 0), (1, 20), (2, 10), (3, 50)])
def test_a_running_infusion_takes_what_the_plan_has_left(infusion_no: int, ran: int) -> None:
    story = infusing(infusion_no, minutes(ran))

    found = known(story)

    whole = duration(staircase(ISATUXIMAB, infusion_no))
    assert Why.RUNNING is found.why
    assert abs(found.expected - (whole - minutes(ran))) <= NEAR
    assert found.expected == found.late


def test_what_ran_since_the_last_reading_counts() -> None:
    story = infusing(3, minutes(10))
    before = known(story).expected
    story.wait(seconds(30))

    assert abs(before - seconds(30) - known(story).expected) < 100  # a whole microlitre


@pytest.mark.parametrize("ran", [5, 20, 55])
@pytest.mark.parametrize("grade", [None, 2], ids=["not graded", "grade 2"])
def test_after_a_reaction_it_is_the_plan_with_the_median_hold_and_late_with_95_percent(
    ran: int, grade: int | None
) -> None:
    story = interrupted(minutes(ran), grade)

    found = known(story)

    late = Span(HOLD_LEAST + (HOLD_MOST - HOLD_LEAST) * 95 // 100)
    assert Why.REACTION is found.why
    for each, stands in ((found.expected, MEDIAN), (found.late, late)):
        reaction = Reaction(at=minutes(ran), grade=2, hold=stands)
        whole = duration(staircase(ISATUXIMAB, 1, [reaction]))
        # By what the pump has really delivered: 5 s of 25 mL/h are 10 s of half of it.
        assert abs(each + minutes(ran) - whole) <= 3 * NEAR


def test_a_hold_that_lasts_is_known_better() -> None:
    story = interrupted(minutes(20))
    first = known(story)
    story.wait(minutes(40))
    later = known(story)

    assert Span(first.expected - MEDIAN) == Span(later.expected - minutes(10))
    assert minutes(40) == later.stood
    assert later.late - later.expected < first.late - first.expected


def test_once_resumed_it_is_the_ladder_of_the_rule() -> None:
    story = interrupted(minutes(20))
    story.wait(minutes(30))
    story.report(NO_RATE)
    story.say(c.CheckSecond, by=SECOND, rate=story.s.ladder[0].rate.half())
    answer = story.say(c.Resume, improved_to=0, prescriber="prescriber-a")
    assert isinstance(answer, tuple), answer
    story.report(story.s.ladder[0].rate)

    reaction = Reaction(at=minutes(20), grade=2, hold=minutes(30))
    whole = duration(staircase(ISATUXIMAB, 1, [reaction]))
    assert Why.RUNNING is known(story).why
    assert abs(known(story).expected - (whole - minutes(50))) <= 3 * NEAR


@pytest.mark.parametrize(
    ("lasted", "median", "late"),
    [
        (0, 45.0, 58.5),
        (20, 25.0, 38.5),
        (30, 15.0, 28.5),
        (50, 5.0, 9.5),
        (60, 15.0, 30.0),
        (600, 15.0, 30.0),
    ],
)
def test_the_hold_given_how_long_it_has_lasted(lasted: int, median: float, late: float) -> None:
    """Evenly from 30 to 60 minutes; behind that another quarter of an hour, again and again."""
    assert (minutes(median), minutes(late)) == hold(minutes(lasted))
    assert minutes(15) == HOLD_BEYOND


def test_nothing_is_left_of_what_is_over() -> None:
    flushing = ended()
    assert (Why.FLUSHING, Span(0)) == (known(flushing).why, known(flushing).expected)

    flushing.say(c.RecordFlush, volume=ml("20"))
    assert Why.OBSERVING is known(flushing).why
    assert Why.LEFT is known(closed()).why


def test_who_has_reacted_for_good_is_watched_for_an_hour() -> None:
    story = interrupted(minutes(20), grade=4)
    assert (Why.STOPPED, WATCHED) == (known(story).why, known(story).watched)

    story.wait(minutes(25))
    assert Span(WATCHED - minutes(25)) == known(story).watched


def test_ended_without_a_reaction_nobody_is_watched() -> None:
    story = infusing(1, minutes(5))
    story.say(c.Discontinue, reason="extravasation")

    assert (Why.STOPPED, Span(0)) == (known(story).why, known(story).watched)


def test_not_started_the_whole_profile_is_to_come() -> None:
    found = known(Story(2).prepared())

    assert Why.NOT_STARTED is found.why
    assert duration(staircase(ISATUXIMAB, 2)) == found.expected


def test_a_pause_counts_as_if_it_went_on_now() -> None:
    story = infusing(3, minutes(15))
    running = known(story).expected
    story.say(c.Pause)
    story.report(NO_RATE)
    story.wait(minutes(20))

    assert Why.STANDING is known(story).why
    assert abs(known(story).expected - running) <= NEAR


def test_held_after_its_end_nothing_is_infused_any_more() -> None:
    assert Span(0) == known(held_after_the_end()).expected


def test_in_a_simulation_that_runs_faster_the_ward_waits_less() -> None:
    story = infusing(3, minutes(15))
    faster = replace(RULES, speed=60)

    assert -(-known(story).expected // 60) == remaining(story.s, story.now, faster).expected


# ------------------------------------------------------------------------------ whose session it is


def at_chair(story: Story, opened_min: int, chair: str = "chair-1") -> Session:
    assert story.s.association is not None
    association = replace(story.s.association, chair=chair)
    return replace(story.s, opened_at=Instant(opened_min * 60_000), association=association)


def test_a_session_is_found_by_patient_and_chair_the_open_and_newest_first() -> None:
    running, over = infusing(3, minutes(1)), closed()
    seated = visit(status=Status.SEATED, chair="chair-1", patient="p1")
    elsewhere = at_chair(running, 30, "chair-2")
    older, newer = at_chair(over, 10), at_chair(over, 20)
    mine = at_chair(running, 5)

    assert mine is session_of(seated, [older, mine, newer, elsewhere])
    assert newer is session_of(seated, [older, newer, elsewhere])
    assert session_of(seated, [elsewhere]) is None


def test_a_session_on_no_chair_yet_is_its_patients() -> None:
    checked_in = Story(3).s
    seated = visit(status=Status.SEATED, chair="chair-1", patient="p1")

    assert checked_in is session_of(seated, [checked_in])
