"""Overtime: the slots behind the close that an accepted move needs, opened for it and no more.

Whoever is there when the ward closes may stay; nobody else. So a chair is never given twice, and
within the opening hours nothing is ever opened.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from service.book.days import Cut
from service.book.shelf import DayLoad
from service.book.writing import Beside
from service.core.booking.grid import Slot
from service.core.booking.repair.situation import BY_OVERTIME
from service.core.booking.visits import Taken, Visit


@dataclass(frozen=True, slots=True)
class Opened:
    """More of a pool behind the close: a cut below 0, and its line in the book."""

    cut: Cut

    @property
    def beside(self) -> Beside:
        """The row of it."""
        row = {
            "id": self.cut.id,
            "pool": self.cut.pool.value,
            "from_slot": self.cut.start,
            "to_slot": self.cut.end,
            "amount": self.cut.amount,
            "reason": self.cut.reason,
            "chair": self.cut.chair,
        }
        return Beside(what="overtime", table="cut", before=None, after=row)


def overtime_for(
    load: DayLoad, visit: Visit, reason: str, new_id: Callable[[], str]
) -> tuple[Opened, ...]:
    """Return what has to be opened for a visit; nothing where it ends before the close."""
    found: list[Opened] = []
    for taken in visit.taken():
        if taken.pool in BY_OVERTIME and taken.end > load.zero + load.closes:
            found += _opened(load, taken, reason, new_id)
    return tuple(found)


def _opened(load: DayLoad, taken: Taken, reason: str, new_id: Callable[[], str]) -> list[Opened]:
    """Return the stretches in which there is less than when the ward closes."""
    row = load.capacity[taken.pool]
    there = row[load.closes - 1]
    slots = range(max(load.closes, taken.start - load.zero), taken.end - load.zero)
    found = []
    for missing, stretch in groupby(slots, key=lambda slot: there - row[slot]):
        some = list(stretch)
        if missing > 0:
            cut = Cut(
                id=new_id(),
                pool=taken.pool,
                start=Slot(load.zero + some[0]),
                end=Slot(load.zero + some[-1] + 1),
                amount=-missing,
                reason=reason,
            )
            found.append(Opened(cut))
    return found
