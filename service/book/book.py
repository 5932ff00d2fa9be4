"""The book of one ward: opened once, held by one process, read in memory, written by one thread."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Self

from sqlalchemy import Connection

from service.book.asks import Refused
from service.book.calendar import Calendar
from service.book.clocks import slot_at
from service.book.days import make_days
from service.book.due_table import DueTable
from service.book.expectations import NOTHING_EXPECTED, Expectations
from service.book.finding import Finder
from service.book.migrations.guards import CHAIR_TAKEN
from service.book.outlooks import Outlooks
from service.book.planning import Planner
from service.book.rows import Row
from service.book.shelf import Shelf, read_book
from service.book.told import begin, notice, read_told
from service.book.verbs import Intent, Verbs, wanted_of
from service.book.waiting import OFFERED, PASSED_OVER, Line
from service.book.writer import BookFile, BookWriter, NotSaved, ThreadBookWriter
from service.book.writing import STALE, By, NotTaken, Step, Written
from service.core.booking.due import Due, DueKind, Reminders, of_offer, of_visit
from service.core.booking.grid import Slot
from service.core.booking.refusals import BookRefusalId
from service.core.booking.resources import Resources
from service.core.booking.visits import Status, Visit
from service.core.times import Instant
from service.store.batch import Tap
from service.store.disk import Disk
from service.store.engine import open_engine
from service.store.lock import StoreLock
from service.store.place import prepare
from service.store.schema import Schema, migrate

_log = logging.getLogger(__name__)
AGAIN_S = 10.0
"""Until what nobody waits for is tried again after it has failed in a way that nobody foresaw."""

REVISIONS = ("b0001", "b0002", "b0003")
BOOK = Schema(
    revisions=REVISIONS,
    migrations=Path(__file__).parent / "migrations",
    application_id=0x43484142,  # `CHAB`: the ward's store calls itself CHAI
)
BACK_DAYS = 2
"""So many days before today are kept in memory: who was seated yesterday is still there."""
TAPS_MS = 24 * 60 * 60 * 1_000
"""As long as the ward remembers what it has answered."""
SERVICE = "service"
"""Author of what nobody tapped: a hold that ran out, an offer to somebody who waits."""


def book_path(store: Path) -> Path:
    """Return where the book lies: beside the ward's store."""
    return store.with_name(store.stem + ".book.sqlite")


