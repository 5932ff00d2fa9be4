"""What the planner finds: as good as proven on small days, never better than a bound."""

import json
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.planner.day import cpsat
from service.planner.day.bound import bound, by_prices
from service.planner.day.effort import Best, Effort, NoPlan
from service.planner.day.engine import plan_day
from service.planner.day.plan import as_data
from service.planner.day.reading import read_day
from service.planner.day.relaxation import relaxed
from service.planner.day.tables import plan_of, solution_of, tables
from service.planner.day.valid import faults
from tests.service.planner.day.days import GOLDEN, day, drawn, kind

ENOUGH = Effort(rounds=40_000)
LONG = Effort(rounds=200_000)
"""Two seconds. Some of the small days need them: their best plan seats visits on purpose later."""
SMALL = read_day(GOLDEN / "day_10_40_s1.json")
FEW = drawn(1, 9)

# Seeds of `drawn` that CP-SAT proves in a second or so; in most of them something is late.
PROVEN = (0, 1, 3, 6, 7, 9, 10, 12, 15, 16, 19, 21, 22, 25, 29)
TO_THE_END = (10, 29)
"""Whose search goes on after that; the others end as soon as nothing better is possible."""


@pytest.mark.parametrize("seed", PROVEN)
def test_a_small_day_is_planned_as_well_as_is_proven_possible(seed: int) -> None:
    small = drawn(seed, 5 + seed % 3)
    proof = cpsat.solve(small, seconds=40)
    assert proof.plan is not None
    assert proof.proven
    assert [] == faults(small, proof.plan)

    best, told = proof.plan.terms(small).objective, list[Best]()

    def as_good() -> bool:
        terms = told[-1].terms if told else None
        return seed not in TO_THE_END and terms is not None and terms.objective <= best

    found = plan_day(small, LONG, told.append, as_good)

    assert best == found.terms.objective
    assert bound(small) <= proof.bound == found.terms.objective


@settings(max_examples=15)
@given(seed=st.integers(0, 10_000), count=st.integers(1, 6))
def test_no_plan_is_better_than_proven_and_no_bound_is_higher(seed: int, count: int) -> None:
    small = drawn(seed, count)
    proof = cpsat.solve(small, seconds=5)
    try:
        found = plan_day(small, Effort(rounds=2_000))
    except NoPlan:
        assert proof.plan is None or count > 4
        return

    assert proof.bound <= found.terms.objective
    assert bound(small) <= found.terms.objective
    if proof.plan is not None:
        assert [] == faults(small, proof.plan)
        assert bound(small) <= proof.plan.terms(small).objective


def test_any_prices_prove_a_bound() -> None:
    slots, best = tables(SMALL), plan_day(SMALL, Effort(rounds=20_000)).terms.objective
    found = relaxed(slots)
    assert found is not None

    for times in (0, 1, 2, 10):
        assert 5 * by_prices(slots, found.prices * times // 2) <= best
    assert 2_025 == bound(SMALL)
    with pytest.raises(ValueError, match="below 0"):
        by_prices(slots, found.prices - 1)


def test_a_ward_day_is_planned_without_overtime_and_far_better_than_first_fit() -> None:
    ward = read_day(GOLDEN / "day_30_150_s1.json")

    found = plan_day(ward, Effort(rounds=60_000))

    assert [] == faults(ward, found.plan)
    assert found.first_fit is not None
    # Best seen before this planner: 11,085. First fit: 22,770.
    assert found.terms.objective <= 11_400 < 20_000 < found.first_fit.objective


def test_the_same_seed_and_rounds_give_the_same_plan_and_another_seed_another() -> None:
    first, again, other = (
        plan_day(SMALL, Effort(rounds=3_000, seed=seed)).plan for seed in (1, 1, 2)
    )

    assert first == again
    assert first != other


def test_two_processes_give_a_plan_too_and_both_have_worked() -> None:
    told: list[Best] = []
    began, alone = Effort(seconds=900, jobs=2, seed=3), plan_day(FEW, ENOUGH).terms

    def as_good() -> bool:
        """After how many rounds of both that is, is a matter of luck and of the machine."""
        best = told[-1].terms if told and told[-1].rounds > 20_000 else None
        return best is not None and best.objective <= alone.objective

    found = plan_day(FEW, began, told.append, as_good)

    assert [] == faults(FEW, found.plan)
    assert found.terms.objective <= alone.objective


def test_a_stop_gives_the_best_so_far() -> None:
    told: list[Best] = []

    found = plan_day(FEW, Effort(seconds=900), told.append, lambda: len(told) > 3)

    assert found.stopped
    assert found.seconds < 60
    assert [] == faults(FEW, found.plan)
    assert found.terms == told[-1].terms


def test_a_stop_before_the_search_gives_first_fit() -> None:
    found = plan_day(FEW, Effort(seconds=900), stopped=lambda: True)

    assert found.terms == found.first_fit


def test_progress_only_gets_better_and_ends_at_the_whole() -> None:
    told: list[Best] = []

    plan_day(FEW, Effort(rounds=10_000), told.append)

    costs = [each.terms.objective for each in told if each.terms is not None]
    assert sorted(costs, reverse=True) == costs
    assert sorted(each.done for each in told) == [each.done for each in told]
    assert 1 == told[-1].done


def test_an_empty_day_has_an_empty_plan() -> None:
    assert 0 == plan_day(day(), Effort(rounds=1)).terms.objective
    assert 0 == bound(day())


def test_a_day_without_room_for_all_says_who_has_no_place() -> None:
    long = kind("long", pump=240, hang=10, clean=5)
    crowded = day((long, 480), (long, 480), (long, 480))

    with pytest.raises(NoPlan, match=r"^no place was found for: \d(, \d)?$"):
        plan_day(crowded, Effort(rounds=500))
    assert cpsat.solve(crowded, seconds=20).proven


def test_a_visit_ready_before_opening_is_seated_at_opening_and_has_waited() -> None:
    early = day((kind("early"), 450))

    assert 30 == plan_day(early, Effort(rounds=10)).terms.objective
    assert 30 == bound(early) == cpsat.solve(early, seconds=20).bound


def test_a_plan_is_a_solution_and_the_other_way_round() -> None:
    plan = plan_day(FEW, Effort(rounds=100)).plan

    assert plan == plan_of(FEW, solution_of(plan))


def test_json_has_the_terms_and_every_visit_once() -> None:
    found = plan_day(FEW, Effort(rounds=100))

    data = json.loads(json.dumps(as_data(FEW, found.plan)))

    assert ["objective", "deferral_min", "overtime_min", "visits"] == list(data)
    assert data["objective"] == data["deferral_min"] + 20 * data["overtime_min"]
    assert Counter(visit.id for visit in FEW.visits) == Counter(
        each["id"] for each in data["visits"]
    )
    by_id = {visit.id: visit.kind for visit in FEW.visits}
    for each in data["visits"]:
        assert ["id", "seat", "wait", "bag"] == list(each)
        assert (each["wait"] is not None) == by_id[each["id"]].premedicated
        assert (each["bag"] is not None) == bool(by_id[each["id"]].compound)


def test_scarce_resources_bind_in_the_days_of_these_tests() -> None:
    """A day in which nothing is scarce would show nothing."""
    for seed in PROVEN[:5]:
        scarce = drawn(seed, 5 + seed % 3)
        plenty = replace(scarce, chairs=9, nurses=9, pumps=9, hoods=9, breaks=())

        free = plan_day(plenty, Effort(rounds=100)).terms.objective
        assert free < plan_day(scarce, Effort(rounds=100)).terms.objective
