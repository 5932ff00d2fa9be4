"""Anything people do, in any order: file, memory and what the visits take always agree."""

import asyncio
import contextlib
import shutil
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from service.book.asks import Refused
from service.book.shelf import DayLoad, Shelf
from service.book.tables import BINDING, POOL_SLOT, VISIT
from service.core.booking.day import empty_day
from service.core.booking.grid import Slot
from service.core.booking.visits import Visit
from tests.book.desk import MON, Desk, desk
from tests.book.wards import resources

ACTIONS = ("hold", "book", "move", "cancel", "arrive", "seat", "done", "no-show", "wait")
DONE_BY = st.tuples(st.sampled_from(ACTIONS), st.integers(0, 9), st.integers(0, 30))


async def act(book: Desk, action: str, which: int, when: int) -> None:
    """Do one thing; refusals are right answers."""
    verbs, by = book.book.verbs, book.by()
    visits = list(book.book.shelf.visits.values())
    if action == "wait":
        book.clock.pass_min(5 * when)
        await book.book.tidy()
        return
    seat = Slot(book.slot(MON, 480) + 4 * when)
    if action == "hold":
        await book.write(by, verbs.hold(by, book.wanted(f"P-{which}"), seat, book.ids()))
        return
    if not visits:
        return
    visit = visits[which % len(visits)]
    chair = verbs.chairs[f"chair-{which % 4 + 1}"]
    step = {
        "book": lambda: verbs.book(by, visit),
        "move": lambda: verbs.move(by, visit, seat, "wish"),
        "cancel": lambda: verbs.cancel(visit, "wish"),
        "arrive": lambda: verbs.arrive(by, visit),
        "seat": lambda: verbs.seat(by, visit, chair),
        "done": lambda: verbs.done(by, visit),
        "no-show": lambda: verbs.no_show(by, visit),
    }[action]()
    await book.write(by, step)


def agree(connection: Connection, shelf: Shelf) -> None:
    """Check the file against itself and the memory against the file."""
    for row in connection.execute(select(POOL_SLOT)):
        assert 0 <= row.used <= row.capacity
    rows = {row.id: row.version for row in connection.execute(select(VISIT))}
    assert rows == {visit.id: visit.version for visit in shelf.visits.values()}
    seated = [
        (row.chair, row.from_slot, row.to_slot) for row in connection.execute(select(BINDING))
    ]
    for chair, first, end in seated:
        same = [each for each in seated if each[0] == chair and each[1] < end and each[2] > first]
        assert [(chair, first, end)] == same


def counted_anew(load: DayLoad) -> object:
    left = {
        pool: [has - used for has, used in zip(load.capacity[pool], load.used[pool], strict=True)]
        for pool in load.capacity
    }
    return empty_day(load.on, load.zero, load.opens, load.closes, left)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(DONE_BY, max_size=25))
def test_file_and_memory_agree_whatever_is_done(
    made: Path, tmp_path: Path, actions: list[tuple[str, int, int]]
) -> None:
    path = Path(shutil.copy(made, tmp_path / "ward.book.sqlite"))

    async def story() -> None:
        promises = resources().promises
        async with desk(path, resources(promises=promises)) as book:
            book.clock.set(book.slot(MON, 470))
            for action in actions:
                with contextlib.suppress(Refused):
                    await act(book, *action)
            await book.book.writer.run(lambda connection: agree(connection, book.book.shelf))
            for load in book.book.shelf.days.values():
                assert counted_anew(load) == load.state()
            before = dict(book.book.shelf.visits)
        async with desk(path, resources(promises=promises), book.clock) as again:
            kept: dict[str, Visit] = again.book.shelf.visits
            assert before == kept

    asyncio.run(story())
