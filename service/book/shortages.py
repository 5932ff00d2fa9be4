"""What is short on each of the days on which a visit was looked for and not found."""

from datetime import date

from service.book.asks import DayShort, Wanted
from service.book.calendar import Calendar, ClosedDay
from service.book.shelf import DayLoad, Shelf
from service.core.booking.counts import EVERY, span
from service.core.booking.day import from_now
from service.core.booking.grid import Slot
from service.core.booking.offers import Wish
from service.core.booking.shortage import Shortage, ShortOf, shortage


class Shortages:
    """Explains days. Never asked where a place was found: it looks at each pool by itself."""

    def __init__(self, calendar: Calendar, shelf: Shelf) -> None:
        self._calendar = calendar
        self._shelf = shelf

    def on(self, on: date, wanted: Wanted, wish: Wish, now: Slot) -> DayShort | None:
        """Return what is short on a day; None where a place has become free meanwhile."""
        found = self._no_day(on, now) or self._of(self._shelf.day(on), wanted, wish, now)
        return None if found is None else DayShort(on=on, shortage=found)

    def _no_day(self, on: date, now: Slot) -> Shortage | None:
        """Return why nothing can be booked on a day at all."""
        if on < self._calendar.clocks.date(now):
            return Shortage(of=ShortOf.PAST_DAY, sentence="It is past.")
        closed = self._calendar.day(on)
        if isinstance(closed, ClosedDay):
            return Shortage(of=ShortOf.CLOSED_DAY, sentence=f"It is {closed.reason}.")
        load = self._shelf.day(on)
        if load is None:
            return Shortage(of=ShortOf.BEYOND_HORIZON, sentence="Booking is not open for it yet.")
        if not load.closes:
            return Shortage(of=ShortOf.CLOSED_DAY, sentence="It is closed.")
        return None

    def _of(self, load: DayLoad | None, wanted: Wanted, wish: Wish, now: Slot) -> Shortage | None:
        if load is None:
            return None
        free = Wish(around=wish.around)
        return shortage(
            from_now(load.outlook().booked, Slot(now + 1)),
            wanted.shape,
            wanted.place,
            ahead=~span(0, max(0, now + 1 - load.zero)),
            wished=EVERY if wish == free else wish.allows(load.length),
        )


def too_near(on: date) -> DayShort:
    """Return that a day of a course has room, but lies too near to the visit before."""
    said = "It has room, but lies too near to the visit before."
    return DayShort(on=on, shortage=Shortage(of=ShortOf.GAP, sentence=said))
