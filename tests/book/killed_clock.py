"""A book whose clock runs fast, killed with -9 again and again. Prints what was found as JSON.

`python -P -m tests.book.killed_clock FOLDER KILLS SEED`. Each life is a fork of this process, which
has never opened the book: what a life knows, it has from the file. The wall clock is set forward or
back by an hour between two lives, or while one is away.
"""

import asyncio
import json
import os
import random
import signal
import sys
import time
from contextlib import suppress
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import select

from service.book.asks import Refused, Wanted
from service.book.book import Book
from service.book.clock import BookClock
from service.book.clocks import Clocks
from service.book.tables import CLOCK
from service.book.verbs import Intent
from service.book.writer import NotSaved
from service.book.writing import By
from service.core.booking.grid import Slot
from service.core.booking.shape import PlaceClass
from service.core.booking.visits import Status
from service.core.times import Instant
from tests.book.noticed import doubled, holds_without_their_notice, kinds, missing, notices
from tests.book.visits import SHAPE
from tests.book.wards import d, resources

FAST = 6_000
"""So many milliseconds of the ward pass in one: an hour in 0.6 s."""
LIFE_S = (0.02, 0.4)
HOUR_MS = 3_600_000
WARD = replace(resources(), pharmacy=None, promises=replace(resources().promises, horizon_days=4))


def live(path: Path, start: int, seed: int) -> None:
    """Serve the book from a moment on, until killed."""
    began = time.monotonic()

    def now() -> Instant:
        return Instant(start + int((time.monotonic() - began) * 1_000 * FAST))

    asyncio.run(_live(path, now, random.Random(seed), seed))


async def _live(path: Path, now: Any, chance: random.Random, seed: int) -> None:
    book = Book.open(path, WARD, now)
    clock, ids = BookClock(book), count()
    while True:
        await clock.look()
        with suppress(Refused, NotSaved):
            await _act(book, chance, f"v-{seed}-{next(ids)}", now())


async def _act(book: Book, chance: random.Random, id_: str, now: Instant) -> None:
    """Hold a place, book one, let one go."""
    by = By(at=now, person="nurse-a", tablet="tablet-1", tap=f"tap-{id_}")
    booked = [v for v in book.shelf.visits.values() if v.status is Status.BOOKED]
    if len(booked) > 12 and chance.random() < 0.5:
        step = book.verbs.cancel(chance.choice(booked), "asked")
    elif (holds := book.shelf.holds()) and chance.random() < 0.4:
        step = book.verbs.book(by, chance.choice(holds))
    else:
        wanted = Wanted(
            patient="P-1", what="hour", infusion_no=None, place=PlaceClass.CHAIR, shape=SHAPE
        )
        on = chance.choice(sorted(book.shelf.days))
        seat = Slot(book.calendar.clocks.slot(on, 480) + chance.randrange(90))
        step = book.verbs.hold(by, wanted, seat, id_)
    await book.commit(by, Intent(steps=(step,)))


def main(folder: Path, kills: int, seed: int) -> dict[str, Any]:
    """Kill so many lives, then let one look in peace; return what the file says."""
    chance = random.Random(seed)
    path = folder / "ward.book.sqlite"
    start = Clocks(WARD.zone).slot(d(chance.choice(["2026-03-28", "2026-10-24"])), 600) * 300_000
    at = start
    for life in range(kills):
        child = os.fork()
        if child == 0:
            with suppress(BaseException):
                live(path, at, seed * 100_000 + life)
            os._exit(1)
        lasts = chance.uniform(*LIFE_S) + (0.5 if life == 0 else 0.0)
        time.sleep(lasts)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            return {"died": life}
        at += int(lasts * 1_000 * FAST)
        at += chance.choice([0, 0, 0, HOUR_MS, -HOUR_MS, 20 * HOUR_MS])
    end = Instant(at + 2 * HOUR_MS)
    since = asyncio.run(_last(path, end))
    told = notices(path)
    return {
        "told": {kind.value: number for kind, number in kinds(told).items()},
        "doubled": doubled(told),
        "missing": missing(path, WARD, since, end),
        "holds": holds_without_their_notice(path),
    }


async def _last(path: Path, now: Instant) -> Instant:
    book = Book.open(path, WARD, lambda: now)
    await BookClock(book).look()
    since = await book.writer.run(
        lambda file: Instant(file.execute(select(CLOCK.c.since_ms)).scalar_one())
    )
    await book.close()
    return Instant(since)


if __name__ == "__main__":
    json.dump(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])), sys.stdout)
