"""What is short on a day without a place: the first thing, in a word and in a sentence."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.booking.counts import EVERY, span
from service.core.booking.day import DayState, booked, fit_at, fits
from service.core.booking.shape import BagNeed, PlaceClass, Pool, Shape
from service.core.booking.shortage import Shortage, ShortOf, shortage
from tests.core.booking.days import CLOSES, LENGTH, LONG, OPENS, SHORT, Ward, shape, ward_day

CHAIR = PlaceClass.CHAIR


def blocked(day: DayState, pool: Pool, first: int, end: int) -> DayState:
    """Return a day on which a pool is wholly taken for a while."""
    gone = span(first, end - first)
    return replace(day, free={**day.free, pool: tuple(plane & ~gone for plane in day.free[pool])})


def said(short: Shortage | None) -> tuple[str, str] | None:
    return None if short is None else (short.of.value, short.sentence)


@pytest.mark.parametrize(
    ("ward", "of", "sentence"),
    [
        ({"nurses": 0}, "nurse", "No nurse has the time for it."),
        ({"chairs": 0}, "chair", "No chair is free for so long."),
        ({"pumps": 0}, "pump", "No pump is free for it."),
        (
            {"isolators": 0},
            "pharmacy",
            "The pharmacy has no isolator free in time for the bag.",
        ),
        ({"nurses": 0, "chairs": 0, "pumps": 0}, "nurse", "No nurse has the time for it."),
        ({"chairs": 0, "pumps": 0}, "chair", "No chair is free for so long."),
    ],
)
def test_what_rules_out_the_whole_day_is_named(ward: Ward, of: str, sentence: str) -> None:
    assert (of, sentence) == said(shortage(ward_day(**ward), LONG, CHAIR))


@pytest.mark.parametrize("place", [PlaceClass.BED, PlaceClass.ISOLATION])
def test_a_class_of_place_is_named(place: PlaceClass) -> None:
    day = ward_day()
    pool = Pool(place.value)
    none = replace(day, free={**day.free, pool: day.free[Pool.BED]})
    short = shortage(blocked(none, pool, 0, LENGTH), SHORT, place)

    assert short is not None
    assert place.value == short.of.value


def test_what_is_free_but_never_at_the_same_time_is_named_with_what_it_misses() -> None:
    middle = (OPENS + CLOSES) // 2
    day = blocked(ward_day(), Pool.NURSE, middle, CLOSES)
    day = blocked(day, Pool.CHAIR, OPENS, middle)

    assert ("chair", "No chair is free for so long when a nurse is free.") == said(
        shortage(day, SHORT, CHAIR)
    )

    day = blocked(ward_day(), Pool.PUMP, OPENS, middle)
    day = blocked(day, Pool.CHAIR, middle, CLOSES)
    assert ("pump", "No pump is free for it when a nurse and a chair are free.") == said(
        shortage(day, SHORT, CHAIR)
    )


def test_the_hours_come_before_what_is_counted() -> None:
    nobody = ward_day(nurses=0)
    assert ("opening-hours", "The visit takes 765 min; the ward is open for 600.") == said(
        shortage(nobody, shape(700), CHAIR)
    )
    ahead = EVERY & ~span(0, CLOSES - 1)
    late = shortage(nobody, SHORT, CHAIR, ahead=ahead)
    assert late is not None
    assert ShortOf.OPENING_HOURS is late.of
    assert late.sentence.startswith("It is too late: the last seat for so long is at 1")
    wished = shortage(nobody, SHORT, CHAIR, wished=span(0, OPENS))
    assert wished is not None
    assert ShortOf.WISHED_HOURS is wished.of
    assert "seats from 08:00 to 1" in wished.sentence


def test_a_wish_is_said_beside_what_is_short_within_it() -> None:
    day = blocked(ward_day(), Pool.CHAIR, OPENS, OPENS + 12)
    wished = span(OPENS, 6)

    assert ("chair", "No chair is free for so long within the wished hours.") == said(
        shortage(day, SHORT, CHAIR, wished=wished)
    )
    assert shortage(day, SHORT, CHAIR) is None


def test_chairs_that_are_bound_are_looked_at_one_by_one() -> None:
    middle = (OPENS + CLOSES) // 2
    halves = (span(OPENS, middle - OPENS), span(middle, CLOSES - middle))
    day = replace(ward_day(), chairs=halves)

    assert shortage(day, SHORT, CHAIR) is None
    short = shortage(day, LONG, CHAIR)
    assert short is not None
    assert ShortOf.CHAIR is short.of


need = BagNeed(compound=4, transport=3, stable=96, to_order=False)
shapes_ = st.builds(
    lambda infuse, bag, premedicated: replace(
        shape(infuse, premedicated=premedicated), bag=need if bag else None
    ),
    st.integers(5, 660),
    st.booleans(),
    st.booleans(),
)


@given(
    of=shapes_,
    nurses=st.integers(0, 2),
    chairs=st.integers(0, 2),
    pumps=st.integers(0, 2),
    isolators=st.integers(0, 1),
    others=st.lists(shapes_, max_size=6),
    first=st.integers(0, LENGTH - 1),
    length=st.integers(0, LENGTH),
)
def test_a_shortage_is_named_exactly_where_there_is_no_place(
    of: Shape,
    nurses: int,
    chairs: int,
    pumps: int,
    isolators: int,
    others: list[Shape],
    first: int,
    length: int,
) -> None:
    day = ward_day(nurses=nurses, chairs=chairs, pumps=pumps, isolators=isolators)
    for other in others:
        free = fits(day, other, CHAIR)
        if free:
            seat = min(free)
            day = booked(day, other, CHAIR, fit_at(day, other, seat, free[seat]))
    wished = span(first, length)

    short = shortage(day, of, CHAIR, wished=wished)

    assert (short is None) == bool(fits(day, of, CHAIR, wished))
