"""The book in memory: the visits from today on and what each day has left, as the file has them.

A copy that answers questions. It is changed only after the file was, and it decides nothing: what
it shows as free may be taken while a write is under way, and then the database refuses.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import Connection, select

from service.book.calendar import Calendar, ClosedDay, OpenDay
from service.book.days import Cut, read_cuts
from service.book.expectations import Expectations
from service.book.rows import Row, visit_of
from service.book.tables import BINDING, POOL_SLOT, TAP, USE, VISIT, WAITING
from service.book.told import Told
from service.book.writing import Step
from service.core.booking.counts import Digits, Mask, less, more, span
from service.core.booking.day import DayState, empty_day
from service.core.booking.grid import Slot
from service.core.booking.outlook import Expected, Outlook, accepted, outlook, room_for
from service.core.booking.shape import Pool
from service.core.booking.visits import AHEAD, Status, Taken, Visit
from service.core.times import Instant
from service.store.batch import Tap


@dataclass(slots=True, kw_only=True)
class DayLoad:
    """One ward-day: what there is and what is used, in each slot from `zero` on."""

    on: date
    zero: Slot
    opens: int
    closes: int
    """Both 0 on a day that is closed, and has visits from before it was."""
    capacity: dict[Pool, list[int]]
    used: dict[Pool, list[int]]
    visits: set[str] = field(default_factory=set)
    changed: int = 0
    """How often what is left has changed."""
    _now: Outlook | None = None

    @property
    def length(self) -> int:
        """Slots that are counted."""
        return len(self.capacity[Pool.NURSE])

    def state(self) -> DayState:
        """Return what is left of the day; where a cut has left less than is used, it is short."""
        return self.outlook().booked

    def outlook(self) -> Outlook:
        """Return what is left, and what is expected beside it as far as that is known yet."""
        if self._now is None:
            left = {
                pool: [has - takes for has, takes in zip(row, self.used[pool], strict=True)]
                for pool, row in self.capacity.items()
            }
            self._now = outlook(empty_day(self.on, self.zero, self.opens, self.closes, left))
        return self._now

    def expect(self, found: Outlook) -> None:
        """Take over what is expected beside what is booked."""
        self._now = found

    def without(self, visit: Iterable[Taken]) -> Outlook:
        """Return what would be left of the day if a visit were not there."""
        now = self.outlook()
        for taken in visit:
            now = self._changed(now, taken, more)
        return now

    def take(self, taken: Iterable[Taken], asked: Expected | None = None) -> None:
        """Count what a visit takes. `asked`: it comes in the place of an expected one."""
        whole = tuple(taken)
        self._count(whole, 1)
        if self._now is None:
            return
        if asked is not None and room_for(self._now.booked, asked):
            self._now = accepted(self._now, asked).outlook
            return
        for each in whole:  # to count it all anew would take milliseconds of the loop
            self._now = self._changed(self._now, each, less)

    def give_back(self, taken: Iterable[Taken]) -> None:
        """Count what a visit took as free again, beside the expected ones too."""
        whole = tuple(taken)
        self._count(whole, -1)
        if self._now is not None:
            self._now = self.without(whole)

    def cut(self, cut: Cut) -> None:
        """Take a cut off the capacity; never below 0."""
        row = self.capacity[cut.pool]
        first, end = max(0, cut.start - self.zero), min(self.length, cut.end - self.zero)
        for slot in range(first, end):
            row[slot] = max(0, row[slot] - cut.amount)
        self._now = None
        self.changed += 1

    def overdrawn(self, taken: Taken) -> bool:
        """Whether there is less than is used somewhere in what a visit takes."""
        used, capacity = self.used[taken.pool], self.capacity[taken.pool]
        slots = range(taken.start - self.zero, taken.end - self.zero)
        return any(used[slot] > capacity[slot] for slot in slots)

    def _count(self, taken: Iterable[Taken], sign: int) -> None:
        self.changed += 1
        for each in taken:
            row = self.used[each.pool]
            for slot in range(each.start - self.zero, each.end - self.zero):
                row[slot] += sign * each.amount

    def _changed(
        self, now: Outlook, taken: Taken, change: Callable[[Digits, Mask, int], Digits]
    ) -> Outlook:
        window = span(taken.start - self.zero, taken.end - taken.start)

        def changed(state: DayState) -> DayState:
            free = {**state.free, taken.pool: change(state.free[taken.pool], window, taken.amount)}
            return replace(state, free=free)

        return replace(now, booked=changed(now.booked), rest=changed(now.rest))


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What was read from the file."""

    visits: tuple[Visit, ...]
    taken: Mapping[str, tuple[Taken, ...]]
    """As they are counted in the file, by visit; a newer program may count otherwise."""
    slots: tuple[tuple[str, int, int, int], ...]
    """Pool, slot, capacity, used."""
    cuts: tuple[Cut, ...]
    waiting: tuple[Row, ...]
    taps: tuple[Tap, ...]


