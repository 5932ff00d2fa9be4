"""The chair book of a demonstration: a day that is under way, and what is promised for later.

Made by the book's own verbs, each at the time at which a clerk would have tapped, so that its
journal reads like any other; the days to come are filled side by side. Nobody in it has a name.
"""

import asyncio
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from service.book.asks import Wanted
from service.book.book import Book
from service.book.clocks import begins, slot_at
from service.book.verbs import Intent
from service.book.writing import By, Step
from service.catalog import WardConfig
from service.cli.prehistory import Stage
from service.core.booking.day import fits
from service.core.booking.grid import GRID_MIN, Slot, slots
from service.core.booking.shape import PlaceClass
from service.core.booking.shapes import Shapes
from service.core.booking.visits import Visit
from service.core.times import Instant, minutes

SEED = 6
CLERK, TABLET = "nurse-in-charge", "tablet-2"
EARLIER = minutes(26 * 60)
"""So long ago the visits of today and later were promised."""
LATE_MIN = 45
ISATUXIMAB, INJECTION, SUPPORTIVE = "isatuximab", "injection", "supportive"

DONE = ((INJECTION, 450, "chair-7"), (SUPPORTIVE, 455, "chair-8"), (INJECTION, 480, "chair-2"))
"""What, minutes after midnight, and where: over by eleven."""
LATER = (
    (ISATUXIMAB, 3, 735, "late"),
    (INJECTION, None, 690, "arrive"),
    (SUPPORTIVE, None, 720, "arrive"),
    (ISATUXIMAB, 3, 810, None),
    (INJECTION, None, 780, None),
    (INJECTION, None, 825, None),
    (SUPPORTIVE, None, 840, None),
    (ISATUXIMAB, 4, 870, None),
    (SUPPORTIVE, None, 930, None),
    (INJECTION, None, 960, None),
)
"""What, which infusion, when, and what is known of the patient by eleven."""
DAY = (
    *((ISATUXIMAB, 1, at) for at in (455, 470, 490, 510)),
    *((ISATUXIMAB, 2, at) for at in (500, 540, 560, 600, 645)),
    *((ISATUXIMAB, 3, at) for at in (525, 570, 610, 650, 690, 740, 780, 840, 870)),
    *((INJECTION, None, at) for at in (480, 550, 600, 660, 720, 750, 840, 900)),
    *((SUPPORTIVE, None, at) for at in (510, 580, 630, 700, 760, 810, 880, 930)),
)
"""What a full day is asked for."""
FILLED = (88, 60, 45, 30, 20, 10)
"""Per cent of that which are booked on each of the next open days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ask:
    """One visit that somebody has asked for."""

    what: str
    infusion_no: int | None
    on: date
    minute: int
    """Wished time of the day."""
    patient: str = ""
    """Empty: the next number."""
    place: PlaceClass = PlaceClass.CHAIR
    since: Slot | None = None
    until: Slot | None = None
    """Not before, and not after."""


Happening = Callable[[By, Visit], Step]


async def write_book(book: Book, ward: WardConfig, stages: Mapping[str, Stage]) -> None:
    """Fill the book of a running ward that nobody has tapped at yet."""
    if ward.booking is None:
        return
    clerk = _Clerk(book, Shapes(ward.infused, ward.booking))
    await clerk.book(stages)
    await clerk.pass_the_morning()
    await clerk.leave_open()


class _Clerk:
    """Whoever booked all that."""

    def __init__(self, book: Book, shapes: Shapes) -> None:
        self._book = book
        self._shapes = shapes
        self._now = book.now()
        self._at = Instant(self._now - EARLIER)
        """What time it is in the story."""
        self._made = 0
        self._today = book.today
        self._happened: list[tuple[int, str, Happening]] = []
        """Today: when, to which visit, what."""

    async def book(self, stages: Mapping[str, Stage]) -> None:
        """Promise what is on the book when the day begins, and remember what then happened."""
        for chair, stage in stages.items():
            await self._on_the_ward(chair, stage)
        for what, minute, chair in DONE:
            await self._over(what, minute, chair)
        for what, infusion_no, minute, known in LATER:
            ask = _Ask(
                what=what,
                infusion_no=infusion_no,
                on=self._today,
                minute=minute,
                since=slot_at(self._now),
            )
            visit = await self._promise(ask)
            if visit is not None and known is not None:
                self._know(visit, known)
        chance = random.Random(SEED)  # noqa: S311 - a demonstration, the same every time
        until = self._today + timedelta(days=2 * len(FILLED))
        ahead = [day.on for day in self._book.calendar.open_days(self._today, until)]
        asked = list[list[_Ask]]()
        for on, filled in zip([on for on in ahead if on > self._today], FILLED, strict=False):
            asked.append(
                [
                    _Ask(what=what, infusion_no=infusion_no, on=on, minute=minute)
                    for what, infusion_no, minute in DAY
                    if chance.randrange(100) < filled
                ]
            )
        # No day asks for anything of another: what they write goes to the disk together.
        async with asyncio.TaskGroup() as days:
            for each in asked:
                days.create_task(self._fill(each))

    async def _fill(self, day: Iterable[_Ask]) -> None:
        for ask in day:
            await self._promise(ask)

    async def pass_the_morning(self) -> None:
        """Let happen what has happened today, in its order."""
        for at, id_, happening in sorted(self._happened, key=lambda each: each[0]):
            self._at = Instant(at)
            await self._commit(happening(self._by(), self._book.shelf.visits[id_]))
        self._at = self._now

    async def leave_open(self) -> None:
        """Leave a place that is held, and two who wait for one."""
        ahead = sorted(on for on in self._book.shelf.days if on > self._today)
        for on in ahead:
            held = self._hold(_Ask(what=ISATUXIMAB, infusion_no=2, on=on, minute=780))
            if held is not None:
                await self._commit(held)
                break
        for minute in (600, 660):
            wanted = self._wanted(
                _Ask(what=INJECTION, infusion_no=None, on=ahead[0], minute=minute)
            )
            row = self._book.line.join(wanted, self._today, ahead[0], self._id(), self._now)
            await self._book.commit(self._by(), Intent(beside=(row,)))

    # -- today

    async def _on_the_ward(self, chair: str, stage: Stage) -> None:
        """Book and seat the patient of a session that is on the ward page."""
        shape = self._shapes.of(ISATUXIMAB, stage.infusion_no)
        sat_for = shape.arrive * GRID_MIN + stage.premedicated_min
        if stage.minute is not None:
            sat_for += shape.hang * GRID_MIN + stage.minute
        now = self._book.calendar.clocks.wall(slot_at(self._now))
        opens = self._book.calendar.resources.opening[self._today.weekday()].opens
        ask = _Ask(
            what=ISATUXIMAB,
            infusion_no=stage.infusion_no,
            on=self._today,
            minute=max(opens, now.hour * 60 + now.minute - sat_for),
            patient=chair.replace("chair", "demo-patient"),
            place=self._book.verbs.chairs[chair].place,
            until=slot_at(self._now),
        )
        visit = await self._promise(ask)
        if visit is not None:
            self._sits(visit, chair)

    async def _over(self, what: str, minute: int, chair: str) -> None:
        place = self._book.verbs.chairs[chair].place
        ask = _Ask(what=what, infusion_no=None, on=self._today, minute=minute, place=place)
        visit = await self._promise(ask)
        if visit is not None:
            self._sits(visit, chair)
            leaves = visit.end - visit.shape.clean - 1
            self._happens(leaves, visit, lambda by, v: self._book.verbs.done(by, v))

    def _sits(self, visit: Visit, chair: str) -> None:
        def sit(by: By, visit: Visit) -> Step:
            return self._book.verbs.seat(by, visit, self._book.verbs.chairs[chair])

        self._happens(visit.seat - 1, visit, lambda by, v: self._book.verbs.arrive(by, v))
        self._happens(visit.seat, visit, sit)

    def _know(self, visit: Visit, known: str) -> None:
        said = slot_at(self._now) - 1
        if known == "late":
            expected = Slot(visit.seat + slots(LATE_MIN))
            self._happens(said, visit, lambda by, v: self._book.verbs.late(by, v, expected))
        else:
            self._happens(said, visit, lambda by, v: self._book.verbs.arrive(by, v))

    def _happens(self, at: int, visit: Visit, happening: Happening) -> None:
        self._happened.append((begins(Slot(at)), visit.id, happening))

    # -- the book's own verbs

    async def _promise(self, ask: _Ask) -> Visit | None:
        """Return a visit at the free place next to its wish; None where the day has none."""
        held = self._hold(ask)
        if held is None:
            return None
        # At once: a hold of so long ago has run out by the clock on the wall.
        return await self._commit(held, self._book.verbs.book(self._by(), held.after))

    def _hold(self, ask: _Ask) -> Step | None:
        load = self._book.shelf.days[ask.on]
        wanted = self._wanted(ask)
        wish = self._book.calendar.clocks.slot(ask.on, ask.minute) - load.zero
        first = 0 if ask.since is None else ask.since - load.zero
        last = load.length if ask.until is None else ask.until - load.zero
        free = [at for at in fits(load.state(), wanted.shape, ask.place) if first <= at <= last]
        if not free:
            return None
        seat = Slot(load.zero + min(free, key=lambda at: (abs(at - wish), at)))
        return self._book.verbs.hold(self._by(), wanted, seat, self._id())

    def _wanted(self, ask: _Ask) -> Wanted:
        self._made += 1
        return Wanted(
            patient=ask.patient or f"P-{1000 + 7 * self._made}",
            what=ask.what,
            infusion_no=ask.infusion_no,
            place=ask.place,
            shape=self._shapes.of(ask.what, ask.infusion_no),
        )

    async def _commit(self, *steps: Step) -> Visit:
        await self._book.commit(self._by(), Intent(steps=steps))
        return steps[-1].after

    def _by(self) -> By:
        return By(at=self._at, person=CLERK, tablet=TABLET, tap=f"demo-{self._made}")

    def _id(self) -> str:
        return f"demo-visit-{self._made}"
