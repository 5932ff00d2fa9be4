"""The ward's days as slots: every day of a year, in zones whose clocks change differently."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.book.calendar import Calendar, ClosedDay, OpenDay
from service.book.clocks import Clocks
from service.core.booking.grid import Slot
from service.core.booking.resources import (
    Blocking,
    BookedChair,
    Break,
    Days,
    HolidayPlace,
    Hours,
)
from service.core.booking.shape import NURSE_PARTS, PlaceClass, Pool
from tests.book.wards import EVERY_DAY, d, demo, resources, shift

BERLIN, NEW_YORK, LORD_HOWE = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"
ZONES = (BERLIN, NEW_YORK, LORD_HOWE)
YEAR = [d("2026-01-01") + timedelta(days=count) for count in range(365)]
CHANGES = {
    BERLIN: {"2026-03-29": 23 * 12, "2026-10-25": 25 * 12},
    NEW_YORK: {"2026-03-08": 23 * 12, "2026-11-01": 25 * 12},
    LORD_HOWE: {"2026-04-05": 24 * 12 + 6, "2026-10-04": 24 * 12 - 6},
}


def opened(calendar: Calendar, on: date) -> OpenDay:
    found = calendar.day(on)
    assert isinstance(found, OpenDay), found
    return found


@pytest.mark.parametrize("zone", ZONES)
def test_a_year_is_made_of_days_without_gap_or_overlap(zone: str) -> None:
    clocks = Clocks(zone)

    lengths = {
        on.isoformat(): clocks.end(on, 24 * 60) - clocks.slot(on, 0)
        for on in YEAR
        if clocks.end(on, 24 * 60) == clocks.slot(on + timedelta(days=1), 0)
    }

    assert 365 == len(lengths)
    assert CHANGES[zone] == {day: length for day, length in lengths.items() if length != 288}


@pytest.mark.parametrize("zone", ZONES)
def test_every_slot_of_a_year_is_shown_by_the_clocks_and_found_again(zone: str) -> None:
    clocks = Clocks(zone)
    first, last = clocks.slot(YEAR[0], 0), clocks.slot(d("2027-01-01"), 0)

    for slot in map(Slot, range(first, last)):
        assert slot in clocks.shown(clocks.wall(slot))


@pytest.mark.parametrize("zone", ZONES)
@given(on=st.sampled_from(YEAR), opens=st.integers(0, 286), longer=st.integers(1, 288))
def test_hours_last_as_long_as_the_clocks_show_them(
    zone: str, on: date, opens: int, longer: int
) -> None:
    hours = Hours(opens=opens * 5, closes=min(288, opens + longer) * 5)
    calendar = Calendar(resources(zone=zone, opening=dict.fromkeys(range(7), hours)))
    clocks = calendar.clocks

    first, end = calendar.span(on, hours)

    shown = [
        slot
        for slot in range(clocks.slot(on, 0), clocks.slot(on + timedelta(days=1), 0))
        if hours.opens <= _minute(clocks, Slot(slot)) < hours.closes
    ]
    # Where the clocks go back inside of the hours, all slots between belong to them.
    whole = list(range(shown[0], shown[-1] + 1)) if shown else []
    assert whole == list(range(first, end))


@pytest.mark.parametrize("zone", ZONES)
def test_opening_hours_are_the_same_wall_time_on_every_day_of_the_year(zone: str) -> None:
    calendar = Calendar(resources(zone=zone))

    for on in YEAR:
        day = opened(calendar, on)
        at_open = calendar.clocks.wall(Slot(day.zero + day.opens))
        at_close = calendar.clocks.wall(Slot(day.zero + day.closes))
        assert (on, 8, 0) == (at_open.date(), at_open.hour, at_open.minute)
        assert (on, 18, 0) == (at_close.date(), at_close.hour, at_close.minute)
        assert 96 == day.opens
        assert {day.length} == {len(row) for row in day.capacity.values()}


def test_a_night_ward_is_an_hour_shorter_in_spring_and_longer_in_autumn() -> None:
    """The one that stays open through the change: nurses are there for the true hours."""
    night = Hours(opens=0, closes=6 * 60)
    shifts = (shift(nurses=1, hours=night),)
    calendar = Calendar(resources(opening=dict.fromkeys(range(7), night), shifts=shifts))

    def nurse_slots(on: str) -> int:
        return sum(opened(calendar, d(on)).capacity[Pool.NURSE]) // NURSE_PARTS

    assert 6 * 12 == nurse_slots("2026-03-28")
    assert 5 * 12 == nurse_slots("2026-03-29")
    assert 7 * 12 == nurse_slots("2026-10-25")


@pytest.mark.parametrize(
    ("on", "reason"),
    [
        ("2026-05-31", "closed on Sundays"),
        ("2026-06-06", "closed on Saturdays"),
        ("2026-04-03", "a public holiday (Good Friday)"),
        ("2026-05-25", "a public holiday (Pentecost Monday)"),
        ("2027-03-08", "a public holiday (Women's Day)"),  # Berlin's alone
        ("2026-12-29", "closed (closed between the years)"),
        ("2026-12-25", "a public holiday (Christmas Day)"),
    ],
)
def test_a_closed_day_says_why(on: str, reason: str) -> None:
    assert ClosedDay(on=d(on), reason=reason) == Calendar(demo()).day(d(on))


def test_holidays_are_those_of_the_ward_s_own_region() -> None:
    on = d("2026-01-06")  # Epiphany: Bavaria's, not Berlin's
    bavaria = replace(demo(), holidays=HolidayPlace(country="DE", subdivision="BY"))

    assert isinstance(Calendar(demo()).day(on), OpenDay)
    assert isinstance(Calendar(bavaria).day(on), ClosedDay)


def test_chairs_out_of_order_are_missing_on_their_days_and_so_are_their_pumps() -> None:
    days = Days(first=d("2026-06-01"), last=d("2026-06-02"), reason="motor")
    bed = BookedChair(id="chair-5", place=PlaceClass.BED)
    chairs = (*resources().chairs, bed)
    blockings = (Blocking(chair="chair-1", days=days), Blocking(chair="chair-5", days=days))
    calendar = Calendar(resources(chairs=chairs, blockings=blockings))

    def at_noon(on: str) -> list[int]:
        capacity = opened(calendar, d(on)).capacity
        return [capacity[pool][144] for pool in (Pool.CHAIR, Pool.BED, Pool.PUMP)]

    assert [4, 1, 5] == at_noon("2026-05-31")
    assert [3, 0, 3] == at_noon("2026-06-01")
    assert [3, 0, 3] == at_noon("2026-06-02")
    assert [4, 1, 5] == at_noon("2026-06-03")


def test_places_are_there_while_the_ward_is_open_and_nurses_while_their_shift_lasts() -> None:
    pause = Break(hours=Hours(opens=720, closes=750), nurses=1)
    late = shift(id="late", nurses=3, hours=Hours(opens=840, closes=1110), days=frozenset({0}))
    calendar = Calendar(resources(shifts=(shift(breaks=(pause,)), late)))
    monday, tuesday = opened(calendar, d("2026-06-01")), opened(calendar, d("2026-06-02"))

    chairs, nurses = monday.capacity[Pool.CHAIR], monday.capacity[Pool.NURSE]
    assert [0, 4, 4, 0] == [chairs[at] for at in (95, 96, 215, 216)]
    assert [0, 24, 24, 12, 12, 24] == [nurses[at] for at in (89, 90, 143, 144, 149, 150)]
    assert [24, 60, 60] == [nurses[at] for at in (167, 168, 221)]
    assert 222 == monday.length
    assert 24 == tuesday.capacity[Pool.NURSE][168]


def test_the_pharmacy_has_days_of_its_own() -> None:
    pharmacy = resources().pharmacy
    assert pharmacy is not None
    weekdays = replace(pharmacy, days=EVERY_DAY - {5, 6})
    calendar = Calendar(resources(pharmacy=weekdays))

    friday, saturday = opened(calendar, d("2026-06-05")), opened(calendar, d("2026-06-06"))
    assert 9 * 12 == sum(friday.capacity[Pool.ISOLATOR])
    assert 0 == sum(saturday.capacity[Pool.ISOLATOR])


@pytest.mark.parametrize(
    ("on", "nearest"),
    [
        ("2026-06-03", "2026-06-03"),
        ("2026-06-06", "2026-06-05"),
        ("2026-06-07", "2026-06-08"),  # Monday, not Friday: one day away against two
        ("2026-12-27", "2026-12-23"),  # four days before; five and more behind, and New Year
    ],
)
def test_the_nearest_open_day_is_known(on: str, nearest: str) -> None:
    assert d(nearest) == Calendar(demo()).nearest(d(on), not_before=d("2026-01-01"))


def test_the_nearest_open_day_is_never_in_the_past() -> None:
    assert d("2027-01-04") == Calendar(demo()).nearest(d("2026-12-27"), not_before=d("2026-12-27"))


def test_a_ward_without_nurses_is_open_and_has_none() -> None:
    assert 0 == sum(opened(Calendar(resources(shifts=())), d("2026-06-01")).capacity[Pool.NURSE])


def _minute(clocks: Clocks, slot: Slot) -> int:
    wall = clocks.wall(slot)
    return wall.hour * 60 + wall.minute
