"""What a day expects, kept as visits are booked, cancelled and cut."""

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from service.book.asks import Refused
from service.book.days import Cut
from service.book.verbs import Intent
from service.core.booking.day import DayState, booked, empty_day, left
from service.core.booking.expecting import beside, expected_day, finished
from service.core.booking.outlook import Outlook
from service.core.booking.shape import Pool
from service.core.booking.visits import GONE, Visit
from tests.book.desk import MON, TUE, Desk, desk
from tests.book.expecting import (
    NINE,
    Call,
    awaits,
    calls,
    expecting,
    wanted,
    ward,
)
from tests.book.wards import EVERY_DAY, d


@pytest.fixture
async def thirty(path: Path) -> AsyncIterator[Desk]:
    async with expecting(path) as found:
        yield found


# --------------------------------------------------------------------------- kept as it happens


def left_beside(now: Outlook) -> DayState:
    """Return what is left of what is booked when everything expected has come."""
    day = now.booked
    for row in now.expected.values():
        for each in row:
            day = booked(day, each.shape, each.place, each.fit)
    return day


def made_anew(at: Desk, on: str) -> Outlook:
    """Return the outlook of a day by its rows alone."""
    load, expectations = at.book.shelf.days[d(on)], at.book.shelf.expectations
    day = empty_day(load.on, load.zero, load.opens, load.closes, load.capacity)
    hoped = expectations.asked(load.on, load.zero, at.book.calendar.clocks)
    visits = [visit for visit in at.book.shelf.on(d(on)) if visit.status not in GONE]
    bookings = [expectations.of(visit, load.zero) for visit in visits]
    return finished(beside(load.state(), expected_day(day, hoped), bookings))


def kinds(now: Outlook) -> dict[str, int]:
    return {kind_: len(row) for kind_, row in now.expected.items() if row}


def consistent(at: Desk, on: str) -> None:
    load = at.book.shelf.days[d(on)]
    now = load.outlook()
    beside_ = left_beside(now)
    for pool, has in load.capacity.items():
        free = [there - taken for there, taken in zip(has, load.used[pool], strict=True)]
        assert free == list(left(now.booked, pool)), pool
        assert left(beside_, pool) == left(now.rest, pool), pool


async def test_a_visit_comes_in_the_place_of_an_expected_one(thirty: Desk) -> None:
    await thirty.book.renew()
    load = thirty.book.shelf.days[d(MON)]
    before = kinds(load.outlook())
    want = wanted(thirty, Call("isatuximab", 7, NINE))

    await thirty.booked(want, thirty.slot(MON, NINE))

    name = thirty.book.shelf.expectations.kind(want.what, want.place, want.shape)
    assert {**before, name: before[name] - 1} == kinds(load.outlook())
    consistent(thirty, MON)


async def test_a_cancelled_visit_gives_its_room_back_and_is_expected_again(thirty: Desk) -> None:
    await thirty.book.renew()
    load = thirty.book.shelf.days[d(MON)]
    before = load.outlook()
    visit = await thirty.booked(wanted(thirty, Call("hour", None, NINE)), thirty.slot(MON, NINE))

    await thirty.write(thirty.by(), thirty.book.verbs.cancel(visit, "ill"))
    consistent(thirty, MON)
    assert before.booked == load.state()
    await thirty.book.renew()

    assert kinds(before) == kinds(load.outlook())


async def test_whatever_happens_the_outlook_is_that_of_the_rows(thirty: Desk) -> None:
    """Book, seat, move and cancel for a morning, on two days of which one expects nothing."""
    chance, verbs = random.Random(5), thirty.book.verbs
    await thirty.book.renew()
    visits: list[Visit] = []
    for number, call in enumerate(calls(5, 60)):
        seat = thirty.slot(chance.choice((MON, TUE)), call.around)
        try:
            visits.append(await thirty.booked(wanted(thirty, call, f"P-{number}"), seat))
        except Refused:
            continue
        if number % 3 == 1:
            visit = visits.pop(chance.randrange(len(visits)))
            await thirty.write(thirty.by(), verbs.cancel(visit, "ill"))
        if number % 4 == 2:
            visit = visits.pop(chance.randrange(len(visits)))
            later = thirty.slot(chance.choice((MON, TUE)), 780)
            try:
                await thirty.write(thirty.by(), verbs.move(thirty.by(), visit, later, "bus"))
            except Refused:
                continue
        consistent(thirty, MON)
        consistent(thirty, TUE)

    await thirty.book.renew()

    assert made_anew(thirty, MON) == thirty.book.shelf.days[d(MON)].outlook()
    assert {} == kinds(thirty.book.shelf.days[d(TUE)].outlook())


async def test_a_day_that_changes_while_it_is_renewed_is_done_again(thirty: Desk) -> None:
    """The loop has its turns meanwhile, and what was found without the change is not taken."""
    await thirty.book.renew()
    load, shelf = thirty.book.shelf.days[d(MON)], thirty.book.shelf
    visit = await thirty.booked(wanted(thirty, Call("hour", None, NINE)), thirty.slot(MON, NINE))
    await thirty.write(thirty.by(), thirty.book.verbs.cancel(visit, "ill"))
    renewing = asyncio.create_task(thirty.book.renew())
    await asyncio.sleep(0)

    for number in range(5):
        want = wanted(thirty, Call("hour", None, NINE), f"P-{number}")
        seat = thirty.slot(MON, NINE)
        shelf.apply(thirty.book.verbs.hold(thirty.by(), want, seat, f"v-{number}"))
    assert not renewing.done()
    await renewing

    consistent(thirty, MON)
    assert made_anew(thirty, MON) == load.outlook()


async def test_a_day_with_a_nurse_less_expects_less(thirty: Desk) -> None:
    await thirty.book.renew()
    load = thirty.book.shelf.days[d(MON)]
    whole = sum(kinds(load.outlook()).values())
    start, end = thirty.slot(MON, 480), thirty.slot(MON, 1080)
    cut = Cut(id="cut-1", pool=Pool.NURSE, start=start, end=end, amount=4 * 12, reason="ill")

    await thirty.book.commit(thirty.by(), Intent(cuts=(cut,)))
    consistent(thirty, MON)
    await thirty.book.renew()

    consistent(thirty, MON)
    assert 0 < sum(kinds(load.outlook()).values()) < whole


async def test_the_weekdays_of_a_row_are_kept(path: Path) -> None:
    rows = (
        awaits("hour", 2, 480, 600, days=frozenset({1})),
        awaits("short", 1, 480, 480, days=EVERY_DAY),
    )
    async with desk(path, ward(rows)) as at:
        await at.book.renew()

        found = [kinds(at.book.shelf.days[d(on)].outlook()) for on in (MON, TUE)]

    assert [[1], [2, 1]] == [list(each.values()) for each in found]