class BookDamaged(Exception):
    """The book does not agree with itself: what is used is not what the visits take."""


def read_book(connection: Connection, since: Slot, taps_since: Instant) -> Loaded:
    """Return the visits from a slot on, and everything that belongs to them."""
    chairs = {row.visit: row.chair for row in connection.execute(select(BINDING))}
    rows = connection.execute(select(VISIT).where(VISIT.c.seat_slot >= since)).mappings()
    visits = tuple(visit_of(dict(row), chairs.get(row["id"])) for row in rows)
    taken: dict[str, list[Taken]] = {}
    for row in connection.execute(select(USE).where(USE.c.to_slot > since)):
        use = Taken(
            pool=Pool(row.pool), start=Slot(row.from_slot), end=Slot(row.to_slot), amount=row.amount
        )
        taken.setdefault(row.visit, []).append(use)
    slots = connection.execute(select(POOL_SLOT).where(POOL_SLOT.c.slot >= since))
    taps = connection.execute(select(TAP).where(TAP.c.at_ms >= taps_since))
    return Loaded(
        visits=visits,
        taken={visit: tuple(uses) for visit, uses in taken.items()},
        slots=tuple((pool, slot, capacity, used) for pool, slot, capacity, used in slots.all()),
        cuts=read_cuts(connection, since),
        waiting=tuple(dict(row) for row in connection.execute(select(WAITING)).mappings()),
        taps=tuple(
            Tap(
                key=row.key,
                body_hash=row.body_hash,
                status=row.status,
                response=row.response,
                at_ms=Instant(row.at_ms),
            )
            for row in taps
        ),
    )


