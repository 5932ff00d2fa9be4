"""Seats that cannot be, refused with their reason and the nearest that can."""

from dataclasses import replace
from pathlib import Path

import pytest

from service.book.asks import Refused
from service.core.booking.grid import Slot
from service.core.booking.refusals import BookRefusalId
from service.core.booking.resources import Days, Hours
from service.core.booking.shape import PlaceClass
from tests.book.desk import MON, TUE, Desk, desk
from tests.book.wards import d

# ---------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("on", "minute", "why", "nearest"),
    [
        ("2026-05-30", 540, BookRefusalId.PAST_DAY, "2026-05-31"),
        ("2026-05-31", 720, BookRefusalId.PAST_DAY, None),  # this very minute
        ("2026-06-28", 540, BookRefusalId.BEYOND_HORIZON, "2026-06-27"),
        ("9999-12-31", 540, BookRefusalId.BEYOND_HORIZON, "2026-06-27"),
        (MON, 475, BookRefusalId.BEFORE_OPENING, None),
        (MON, 0, BookRefusalId.BEFORE_OPENING, None),
        (MON, 945, BookRefusalId.ENDS_TOO_LATE, None),
        (MON, 1435, BookRefusalId.ENDS_TOO_LATE, None),
    ],
)
async def test_a_seat_that_cannot_be_is_refused_with_the_nearest_one_that_can(
    book: Desk, on: str, minute: int, why: BookRefusalId, nearest: str | None
) -> None:
    with pytest.raises(Refused) as found:
        book.book.verbs.hold(book.by(), book.wanted(), book.slot(on, minute), "no")

    assert why is found.value.refusal.id
    assert (None if nearest is None else d(nearest)) == found.value.nearest
    if nearest is None:
        assert 3 == len(found.value.alternatives)


async def test_a_closed_week_is_refused_with_its_reason_and_the_nearest_open_day(
    path: Path,
) -> None:
    closed = Days(first=d("2026-06-08"), last=d("2026-06-14"), reason="works")
    async with desk(path, closures=(closed,)) as book:
        with pytest.raises(Refused) as found:
            await book.offers(book.wanted(), "2026-06-09", "2026-06-12")

    assert BookRefusalId.CLOSED_DAY is found.value.refusal.id
    assert "2026-06-09 is closed (works)." == found.value.refusal.sentence
    assert d("2026-06-07") == found.value.nearest


async def test_a_first_infusion_keeps_away_from_the_close_by_what_it_may_run_over(
    book: Desk,
) -> None:
    """Nominal end at 18:00 is not enough: the worst case has to be over by then."""
    wanted = book.wanted(infusion_no=1)
    length = wanted.shape.length(wanted.shape.wait_min)
    latest = Slot(book.slot(MON, 1080) - length - wanted.shape.overrun)

    book.book.verbs.hold(book.by(), wanted, latest, "fits")
    with pytest.raises(Refused) as found:
        book.book.verbs.hold(book.by(), wanted, Slot(latest + 1), "no")

    assert BookRefusalId.ENDS_TOO_LATE is found.value.refusal.id
    assert "It may well take" in found.value.refusal.sentence


async def test_a_visit_longer_than_the_day_is_refused(path: Path) -> None:
    short = dict.fromkeys(range(7), Hours(opens=480, closes=720))
    async with desk(path, opening=short) as book:
        with pytest.raises(Refused) as found:
            await book.offers(book.wanted(infusion_no=1), MON, TUE)

    assert BookRefusalId.VISIT_TOO_LONG is found.value.refusal.id


async def test_a_ward_without_nurses_books_nothing_and_says_so(path: Path) -> None:
    async with desk(path, shifts=()) as book:
        with pytest.raises(Refused) as found:
            await book.offers(book.wanted(), MON, TUE)
        with pytest.raises(Refused) as seat:
            book.book.verbs.hold(book.by(), book.wanted(), book.slot(MON, 540), "no")

    assert BookRefusalId.NO_NURSES is found.value.refusal.id
    assert BookRefusalId.NO_NURSES is seat.value.refusal.id


async def test_a_ward_without_beds_says_that(book: Desk) -> None:
    bed = replace(book.wanted(), place=PlaceClass.BED)

    with pytest.raises(Refused, match="no-place"):
        await book.offers(bed, MON, MON)
