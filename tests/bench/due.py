"""How late it is told that something is due, when a thousand things are due at once.

A real book on the disk, ticked by APScheduler on the real clock. Late is from the instant at which
it was due until the notice is on the disk. A tick comes once a second, so half a second is usual.
`python -m tests.bench.due` prints these rows alone, with those of the horizon.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import insert

from service.book.book import BOOK, Book
from service.book.clock import BookClock
from service.book.clocks import Clocks, begins
from service.book.rows import row_of
from service.book.tables import VISIT
from service.book.writing import Written
from service.core.booking.due import Reminders
from service.core.booking.grid import Slot
from service.core.booking.visits import Status, Visit
from service.core.times import Instant
from service.planner.horizon.engine import Best, Effort, plan_horizon
from service.shell.clock import WardClock
from service.shell.wakeups import ScheduledWakeups
from service.store.engine import open_engine
from service.store.place import prepare
from service.store.schema import migrate
from tests.bench.table import Row, drawn, spread
from tests.book.visits import SHAPE, visit
from tests.book.wards import d, resources
from tests.service.planner.horizons import horizon

MANY = 1_000
TURNS = 5
BEFORE_MS = 1_700
"""The clock begins so long before everything is due, and 100 ms more with each turn."""
NOON = Clocks("Europe/Berlin").slot(d("2026-06-01"), 720)


def late(number: int) -> Visit:
    """Return a visit whose patient is late at noon."""
    shape = replace(SHAPE, wait_min=0, wait_max=0)
    seat = Slot(NOON - Reminders().late_min // 5)
    return visit(id=f"v-{number}", shape=shape, wait=0, seat=seat)


def held(number: int) -> Visit:
    """Return a place that is held until noon."""
    return visit(
        id=f"v-{number}", seat=Slot(NOON + 288), status=Status.HELD, held_until=begins(NOON)
    )


async def lateness(folder: Path, made: Callable[[int], Visit], turn: int) -> list[float]:
    """Return how late each of a thousand was told, in seconds."""
    path = folder / f"ward-{made.__name__}-{turn}.book.sqlite"
    prepare(path)
    engine = open_engine(path)
    migrate(engine, BOOK)
    with engine.begin() as connection:
        connection.execute(insert(VISIT), [row_of(made(number)) for number in range(MANY)])
    engine.dispose()
    start = begins(NOON) - BEFORE_MS - 100 * turn
    book = Book.open(path, resources(), lambda: Instant(start))
    book.now = _since(start)
    found: list[float] = []
    write, commit = book._apply, begins(NOON)

    def applied(written: Written) -> None:
        write(written)
        at = book.now()
        found.extend([(at - commit) / 1_000] * len(written.quiet))

    book._apply = applied  # type: ignore[method-assign]
    wakeups = ScheduledWakeups(WardClock())
    wakeups.start()
    wakeups.every("due", 1.0, BookClock(book).tick)
    while len(found) < MANY:  # noqa: ASYNC110 - a number, not an event
        await asyncio.sleep(0.05)
    wakeups.stop()
    await book.close()
    return found


def _since(start: int) -> Callable[[], Instant]:
    loop = asyncio.get_running_loop()
    began = loop.time()
    return lambda: Instant(start + int((loop.time() - began) * 1_000))


def rows() -> list[Row]:
    """Measure notices, and holds that run out with theirs."""
    found: list[Row] = []
    with TemporaryDirectory() as folder:
        for name, made in (("notices", late), ("holds over, each a transaction", held)):
            times: list[float] = []
            for turn in range(TURNS):
                times += asyncio.run(lateness(Path(folder), made, turn))
            found.append((f"due, {MANY:,} at once: {name}, late by", spread(times), "", ""))
    return found


def horizon_rows(seconds: float = 60.0) -> list[Row]:
    """Measure the horizon: cost of the first plan, of the last, and what is proven."""
    found: list[Row] = []
    for visits in (800, 3_000, 12_000):
        of = horizon(visits, 1)
        heard: list[Best] = []
        planned = plan_horizon(of, Effort(seconds=seconds), heard.append)
        best, first = planned.best, planned.first.objective(of)
        bound = best.bound or 0
        at = next(each.seconds for each in heard if each.objective == best.objective)
        gap = (best.objective - bound) / max(1, best.objective)
        value = f"{best.objective:,} after {at:.0f} s, at least {bound:,}: gap {gap:.2%}"
        ratio = f"{best.objective / max(1, first):,.2f}"
        found.append(
            (f"horizon, {visits:,} visits, {seconds:.0f} s", value, f"first plan {first:,}", ratio)
        )
    return found


if __name__ == "__main__":
    print(drawn([*rows(), *horizon_rows()]))