class Shelf:
    """What the file has, in memory."""

    def __init__(
        self, calendar: Calendar, expectations: Expectations, loaded: Loaded, told: Told
    ) -> None:
        self._calendar = calendar
        self.expectations = expectations
        self.told = told
        self.visits: dict[str, Visit] = {}
        self.days: dict[date, DayLoad] = {}
        self._taken: dict[str, tuple[Taken, ...]] = {}
        self._held: dict[str, None] = {}
        self.cuts = list(loaded.cuts)
        self.waiting: dict[str, Row] = {row["id"]: row for row in loaded.waiting}
        self.taps = {tap.key: tap for tap in loaded.taps}
        """What was answered during the last day."""
        by_slot = self._lay_out(loaded)
        for visit in loaded.visits:
            self._keep(visit, loaded.taken.get(visit.id, ()))
        _compare(loaded, by_slot)
        self.stale: set[date] = set(self.days) if expectations else set()
        """Days whose outlook has to be made anew."""

    def day(self, on: date) -> DayLoad | None:
        """Return a day on which anything can be booked, or is."""
        return self.days.get(on)

    def on(self, day: date) -> list[Visit]:
        """Return the visits of a day in the order of their time."""
        load = self.days.get(day)
        found = [self.visits[each] for each in load.visits] if load else []
        return sorted(found, key=lambda visit: (visit.seat, visit.id))

    def holds(self) -> list[Visit]:
        """Return the places that are held."""
        return [self.visits[each] for each in self._held]

    def taken(self, visit: str) -> tuple[Taken, ...]:
        """Return what a visit takes, as the file counts it."""
        return self._taken.get(visit, ())

    def apply(self, step: Step) -> None:
        """Take over what the file has taken."""
        before, visit = step.before, step.after
        if before is None:
            self._keep(visit, visit.taken(), asked=True)
        elif before.taken() == visit.taken():
            self._show(visit)
        else:
            self._remove(before)
            self._keep(visit, visit.taken(), asked=visit.status in AHEAD)
            self._renew(before, visit)

    def cut(self, cut: Cut) -> None:
        """Take over a cut."""
        self.cuts.append(cut)
        clocks = self._calendar.clocks
        for on in {clocks.date(cut.start), clocks.date(Slot(cut.end - 1))}:
            if (day := self.days.get(on)) is not None:
                day.cut(cut)
                if self.expectations:
                    self.stale.add(on)

    def broken(self, chair: str, start: Slot, end: Slot) -> tuple[Cut, ...]:
        """Return what says that a chair cannot be used at some time between two slots."""
        return tuple(
            cut for cut in self.cuts if cut.chair == chair and cut.start < end and cut.end > start
        )

    def _remove(self, visit: Visit) -> None:
        day = self.days[self._calendar.clocks.date(visit.seat)]
        day.visits.discard(visit.id)
        day.give_back(self._taken.pop(visit.id, ()))

    def _keep(self, visit: Visit, taken: tuple[Taken, ...], *, asked: bool = False) -> None:
        day = self.days[self._calendar.clocks.date(visit.seat)]
        self._taken[visit.id] = taken
        day.visits.add(visit.id)
        day.take(taken, self.expectations.of(visit, day.zero) if asked else None)
        self._show(visit)

    def _show(self, visit: Visit) -> None:
        self.visits[visit.id] = visit
        if visit.status is Status.HELD:
            self._held[visit.id] = None
        else:
            self._held.pop(visit.id, None)

    def _renew(self, *visits: Visit) -> None:
        """Note the days on which more or less is expected than before."""
        if self.expectations:
            self.stale.update(self._calendar.clocks.date(visit.seat) for visit in visits)

    def _lay_out(self, loaded: Loaded) -> dict[int, DayLoad]:
        """Make the days of all slots; `used` is counted from the visits afterwards."""
        clocks = self._calendar.clocks
        dates = {slot: clocks.date(Slot(slot)) for slot in {row[1] for row in loaded.slots}}
        first: dict[date, int] = {}
        for slot, on in dates.items():
            first[on] = min(slot, first.get(on, slot))
        for visit in loaded.visits:
            on = clocks.date(visit.seat)
            first[on] = min(visit.seat, first.get(on, visit.seat))
        for on, slot in first.items():
            self.days[on] = _empty(self._calendar.day(on), slot)
        by_slot = {slot: self.days[on] for slot, on in dates.items()}
        for pool, slot, capacity, _ in loaded.slots:
            day = by_slot[slot]
            day.capacity[POOLS[pool]][slot - day.zero] = capacity
        return by_slot


def _compare(loaded: Loaded, by_slot: Mapping[int, DayLoad]) -> None:
    for pool, slot, _, used in loaded.slots:
        day = by_slot[slot]
        counted = day.used[POOLS[pool]][slot - day.zero]
        if counted != used:
            raise BookDamaged(
                f"{pool} at slot {slot}: {used} is counted as used, the visits take {counted}"
            )


def _empty(day: OpenDay | ClosedDay, first: int) -> DayLoad:
    """Return a day without capacity and visits. `first` is the first slot that anything has."""
    if isinstance(day, OpenDay):
        zero = min(day.zero, first)
        opens, closes = day.opens + day.zero - zero, day.closes + day.zero - zero
    else:
        zero, opens, closes = first, 0, 0
    return DayLoad(
        on=day.on,
        zero=Slot(zero),
        opens=opens,
        closes=closes,
        capacity={pool: [0] * LONGEST_DAY for pool in Pool},
        used={pool: [0] * LONGEST_DAY for pool in Pool},
    )


POOLS = {pool.value: pool for pool in Pool}
"""By the name that the file has for each: asked for every slot of every day."""

LONGEST_DAY = 26 * 12
"""Slots of the longest day, with room for a zero that lies before midnight."""
