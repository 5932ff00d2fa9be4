"""What a repair leaves behind: room that stays free, and overtime that was opened."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from service.book.verbs import Intent
from service.book.waiting import OFFERED
from service.core.booking.repair.proposal import TermKind
from service.core.booking.repair.situation import Lost
from service.core.booking.shape import NURSE_PARTS, Pool
from tests.book.desk import MON, desk
from tests.book.proposing import (
    SHORT,
    Ward,
    proposing,
    reacting,
    settled,
    tenth,
    with_proposals,
)
from tests.book.wards import d, resources


@pytest.fixture
async def ward(path: Path) -> AsyncIterator[Ward]:
    async with proposing(path) as it:
        yield it


async def test_what_a_repair_leaves_free_is_offered_to_nobody(ward: Ward) -> None:
    await tenth(ward)
    wanted = replace(
        ward.desk.wanted("P-9"),
        what="short",
        infusion_no=None,
        shape=ward.desk.shapes.of("short", None),
    )
    row = ward.book.line.join(wanted, d(MON), d(MON), "w-1", ward.book.now())
    await ward.book.commit(ward.desk.by(), Intent(beside=(row,)))
    reacting(ward, "P-1", "chair-1")
    found = await ward.look()
    assert found is not None

    await ward.accept(found)
    await settled()

    assert OFFERED != ward.book.shelf.waiting["w-1"]["status"]


# ---------------------------------------------------------------------------------------- overtime


async def test_overtime_is_opened_for_what_is_accepted_and_for_no_more(ward: Ward) -> None:
    desk = ward.desk
    await ward.cut(Pool.NURSE, NURSE_PARTS, desk.slot(MON, 1070), desk.slot(MON, 1075))
    assert await ward.look() is not None
    day = ward.book.shelf.days[d(MON)]
    before = {pool: list(row) for pool, row in day.capacity.items()}
    visit = await ward.booked("P-3", desk.slot(MON, 1020))
    lost = Lost(pool=Pool.CHAIR, start=desk.slot(MON, 1020), end=desk.slot(MON, 1050), amount=2)

    found = await ward.ask(lost=(lost,))
    (move,) = found.best.moves
    assert (visit.id, 30) == (move.visit.id, move.minutes)
    assert 30 == found.best.amount(TermKind.OVERTIME)
    outcome = (await ward.accept(found, visit.id))[visit.id]

    assert outcome.refused is None
    closes = day.closes
    for pool, row in day.capacity.items():
        assert row[:closes] == before[pool][:closes]
        opened = [
            slot - closes for slot in range(closes, len(row)) if row[slot] > before[pool][slot]
        ]
        used = [slot - closes for slot in range(closes, len(row)) if day.used[pool][slot]]
        assert opened == used, pool
        assert all(row[closes + slot] == row[closes - 1] for slot in opened)
    assert await ward.look() is None, "overtime is nothing that has happened"


async def test_overtime_stands_when_the_book_is_opened_again(path: Path) -> None:
    found = resources(chairs=resources().chairs[:1], kinds=(SHORT,))
    async with desk(path, found) as book:
        ward = with_proposals(book)
        visit = await ward.booked("P-3", book.slot(MON, 1020))
        book.clock.set(book.slot(MON, 600))
        lost = Lost(pool=Pool.CHAIR, start=book.slot(MON, 1020), end=book.slot(MON, 1050), amount=1)
        proposed = await ward.ask(lost=(lost,))
        await ward.accept(proposed, visit.id)
        seat = book.book.shelf.visits[visit.id].seat
        capacity = {pool: list(row) for pool, row in book.book.shelf.days[d(MON)].capacity.items()}
        clock = book.clock

    async with desk(path, found, clock) as again:
        day = again.book.shelf.days[d(MON)]
        assert seat == again.book.shelf.visits[visit.id].seat
        assert not any(day.overdrawn(each) for each in again.book.shelf.taken(visit.id))
        assert capacity == {pool: list(row) for pool, row in day.capacity.items()}
