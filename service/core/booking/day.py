"""One ward-day: what is left of every pool in every slot, and where a visit fits.

A slot of the day is counted from the day's own zero: the moment at which the ward's clock shows
midnight, counted back from the opening. So slot 96 is eight o'clock on every day of the year.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from service.core.booking.counts import (
    EVERY,
    Digits,
    Mask,
    at_least,
    counts,
    digits,
    exceeds,
    less,
    members,
    more,
    runs,
    span,
    within,
)
from service.core.booking.grid import Slot, slots
from service.core.booking.shape import PlaceClass, Pool, Shape, Use, uses

PLANNED_WAIT = slots(30)
"""The premedication gap that a plan prefers: the middle between too early and too late."""

WAIT_STEP = slots(15)
"""Gaps that are tried: every quarter of an hour of the window."""


FLOOR_DIGIT = 12
FLOOR = 1 << FLOOR_DIGIT
"""Counts are kept with this much added, so that a day may be short of something: a nurse is ill,
and what she was to do is still booked. Enough for 341 nurses in parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Where in a day a visit is: slots of the day."""

    seat: int
    wait: int
    """The premedication gap in slots."""
    bag: int | None
    """Where compounding begins; None where nothing is compounded."""

    def ends(self, shape: Shape) -> int:
        """Return the slot of the day from which on the place is free again."""
        return self.seat + shape.length(self.wait)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayState:
    """What is left of a ward-day. A value: booking makes another one."""

    on: date
    zero: Slot
    """The moment of slot 0 of the day."""
    length: int
    """Slots that are counted; the visits and bags of the day lie within."""
    opens: int
    closes: int
    """Every visit ends, its place clean, before this slot of the day."""
    free: Mapping[Pool, Digits]
    """What is left, with `FLOOR` added. A pool that is not named is not counted: there is always
    enough."""
    chairs: tuple[Mask, ...] | None = None
    """The free slots of each chair, where a chair is bound at booking; None: time is booked.

    Only the policy that binds chairs has it; such a day only fills."""


def empty_day(
    on: date, zero: Slot, opens: int, closes: int, capacities: Mapping[Pool, Sequence[int]]
) -> DayState:
    """Return a day without a booking; `capacities` has one count a slot of the day."""
    return DayState(
        on=on,
        zero=zero,
        length=max((len(row) for row in capacities.values()), default=closes),
        opens=opens,
        closes=closes,
        free={pool: digits([count + FLOOR for count in row]) for pool, row in capacities.items()},
    )


def from_now(day: DayState, now: Slot) -> DayState:
    """Return what is left of a day that has begun: nothing before `now`, not even for a bag."""
    gone = span(0, max(0, min(day.length, now - day.zero)))
    if not gone:
        return day
    free = {pool: tuple(plane & ~gone for plane in planes) for pool, planes in day.free.items()}
    chairs = None if day.chairs is None else tuple(chair & ~gone for chair in day.chairs)
    return replace(day, free=free, chairs=chairs)


def left(day: DayState, pool: Pool) -> tuple[int, ...]:
    """Return what is left of a counted pool in each slot; below 0 where it is short."""
    return tuple(count - FLOOR for count in counts(day.free[pool], day.length))


def enough(day: DayState, pool: Pool, amount: int) -> Mask:
    """Return the slots in which so much of a pool is left."""
    if pool not in day.free:
        return EVERY
    return at_least(day.free[pool], amount + FLOOR, day.length)


def waits(shape: Shape) -> tuple[int, ...]:
    """Return the premedication gaps that are tried (slots), the preferred one first."""
    window = range(shape.wait_min, shape.wait_max + 1, WAIT_STEP)
    return tuple(sorted(window, key=lambda wait: (abs(wait - PLANNED_WAIT), wait)))


def seats(day: DayState, shape: Shape, place: PlaceClass, wait: int) -> Mask:
    """Return every slot of the day at which this visit can be seated, all at once.

    What a visit takes of one pool never overlaps itself, so each use can be looked at alone.
    """
    last = latest_seat(day, shape, wait)
    if last is None:
        return 0
    found = span(day.opens, last - day.opens + 1)
    for use in uses(shape, wait, place, None):
        found &= runs(enough(day, use.pool, use.amount), use.length) >> use.start
        if use.pool is Pool.CHAIR and day.chairs is not None:
            found &= _somewhere(day.chairs, use)
        if not found:
            return 0
    return found & _bag_seats(day, shape, wait)


def latest_seat(day: DayState, shape: Shape, wait: int) -> int | None:
    """Return the last slot of the day at which a visit may be seated; None: it is too long.

    The deadline: it ends so long before the close as it may well run over (`Shape.overrun`). Where
    no seat would keep that the first one of the morning remains, and no other.
    """
    last = day.closes - shape.length(wait)
    return None if last < day.opens else max(day.opens, last - shape.overrun)


def fits(day: DayState, shape: Shape, place: PlaceClass, allowed: Mask = EVERY) -> dict[int, int]:
    """Return every allowed seat with the best premedication gap for it (slots)."""
    found: dict[int, int] = {}
    for wait in waits(shape):
        here = seats(day, shape, place, wait) & allowed
        found |= dict.fromkeys(members(here), wait)
        allowed &= ~here
    return found


def rises(day: DayState, pool: Pool) -> tuple[Mask, Mask]:
    """Return the slots in which fewer are free than in the one before, and those in which more."""
    planes = day.free.get(pool, ())
    before = tuple(plane << 1 for plane in planes)
    return exceeds(before, planes), exceeds(planes, before)


def bag_window(shape: Shape, wait: int) -> tuple[int, int]:
    """Return the first and the last start of compounding, slots after the seat.

    At the chair before the hanging; stable until the infusion has ended; and where it is made to
    order, half ready at most when the arrival is done.
    """
    bag = shape.bag
    if bag is None:
        return 0, 0
    hang = shape.arrive + wait
    first = hang + shape.hang + shape.infuse - bag.stable - bag.compound
    if bag.to_order:
        first = max(first, shape.arrive - bag.compound // 2)
    return first, hang - bag.transport - bag.compound


def lasts(shape: Shape, bag: int, fit: Fit) -> bool:
    """Whether a bag that was begun at `bag` is at the chair in time, and stable to the end."""
    need = shape.bag
    if need is None:
        return True
    hang, ready = fit.seat + shape.arrive + fit.wait, bag + need.compound
    in_time = ready + need.transport <= hang
    return in_time and hang + shape.hang + shape.infuse <= ready + need.stable


def fit_at(day: DayState, shape: Shape, seat: int, wait: int) -> Fit:
    """Return the fit at one of `seats`, with the latest bag: the fresher, the better."""
    if not _compounds(day, shape):
        return Fit(seat=seat, wait=wait, bag=None)
    first, last = bag_window(shape, wait)
    possible = _bag_starts(day, shape) >> max(0, seat + first)
    possible &= (1 << (seat + last + 1 - max(0, seat + first))) - 1
    return Fit(seat=seat, wait=wait, bag=max(0, seat + first) + possible.bit_length() - 1)


def missing(day: DayState, shape: Shape, place: PlaceClass, fit: Fit) -> frozenset[Pool]:
    """Return the pools that have not enough left for a visit at exactly this place."""
    short = set()
    for use in _taken(shape, place, fit):
        window = span(fit.seat + use.start, use.length)
        if window & ~enough(day, use.pool, use.amount):
            short.add(use.pool)
    return frozenset(short)


def has_room(day: DayState, shape: Shape, place: PlaceClass, fit: Fit) -> bool:
    """Return whether everything that a visit takes at exactly this place is free."""
    return not missing(day, shape, place, fit)


def booked(
    day: DayState, shape: Shape, place: PlaceClass, fit: Fit, *, over: bool = False
) -> DayState:
    """Return the day with the visit in it. `ValueError` where it does not fit.

    `over`: it is booked, whether it fits or not, so count it. The day is then short.
    """
    free, whole = dict(day.free), span(0, day.length)
    for use in _taken(shape, place, fit):
        if use.pool in free:
            window = span(fit.seat + use.start, use.length)
            taken = less(free[use.pool], window & whole, use.amount)
            if not over and window & ~taken[FLOOR_DIGIT]:
                raise ValueError(f"not enough left: {use.pool.value}")
            free[use.pool] = taken
    if day.chairs is None or place is not PlaceClass.CHAIR:
        return replace(day, free=free)
    window = span(fit.seat, shape.length(fit.wait))
    chosen = next((at for at, chair in enumerate(day.chairs) if chair & window == window), None)
    if chosen is None:
        raise ValueError("no chair is free for so long")
    chairs = (*day.chairs[:chosen], day.chairs[chosen] & ~window, *day.chairs[chosen + 1 :])
    return replace(day, free=free, chairs=chairs)


def released(day: DayState, shape: Shape, place: PlaceClass, fit: Fit) -> DayState:
    """Return the day without the visit that `booked` put there.

    `ValueError` where chairs are bound: the day does not know which one was this visit's.
    """
    if day.chairs is not None:
        raise ValueError("a day with bound chairs only fills")
    free, whole = dict(day.free), span(0, day.length)
    for use in _taken(shape, place, fit):
        if use.pool in free:
            window = span(fit.seat + use.start, use.length) & whole
            free[use.pool] = more(free[use.pool], window, use.amount)
    return replace(day, free=free)


def _taken(shape: Shape, place: PlaceClass, fit: Fit) -> tuple[Use, ...]:
    return uses(shape, fit.wait, place, None if fit.bag is None else fit.bag - fit.seat)


def _somewhere(chairs: Sequence[Mask], use: Use) -> Mask:
    found = 0
    for chair in chairs:
        found |= runs(chair, use.length)
    return found >> use.start


def _compounds(day: DayState, shape: Shape) -> bool:
    return shape.bag is not None and shape.bag.compound > 0 and Pool.ISOLATOR in day.free


def _bag_starts(day: DayState, shape: Shape) -> Mask:
    compound = shape.bag.compound if shape.bag is not None else 0
    return runs(enough(day, Pool.ISOLATOR, 1), compound)


def _bag_seats(day: DayState, shape: Shape, wait: int) -> Mask:
    if not _compounds(day, shape):
        return -1
    return within(_bag_starts(day, shape), *bag_window(shape, wait))
