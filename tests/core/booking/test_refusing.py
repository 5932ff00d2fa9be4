"""Why a visit cannot be where somebody wants it: every reason, and what it is called."""

from dataclasses import replace

import pytest

from service.core.booking.day import DayState, Fit, booked, fit_at, from_now
from service.core.booking.grid import Slot
from service.core.booking.refusals import BookRefusalId
from service.core.booking.refusing import clock, why_not
from service.core.booking.shape import BagNeed, PlaceClass, Shape
from tests.core.booking.days import CLOSES, LENGTH, LONG, OPENS, SHORT, ZERO, Ward, shape, ward_day

CHAIR = PlaceClass.CHAIR
FIRST = shape(240, overrun_min=155)


def reason(day: DayState, of: Shape, seat: int) -> str | None:
    refusal = why_not(day, of, CHAIR, seat)
    return None if refusal is None else refusal.id.value


def taken(day: DayState, of: Shape, seat: int) -> DayState:
    return booked(day, of, CHAIR, fit_at(day, of, seat, of.wait_min))


@pytest.mark.parametrize(
    ("of", "seat", "id_"),
    [
        (SHORT, 120, None),
        (SHORT, OPENS - 1, "before-opening"),
        (SHORT, CLOSES - 2, "ends-too-late"),
        (FIRST, CLOSES - FIRST.length(3), "ends-too-late"),
        (shape(700), 120, "visit-too-long"),
    ],
)
def test_a_time_of_the_day_that_cannot_be_says_why(of: Shape, seat: int, id_: str | None) -> None:
    assert id_ == reason(ward_day(), of, seat)


@pytest.mark.parametrize(
    ("ward", "id_"),
    [
        ({"chairs": 1}, "place-taken"),
        ({"pumps": 1}, "no-pump-free"),
        ({"nurses": 1}, "nurses-busy"),
        ({"nurses": 0}, "no-nurses"),
    ],
)
def test_a_place_that_is_not_free_says_what_is_short(ward: Ward, id_: str) -> None:
    """Somebody else is booked at ten; the same time is asked for."""
    empty = ward_day(**ward)
    day = empty if id_ == "no-nurses" else taken(empty, SHORT, 120)

    assert id_ == reason(day, SHORT, 120)


def test_an_isolator_that_is_busy_with_a_long_bag_says_so() -> None:
    need = BagNeed(compound=40, transport=3, stable=96, to_order=False)
    hogged = replace(LONG, bag=need)
    day = booked(ward_day(isolators=1), hogged, CHAIR, Fit(seat=130, wait=6, bag=84))

    assert "pharmacy-full" == reason(day, SHORT, 120)


def test_a_bag_is_not_begun_in_the_past() -> None:
    """Who comes now waits for compounding and transport."""
    day = from_now(ward_day(), Slot(ZERO + 120))

    assert "pharmacy-full" == reason(day, SHORT, 123)
    assert reason(day, SHORT, 120 + 4 + 3 - 3) is None


def test_the_sentences_show_the_wards_clock() -> None:
    refusal = why_not(ward_day(), FIRST, CHAIR, CLOSES - FIRST.length(3))

    assert refusal is not None
    assert BookRefusalId.ENDS_TOO_LATE is refusal.id
    assert "155 min longer, past 18:00" in refusal.sentence
    assert ("08:00", "10:05", "23:55") == (clock(96), clock(121), clock(LENGTH - 1))
