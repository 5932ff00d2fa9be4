"""The shape of a visit, by the lengths of the first infusion of isatuximab (315 minutes)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.booking.grid import GRID_MIN, slots
from service.core.booking.shape import (
    NURSE_PARTS,
    BagNeed,
    PlaceClass,
    Pool,
    Shape,
    cut_short,
    uses,
)
from tests.core.booking.days import shapes

FIRST = Shape(
    arrive=slots(20),
    wait_min=slots(15),
    wait_max=slots(60),
    hang=slots(10),
    infuse=slots(200),
    flush=slots(10),
    observe=slots(30),
    disconnect=slots(5),
    clean=slots(10),
    ratio=3,
    overrun=slots(60),
    bag=BagNeed(compound=slots(20), transport=slots(15), stable=slots(480), to_order=False),
)


@pytest.mark.parametrize(("minutes", "count"), [(0, 0), (1, 1), (5, 1), (112, 23), (115, 23)])
def test_a_slot_that_is_begun_is_taken(minutes: int, count: int) -> None:
    assert slots(minutes) == count


def test_the_first_infusion_holds_its_place_for_315_minutes() -> None:
    assert FIRST.length(slots(30)) * GRID_MIN == 315


def test_a_nurse_has_both_hands_full_at_three_moments_and_a_share_between() -> None:
    nurse = [
        (use.start * GRID_MIN, use.length * GRID_MIN, use.amount)
        for use in uses(FIRST, slots(30), PlaceClass.CHAIR, None)
        if use.pool is Pool.NURSE
    ]
    assert nurse == [
        (0, 20, NURSE_PARTS),
        (20, 30, 4),
        (50, 10, NURSE_PARTS),
        (60, 240, 4),
        (300, 5, NURSE_PARTS),
    ]


def test_the_pump_is_bound_from_the_hanging_to_the_end_of_the_flush() -> None:
    pump = [use for use in uses(FIRST, slots(30), PlaceClass.BED, None) if use.pool is Pool.PUMP]
    assert [(use.start * GRID_MIN, use.length * GRID_MIN) for use in pump] == [(50, 220)]


def test_a_bag_binds_an_isolator_before_the_seat() -> None:
    bag = [use for use in uses(FIRST, 6, PlaceClass.CHAIR, -4) if use.pool is Pool.ISOLATOR]
    assert [(use.start, use.length, use.amount) for use in bag] == [(-4, 4, 1)]


def test_the_place_is_of_the_class_that_was_asked_for() -> None:
    assert uses(FIRST, 6, PlaceClass.ISOLATION, None)[0].pool is Pool.ISOLATION


@given(shapes(), st.integers(0, 400))
def test_a_visit_cut_short_ends_so_much_earlier_and_is_still_disconnected_and_cleaned(
    of: Shape, by: int
) -> None:
    least = of.disconnect + of.clean

    shorter, wait = cut_short(of, of.wait_max, by)

    assert max(least, of.length(of.wait_max) - by) == shorter.length(wait)
    assert (of.disconnect, of.clean) == (shorter.disconnect, shorter.clean)
    assert all(use.length > 0 for use in uses(shorter, wait, PlaceClass.CHAIR, None))
