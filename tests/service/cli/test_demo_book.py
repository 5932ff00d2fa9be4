"""The demonstration's book: a day under way at every hour, and something to see on it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import config
from service.book.book import Book, book_path
from service.book.calendar import Calendar, OpenDay
from service.book.clocks import slot_at
from service.catalog import load_ward
from service.cli.demo import STAGES
from service.cli.demo_book import write_book
from service.cli.demo_day import HOUR, under_way
from service.core.booking.visits import Status
from service.core.times import Instant

WARD = load_ward(config.find("wards", "demo"))


def instant(text: str) -> Instant:
    return Instant(round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1_000))


@given(st.datetimes(datetime(2026, 1, 1), datetime(2040, 12, 31)))  # noqa: DTZ001 - UTC below
@settings(max_examples=60, deadline=None)
def test_whenever_it_is_begun_the_ward_is_in_the_middle_of_its_day(at: datetime) -> None:
    now = instant(at.isoformat())
    ward = under_way(WARD, now)
    assert ward.booking is not None
    assert ward.zone == ward.booking.zone
    calendar = Calendar(ward.booking)
    wall = calendar.clocks.wall(slot_at(now))
    assert wall.hour == HOUR
    day = calendar.day(wall.date())
    assert isinstance(day, OpenDay)
    assert (day.opens, day.closes) == (90, 216)  # half past seven to six, as on a Monday


@pytest.mark.parametrize(
    "begun", ["2026-11-27T08:59:00", "2026-11-29T23:30:00", "2026-12-24T12:05:00"]
)
async def test_the_book_shows_a_morning_that_has_passed(begun: str, tmp_path: Path) -> None:
    """On a Friday, in a Sunday's night, and when the ward's file says closed."""
    now = instant(begun)
    ward = under_way(WARD, now)
    assert ward.booking is not None
    book = Book.open(book_path(tmp_path / "ward.sqlite"), ward.booking, lambda: now)
    try:
        await write_book(book, ward, STAGES)
        today = book.shelf.on(book.today)
        seated = {visit.chair: visit for visit in today if visit.status is Status.SEATED}
        assert len(seated) >= 9
        for chair, visit in seated.items():
            assert chair is not None
            assert visit.patient == chair.replace("chair", "demo-patient")
            assert visit.infusion_no == STAGES[chair].infusion_no
        statuses = {visit.status for visit in today}
        assert {Status.DONE, Status.ARRIVED, Status.BOOKED} <= statuses
        assert any(visit.expected for visit in today)
        assert all(v.seat >= slot_at(now) for v in today if v.status is Status.BOOKED)
        assert len(book.shelf.holds()) == 1
        assert len(book.line.standing()) == 2
        later = next(day for day in sorted(book.shelf.days) if day > book.today)
        assert len(book.shelf.on(later)) >= 20
    finally:
        await book.close()
