"""What a visit meets: the review's statistics, and remaining times that are the plan's own."""

from collections import Counter
from functools import cache
from math import sqrt
from random import Random
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.plan import Reaction, duration, staircase
from service.core.times import MINUTE_MS, SECOND_MS, Span
from service.planner.ward_day.fate import Chances, Fate, Outcome, fate, overrun, pump_seconds
from service.planner.ward_day.kinds import KINDS, SHARES
from service.planner.ward_day.review import ICARIA, IKEMA, Trial
from tests.service.planner.ward_days import ISATUXIMAB, KIND, QUIET, struck

MANY = 6_000


@cache
def fates(kind: str, chances: Chances | None = None) -> list[Fate]:
    """Return what many visits of a kind meet; nobody changes the list."""
    return [fate(KIND[kind], ISATUXIMAB, chances or Chances(), 7, each) for each in range(MANY)]


FIRST, SECOND, LATER = "ISA1", "ISA2", "ISA3"


def pooled(of: str) -> float:
    """Return a share of the patients of both trials."""
    trials: tuple[Trial, ...] = (ICARIA, IKEMA)
    everybody = sum(trial.patients for trial in trials)
    count: int = sum(trial.patients * getattr(trial, of) for trial in trials)
    return count / (1000 * everybody)


def near(expected: float, count: int) -> bool:
    """Whether a count of `MANY` lies within four standard deviations of a share."""
    return abs(count - MANY * expected) <= 4 * sqrt(MANY * expected * (1 - expected))


def test_the_shares_of_the_kinds_are_a_whole_day() -> None:
    assert SHARES == sum(kind.share for kind in KINDS)


def test_first_infusions_react_as_often_as_in_the_review() -> None:
    """IKEMA's 5.6 % who reacted later are not met at the first infusion."""
    at_first = sum(trial.patients * trial.any * trial.first for trial in (ICARIA, IKEMA)) / (
        10**6 * (ICARIA.patients + IKEMA.patients)
    )

    assert near(at_first, sum(each.struck is not None for each in fates(FIRST)))


@pytest.mark.parametrize(
    ("outcomes", "of"),
    [
        ({Outcome.INTERRUPTED, Outcome.STOPPED}, "interrupted"),
        ({Outcome.STOPPED}, "stopped"),
    ],
)
def test_as_many_are_interrupted_and_ended_for_good(outcomes: set[Outcome], of: str) -> None:
    """A twentieth of IKEMA's reactions came after the first infusion: hence the room below."""
    count = sum(
        each.struck is not None and each.struck.outcome in outcomes for each in fates(FIRST)
    )

    assert near(pooled(of) * 0.97, count)


def test_the_median_reaction_comes_after_55_minutes() -> None:
    minutes = [each.struck.at / 60 for each in fates(FIRST) if each.struck]

    assert 51 <= median(minutes) <= 58
    assert all(1 <= minute < 200 for minute in minutes)


def test_later_infusions_hardly_react() -> None:
    """3 of 152 at the second infusion; 2 of 152 at the fourth, one of 14 that are drawn."""
    assert near(0.42 * 0.052, sum(each.struck is not None for each in fates(SECOND)))
    assert near(0.42 * 0.034 / 14, sum(each.struck is not None for each in fates(LATER)))


def test_two_to_twenty_six_percent_of_reactions_are_not_over_the_same_day() -> None:
    reactions = [each.struck for each in fates(FIRST) if each.struck]
    lasting = sum(not each.over_same_day for each in reactions) / len(reactions)

    assert 0.02 < lasting < 0.26


@pytest.mark.parametrize("kind", KIND)
def test_without_reactions_a_pump_runs_as_long_as_its_plan(kind: str) -> None:
    """The second infusion takes 112.5 minutes, and is booked in whole slots."""
    exact = 112 * 60 + 30 if kind == "ISA2" else KIND[kind].pump * 60

    assert {exact} == {each.pump for each in fates(kind, QUIET)}


@given(
    number=st.integers(1, 4),
    at_min=st.integers(1, 74),
    hold_min=st.integers(30, 60),
    outcome=st.sampled_from(Outcome),
)
def test_what_remains_after_a_reaction_is_what_the_plan_says(
    number: int, at_min: int, hold_min: int, outcome: Outcome
) -> None:
    took = pump_seconds(ISATUXIMAB, number, struck(at_min, outcome), hold_min * 60)

    hold = hold_min if outcome is Outcome.INTERRUPTED else 0
    grade = {Outcome.CONTINUED: 1, Outcome.INTERRUPTED: 2, Outcome.STOPPED: 4}[outcome]
    assumed = Reaction(at=Span(at_min * MINUTE_MS), grade=grade, hold=Span(hold * MINUTE_MS))
    planned = duration(staircase(ISATUXIMAB, number, (assumed,)))
    assert 0 <= took * SECOND_MS - planned < SECOND_MS


def test_the_typical_interrupted_first_infusion_takes_303_minutes() -> None:
    """Reaction at minute 55, half an hour of standing still: clinical arithmetic, by hand."""
    took = pump_seconds(ISATUXIMAB, 1, struck(55, Outcome.INTERRUPTED), 30 * 60)

    assert 303 * 60 <= took <= 304 * 60


def test_an_infusion_that_ended_for_good_is_over_at_the_reaction() -> None:
    assert 55 * 60 == pump_seconds(ISATUXIMAB, 1, struck(55, Outcome.STOPPED))
    ended = [
        each for each in fates(FIRST) if each.struck and each.struck.outcome is Outcome.STOPPED
    ]
    assert ended
    assert {60 * 60} == {each.observe for each in ended}


def test_the_deadline_of_first_infusions_is_hours_and_that_of_injections_is_none() -> None:
    assert 90 <= overrun(KIND["ISA1"], ISATUXIMAB) <= 180
    assert 0 == overrun(KIND["SC"], ISATUXIMAB)


def test_who_comes_late_or_not_at_all_is_as_often_as_was_asked() -> None:
    chances = Chances(no_show=100)
    drawn = fates("SC", chances)

    assert near(0.1, sum(not each.comes for each in drawn))
    late = Counter(each.late > 0 for each in drawn)
    assert near(0.2525, late[True])  # ten minutes early, give or take fifteen
    assert all(-45 * 60 <= each.late <= 60 * 60 for each in drawn)


def test_a_fate_is_the_visit_s_own_and_not_of_those_before() -> None:
    alone = fate(KIND["ISA1"], ISATUXIMAB, Chances(), 7, 41)
    Random(1).random()

    assert alone == fates(FIRST)[41]
    assert fates(FIRST)[41] != fate(KIND["ISA1"], ISATUXIMAB, Chances(), 8, 41)
