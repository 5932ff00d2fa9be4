"""A desk at which visits are booked: the real book, on a clock that the test moves."""

import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

import config
from service.book.asks import Found, Wanted, When
from service.book.book import Book
from service.book.clocks import SLOT_MS, Clocks, slot_at
from service.book.expectations import Expectations
from service.book.tables import CHANGE
from service.book.verbs import Intent
from service.book.writing import By, Step
from service.catalog import load_protocol
from service.core.booking.grid import Slot
from service.core.booking.resources import Resources
from service.core.booking.shape import PlaceClass, Pool
from service.core.booking.shapes import Shapes
from service.core.booking.visits import Visit
from service.core.times import Instant
from service.store.batch import Tap
from service.store.disk import FaultyDisk
from tests.book.wards import d, resources

ISATUXIMAB = load_protocol(config.find("protocols", "isatuximab"))
MON, TUE = "2026-06-01", "2026-06-02"
MONDAY = d(MON)


@dataclass(kw_only=True)
class Desk:
    """Asks the book, as the routes do."""

    book: Book
    clock: "Clock"
    disk: FaultyDisk
    shapes: Shapes
    ids: Callable[[], str] = field(
        default_factory=lambda: (f"v-{n}" for n in itertools.count(1)).__next__
    )

    def by(self, person: str = "nurse-a") -> By:
        return By(at=self.book.now(), person=person, tablet="tablet-1", tap=f"tap-{self.ids()}")

    def slot(self, on: str, minute: int) -> Slot:
        return self.book.calendar.clocks.slot(d(on), minute)

    def wanted(self, patient: str = "P-1", infusion_no: int = 3) -> Wanted:
        return Wanted(
            patient=patient,
            what="isatuximab",
            infusion_no=infusion_no,
            place=PlaceClass.CHAIR,
            shape=self.shapes.of("isatuximab", infusion_no),
        )

    async def offers(self, wanted: Wanted, first: str, last: str, most: int = 6) -> list[Found]:
        when = When(first=d(first), last=d(last), due=d(first), around_min=540)
        return await self.book.finder.offers(wanted, when, slot_at(self.book.now()), most)

    async def hold(self, wanted: Wanted, seat: Slot) -> Visit:
        by = self.by()
        return await self.write(by, self.book.verbs.hold(by, wanted, seat, self.ids()))

    async def booked(self, wanted: Wanted, seat: Slot) -> Visit:
        held = await self.hold(wanted, seat)
        by = self.by()
        return await self.write(by, self.book.verbs.book(by, held))

    async def write(self, by: By, step: Step, tap: Tap | None = None) -> Visit:
        await self.book.commit(by, Intent(steps=(step,)), tap)
        return self.book.verbs.visit(step.after.id)


class Clock:
    """Ward time that passes when it is told to."""

    def __init__(self, slot: Slot) -> None:
        self.ms = slot * SLOT_MS

    def __call__(self) -> Instant:
        return Instant(self.ms)

    def set(self, slot: Slot) -> None:
        self.ms = slot * SLOT_MS

    def pass_min(self, minutes: int) -> None:
        self.ms += minutes * 60_000


@asynccontextmanager
async def desk(
    path: Path, found: Resources | None = None, now: "Clock | None" = None, **changed: object
) -> AsyncIterator[Desk]:
    """Open a book, on the Sunday before the first Monday of June at noon."""
    found = found or resources(**changed)
    clock = now or Clock(Clocks(found.zone).slot(d("2026-05-31"), 720))
    disk = FaultyDisk()
    shapes = Shapes([ISATUXIMAB], found)
    expectations = Expectations.by(found, shapes)
    book = Book.open(path, found, clock, expectations=expectations, disk=disk)
    try:
        yield Desk(book=book, clock=clock, disk=disk, shapes=shapes)
    finally:
        disk.release()
        disk.mend()
        await book.close()


def free(book: Book, on: str, pool: Pool = Pool.CHAIR) -> int:
    """Return the free slots of a pool on a day."""
    day = book.shelf.days[d(on)]
    return sum(day.capacity[pool]) - sum(day.used[pool])


async def changes(desk: Desk) -> list[tuple[str, str, str]]:
    return await desk.book.writer.run(
        lambda connection: [
            (row.what, row.about, row.by) for row in connection.execute(select(CHANGE))
        ]
    )
