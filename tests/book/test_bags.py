"""Bags of visits that are moved on the day."""

from dataclasses import replace

from service.book.days import Cut
from service.book.verbs import Intent
from service.core.booking.grid import Slot
from service.core.booking.shape import Pool
from tests.book.desk import MON, TUE, Desk

# ------------------------------------------------------------------------------------- the bag


async def test_who_moves_on_the_day_keeps_a_bag_that_has_been_begun_and_lasts(book: Desk) -> None:
    """Otherwise the patient would wait for another one, and the first be thrown away."""
    visit = await book.booked(book.wanted(), book.slot(MON, 600))
    assert visit.bag is not None
    book.clock.set(visit.bag)

    moved = book.book.verbs.move(book.by(), visit, Slot(visit.bag + 6), "bus").after

    assert (visit.bag, visit.bag + 6) == (moved.bag, moved.seat)


async def test_a_bag_that_does_not_last_or_has_not_been_begun_is_made_anew(book: Desk) -> None:
    visit = await book.booked(book.wanted(), book.slot(MON, 600))
    assert visit.bag is not None
    assert visit.shape.bag is not None
    brief = replace(visit, shape=replace(visit.shape, bag=replace(visit.shape.bag, stable=24)))
    later = book.slot(MON, 720)

    book.clock.set(Slot(visit.bag - 1))
    not_begun = book.book.verbs.move(book.by(), visit, later, "bus").after
    book.clock.set(visit.bag)
    spoiled = book.book.verbs.move(book.by(), brief, later, "bus").after

    for anew in (not_begun, spoiled):
        assert anew.bag is not None
        assert anew.bag > visit.bag


async def test_a_bag_is_not_begun_in_the_past(book: Desk) -> None:
    """The isolator is closed for the next half hour; it was free before."""
    now = book.slot(MON, 600)
    visit = await book.booked(book.wanted(), book.slot(TUE, 600))
    cut = Cut(id="cut-1", pool=Pool.ISOLATOR, start=now, end=Slot(now + 6), amount=1, reason="x")
    await book.book.commit(book.by(), Intent(cuts=(cut,)))
    book.clock.set(now)

    moved = book.book.verbs.move(book.by(), visit, Slot(now + 1), "now").after

    assert moved.bag is not None
    assert moved.bag >= now + 6
