"""The checker's rules as a table: for each one a plan that is right, and one that breaks it alone.

Every number is counted by hand from the lengths in `tiny_day`.
"""

from dataclasses import dataclass

import pytest

from service.planner.checking import Verdict, check, read_instance, read_plan
from service.planner.checking.broken import Broken, Rule
from tests.service.planner.tiny_day import TYPES, Planned, instance

IV = (1, "IV", 480)
IV_AT_8 = (1, 480, 30, 490)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    day: dict[str, object]
    right: Planned
    wrong: Planned
    visits: tuple[int, ...]
    start: int | None
    end: int | None = None


def verdict(day: dict[str, object], plan: Planned) -> Verdict:
    return check(read_instance(day), read_plan(plan.data()))


def sc(*ids: int) -> list[tuple[int, str, int]]:
    return [(id_, "SC", 480) for id_ in ids]


CASES = {
    Rule.MISSING: Case(
        day=instance(*sc(1, 2)),
        right=Planned([(1, 480, None, None), (2, 480, None, None)]),
        wrong=Planned([(1, 480, None, None)]),
        visits=(2,),
        start=480,
    ),
    Rule.UNKNOWN: Case(
        day=instance(*sc(1)),
        right=Planned([(1, 480, None, None)]),
        wrong=Planned([(1, 480, None, None), (7, 500, None, None)]),
        visits=(7,),
        start=500,
    ),
    Rule.TWICE: Case(
        day=instance(*sc(1)),
        right=Planned([(1, 480, None, None)]),
        wrong=Planned([(1, 480, None, None), (1, 500, None, None)]),
        visits=(1,),
        start=480,
    ),
    Rule.SEAT_OFF_GRID: Case(
        day=instance(*sc(1)),
        right=Planned([(1, 485, None, None)], deferral=5),
        wrong=Planned([(1, 482, None, None)], deferral=2),
        visits=(1,),
        start=482,
    ),
    Rule.BAG_OFF_GRID: Case(
        day=instance(IV),
        right=Planned([(1, 480, 30, 490)]),
        wrong=Planned([(1, 480, 30, 491)]),
        visits=(1,),
        start=491,
    ),
    Rule.BEFORE_READY: Case(
        day=instance((1, "SC", 500)),
        right=Planned([(1, 500, None, None)]),
        wrong=Planned([(1, 495, None, None)], deferral=-5),
        visits=(1,),
        start=495,
    ),
    Rule.BEFORE_OPENING: Case(
        day=instance((1, "SC", 470)),
        right=Planned([(1, 480, None, None)], deferral=10),
        wrong=Planned([(1, 475, None, None)], deferral=5),
        visits=(1,),
        start=475,
    ),
    # An injection seated at 12:30 ends at 13:00, an hour after closing.
    Rule.AFTER_HARD_END: Case(
        day=instance((1, "SC", 720)),
        right=Planned([(1, 750, None, None)], deferral=30, overtime=60),
        wrong=Planned([(1, 755, None, None)], deferral=35, overtime=65),
        visits=(1,),
        start=785,
    ),
    Rule.GAP_MISSING: Case(
        day=instance(IV),
        right=Planned([(1, 480, 15, 460)]),
        wrong=Planned([(1, 480, None, 460)]),
        visits=(1,),
        start=495,
    ),
    Rule.GAP_NOT_ALLOWED: Case(
        day=instance(IV),
        right=Planned([(1, 480, 60, 500)]),
        wrong=Planned([(1, 480, 65, 500)]),
        visits=(1,),
        start=495,
    ),
    Rule.GAP_WITHOUT_NEED: Case(
        day=instance(*sc(1)),
        right=Planned([(1, 480, None, None)]),
        wrong=Planned([(1, 480, 0, None)]),
        visits=(1,),
        start=490,
    ),
    Rule.BAG_MISSING: Case(
        day=instance(IV),
        right=Planned([IV_AT_8]),
        wrong=Planned([(1, 480, 30, None)]),
        visits=(1,),
        start=525,
    ),
    Rule.BAG_WITHOUT_NEED: Case(
        day=instance(*sc(1)),
        right=Planned([(1, 480, None, None)]),
        wrong=Planned([(1, 480, None, 450)]),
        visits=(1,),
        start=450,
    ),
    # Hung at 08:45; 15 minutes at the hood and 15 on the way.
    Rule.BAG_LATE: Case(
        day=instance(IV),
        right=Planned([(1, 480, 30, 495)]),
        wrong=Planned([(1, 480, 30, 500)]),
        visits=(1,),
        start=500,
    ),
    # The pump ends at 09:55, two hours after 07:55.
    Rule.BAG_TOO_OLD: Case(
        day=instance(IV),
        right=Planned([(1, 480, 30, 460)]),
        wrong=Planned([(1, 480, 30, 455)]),
        visits=(1,),
        start=595,
    ),
    # The order is given at 08:15; compounding may begin 7.5 minutes before.
    Rule.BAG_BEFORE_ORDER: Case(
        day=instance((1, "ORDER", 480)),
        right=Planned([(1, 480, 30, 490)]),
        wrong=Planned([(1, 480, 30, 485)]),
        visits=(1,),
        start=485,
    ),
    Rule.PHARMACY_CLOSED: Case(
        day=instance(IV, pharm_close=500),
        right=Planned([(1, 480, 30, 485)]),
        wrong=Planned([(1, 480, 30, 490)]),
        visits=(1,),
        start=490,
    ),
    # A chair is free when it is clean: at 08:30.
    Rule.CHAIRS: Case(
        day=instance(*sc(1, 2), chairs=1),
        right=Planned([(1, 480, None, None), (2, 510, None, None)], deferral=30),
        wrong=Planned([(1, 480, None, None), (2, 505, None, None)], deferral=25),
        visits=(1, 2),
        start=505,
        end=510,
    ),
    # 12 + 4 parts while one is seated and another is observed; cleaning asks for no nurse.
    Rule.NURSES: Case(
        day=instance(*sc(1, 2), nurses=1),
        right=Planned([(1, 480, None, None), (2, 505, None, None)], deferral=25),
        wrong=Planned([(1, 480, None, None), (2, 500, None, None)], deferral=20),
        visits=(1, 2),
        start=500,
        end=505,
    ),
    # Bound from the hanging at 08:45 to the end of the flush at 10:05.
    Rule.PUMPS: Case(
        day=instance(IV, (2, "IV", 480), pumps=1),
        right=Planned([IV_AT_8, (2, 560, 30, 560)], deferral=80),
        wrong=Planned([IV_AT_8, (2, 555, 30, 560)], deferral=75),
        visits=(1, 2),
        start=600,
        end=605,
    ),
    Rule.HOODS: Case(
        day=instance(IV, (2, "IV", 480), hoods=1),
        right=Planned([(1, 480, 30, 475), (2, 480, 30, 490)]),
        wrong=Planned([(1, 480, 30, 480), (2, 480, 30, 490)]),
        visits=(1, 2),
        start=490,
        end=495,
    ),
    # Seated at 11:40, clean at 12:10: ten minutes after closing.
    Rule.OBJECTIVE: Case(
        day=instance((1, "SC", 690)),
        right=Planned([(1, 700, None, None)], deferral=10, overtime=10, objective=210),
        wrong=Planned([(1, 700, None, None)], deferral=10, overtime=10, objective=209),
        visits=(),
        start=None,
    ),
    Rule.OVERTIME: Case(
        day=instance((1, "SC", 690)),
        right=Planned([(1, 700, None, None)], deferral=10, overtime=10),
        wrong=Planned([(1, 700, None, None)], deferral=10, overtime=9, objective=210),
        visits=(),
        start=None,
    ),
    Rule.DEFERRAL: Case(
        day=instance((1, "SC", 690)),
        right=Planned([(1, 700, None, None)], deferral=10, overtime=10),
        wrong=Planned([(1, 700, None, None)], deferral=11, overtime=10, objective=210),
        visits=(),
        start=None,
    ),
}


