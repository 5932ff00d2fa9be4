"""The wall clock of the book: once a second, what is due is done and told, each thing once.

A tick looks at the due table and writes. It remembers nothing: what was not written, because the
process died or the disk was away, is due again at the next tick; what was written is noted, and
never due again. However the clocks are set meanwhile, no instant is passed over.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from service.book.book import Book
from service.book.calendar import OpenDay, days
from service.book.clocks import begins, slot_at
from service.book.told import asked_plan, notice, without
from service.book.writer import NotSaved
from service.book.writing import NOTED, Beside, NotTaken, Written
from service.core.booking.due import Due, DueKind, of_evenings, of_nights, of_session
from service.core.session.state import Session
from service.core.times import Instant

_log = logging.getLogger(__name__)

CHUNK = 100
"""Notices that nothing happens with are written so many at once."""

Sessions = Callable[[], Iterable[tuple[str, Session]]]
"""The open sessions of the ward with their ids."""


class BookClock:
    """Looks at what is due. All methods belong to the event loop and none of them blocks it.

    Args:
        book: The book, open.
        sessions: What runs in the ward.
        told: Called when something was told.
        after: Called behind each look: what was asked for can be begun.
    """

    def __init__(
        self,
        book: Book,
        sessions: Sessions = tuple,
        told: Callable[[], None] = lambda: None,
        after: Callable[[], None] = lambda: None,
    ) -> None:
        self._book = book
        self._after = after
        self._sessions = sessions
        self._told = told
        self._looking: asyncio.Task[int] | None = None
        self._open: set[str] = set()
        """Sessions that have dues in the table."""

    def tick(self) -> None:
        """Look, unless the look before is not over yet: a disk may take its time."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.get_running_loop().create_task(self.look(), name="due")
            self._looking.add_done_callback(_said)

    async def look(self) -> int:
        """Do and tell what is due; return how many things were told."""
        book, now = self._book, self._book.now()
        try:
            await book.tidy()
            self._take_sessions()
            told = await self._tell(book.due.ripe(now), now)
            # Behind everything that was due before them: from the newest night on nothing older
            # has to be looked for after a restart.
            told += await self._nights(now)
        except NotSaved as fault:
            _log.warning("what is due could not be told: %s", fault)
            return 0
        if told:
            self._told()
        self._after()
        return told

    # -- what is told

    async def _tell(self, dues: Sequence[Due], now: Instant) -> int:
        """Write notices; those with which something happens each by itself."""
        plain: list[Due] = []
        done = 0
        for due in dues:
            if due.kind is DueKind.OFFER_OVER:
                done += await self._write([due], now, self._pass_over(due))
            elif due.kind is not DueKind.HOLD_OVER:  # `Book.tidy` has seen to those
                plain.append(due)
        chunks = [plain[first : first + CHUNK] for first in range(0, len(plain), CHUNK)]
        return done + sum(await asyncio.gather(*(self._write(each, now) for each in chunks)))

    async def _write(
        self, dues: Sequence[Due], now: Instant, beside: tuple[Beside, ...] = ()
    ) -> int:
        """Write some notices together; one by one where one of them has been written before."""
        notices = tuple(notice(due, now) for due in dues)
        try:
            await self._book.note(Written(by=self._book.own(now), beside=beside, quiet=notices))
        except NotTaken as refused:
            if refused.why != NOTED:
                _log.info("it was changed in the moment in which it was due: %s", dues[0].key)
                return 0
            if len(dues) == 1:
                self._book.due.note(dues[0].key)
                return 0
            return sum([await self._write([due], now) for due in dues])
        return len(dues)

    def _pass_over(self, due: Due) -> tuple[Beside, ...]:
        return (self._book.line.pass_over(self._book.shelf.waiting[due.subject]),)

    # -- where dues come from that no row of the book has

    def _take_sessions(self) -> None:
        """Put what is due for the open sessions into the table."""
        there: set[str] = set()
        for id_, session in self._sessions():
            dues = of_session(id_, session)
            if dues or id_ in self._open:
                self._book.due.put(id_, dues)
            if dues:
                there.add(id_)
        for gone in self._open - there:
            self._book.due.put(gone, ())
        self._open = there

    async def _nights(self, now: Instant) -> int:
        """Tell of nights and evenings that have come, oldest first; plan what is not past."""
        done = 0
        for dues in (self.nights(now), self.evenings(now)):
            for due in dues:
                quiet = (notice(due, now), *self._asked(due, now))
                written = Written(by=self._book.own(now), quiet=quiet)
                try:
                    await self._book.note(written)
                except NotTaken:
                    self._book.shelf.told.take(notice(due, now))
                    continue
                done += 1
        return done

    def nights(self, now: Instant) -> list[Due]:
        """Return the nightly looks that have come and were not told."""
        today = self._book.today
        found = of_nights(self._since(DueKind.HORIZON, today), self._at, self._book.reminders)
        return self._come(found, now)

    def evenings(self, now: Instant) -> list[Due]:
        """Return the plans of open days that have come and were not told."""
        tomorrow = self._book.today + timedelta(days=1)
        asked = self._since(DueKind.TOMORROW, tomorrow)
        found = of_evenings(asked, self._at, self._is_open, self._book.reminders)
        return self._come(found, now)

    def _since(self, kind: DueKind, last: date) -> Iterable[date]:
        """Return the days behind the newest one that was told of; at first the last one alone."""
        told = self._book.shelf.told
        first = self._book.calendar.clocks.date(slot_at(told.since))
        after = told.last.get(kind)
        return days(first if after is None else after + timedelta(days=1), last)

    def _come(self, dues: Iterable[Due], now: Instant) -> list[Due]:
        since = self._book.shelf.told.since
        return [due for due in dues if since <= due.at <= now]

    def _asked(self, due: Due, now: Instant) -> Iterable[Beside]:
        """Return the wish for a plan that comes with a night or an evening, if it is of use."""
        on, kind = date.fromisoformat(due.subject), due.kind.value
        if on < self._book.today or (due.kind is DueKind.TOMORROW and self._begun(on, now)):
            return ()
        return (*without(self._book.shelf.told.asked, kind), asked_plan(kind, on, now))

    def _begun(self, on: date, now: Instant) -> bool:
        day = self._book.calendar.day(on)
        return isinstance(day, OpenDay) and day.zero + day.opens <= slot_at(now)

    def _at(self, on: date, minute: int) -> Instant:
        return begins(self._book.calendar.clocks.slot(on, minute))

    def _is_open(self, on: date) -> bool:
        return isinstance(self._book.calendar.day(on), OpenDay)


def _said(task: asyncio.Task[int]) -> None:
    if not task.cancelled() and (fault := task.exception()) is not None:
        _log.error("looking at what is due failed", exc_info=fault)
