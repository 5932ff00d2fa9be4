"""Moves, cancellations, late patients: what changes, and every reason why not, with another way."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Unpack

import pytest

from service.core.booking.day import DayState, Fit, booked, fit_at
from service.core.booking.grid import Slot
from service.core.booking.moving import (
    Booking,
    Cancelled,
    Moved,
    Standing,
    cancel,
    late,
    move,
    none_offered,
)
from service.core.booking.offers import Request, Wish
from service.core.booking.outlook import Expected
from service.core.booking.refusals import BookRefusal, BookRefusalId
from service.core.booking.refusing import clock
from service.core.booking.series import Due
from service.core.booking.shape import PlaceClass, Shape
from tests.core.booking.days import LENGTH, LONG, MONDAY, SHORT, ZERO, Ward, shape, ward_day

CHAIR = PlaceClass.CHAIR
TUESDAY = MONDAY + timedelta(days=1)
SUNDAY = MONDAY - timedelta(days=1)
EVENING_BEFORE = Slot(ZERO - 60)
FIRST = shape(240, overrun_min=155)


def booking(of: Shape, seat: int = 120, *, standing: Standing = Standing.BOOKED) -> Booking:
    wait = 6 if of.wait_max else 0
    fit = fit_at(ward_day(), of, seat, wait)
    visit = Expected(kind="any", shape=of, place=CHAIR, fit=fit)
    return Booking(on=MONDAY, visit=visit, standing=standing, first_infusion=of is FIRST)


def days(of: Booking, **ward: Unpack[Ward]) -> dict[date, DayState]:
    """Return Monday with the booking in it, and an empty Tuesday; the ward is closed on Sunday."""
    monday = ward_day(**ward)
    visit = of.visit
    return {
        MONDAY: booked(monday, visit.shape, CHAIR, visit.fit),
        TUESDAY: ward_day(TUESDAY, **ward),
    }


def refused(answer: Moved | Cancelled | BookRefusal) -> BookRefusal:
    assert isinstance(answer, BookRefusal)
    return answer


def test_a_move_frees_the_old_place_and_says_by_how_much() -> None:
    one = booking(SHORT)

    moved = move(days(one), one, TUESDAY, 126, EVENING_BEFORE)

    assert isinstance(moved, Moved)
    assert (moved.booking.on, moved.booking.visit.fit.seat) == (TUESDAY, 126)
    assert (moved.by_days, moved.by_min, moved.bag_wasted) == (1, 30, False)


def test_a_visit_may_move_onto_its_own_place() -> None:
    one = booking(LONG)

    moved = move(days(one, chairs=1), one, MONDAY, 123, EVENING_BEFORE)

    assert isinstance(moved, Moved)
    assert moved.by_min == 15


@pytest.mark.parametrize(
    ("of", "on", "seat", "now", "id_"),
    [
        (SHORT, SUNDAY, 120, EVENING_BEFORE, "closed-day"),
        (SHORT, MONDAY, 110, Slot(ZERO + 115), "past-day"),
        (SHORT, MONDAY, 90, EVENING_BEFORE, "before-opening"),
        (SHORT, MONDAY, 210, EVENING_BEFORE, "ends-too-late"),
        (FIRST, MONDAY, 135, EVENING_BEFORE, "ends-too-late"),
        (shape(600), MONDAY, 96, EVENING_BEFORE, "visit-too-long"),
    ],
)
def test_a_move_that_cannot_be_is_refused_with_its_reason(
    of: Shape, on: date, seat: int, now: Slot, id_: str
) -> None:
    one = replace(booking(SHORT), visit=replace(booking(SHORT).visit, shape=of))
    ward = {MONDAY: ward_day(), TUESDAY: ward_day(on=TUESDAY)}
    wait = 6 if of.wait_max else 0
    fit = Fit(seat=120, wait=wait, bag=None)
    if of.length(wait) < 96:
        ward[MONDAY] = booked(ward_day(), of, CHAIR, fit)
        one = replace(one, visit=replace(one.visit, fit=fit))
    else:
        one = replace(one, on=SUNDAY)  # of a day that is gone: nothing of it is booked

    refusal = refused(move(ward, one, on, seat, now))

    assert refusal.id is BookRefusalId(id_)
    if id_ == "visit-too-long":
        assert refusal.instead == ()
    else:
        for other in refusal.instead:
            seat_ = other.offer.visit.fit.seat
            assert isinstance(move(ward, one, other.on, seat_, now), Moved)
        assert len(refusal.instead) == 3


@pytest.mark.parametrize(
    ("ward", "of", "id_"),
    [
        ({"chairs": 1}, SHORT, "place-taken"),
        ({"pumps": 1}, SHORT, "no-pump-free"),
        ({"nurses": 1}, SHORT, "nurses-busy"),
        ({"isolators": 1}, SHORT, "pharmacy-full"),
    ],
)
def test_a_place_that_is_not_free_says_what_is_short(ward: Ward, of: Shape, id_: str) -> None:
    """Somebody else is booked at ten; the same time is asked for."""
    other, mine = booking(of, 120), booking(of, 180)
    if id_ == "pharmacy-full":
        lone = replace(of, bag=None)
        hogged = replace(LONG, bag=replace(LONG.bag, compound=40)) if LONG.bag else LONG
        fit = Fit(seat=130, wait=6, bag=84)
        monday = booked(ward_day(**ward), hogged, CHAIR, fit)
        other = replace(other, visit=replace(other.visit, shape=lone))
        assert other.visit.shape.bag is None
    else:
        monday = booked(ward_day(**ward), of, CHAIR, other.visit.fit)
    monday = booked(monday, of, CHAIR, mine.visit.fit)
    ward_days = {MONDAY: monday, TUESDAY: ward_day(TUESDAY, **ward)}

    refusal = refused(move(ward_days, mine, MONDAY, 120, EVENING_BEFORE))

    assert refusal.id is BookRefusalId(id_)
    assert refusal.instead


def test_a_day_without_nurses_says_so() -> None:
    one = booking(SHORT)
    ward = {**days(one), TUESDAY: ward_day(nurses=0, on=TUESDAY)}

    refusal = refused(move(ward, one, TUESDAY, 120, EVENING_BEFORE))

    assert refusal.id is BookRefusalId.NO_NURSES
    assert all(other.on == MONDAY for other in refusal.instead)


@pytest.mark.parametrize(
    ("standing", "id_"), [(Standing.SEATED, "visit-status"), (Standing.OVER, "visit-status")]
)
def test_who_sits_or_has_left_is_not_moved(standing: Standing, id_: str) -> None:
    one = booking(SHORT, standing=standing)
    ward = days(one)

    for answer in (
        move(ward, one, TUESDAY, 120, EVENING_BEFORE),
        cancel(ward, one, EVENING_BEFORE),
        late(ward, one, 125, EVENING_BEFORE),
    ):
        assert refused(answer).id is BookRefusalId(id_)


def test_a_cancelled_visit_is_over_and_its_bag_lost_once_begun() -> None:
    one = booking(SHORT)
    bag = one.visit.fit.bag
    assert bag is not None

    before = cancel(days(one), one, Slot(ZERO + bag))
    begun = cancel(days(one), one, Slot(ZERO + bag + 1))

    assert isinstance(before, Cancelled)
    assert isinstance(begun, Cancelled)
    assert before.booking.standing is Standing.OVER
    assert (before.bag_wasted, begun.bag_wasted) == (False, True)


@pytest.mark.parametrize(("arrives", "by_min"), [(100, 0), (120, 0), (123, 15), (150, 150)])
def test_who_comes_late_gets_the_first_seat_from_then_on(arrives: int, by_min: int) -> None:
    one = booking(SHORT)

    answer = late(days(one), one, arrives, Slot(ZERO + 110))

    assert isinstance(answer, Moved)
    assert answer.by_min == by_min


def test_who_comes_late_waits_for_a_chair_that_is_taken() -> None:
    one, other = booking(SHORT, 120), booking(SHORT, 120 + SHORT.length(0))
    monday = booked(ward_day(chairs=1), SHORT, CHAIR, one.visit.fit)
    monday = booked(monday, SHORT, CHAIR, other.visit.fit)

    answer = late({MONDAY: monday}, one, 124, Slot(ZERO + 119))

    assert isinstance(answer, Moved)
    assert answer.booking.visit.fit.seat == other.visit.fit.ends(SHORT)


def test_a_first_infusion_that_comes_too_late_is_offered_another_day() -> None:
    one = booking(FIRST, 110)

    refusal = refused(late(days(one), one, 150, Slot(ZERO + 112)))

    assert refusal.id is BookRefusalId.ENDS_TOO_LATE
    assert {other.on for other in refusal.instead} == {TUESDAY}


def test_a_bag_that_lasts_to_the_new_end_is_kept() -> None:
    one = booking(SHORT)
    bag = one.visit.fit.bag
    assert bag is not None
    brief = replace(SHORT, bag=replace(SHORT.bag, stable=20)) if SHORT.bag else SHORT
    other = replace(one, visit=replace(one.visit, shape=brief))
    now = Slot(ZERO + bag + 1)

    kept, lost = late(days(one), one, 150, now), late(days(other), other, 150, now)

    assert isinstance(kept, Moved)
    assert isinstance(lost, Moved)
    assert (kept.bag_wasted, lost.bag_wasted) == (False, True)


def test_a_slot_is_told_as_the_wards_clock_shows_it() -> None:
    assert (clock(96), clock(121), clock(LENGTH - 1)) == ("08:00", "10:05", "23:55")


def test_a_bag_that_is_ready_is_not_compounded_again_for_who_comes_late() -> None:
    """Otherwise the patient would wait 35 minutes for another, and the first be thrown away."""
    one = booking(SHORT)
    bag = one.visit.fit.bag

    answer = late(days(one), one, 121, Slot(ZERO + 121))

    assert isinstance(answer, Moved)
    assert (answer.by_min, answer.booking.visit.fit.bag, answer.bag_wasted) == (5, bag, False)


def test_a_new_bag_is_not_begun_in_the_past() -> None:
    """Who moves from tomorrow to today waits for compounding and transport."""
    one = replace(booking(SHORT), on=TUESDAY)
    monday = {MONDAY: ward_day(), TUESDAY: booked(ward_day(TUESDAY), SHORT, CHAIR, one.visit.fit)}
    now = Slot(ZERO + 120)

    too_soon = refused(move(monday, one, MONDAY, 123, now))
    in_time = move(monday, one, MONDAY, 120 + 4 + 3 - 3, now)

    assert too_soon.id is BookRefusalId.PHARMACY_FULL
    assert isinstance(in_time, Moved)
    assert in_time.booking.visit.fit.bag == 120


@pytest.mark.parametrize(
    ("closed", "wish", "id_", "instead"),
    [
        ({0, 1}, Wish(around=120), "closed-day", 2),
        (set[int](), Wish(around=120, earliest=200), "not-within-the-wish", 0),
        (set[int](), Wish(around=212), "ends-too-late", 0),
    ],
)
def test_where_nothing_is_offered_the_reason_and_the_nearest_are(
    closed: set[int], wish: Wish, id_: str, instead: int
) -> None:
    ward = {
        (on := MONDAY + timedelta(days=number)): ward_day(on)
        for number in range(4)
        if number not in closed
    }
    asked = Request(kind="any", shape=LONG, place=CHAIR, wish=wish, first_infusion=False)
    due = Due(on=MONDAY, early_days=1, late_days=1, gap_days=0, request=asked)

    refusal = none_offered(ward, due, EVENING_BEFORE)

    assert refusal.id is BookRefusalId(id_)
    assert refusal.instead[0].on == MONDAY + timedelta(days=instead)
