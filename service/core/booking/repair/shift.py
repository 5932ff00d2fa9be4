"""The right-shift: everybody at the earliest time that is possible, in the order of the promises.

It is the answer that is always there. Nobody comes before the promise, nobody overtakes anybody who
was promised earlier for nothing, and who can keep the promise keeps it, bag and gap included.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from service.core.booking.counts import EVERY, Mask, span
from service.core.booking.day import (
    DayState,
    Fit,
    booked,
    enough,
    fit_at,
    has_room,
    seats,
    waits,
)
from service.core.booking.repair.situation import Situation, due, fit_of, what_is_left
from service.core.booking.shape import BagNeed, Pool, Shape
from service.core.booking.visits import Visit

Fits = Mapping[str, Fit | None]
"""Where each visit that is still to come would be, by its id; None: nowhere on this day."""


def right_shift(of: Situation) -> Fits:
    """Return the right-shift of a day."""
    return dict(shifting(of))


def shifting(of: Situation) -> Iterator[tuple[str, Fit | None]]:
    """Yield the right-shift visit by visit, for who has other work between two of them."""
    day = what_is_left(of)
    for visit in of.ahead:
        fit = earliest(day, visit, of.of_day(due(of, visit)), of.of_day(of.now))
        yield visit.id, fit
        if fit is not None:
            day = with_visit(day, visit, fit, of.of_day(of.now))


def with_visit(day: DayState, visit: Visit, fit: Fit, now: int) -> DayState:
    """Return the day with a visit in it; `ValueError` where it does not fit."""
    return booked(day, visit.shape, visit.place, _uncounted(fit, now))


def earliest(day: DayState, visit: Visit, from_: int, now: int) -> Fit | None:
    """Return the earliest place of a visit from a slot of the day on; None: there is none.

    Of several ways to be seated then, the one that changes least: the same gap, the same bag.
    """
    own = fit_of(visit, day.zero)
    if from_ <= own.seat and has_room(day, visit.shape, visit.place, _uncounted(own, now)):
        return own
    best: tuple[int, int, Way] | None = None
    for rank, way in enumerate(_ways(day, visit, own, now)):
        allowed = span(max(from_, 0), day.length) & way.allowed
        found = seats(day, way.shape, visit.place, way.wait) & allowed
        if found:
            seat = (found & -found).bit_length() - 1
            if best is None or (seat, rank) < best[:2]:
                best = seat, rank, way
    if best is None:
        return None
    seat, _, way = best
    fit = fit_at(day, way.shape, seat, way.wait)
    return replace(fit, bag=own.bag) if way.bag_kept else fit


@dataclass(frozen=True, slots=True)
class Way:
    """One way to seat a visit: with this gap, and with the bag that is there or another one."""

    wait: int
    shape: Shape
    """Without its bag where that needs no isolator any more."""
    allowed: Mask
    bag_kept: bool


def _ways(day: DayState, visit: Visit, own: Fit, now: int) -> Iterator[Way]:
    """Yield the ways to seat a visit, the one that changes least first."""
    gaps = sorted(waits(visit.shape), key=lambda wait: wait != own.wait)
    if own.wait not in gaps:
        gaps.insert(0, own.wait)
    whole, bag = _any_hour(visit.shape), visit.shape.bag
    if bag is not None and own.bag is not None and _bag_there(day, bag, own.bag, now):
        for wait in gaps:
            lasts = bag_lasts(visit.shape, bag, wait, own.bag)
            if bag.to_order and not begun(own, now):
                lasts &= span(0, max(0, own.bag - visit.shape.arrive + bag.compound // 2 + 1))
            yield Way(wait, _without_bag(visit.shape), lasts, bag_kept=True)
    for wait in gaps:
        yield Way(wait, whole, EVERY, bag_kept=False)


def _bag_there(day: DayState, bag: BagNeed, at: int, now: int) -> bool:
    """Whether a bag has been begun, or can still be begun when that was planned."""
    if at < now:
        return True
    window = span(at, bag.compound)
    return enough(day, Pool.ISOLATOR, 1) & window == window


def begun(fit: Fit, now: int) -> bool:
    """Whether the compounding of a bag lies behind us, in part at least."""
    return fit.bag is not None and fit.bag < now


def bag_lasts(shape: Shape, bag: BagNeed, wait: int, at: int) -> Mask:
    """Return the seats for which a bag compounded from `at` on is there, and is still good."""
    hang = shape.arrive + wait
    ready = at + bag.compound
    first = max(0, ready + bag.transport - hang)
    last = ready + bag.stable - hang - shape.hang - shape.infuse
    return span(first, last - first + 1) if last >= first else 0


def holds(of: Situation, fits: Fits) -> bool:
    """Whether visits at these places find all that they need, one beside the other."""
    return all(checking(of, fits))


def checking(of: Situation, fits: Fits) -> Iterator[bool]:
    """Yield for visit after visit whether it finds what it needs; the first False is the last."""
    day, now = what_is_left(of), of.of_day(of.now)
    for visit in of.ahead:
        fit = fits.get(visit.id)
        if fit is not None:
            try:
                right = fit.seat >= of.of_day(due(of, visit)) and _right(day, visit, fit, now)
                day = with_visit(day, visit, fit, now) if right else day
            except ValueError:
                right = False
            yield right
            if not right:
                return


def _right(day: DayState, visit: Visit, fit: Fit, now: int) -> bool:
    """Whether gap, bag and end of a visit are what its shape allows."""
    shape, bag = visit.shape, visit.shape.bag
    own = fit_of(visit, day.zero)
    if fit.wait != own.wait and not shape.wait_min <= fit.wait <= shape.wait_max:
        return False
    if fit.ends(shape) > day.closes:
        return False
    if bag is None or not bag.compound or Pool.ISOLATOR not in day.free:
        return fit.bag in (None, own.bag)
    if fit.bag is None or (fit.bag < now and fit.bag != own.bag):
        return False
    if (
        bag.to_order
        and fit.bag != own.bag
        and fit.bag < fit.seat + shape.arrive - bag.compound // 2
    ):
        return False
    return fit == own or bool(bag_lasts(shape, bag, fit.wait, fit.bag) >> fit.seat & 1)


def _uncounted(fit: Fit, now: int) -> Fit:
    """Return a fit without a bag that has been begun: its isolator's time is past."""
    return replace(fit, bag=None) if begun(fit, now) else fit


@lru_cache(maxsize=4096)
def _any_hour(shape: Shape) -> Shape:
    """Return a shape that is held to the end of the day alone, not to the worst case's."""
    return replace(shape, overrun=0)


@lru_cache(maxsize=4096)
def _without_bag(shape: Shape) -> Shape:
    return replace(shape, overrun=0, bag=None)
