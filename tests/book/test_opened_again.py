"""A book that is opened again: as it was, by one process, with another file of the ward."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, update

from service.book.asks import Refused
from service.book.book import Book
from service.book.shelf import BookDamaged
from service.book.tables import POOL_SLOT
from service.core.booking.grid import Slot
from service.core.booking.resources import Days
from service.core.booking.shape import Pool
from service.store.errors import StoreInUse, StoreUnfit
from tests.book.desk import MON, TUE, Clock, Desk, changes, desk, free
from tests.book.wards import d, resources

# --------------------------------------------------------------------------- opened once more


async def test_a_book_that_is_opened_again_is_as_it_was(path: Path) -> None:
    async with desk(path) as book:
        seat = book.slot(MON, 540)
        kept = await book.booked(book.wanted("P-1"), seat)
        gone = await book.booked(book.wanted("P-2"), seat)
        await book.write(book.by(), book.book.verbs.cancel(gone, "ill"))
        before = free(book.book, MON)

    async with desk(path) as again:
        assert kept == again.book.verbs.visit(kept.id)
        assert before == free(again.book, MON)
        assert 4 + 1 == len(await changes(again))


async def test_a_book_belongs_to_one_process_alone(path: Path) -> None:
    async with desk(path) as book:
        with pytest.raises(StoreInUse):
            Book.open(path, resources(), book.clock)


def test_a_book_that_others_may_read_is_not_opened(path: Path) -> None:
    path.chmod(0o644)
    with pytest.raises(StoreUnfit, match="0644"):
        Book.open(path, resources(), Clock(Slot(5_900_000)))


async def test_a_new_file_of_the_ward_cuts_what_was_there_and_leaves_the_visits(
    path: Path,
) -> None:
    async with desk(path) as book:
        visit = await book.booked(book.wanted(), book.slot(MON, 540))

    closed = Days(first=d(MON), last=d(MON), reason="works")
    async with desk(path, closures=(closed,)) as again:
        assert visit == again.book.verbs.visit(visit.id)
        load = again.book.shelf.days[d(MON)]
        assert 0 == sum(load.capacity[Pool.CHAIR])
        assert all(load.overdrawn(each) for each in again.book.shelf.taken(visit.id))
        with pytest.raises(Refused, match="closed-day"):
            await again.offers(again.wanted("P-2"), MON, MON)
        # and it can be moved away, or cancelled
        step = again.book.verbs.move(again.by(), visit, again.slot(TUE, 540), "works")
        await again.write(again.by(), step)

    async with desk(path) as once_more:
        assert 4 * 120 == free(once_more.book, MON)


async def test_a_day_comes_nearer_and_is_open_for_booking(book: Desk) -> None:
    assert d("2026-06-28") not in book.book.shelf.days

    book.clock.pass_min(24 * 60)
    await book.book.tidy()

    assert d("2026-06-28") in book.book.shelf.days
    await book.booked(book.wanted(), book.slot("2026-06-28", 540))


async def test_a_book_that_does_not_agree_with_itself_is_not_opened(path: Path) -> None:
    async with desk(path) as book:
        await book.booked(book.wanted(), book.slot(MON, 540))

        def spoil(connection: Connection) -> None:
            lower = update(POOL_SLOT).where(POOL_SLOT.c.used > 0).values(used=0)
            connection.execute(lower)

        await book.book.writer._perform(
            lambda: book.book.writer._file.transact(spoil, writing=True)
        )

    with pytest.raises(BookDamaged, match="is counted as used"):
        Book.open(path, resources(), book.clock)
