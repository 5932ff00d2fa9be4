"""A ward-day as it really is at a moment: what there is, who sits, who is still to come."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from service.core.booking.counts import Digits, digits, less, members, span
from service.core.booking.day import FLOOR, FLOOR_DIGIT, DayState, Fit, booked, left
from service.core.booking.grid import GRID_MIN, Slot, slots
from service.core.booking.repair.stay import Stay
from service.core.booking.resources import BookedChair
from service.core.booking.shape import NURSE_PARTS, Pool
from service.core.booking.visits import Status, Taken, Visit

OVERTIME_MOST = slots(4 * 60)
"""No proposal lets a visit end later than so long after the close."""

BY_OVERTIME = frozenset(Pool) - {Pool.ISOLATOR}
"""What may stay longer than the ward is open; the pharmacy does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Less of a pool than there should be: a nurse has gone, a chair is broken."""

    pool: Pool
    start: Slot
    end: Slot
    amount: int
    """As the pool is counted; of nurses in parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Short:
    """Less of a pool than those who sit already need."""

    pool: Pool
    start: Slot
    end: Slot
    missing: int
    """As the pool is counted, where it is most."""

    @property
    def whole(self) -> int:
        """How many are missing, as people count them."""
        parts = NURSE_PARTS if self.pool is Pool.NURSE else 1
        return -(-self.missing // parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Everything that a repair looks at."""

    day: DayState
    """What there is with nothing taken; what is lost is taken off, overtime counted in."""
    now: Slot
    stays: tuple[Stay, ...]
    """Those who sit. They are never moved."""
    leaving: tuple[Taken, ...]
    """What those who have gone still take: a place is being cleaned."""
    ahead: tuple[Visit, ...]
    """Those who are still to come, in the order in which they are promised."""
    held: tuple[Visit, ...]
    """Places of people who are just being asked; not moved either."""
    closes: int
    """Slot of the day at which the ward closes; what comes behind is overtime."""
    chairs: tuple[BookedChair, ...]
    broken: Mapping[str, Slot]
    """Chairs that cannot be used, each from when on."""

    def of_day(self, slot: Slot) -> int:
        """Return a moment as a slot of the day."""
        return slot - self.day.zero

    def moment(self, slot: int) -> Slot:
        """Return a slot of the day as a moment."""
        return Slot(slot + self.day.zero)


def situation(
    day: DayState,
    now: Slot,
    *,
    stays: Iterable[Stay],
    gone: Iterable[Taken],
    visits: Iterable[Visit],
    chairs: tuple[BookedChair, ...],
    lost: Iterable[Lost] = (),
    broken: Mapping[str, Slot] | None = None,
) -> Situation:
    """Return the situation of a day; `day` has nothing taken, `visits` are those not seated yet.

    `lost` is what `day` still has and the ward has not.
    """
    whole = day
    for each in lost:
        whole = _less(whole, each)
    order = sorted(visits, key=lambda visit: (visit.seat, visit.id))
    return Situation(
        day=_from(with_overtime(whole), now - day.zero),
        now=now,
        stays=tuple(stays),
        leaving=tuple(gone),
        ahead=tuple(each for each in order if each.status is not Status.HELD),
        held=tuple(each for each in order if each.status is Status.HELD),
        closes=day.closes,
        chairs=chairs,
        broken=dict(broken or {}),
    )


def with_overtime(day: DayState) -> DayState:
    """Return a day on which all may stay on who are there when it closes."""
    extra = min(OVERTIME_MOST, day.length - day.closes)
    if day.closes <= day.opens or extra <= 0:
        return day
    late, last = span(day.closes, extra), day.closes - 1
    free: dict[Pool, Digits] = {}
    for pool, planes in day.free.items():
        stay_on = pool in BY_OVERTIME
        free[pool] = tuple(
            (plane | late if plane >> last & 1 else plane & ~late) if stay_on else plane
            for plane in planes
        )
    return replace(day, free=free, closes=day.closes + extra)


def taken_off(day: DayState, taken: Iterable[Taken]) -> DayState:
    """Return a day with so much taken of it, whether it was there or not."""
    free, whole = dict(day.free), span(0, day.length)
    for each in taken:
        if each.pool in free:
            start = max(0, each.start - day.zero)
            window = span(start, max(0, each.end - day.zero - start)) & whole
            free[each.pool] = less(free[each.pool], window, each.amount)
    return replace(day, free=free)


def what_is_left(of: Situation) -> DayState:
    """Return the day without those who sit, who leave, and who are being asked."""
    day = taken_off(of.day, of.leaving)
    for each in of.stays:
        day = taken_off(day, each.taken)
    for visit in of.held:
        day = booked(day, visit.shape, visit.place, fit_of(visit, day.zero), over=True)
    return day


def shortages(of: Situation) -> tuple[Short, ...]:
    """Return where those who sit need more than there is: by pool, first to last."""
    day = of.day
    for each in of.stays:
        day = taken_off(day, each.taken)
    found: list[Short] = []
    for pool in Pool:
        if pool in day.free:
            found += _short_of(day, pool)
    return tuple(found)


def fit_of(visit: Visit, zero: Slot) -> Fit:
    """Return where a visit is in its day, as it was promised."""
    bag = None if visit.bag is None else visit.bag - zero
    return Fit(seat=visit.seat - zero, wait=visit.wait, bag=bag)


def due(of: Situation, visit: Visit) -> Slot:
    """Return the earliest seat of a visit: not before the promise, the patient, or now.

    A patient who is not here and says nothing can be seated from now on.
    """
    expected = visit.seat if visit.expected is None else visit.expected
    return Slot(max(visit.seat, expected, of.now))


def blamed(of: Situation, visit: Visit) -> Slot:
    """Return from when on the patient waits for the ward, and not the ward for the patient."""
    if visit.status is Status.ARRIVED:
        return visit.seat
    return due(of, visit)


def minutes_between(later: int, earlier: int) -> int:
    """Return the minutes between two slots."""
    return (later - earlier) * GRID_MIN


def _short_of(day: DayState, pool: Pool) -> Iterable[Short]:
    planes = day.free[pool]
    below = span(0, day.length) & ~planes[FLOOR_DIGIT]
    rows: list[tuple[int, int, int]] = []
    for slot in members(below):
        has = sum((plane >> slot & 1) << digit for digit, plane in enumerate(planes))
        missing = FLOOR - has
        if rows and rows[-1][1] == slot:
            first, _, most = rows[-1]
            rows[-1] = (first, slot + 1, max(most, missing))
        else:
            rows.append((slot, slot + 1, missing))
    for first, end, missing in rows:
        yield Short(
            pool=pool,
            start=Slot(first + day.zero),
            end=Slot(end + day.zero),
            missing=missing,
        )


def _less(day: DayState, lost: Lost) -> DayState:
    """Return a day with less of a pool, and never less than nothing."""
    if lost.pool not in day.free:
        return day
    first, end = lost.start - day.zero, lost.end - day.zero
    rows = [
        max(0, has - lost.amount) if first <= slot < end else has
        for slot, has in enumerate(left(day, lost.pool))
    ]
    return replace(day, free={**day.free, lost.pool: digits([has + FLOOR for has in rows])})


def _from(day: DayState, now: int) -> DayState:
    """Return a day whose isolators are not to be had before now."""
    if Pool.ISOLATOR not in day.free or now <= 0:
        return day
    past = span(0, min(now, day.length))
    planes = tuple(
        plane | past if digit == FLOOR_DIGIT else plane & ~past
        for digit, plane in enumerate(day.free[Pool.ISOLATOR])
    )
    return replace(day, free={**day.free, Pool.ISOLATOR: planes})
