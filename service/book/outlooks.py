"""What is expected, put beside what is booked: day after day, between whatever else the loop does.

Nobody waits for it. Until a day has its outlook, what is offered there is what is free now. Days
are laid out the plain way first; a planner in a process of its own may lay them out better.
"""

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from service.book.calendar import Calendar
from service.book.expectations import Expectations
from service.book.laying import NoLayout, layout, question
from service.book.planning import Planner, PlannerFailed
from service.book.shelf import DayLoad, Shelf
from service.core.booking.day import DayState, empty_day
from service.core.booking.expecting import Steps, beside, laid_out
from service.core.booking.outlook import Expected
from service.core.booking.shape import Pool
from service.core.booking.visits import GONE

_log = logging.getLogger(__name__)

T = TypeVar("T")
Key = tuple[tuple[Expected, ...], int, int, tuple[tuple[Pool, tuple[int, ...]], ...]]
"""All on which a template depends: what is asked for, the opening, what there is."""

TURN = 4
"""After so many visits others have their turn on the loop."""
REST_S = 0.001
"""And so long it is theirs alone: pumps are read on the same loop."""


@dataclass(frozen=True, slots=True)
class _Plain:
    """A day that has been laid out the plain way, and nobody has tried to better."""

    day: DayState
    asked: tuple[Expected, ...]


class Outlooks:
    """Makes the outlooks of one book's days. Belongs to the event loop."""

    def __init__(self, calendar: Calendar, expectations: Expectations) -> None:
        self._calendar = calendar
        self._expectations = expectations
        self._templates: dict[Key, tuple[Expected, ...]] = {}
        self._plain: dict[Key, _Plain] = {}
        self.plain = asyncio.Event()
        """Whether there is a layout that a planner could better."""

    async def renew(self, shelf: Shelf, today: date) -> None:
        """Renew what stands beside the bookings of each day that has changed, the next day first.

        A day that changes meanwhile is done again.
        """
        while shelf.stale:
            for on in sorted(shelf.stale):
                shelf.stale.discard(on)
                load = shelf.days[on]
                if on >= today and load.closes:
                    await self._renew(shelf, load)

    async def _renew(self, shelf: Shelf, load: DayLoad) -> None:
        changed, expect = load.changed, self._expectations
        bookings = [
            expect.of(visit, load.zero) for visit in shelf.on(load.on) if visit.status not in GONE
        ]
        template = await self._template(load)
        found = await _in_turns(beside(load.state(), template, bookings))
        if load.changed == changed:
            load.expect(found)
        else:
            shelf.stale.add(load.on)

    async def _template(self, load: DayLoad) -> tuple[Expected, ...]:
        """Return the expected day of a day like this one."""
        asked = self._expectations.asked(load.on, load.zero, self._calendar.clocks)
        day = empty_day(load.on, load.zero, load.opens, load.closes, load.capacity)
        key = _key(asked, day)
        if key not in self._templates:
            self._templates[key] = await _in_turns(laid_out(day, asked))
            self._plain[key] = _Plain(day, asked)
            self.plain.set()
        return self._templates[key]

    async def better(self, planner: Planner) -> bool:
        """Have the layout of one kind of day bettered; return whether there is a new one.

        What a planner cannot do is not asked of it again.
        """
        if not self._plain:
            self.plain.clear()
            return False
        key, of = next(iter(self._plain.items()))
        try:
            answer = await planner("layout", question(of.day, of.asked))
            found = layout(answer, of.day, of.asked)
        except (PlannerFailed, NoLayout) as why:
            _log.warning("an expected day stays as it was laid out: %s", why)
            return False
        finally:
            self._plain.pop(key, None)
        self._templates[key] = found
        return True


def _key(asked: Iterable[Expected], day: DayState) -> Key:
    return tuple(asked), day.opens, day.closes, tuple(day.free.items())


async def _in_turns(steps: Steps[T]) -> T:
    """Return what is found in steps, others on the loop having their turn in between."""
    count = 0
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: T = end.value
            return found
        count += 1
        if count % TURN == 0:
            await asyncio.sleep(REST_S)