def test_every_rule_has_its_case() -> None:
    assert set(Rule) == set(CASES)


@pytest.mark.parametrize("rule", CASES, ids=lambda rule: rule.value)
def test_a_plan_that_keeps_the_rule_is_accepted(rule: Rule) -> None:
    assert () == verdict(CASES[rule].day, CASES[rule].right).broken


@pytest.mark.parametrize("rule", CASES, ids=lambda rule: rule.value)
def test_a_plan_that_breaks_one_rule_is_told_this_one_with_visits_and_time(rule: Rule) -> None:
    case = CASES[rule]

    (found,) = verdict(case.day, case.wrong).broken

    assert (rule, case.visits, case.start, case.end) == told(found)


def told(found: Broken) -> tuple[Rule, tuple[int, ...], int | None, int | None]:
    return found.rule, found.visits, found.start, found.end


def test_every_broken_rule_is_told_not_only_the_first() -> None:
    day = instance((1, "IV", 500), *sc(2, 3), chairs=1, pharm_open=480)
    plan = Planned([(1, 481, 20, 451), (2, 485, None, None)], deferral=0, overtime=0)

    found = verdict(day, plan)

    assert [
        Rule.MISSING,
        Rule.SEAT_OFF_GRID,
        Rule.BEFORE_READY,
        Rule.GAP_NOT_ALLOWED,
        Rule.BAG_OFF_GRID,
        Rule.PHARMACY_CLOSED,
        Rule.CHAIRS,
        Rule.DEFERRAL,
        Rule.OBJECTIVE,
    ] == [each.rule for each in found.broken]
    assert (-14, 0, -14) == (found.deferral, found.overtime, found.objective)


