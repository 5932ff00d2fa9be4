"""A ward-day: what fits is what counting slot by slot says, and what is released is free again."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.booking.counts import Digits, members, span
from service.core.booking.day import (
    DayState,
    Fit,
    bag_window,
    booked,
    fit_at,
    fits,
    has_room,
    lasts,
    latest_seat,
    left,
    released,
    rises,
    seats,
    waits,
)
from service.core.booking.grid import GRID_MIN
from service.core.booking.shape import BagNeed, PlaceClass, Pool, Shape
from tests.core.booking.days import (
    CLOSES,
    LENGTH,
    LOCAL,
    LONG,
    OPENS,
    SHORT,
    bag_is_right,
    fits_by_counting,
    shape,
    shapes,
    ward_day,
)

CHAIR = PlaceClass.CHAIR
FILLINGS = st.lists(st.tuples(shapes(), st.integers(OPENS, CLOSES)), max_size=12)


def filled(filling: list[tuple[Shape, int]]) -> DayState:
    """Book each visit at its first free seat from a slot on, where there is one."""
    day = ward_day()
    for each, from_ in filling:
        free = fits(day, each, CHAIR, span(from_, LENGTH))
        if free:
            seat = min(free)
            day = booked(day, each, CHAIR, fit_at(day, each, seat, free[seat]))
    return day


def by_hand(day: DayState) -> dict[Pool, list[int]]:
    return {pool: list(left(day, pool)) for pool in day.free}


@given(FILLINGS, shapes())
def test_all_seats_at_once_are_those_found_one_by_one(
    filling: list[tuple[Shape, int]], wanted: Shape
) -> None:
    day = filled(filling)
    free = by_hand(day)
    for wait in waits(wanted):
        last = latest_seat(day, wanted, wait)
        naive = []
        for seat in range(OPENS, OPENS if last is None else last + 1):
            bags = [None] if wanted.bag is None else range(LENGTH)
            possible = [Fit(seat=seat, wait=wait, bag=bag) for bag in bags]
            right = (fit for fit in possible if bag_is_right(wanted, fit))
            if any(fits_by_counting(free, wanted, CHAIR, fit) for fit in right):
                naive.append(seat)

        assert members(seats(day, wanted, CHAIR, wait)) == naive


@given(FILLINGS, shapes())
def test_every_seat_found_can_be_booked(filling: list[tuple[Shape, int]], wanted: Shape) -> None:
    day = filled(filling)
    free = by_hand(day)
    for seat, wait in fits(day, wanted, CHAIR).items():
        fit = fit_at(day, wanted, seat, wait)

        assert fits_by_counting(free, wanted, CHAIR, fit)
        assert bag_is_right(wanted, fit)
        assert has_room(day, wanted, CHAIR, fit)


@given(FILLINGS, shapes())
def test_what_is_booked_and_released_is_free_as_before(
    filling: list[tuple[Shape, int]], wanted: Shape
) -> None:
    day = filled(filling)
    for seat, wait in list(fits(day, wanted, CHAIR).items())[:3]:
        fit = fit_at(day, wanted, seat, wait)
        with_it = booked(day, wanted, CHAIR, fit)

        assert by_hand(with_it) != by_hand(day)
        assert by_hand(released(with_it, wanted, CHAIR, fit)) == by_hand(day)


def test_the_bag_is_the_latest_that_is_in_time() -> None:
    fit = fit_at(ward_day(), LONG, 100, 6)

    assert fit.bag == 100 + 3 + 6 - 3 - 4


def test_a_bag_made_to_order_is_at_most_half_ready_when_the_patient_is() -> None:
    assert LONG.bag is not None
    to_order = replace(LONG, bag=replace(LONG.bag, to_order=True))

    assert bag_window(to_order, 6) == (3 - 2, 3 + 6 - 3 - 4)
    assert bag_window(LONG, 6)[0] < 0


def test_the_gap_that_is_planned_is_tried_first_and_the_longest_last() -> None:
    assert [wait * GRID_MIN for wait in waits(shape(60))] == [30, 15, 45]
    assert waits(SHORT) == (0,)


@pytest.mark.parametrize(
    ("infuse", "overrun", "last"),
    [
        (60, 0, "15:40"),
        (60, 60, "14:40"),
        (240, 0, "12:40"),
        (240, 155, "10:05"),
        (240, 280, "08:00"),  # the deadline of 07:60: exactly the first seat of the morning
        (240, 600, "08:00"),  # no seat keeps it: the first of the morning remains
        (600, 0, None),
    ],
)
def test_the_last_seat_keeps_the_worst_case_before_the_close(
    infuse: int, overrun: int, last: str | None
) -> None:
    slot = latest_seat(ward_day(), shape(infuse, overrun_min=overrun), 6)

    found = None if slot is None else f"{slot * 5 // 60:02d}:{slot * 5 % 60:02d}"
    assert found == last


def test_without_an_isolator_nothing_is_compounded_here() -> None:
    day = ward_day()
    without: dict[Pool, Digits] = {
        pool: row for pool, row in day.free.items() if pool != Pool.ISOLATOR
    }
    bought_in = replace(day, free=without)

    assert fit_at(bought_in, LONG, 100, 6).bag is None


def test_a_bound_chair_is_free_for_the_whole_visit_or_not_at_all() -> None:
    day = replace(ward_day(chairs=2), chairs=(span(96, 20), span(110, 106)))

    assert 96 in fits(day, LOCAL, CHAIR)
    assert 108 not in fits(day, LOCAL, CHAIR)
    assert 110 in fits(day, LOCAL, CHAIR)
    with_it = booked(day, LOCAL, CHAIR, Fit(seat=110, wait=0, bag=None))
    assert with_it.chairs is not None
    assert not with_it.chairs[1] & span(110, LOCAL.length(0))
    with pytest.raises(ValueError, match="only fills"):
        released(with_it, LOCAL, CHAIR, Fit(seat=110, wait=0, bag=None))


def test_a_day_knows_where_places_are_taken_and_given_back() -> None:
    day = booked(ward_day(), LOCAL, CHAIR, Fit(seat=100, wait=0, bag=None))

    begun, ended = rises(day, Pool.CHAIR)

    assert begun & span(OPENS + 1, CLOSES - OPENS - 1) == 1 << 100
    assert ended & span(OPENS + 1, CLOSES - OPENS - 1) == 1 << 100 + LOCAL.length(0)


@given(FILLINGS, shapes(), st.integers(0, LENGTH))
def test_a_visit_that_does_not_fit_is_counted_and_leaves_as_much_as_before(
    filling: list[tuple[Shape, int]], wanted: Shape, seat: int
) -> None:
    """A nurse is ill: what she was to do is booked still, and the day is short."""
    day = filled(filling)
    fit = Fit(seat=seat, wait=wanted.wait_min, bag=None)

    over = booked(day, wanted, CHAIR, fit, over=True)

    taken = [slot for slot in range(seat, fit.ends(wanted)) if slot < LENGTH]
    chairs, before = left(over, Pool.CHAIR), left(day, Pool.CHAIR)
    assert all(chairs[slot] == before[slot] - (slot in taken) for slot in range(LENGTH))
    assert by_hand(released(over, wanted, CHAIR, fit)) == by_hand(day)
    if not has_room(day, wanted, CHAIR, fit):
        with pytest.raises(ValueError, match="not enough left"):
            booked(day, wanted, CHAIR, fit)
        for again, wait in fits(over, wanted, CHAIR).items():
            assert has_room(day, wanted, CHAIR, fit_at(over, wanted, again, wait))


@pytest.mark.parametrize(
    ("bag", "stable", "kept"),
    [
        (120, 96, True),
        (121, 96, False),  # ready and brought five minutes after the hanging begins
        (100, 73, True),
        (100, 72, False),  # stable until five minutes before the infusion ends
    ],
)
def test_a_bag_lasts_if_it_is_there_for_hanging_and_stable_to_the_end(
    bag: int, stable: int, kept: bool
) -> None:
    """Seated at 9:50, hung at 10:35, infused until 14:45; a bag takes 20 minutes and 15."""
    need = BagNeed(compound=4, transport=3, stable=stable, to_order=False)
    visit = replace(LONG, bag=need)

    assert kept is lasts(visit, bag, Fit(seat=118, wait=6, bag=None))