class Book:
    """Made by `open`. All methods belong to the event loop and none of them waits for the disk."""

    def __init__(
        self,
        calendar: Calendar,
        expectations: Expectations,
        now: Callable[[], Instant],
        read: Callable[[date], Shelf],
        held: ExitStack,
    ) -> None:
        self.calendar = calendar
        self._expectations = expectations
        self._outlooks = Outlooks(calendar, expectations)
        self._stale = asyncio.Event()
        self.now = now
        promises = calendar.resources.promises
        self.reminders = Reminders(no_show_min=promises.no_show_min)
        self._ending: set[Due] = set()
        self._held = held
        self._today = self.today
        self.changes = 0
        """How often the book in memory has changed since it was opened."""
        self._take(read(self._today))
        self.writer: BookWriter[Shelf]

    @classmethod
    def open(
        cls,
        path: Path,
        resources: Resources,
        now: Callable[[], Instant],
        *,
        expectations: Expectations = NOTHING_EXPECTED,
        disk: Disk | None = None,
        writer: Callable[..., BookWriter[Shelf]] = ThreadBookWriter,
    ) -> Self:
        """Open the book at `path`, or make it; blocks, so call it before the ward runs.

        Raises `StoreInUse`, `StoreUnfit`, `SchemaTooNew` as the ward's store does, and
        `BookDamaged` where the book does not agree with itself.
        """
        calendar = Calendar(resources)
        with ExitStack() as held:
            prepare(path)
            held.enter_context(StoreLock(path))
            engine = open_engine(path)
            held.callback(engine.dispose)
            migrate(engine, BOOK)
            file = BookFile(engine, disk or Disk())
            held.callback(file.drop)

            def read(today: date) -> Shelf:
                work = partial(
                    _renewed, calendar=calendar, expectations=expectations, today=today, now=now()
                )
                return file.transact(work, writing=True)

            book = cls(calendar, expectations, now, read, held.pop_all())
            book.writer = writer(file, book._read_anew, book._take)
            return book

    # -- reading

    @property
    def today(self) -> date:
        """The ward's day."""
        return self.calendar.clocks.date(slot_at(self.now()))

    def _take(self, shelf: Shelf) -> None:
        """Take over what was read from the file, whole."""
        self.changes += 1
        self.shelf = shelf
        self.finder = Finder(self.calendar, self.shelf)
        resources = self.calendar.resources
        self.verbs = Verbs(
            finder=self.finder,
            promises=resources.promises,
            chairs={chair.id: chair for chair in resources.chairs},
        )
        self.line = Line(finder=self.finder)
        self.due = DueTable(shelf.told.noted)
        for visit in shelf.visits.values():
            self._put(visit)
        for row in shelf.waiting.values():
            self._put_waiting(row)
        self._stale.set()

    def _read_anew(self, connection: Connection) -> Shelf:
        return _read(connection, self.calendar, self._expectations, self.today, self.now())

    # -- what is expected

    async def expect(self) -> None:
        """Keep what is expected beside what is booked, until cancelled."""
        while True:
            await self._stale.wait()
            try:
                await self.renew()
            except Exception:  # offers go on with what was expected before
                _log.exception("what is expected could not be put beside what is booked")
                await asyncio.sleep(AGAIN_S)
                self._stale.set()

    async def renew(self) -> None:
        """Put what is expected beside what is booked on every day on which that has changed."""
        self._stale.clear()
        await self._outlooks.renew(self.shelf, self.today)

    async def lay_out(self, planner: Planner) -> None:
        """Have a planner lay out the expected days better, one kind after the other.

        Until cancelled. Nobody waits for it: a layout that is there is used from then on.
        """
        while True:
            await self._outlooks.plain.wait()
            try:
                better = await self._outlooks.better(planner)
            except Exception:  # days stay as they were laid out
                _log.exception("the expected days could not be laid out")
                await asyncio.sleep(AGAIN_S)
                continue
            if better:
                self.shelf.stale.update(on for on in self.shelf.days if on >= self.today)
                self._stale.set()

    # -- writing

    async def commit(self, by: By, intent: Intent, tap: Tap | None = None) -> None:
        """Write what was decided and return when it is on the disk; `Refused`, `NotSaved`.

        What the database refuses is refused here, with the alternatives that are left then.
        """
        clocks = self.calendar.clocks
        days = {
            clocks.date(visit.seat)
            for step in intent.steps
            for visit in (step.before, step.after)
            if visit is not None
        }
        written = Written(
            by=by,
            steps=intent.steps,
            beside=intent.beside,
            quiet=intent.quiet,
            series=intent.series,
            cuts=intent.cuts,
            opened=intent.opened,
            frees=intent.frees,
            tap=tap,
            days=tuple(day.toordinal() for day in days),
        )
        try:
            await asyncio.shield(self.writer.submit(written, lambda: self._apply(written)))
        except NotTaken as refused:
            raise self._refused(refused, by, intent) from refused

    async def note(self, written: Written) -> None:
        """Write what nobody tapped, and return when it is on the disk; `NotTaken`, `NotSaved`."""
        await asyncio.shield(self.writer.submit(written, lambda: self._apply(written)))

    async def tidy(self) -> None:
        """Free the places of holds that have run out, and open the day that has come nearer.

        What cannot be written now is due again: whoever only asks is answered.
        """
        now = self.now()
        over = [due for due in self.due.ripe(now) if due.kind is DueKind.HOLD_OVER]
        # Who comes while they are being written does not wait for it.
        await asyncio.gather(*(self._expire(due, now) for due in over if due not in self._ending))
        today = self.today
        if today != self._today:
            renewed = partial(
                _renewed,
                calendar=self.calendar,
                expectations=self._expectations,
                today=today,
                now=now,
            )
            try:
                await self.writer.renew(renewed)
            except NotSaved as fault:
                _log.warning("the day that has begun could not be written: %s", fault)
            else:
                self._today = today

    async def _expire(self, due: Due, now: Instant) -> None:
        """Free the place of a hold, and tell of it in the same transaction."""
        step = self.verbs.expire(self.verbs.visit(due.subject))
        self._ending.add(due)
        try:
            await self.commit(self.own(now), Intent(steps=(step,), quiet=(notice(due, now),)))
        except Refused:
            _log.info("a hold was taken up in the moment in which it ran out")
        except NotSaved as fault:
            _log.warning("a hold that has run out could not be written: %s", fault)
        finally:
            self._ending.discard(due)

    async def close(self) -> None:
        """Write what waits, close the file and let go of the lock."""
        await self.writer.close()
        if not self.writer.holds_file:
            self._held.close()

    def _apply(self, written: Written) -> None:
        """Take over what is on the disk."""
        self.changes += 1
        freed: dict[date, None] = {}
        for each in (*written.opened, *written.cuts):
            self.shelf.cut(each)
        for step in written.steps:
            if step.before is not None and step.before.taken() != step.after.taken():
                freed[self.calendar.clocks.date(step.before.seat)] = None
            self.shelf.apply(step)
            self._put(step.after)
        for one in (*written.beside, *written.quiet):
            if one.table == "waiting":
                self.shelf.waiting[one.after["id"]] = one.after
                self._put_waiting(one.after)
                if one.what == PASSED_OVER:
                    freed[self.calendar.clocks.date(Slot(one.after["offered_slot"]))] = None
            else:
                self.shelf.told.take(one)
            if one.table == "notice":
                self.due.note((one.after["kind"], one.after["subject"], one.after["due_at_ms"]))
        if written.tap is not None:
            self.shelf.taps[written.tap.key] = written.tap
        if self.shelf.stale:
            self._stale.set()
        if written.frees:
            self._tell_waiting(freed)

    def _tell_waiting(self, freed: Iterable[date]) -> None:
        """Offer what has become free to the first who fits; nobody waits for this to be written."""
        now = self.now()
        offers = tuple(self.line.offers(freed, now))
        if offers:
            written = Written(by=self.own(now), beside=offers)
            self.writer.submit(written, lambda: self._apply(written))

    def _refused(self, refused: NotTaken, by: By, intent: Intent) -> Refused:
        if refused.why == STALE:
            said = "Somebody else has changed it meanwhile. Look at it again."
            return Refused(BookRefusalId.VISIT_CHANGED, said)
        step = self._wanting(intent.steps)
        if refused.why == CHAIR_TAKEN:
            return self.verbs.chair_taken(step.after.chair or "")
        visit, now = step.after, slot_at(by.at)
        if visit.status is Status.SEATED:  # no other place and no deadline: the patient sits
            said = "Others are promised what a longer visit needs."
            return Refused(BookRefusalId.PLACE_TAKEN, said)
        own = () if step.before is None else self.shelf.taken(visit.id)
        return self.finder.taken(wanted_of(visit), visit.seat, now, own)

    def _wanting(self, steps: tuple[Step, ...]) -> Step:
        """Return the step that finds no room any more; the first one where that cannot be told."""
        for step in steps:
            own = () if step.before is None else self.shelf.taken(step.after.id)
            try:
                self.finder.fit(wanted_of(step.after), step.after.seat, slot_at(self.now()), own)
            except Refused:
                return step
        return steps[0]

    def own(self, now: Instant) -> By:
        """Return the author of what nobody tapped."""
        return By(at=now, person=SERVICE, tablet=SERVICE, tap=SERVICE)

    def _put(self, visit: Visit) -> None:
        """Keep the due table beside a visit; what was due before the book told is left out."""
        dues = of_visit(visit, self.reminders)
        since = self.shelf.told.since
        self.due.put(visit.id, [due for due in dues if due.at >= since])

    def _put_waiting(self, row: Row) -> None:
        at, seat = row["offered_at_ms"], row["offered_slot"]
        dues: tuple[Due, ...] = ()
        if row["status"] == OFFERED and at is not None:
            dues = (of_offer(row["id"], Instant(at), Slot(seat), self.reminders),)
        self.due.put(row["id"], dues)


def _renewed(
    connection: Connection,
    *,
    calendar: Calendar,
    expectations: Expectations,
    today: date,
    now: Instant,
) -> Shelf:
    """Bring the days up to date and read the book."""
    last = today + timedelta(days=calendar.resources.promises.horizon_days - 1)
    make_days(connection, calendar, today, last)
    begin(connection, now)
    return _read(connection, calendar, expectations, today, now)


def _read(
    connection: Connection,
    calendar: Calendar,
    expectations: Expectations,
    today: date,
    now: Instant,
) -> Shelf:
    """Return the book as the file has it; made where the file is read, for it takes a while."""
    told = read_told(connection, now)
    first = calendar.clocks.date(slot_at(told.since))
    back = told.reaches_back(today - timedelta(days=BACK_DAYS), first)
    since = calendar.clocks.slot(back, 0)
    loaded = read_book(connection, since, Instant(now - TAPS_MS))
    return Shelf(calendar, expectations, loaded, told)
