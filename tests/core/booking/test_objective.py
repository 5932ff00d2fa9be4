"""What a proposal costs: one table of weights, every term told, the cheaper one taken."""

from dataclasses import replace

import pytest

from service.core.booking.day import Fit
from service.core.booking.grid import Slot
from service.core.booking.repair.problem import problem, solved
from service.core.booking.repair.proposal import (
    WEIGHTS,
    Engine,
    TermKind,
    better,
    proposal,
)
from service.core.booking.repair.shift import right_shift
from service.core.booking.repair.situation import Situation
from service.core.booking.shape import PlaceClass
from tests.core.booking.days import SHORT, ZERO, ward_day
from tests.core.booking.disturbed import as_planned, longer

PLAIN = replace(SHORT, bag=None)


def at_noon(chairs: int = 2) -> Situation:
    """Two chairs, a visit on each, two who come soon after those leave, two in the afternoon."""
    rows = [
        (PLAIN, Fit(seat=seat, wait=0, bag=None), PlaceClass.CHAIR)
        for seat in (104, 106, 122, 124, 206, 206)
    ]
    return as_planned(ward_day(chairs=chairs, nurses=4), rows, 110)


def at(*seats: int) -> dict[str, Fit]:
    """Return the visits that are to come at these seats."""
    return {f"v-{n + 2:02}": Fit(seat=seat, wait=0, bag=None) for n, seat in enumerate(seats)}


@pytest.mark.parametrize(
    ("seats", "terms"),
    [
        ((122, 124, 206, 206), {}),
        ((123, 124, 206, 206), {TermKind.SHIFT: 5}),
        ((124, 124, 206, 206), {TermKind.SHIFT: 10}),
        ((125, 124, 206, 206), {TermKind.SHIFT: 15, TermKind.TOLD: 1}),
        ((125, 128, 206, 206), {TermKind.SHIFT: 35, TermKind.TOLD: 2}),
        ((134, 124, 206, 206), {TermKind.SHIFT: 60, TermKind.TOLD: 1}),
        (
            (135, 124, 206, 206),
            {TermKind.SHIFT: 65, TermKind.TOLD: 1, TermKind.BEYOND_LIMIT: 1},
        ),
        # 16 slots long: those of the afternoon end after the close anyway.
        ((122, 124, 206, 207), {TermKind.SHIFT: 5, TermKind.OVERTIME: 5}),
    ],
)
def test_the_objective_as_a_table(seats: tuple[int, ...], terms: dict[TermKind, int]) -> None:
    of = at_noon()
    planned = proposal(of, at(122, 124, 206, 206), Engine.SOLVER)

    found = proposal(of, at(*seats), Engine.SOLVER)

    amounts = {
        term.kind: term.amount - planned.amount(term.kind)
        for term in found.terms
        if term.amount != planned.amount(term.kind)
    }
    assert terms == amounts
    assert found.cost - planned.cost == sum(n * WEIGHTS[kind] for kind, n in terms.items())


def test_every_term_is_told_with_its_weight() -> None:
    found = proposal(at_noon(), at(122, 124, 206, 206), Engine.SOLVER)

    assert list(WEIGHTS) == [term.kind for term in found.terms]
    assert all(term.cost == term.amount * WEIGHTS[term.kind] for term in found.terms)


def test_the_weights_are_those_that_are_published() -> None:
    """Minutes: 60 for five of overtime; 12 for who is told, three times that at short notice."""
    assert 60 == 5 * WEIGHTS[TermKind.OVERTIME]
    assert (12, 36, 1) == tuple(
        WEIGHTS[kind] for kind in (TermKind.TOLD, TermKind.TOLD_SHORT, TermKind.SHIFT)
    )


def test_less_than_an_hour_of_notice_costs_three_times_as_much() -> None:
    of = at_noon()
    early, late = replace(of, now=Slot(ZERO + 110)), replace(of, now=Slot(ZERO + 111))
    costs = [
        proposal(each, at(125, 124, 206, 206), Engine.SOLVER).cost
        - proposal(each, at(122, 124, 206, 206), Engine.SOLVER).cost
        for each in (early, late)
    ]

    assert [15 + 12, 15 + 36] == costs


def test_of_two_that_cost_the_same_the_first_is_kept() -> None:
    of = at_noon()
    one = proposal(of, at(125, 124, 206, 206), Engine.RIGHT_SHIFT)
    same = proposal(of, at(122, 127, 206, 206), Engine.SOLVER)
    cheaper = proposal(of, at(122, 125, 206, 206), Engine.SOLVER)

    assert one.cost == same.cost
    assert one is better(one, same)
    assert cheaper is better(one, cheaper)


# --------------------------------------------------------- what comes back from another process


def late_by_half_an_hour() -> Situation:
    of = at_noon()
    return replace(of, stays=tuple(longer(each, 6) for each in of.stays))


def places(of: Situation) -> list[list[int | None]]:
    fits = right_shift(of)
    return [
        [fit.seat, fit.wait, fit.bag] for visit in of.ahead if (fit := fits[visit.id]) is not None
    ]


def test_an_answer_that_holds_is_judged_as_ours() -> None:
    of = late_by_half_an_hour()
    fits = right_shift(of)

    found = solved(of, fits, places(of))

    assert found is not None
    assert Engine.SOLVER is found.engine
    assert proposal(of, fits, Engine.SOLVER) == found


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({0: [125, 0, None]}, "the chair is not free yet"),
        ({0: [121, 0, None]}, "before the promise"),
        ({0: [128, 3, None]}, "a gap where there is none"),
        ({0: [-1, 0, None]}, "before the day"),
        ({0: [300, 0, None]}, "behind the day"),
        ({0: [128, 0]}, "no bag"),
        ({0: [128, 0, 100]}, "a bag of one who has none"),
        ({0: [True, 0, None]}, "a seat that is no number"),
        ({0: [None, 0, None]}, "no seat"),
        ({0: [130, 0, None], 1: [130, 0, None], 2: [130, 0, None]}, "three on two chairs"),
    ],
)
def test_an_answer_that_does_not_hold_is_none(
    change: dict[int, list[int | None]], why: str
) -> None:
    of = late_by_half_an_hour()
    answer = places(of)
    for number, row in change.items():
        answer[number] = row

    assert solved(of, right_shift(of), answer) is None, why


def test_an_answer_for_other_visits_is_none() -> None:
    of = late_by_half_an_hour()

    assert solved(of, right_shift(of), places(of)[:-1]) is None
    assert solved(of, right_shift(of), []) is None


def test_no_patient_leaves_the_process() -> None:
    of = late_by_half_an_hour()
    asked = problem(of, right_shift(of))

    assert "P-" not in str(asked)
    assert "v-0" not in str(asked)
    assert len(of.ahead) == len(asked["visits"])
