"""Which days a ward is open, and what it has to give in each slot of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from service.book.clocks import Clocks
from service.core.booking.grid import Slot, slots
from service.core.booking.resources import WEEKDAYS, Hours, Resources
from service.core.booking.shape import NURSE_PARTS, PlaceClass, Pool

NEAREST_DAYS = 366
"""How far the nearest open day is looked for, both ways."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDay:
    """One day on which the ward is open. Slots count from `zero`."""

    on: date
    zero: Slot
    """Counted back from the opening to midnight: slot 96 is eight o'clock also on the day after a
    change of the clocks."""
    opens: int
    closes: int
    capacity: Mapping[Pool, tuple[int, ...]]
    """What there is in each slot from `zero` on; all pools are equally long."""

    @property
    def length(self) -> int:
        """Slots that are counted."""
        return len(self.capacity[Pool.NURSE])


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedDay:
    """One day on which it is not."""

    on: date
    reason: str
    """As it follows "is": "closed on Sundays"."""


class Calendar:
    """The days of one ward, by its file."""

    def __init__(self, resources: Resources) -> None:
        import holidays  # a tenth of a second, which only a ward that books has to pay

        self.resources = resources
        self.clocks = Clocks(resources.zone)
        where = resources.holidays
        self._holidays: Mapping[date, str] = (
            {}
            if where is None
            else holidays.country_holidays(
                where.country, subdiv=where.subdivision, language="en_US"
            )
        )

    def day(self, on: date) -> OpenDay | ClosedDay:
        """Return what a day has to give, or why it is closed."""
        hours = self.resources.opening.get(on.weekday())
        if hours is None:
            return ClosedDay(on=on, reason=f"closed on {WEEKDAYS[on.weekday()].capitalize()}s")
        if on in self._holidays:  # not `get`: the library works a year out when it is asked for it
            return ClosedDay(on=on, reason=f"a public holiday ({self._holidays[on]})")
        for closure in self.resources.closures:
            if on in closure:
                return ClosedDay(on=on, reason=f"closed ({closure.reason})")
        return self._open(on, hours)

    def open_days(self, first: date, last: date) -> Iterable[OpenDay]:
        """Return every open day from the first to the last, both included."""
        for on in days(first, last):
            found = self.day(on)
            if isinstance(found, OpenDay):
                yield found

    def nearest(self, on: date, *, not_before: date) -> date | None:
        """Return the open day that is nearest to a day, the later one of two; None: there is none.

        `not_before` is today: nobody is given a day that is past.
        """
        for distance in range(NEAREST_DAYS):
            for day in (_later(on, distance), _later(on, -distance)):
                if day is not None and day >= not_before and isinstance(self.day(day), OpenDay):
                    return day
        return None

    def _open(self, on: date, hours: Hours) -> OpenDay:
        opens, closes = self.span(on, hours)
        parts = [*self._places(on, hours), *self._nurses(on), *self._isolators(on)]
        zero = min(opens - slots(hours.opens), *(span[0] for _, span, _ in parts), opens)
        length = max(closes, *(span[1] for _, span, _ in parts), opens) - zero
        capacity = {pool: [0] * length for pool in Pool}
        for pool, (first, end), amount in parts:
            row = capacity[pool]
            for slot in range(first - zero, end - zero):
                row[slot] += amount
        return OpenDay(
            on=on,
            zero=Slot(zero),
            opens=opens - zero,
            closes=closes - zero,
            capacity={pool: tuple(row) for pool, row in capacity.items()},
        )

    def span(self, on: date, hours: Hours) -> tuple[int, int]:
        """Return the slots of some hours of a day; on the day of a change more or fewer."""
        return self.clocks.slot(on, hours.opens), self.clocks.end(on, hours.closes)

    def blocked(self, on: date) -> Mapping[str, str]:
        """Return the chairs that cannot be used on a day, with the reason."""
        return {
            each.chair: each.days.reason for each in self.resources.blockings if on in each.days
        }

    def _places(self, on: date, hours: Hours) -> Iterable["Part"]:
        whole, blocked = self.span(on, hours), self.blocked(on)
        usable = [chair for chair in self.resources.chairs if chair.id not in blocked]
        for place in PlaceClass:
            yield Pool(place.value), whole, sum(chair.place is place for chair in usable)
        yield Pool.PUMP, whole, len(usable)

    def _nurses(self, on: date) -> Iterable["Part"]:
        for shift in self.resources.shifts:
            if on.weekday() in shift.days:
                yield Pool.NURSE, self.span(on, shift.hours), shift.nurses * NURSE_PARTS
                for each in shift.breaks:
                    yield Pool.NURSE, self.span(on, each.hours), -each.nurses * NURSE_PARTS

    def _isolators(self, on: date) -> Iterable["Part"]:
        pharmacy = self.resources.pharmacy
        if pharmacy is not None and on.weekday() in pharmacy.days:
            yield Pool.ISOLATOR, self.span(on, pharmacy.hours), pharmacy.isolators


Part = tuple[Pool, tuple[int, int], int]
"""A pool, from when to when, and how much of it comes (or goes, below 0)."""


def days(first: date, last: date) -> Iterable[date]:
    """Return the days from the first to the last, both included."""
    for count in range((last - first).days + 1):
        yield first + timedelta(days=count)


def _later(day: date, count: int) -> date | None:
    try:
        return day + timedelta(days=count)
    except OverflowError:
        return None
