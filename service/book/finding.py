"""Where a visit can be: offers over some days, the nearest alternatives, and why there are none."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from service.book.asks import DayShort, Found, Refused, Wanted, When
from service.book.calendar import Calendar, ClosedDay, days
from service.book.shelf import DayLoad, Shelf
from service.book.shortages import Shortages, too_near
from service.core.booking.day import Fit, lasts
from service.core.booking.grid import GRID_MIN, Slot
from service.core.booking.offers import Offer, Policy, Request, Wish, fit_for, offers
from service.core.booking.outlook import Outlook, onwards
from service.core.booking.refusals import BookRefusalId
from service.core.booking.refusing import why_not
from service.core.booking.series import Due, NoSeries, series
from service.core.booking.shape import Pool
from service.core.booking.visits import Taken

ALTERNATIVES = 3
AROUND_DAYS = 7
"""So many days before and behind are looked through for an alternative."""


class Finder:
    """Looks through the days that are open for booking."""

    def __init__(self, calendar: Calendar, shelf: Shelf) -> None:
        self.calendar = calendar
        self.shelf = shelf
        self._shortages = Shortages(calendar, shelf)
        self._ends: date | None = None

    @property
    def last_day(self) -> date:
        """The last day that is open for booking."""
        return max(self.shelf.days, default=date.min)

    def load(self, on: date, today: date) -> DayLoad:
        """Return a day, or refuse it: past, closed, too far away."""
        if on < today:
            raise Refused(
                BookRefusalId.PAST_DAY, f"{on} is past.", nearest=self._nearest(today, today)
            )
        closed = self.calendar.day(on)
        if isinstance(closed, ClosedDay):
            nearest = self._nearest(on, today)
            said = f"{on} is {closed.reason}."
            raise Refused(BookRefusalId.CLOSED_DAY, said, nearest=nearest)
        found = self.shelf.day(on)
        if found is None:
            last = self.last_day
            said = f"Booking is open until {last}; {on} lies behind that."
            raise Refused(BookRefusalId.BEYOND_HORIZON, said, nearest=last)
        return found

    async def offers(self, wanted: Wanted, when: When, now: Slot, most: int) -> list[Found]:
        """Return the best places between two days, best first; refuse where there is none.

        Expected visits are displaced only where no day is without. Other work has its turn between
        two days.
        """
        today = self.calendar.clocks.date(now)
        self._check_window(when, today)
        found: list[Found] = []
        policy = Policy.DYNAMIC_TEMPLATE
        for displacing in (False, True):
            for load in self._open(when.first, when.last, today):
                found += self.of_day(load, wanted, when, now, policy, displacing=displacing)
                await asyncio.sleep(0)
            if found:
                break
        if not found:
            refused = self._why_not(wanted, when, now)
            refused.short = await self._short(wanted, when, now)
            raise refused
        return sorted(found, key=lambda each: (each.cost, each.seat))[:most]

    async def _short(self, wanted: Wanted, when: When, now: Slot) -> tuple[DayShort, ...]:
        """Return what is short on each day of a window. Other work has its turn between two."""
        found = []
        for on in days(when.first, when.last):
            load = self.shelf.day(on)
            wish = Wish(around=0) if load is None else self._wish(load, when)
            if (short := self._shortages.on(on, wanted, wish, now)) is not None:
                found.append(short)
            await asyncio.sleep(0)
        return tuple(found)

    def series(
        self, visits: Sequence[tuple[Wanted, Due]], now: Slot, most: int = ALTERNATIVES
    ) -> list[list[Found]]:
        """Return the best places for a whole course, best first; refuse where one visit has none.

        A wish counts from the day's midnight, whatever its clocks do.
        """
        today = self.calendar.clocks.date(now)
        open_: dict[date, Outlook] = {}
        for _, due in visits:
            loads = [
                load
                for on in due.days()
                if on > today and (load := self.shelf.day(on)) is not None and load.closes
            ]
            if not loads:
                self.load(due.on, today)
            open_ |= {load.on: load.outlook() for load in loads}
        found = series(Policy.DYNAMIC_TEMPLATE, open_, [due for _, due in visits], most=most)
        if isinstance(found, NoSeries):
            raise self._broken(found, visits[found.visit][0], now)
        return [[_found(day.on, day.offer) for day in each.visits] for each in found]

    def _broken(self, found: NoSeries, wanted: Wanted, now: Slot) -> Refused:
        on = found.due.on
        seat = self.calendar.clocks.slot(on, found.due.request.wish.around * GRID_MIN)
        said = (
            f"Visit {found.visit + 1}, due on {on}, has no place within its days"
            f" ({found.due.early_days} before, {found.due.late_days} behind)."
        )
        nearest = self.alternatives(wanted, seat, now)
        wish = found.due.request.wish
        short = [
            self._shortages.on(day, wanted, wish, now) or too_near(day)
            for day in sorted(found.due.days())
        ]
        return Refused(
            BookRefusalId.SERIES_WITHOUT_PLACE,
            said,
            nearest=nearest[0].on if nearest else None,
            due=on,
            alternatives=nearest,
            short=short,
        )

    def out_of_use(self, on: date, since: Slot | None = None) -> dict[str, str]:
        """Return the chairs that cannot be used on a day, or on what is left of it, and why."""
        clocks = self.calendar.clocks
        broken = {
            cut.chair: cut.reason
            for cut in self.shelf.cuts
            if cut.chair is not None
            and clocks.date(cut.start) == on
            and (since is None or cut.end > since)
        }
        return {**broken, **self.calendar.blocked(on)}

    def request(self, wanted: Wanted, wish: Wish) -> Request:
        """Return what is asked of a day: one of the kinds that it expects, and the wish."""
        kind = self.shelf.expectations.kind(wanted.what, wanted.place, wanted.shape)
        return Request(
            kind=kind,
            shape=wanted.shape,
            place=wanted.place,
            wish=wish,
            first_infusion=wanted.first_infusion,
        )

    def of_day(
        self,
        load: DayLoad,
        wanted: Wanted,
        when: When,
        now: Slot,
        policy: Policy,
        day: Outlook | None = None,
        *,
        displacing: bool = True,
    ) -> list[Found]:
        """Return the places of one day, best first. `day`: as it would be, not as it is."""
        wish = self._wish(load, when, at_least=now + 1 - load.zero)
        away = abs((load.on - when.due).days)
        of = onwards(day or load.outlook(), Slot(now + 1))
        asked = self.request(wanted, wish)
        best = offers(policy, of, asked, away_days=away, displacing=displacing)
        return [_found(load.on, each) for each in best]

    def _wish(self, load: DayLoad, when: When, at_least: int = 0) -> Wish:
        earliest = max(self._at(load, when.earliest_min or 0), at_least, 0)
        latest = None if when.latest_min is None else self._at(load, when.latest_min)
        return Wish(around=self._at(load, when.around_min), earliest=earliest, latest=latest)

    def alternatives(
        self, wanted: Wanted, seat: Slot, now: Slot, without: tuple[Taken, ...] = ()
    ) -> list[Found]:
        """Return the three places nearest to a seat: of that day, or of the days around it."""
        at = self.calendar.clocks.at(seat)
        around = at.hour * 60 + at.minute
        found: list[Found] = []
        today = self.calendar.clocks.date(now)
        for on in _outwards(at.date(), AROUND_DAYS):
            load = self.shelf.day(on)
            if load is None or on < today or not load.closes:
                continue
            when = When(first=on, last=on, due=at.date(), around_min=around)
            day = self._from(load, now, without)
            found += self.of_day(load, wanted, when, now, Policy.PATIENT_PICKS, day)
            if len(found) >= ALTERNATIVES:
                break
        return sorted(found, key=lambda each: (each.cost, each.seat))[:ALTERNATIVES]

    def fit(
        self,
        wanted: Wanted,
        seat: Slot,
        now: Slot,
        without: tuple[Taken, ...] = (),
        bag: Slot | None = None,
    ) -> Fit:
        """Return how a visit fits at a seat, or refuse with the nearest places.

        `without` is what the visit itself takes where it is moved, and `bag` is when its bag was
        begun: that is used if it lasts, and another one compounded if not.
        """
        on = self.calendar.clocks.date(seat)
        load = self.load(on, self.calendar.clocks.date(now))
        if seat <= now:
            raise Refused(
                BookRefusalId.PAST_DAY,
                "That time is past.",
                alternatives=self.alternatives(wanted, Slot(now + 1), now, without),
            )
        day, at = self._from(load, now, without), seat - load.zero
        asked = self.request(wanted, Wish(around=at))
        if bag is not None and load.zero <= bag <= now:
            shape = replace(wanted.shape, bag=None)
            fit = fit_for(day, replace(asked, shape=shape), at)
            if fit is not None and lasts(wanted.shape, bag - load.zero, fit):
                return replace(fit, bag=bag - load.zero)
        found = fit_for(day, asked, at)
        if found is not None:
            return found
        self._check_length(wanted, load)
        raise self.taken(wanted, seat, now, without)

    def _from(self, load: DayLoad, now: Slot, without: tuple[Taken, ...]) -> Outlook:
        """Return a day from now on, without what one of its visits takes."""
        own = without and self.calendar.clocks.date(without[0].start) == load.on
        return onwards(load.without(without) if own else load.outlook(), Slot(now + 1))

    def taken(
        self, wanted: Wanted, seat: Slot, now: Slot, without: tuple[Taken, ...] = ()
    ) -> Refused:
        """Return the refusal of a seat that is not free, with three alternatives."""
        load = self.shelf.days[self.calendar.clocks.date(seat)]
        found = self.alternatives(wanted, seat, now, without)
        day = self._from(load, now, without).booked
        why = why_not(day, wanted.shape, wanted.place, seat - load.zero) if load.closes else None
        if why is None:  # it was free when it was looked at: somebody was quicker
            said = "Nothing is free for so long at that time."
            return Refused(BookRefusalId.PLACE_TAKEN, said, alternatives=found)
        return Refused(why.id, why.sentence, alternatives=found)

    def _check_window(self, when: When, today: date) -> None:
        """Refuse a window in which no day can be booked, for the reason of its best day."""
        if not any(True for _ in self._open(when.first, when.last, today)):
            self.load(when.due if when.first <= when.due <= when.last else when.first, today)
            self.load(when.first, today)
            self.load(when.last, today)

    def _open(self, first: date, last: date, today: date) -> Iterable[DayLoad]:
        for on in days(max(first, today), last):
            load = self.shelf.day(on)
            if load is not None and load.closes:
                yield load

    def _why_not(self, wanted: Wanted, when: When, now: Slot) -> Refused:
        """Return why no day of a window has a place."""
        today = self.calendar.clocks.date(now)
        for load in self._open(when.first, when.last, today):
            try:
                self._check_length(wanted, load)
            except Refused as refused:
                return refused
        seat = self.calendar.clocks.slot(when.due, when.around_min)
        found = self.alternatives(wanted, seat, now)
        within = any(when.first <= each.on <= when.last for each in found)
        if within and (when.earliest_min, when.latest_min) != (None, None):
            said = "Nothing is free within the hours that were wished for."
            return Refused(
                BookRefusalId.NOT_WITHIN_THE_WISH,
                said,
                nearest=found[0].on,
                alternatives=found,
            )
        said = f"There is no place from {when.first} to {when.last}."
        return Refused(
            BookRefusalId.NO_PLACE,
            said,
            nearest=found[0].on if found else None,
            alternatives=found,
        )

    def _check_length(self, wanted: Wanted, load: DayLoad) -> None:
        """Refuse what no emptier day would have room for."""
        if not any(load.capacity[Pool.NURSE]):
            said = f"No nurse is there on {load.on}: nothing can be booked."
            raise Refused(BookRefusalId.NO_NURSES, said)
        place = Pool(wanted.place.value)
        if not any(load.capacity[place]):
            said = f"There is no {place.value} in the ward on {load.on}."
            raise Refused(BookRefusalId.NO_PLACE, said)
        takes = wanted.shape.length(wanted.shape.wait_min) + wanted.shape.overrun
        if takes > load.closes - load.opens:
            opened = (load.closes - load.opens) * GRID_MIN
            said = (
                f"The visit may take {takes * GRID_MIN} minutes; on {load.on} the ward is open for"
                f" {opened}."
            )
            raise Refused(BookRefusalId.VISIT_TOO_LONG, said)

    def _at(self, load: DayLoad, minute: int) -> int:
        """Return the slot of a day at which its clocks show so many minutes after midnight."""
        return self.calendar.clocks.slot(load.on, minute) - load.zero

    def _nearest(self, on: date, today: date) -> date | None:
        return self.calendar.nearest(on, not_before=today)


def _found(on: date, offer: Offer) -> Found:
    visit = offer.visit
    return Found(
        on=on,
        seat=offer.seat,
        fit=visit.fit,
        length=visit.shape.length(visit.fit.wait),
        terms=offer.terms,
        cost=offer.cost,
    )


def _outwards(on: date, most: int) -> Iterable[date]:
    """Yield a day and the days around it, the nearest first."""
    yield on
    for distance in range(1, most + 1):
        yield on + timedelta(days=distance)
        yield on - timedelta(days=distance)