@pytest.mark.parametrize(("breaks", "kept"), [([], True), ([[495, 505, 1]], False)])
def test_a_nurse_on_break_is_not_there(breaks: list[list[int]], *, kept: bool) -> None:
    """One patient is observed while the other is seated: too much for one nurse, not for two."""
    day = instance((1, "SC", 480), (2, "SC", 500), nurses=2, nurse_breaks=breaks)

    found = verdict(day, Planned([(1, 480, None, None), (2, 500, None, None)]))

    assert kept == found.accepted
    assert ([] if kept else [(Rule.NURSES, (1, 2), 500, 505)]) == [*map(told, found.broken)]


@pytest.mark.parametrize(("ratio", "kept"), [(4, True), (3, False)])
def test_four_running_patients_take_one_nurse_where_the_ratio_is_four(
    ratio: int, *, kept: bool
) -> None:
    """Two nurses are there at 10:00: four patients are flushed, and a fifth one is seated."""
    types = {**TYPES, "IV": {**TYPES["IV"], "ratio": ratio}}
    asked = [(id_, "IV", 480) for id_ in (1, 2, 3, 4)]
    many = {"chairs": 9, "pumps": 9, "hoods": 9, "nurses": 9}
    day = instance(*asked, (5, "SC", 600), **many, types=types, nurse_breaks=[[600, 605, 7]])

    rows = [*((id_, 480, 30, 490) for id_ in (1, 2, 3, 4)), (5, 600, None, None)]
    found = verdict(day, Planned(rows))

    assert kept == found.accepted
    why = [] if kept else ["28 of 24 twelfths of a nurse"]
    assert why == [each.why for each in found.broken]


# What one infusion takes of a ward that has none of it: from, to, how much.
TAKES = {
    "chairs": [(480, 620, "1 of 0 chairs")],
    "nurses": [
        (480, 495, "12 of 0 twelfths of a nurse"),
        (495, 525, "3 of 0 twelfths of a nurse"),
        (525, 535, "12 of 0 twelfths of a nurse"),
        (535, 605, "3 of 0 twelfths of a nurse"),
        (605, 610, "12 of 0 twelfths of a nurse"),
    ],
    "pumps": [(525, 605, "1 of 0 pumps")],
    "hoods": [(490, 505, "1 of 0 hoods")],
}


@pytest.mark.parametrize("resource", TAKES)
def test_a_visit_takes_of_the_ward_what_its_phases_say(resource: str) -> None:
    found = verdict(instance(IV, **{resource: 0}), Planned([IV_AT_8]))

    assert TAKES[resource] == [(each.start, each.end, each.why) for each in found.broken]
