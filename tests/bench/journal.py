"""Durable events a second: as many streams as wait are written together, against one at a time.

The same writer, the same disk, the same event. A stream waits until its event is on the disk before
it brings the next one, so that a single stream is one commit for each event.
"""

import asyncio
import itertools
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from service.core.session.events import Event, NoReactionAttested
from service.core.session.state import Person
from service.core.times import Instant
from service.store.batch import Batch
from service.store.store import Store
from service.wiring import codec
from tests.bench.table import Row, rate

WAITING = (1, 12, 50)
"""Streams that wait for their record at any time."""
TURNS = 4
EACH_S = 1.0
NURSE = Person("nurse-a", "Nurse A", "nurse")


async def _stream(store: Store[Event], name: str, until_s: float) -> int:
    """Append one event after another; return how many became durable in time."""
    for version in itertools.count(1):
        event = NoReactionAttested(
            at=Instant(version), by=NURSE, tablet="tablet-1", tap=f"{name}-{version}", step_no=1
        )
        batch = Batch(
            stream=name,
            first=version,
            events=(store.codec.encode(event),),
            at_ms=Instant(version),
            wall_ms=version,
        )
        await store.writer.submit(batch)
        if time.perf_counter() >= until_s:
            return version
    raise AssertionError("counting has no end")


async def _turn(store: Store[Event], turn: int, waiting: int) -> tuple[float, float]:
    """Return events and commits a second."""
    began, commits = time.perf_counter(), store.writer.commits
    names = [f"turn-{turn}-{waiting}-{number}" for number in range(waiting)]
    done = await asyncio.gather(*(_stream(store, name, began + EACH_S) for name in names))
    took = time.perf_counter() - began
    return sum(done) / took, (store.writer.commits - commits) / took


async def _measured() -> dict[int, list[tuple[float, float]]]:
    found: dict[int, list[tuple[float, float]]] = {waiting: [] for waiting in WAITING}
    with TemporaryDirectory(prefix="chairside-bench-") as folder:
        store = Store.open(Path(folder) / "bench.sqlite", codec())
        for turn in range(TURNS):
            for waiting in WAITING:
                found[waiting].append(await _turn(store, turn, waiting))
        await store.close()
    return found


def rows() -> list[Row]:
    """Measure, and return the rows of the table."""
    found = asyncio.run(_measured())
    alone = [events for events, _ in found[1]]
    shown = []
    for waiting in WAITING[1:]:
        events = [each for each, _ in found[waiting]]
        commits = median(commits for _, commits in found[waiting])
        name = f"durable events, {waiting} streams wait ({commits:,.0f} commits/s)"
        ratio = f"{median(events) / median(alone):.1f}"
        shown.append((name, rate(events, "/s"), f"one commit each: {rate(alone, '/s')}", ratio))
    return shown
