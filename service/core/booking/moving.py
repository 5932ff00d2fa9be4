"""What a move, a cancellation or a late patient changes, and why it may not be.

Nothing here moves anybody: each function says what would be so, and a person (or the book, for
whoever has asked) takes it. A refusal names what is missing, and the nearest that is possible.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum

from service.core.booking.day import DayState, Fit, from_now, released
from service.core.booking.grid import GRID_MIN, Slot, after
from service.core.booking.offers import Offer, Policy, Request, Wish, offers
from service.core.booking.outlook import Expected, outlook
from service.core.booking.refusals import BookRefusal, BookRefusalId
from service.core.booking.refusing import clock, fit_if_free, why_not
from service.core.booking.series import DayOffer, Due


class Standing(Enum):
    """How far a visit is."""

    BOOKED = "booked"
    SEATED = "seated"
    OVER = "over"
    """Left, cancelled or not come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A visit in the book."""

    on: date
    visit: Expected
    standing: Standing
    first_infusion: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A booking at its new place; the old place is free."""

    booking: Booking
    by_days: int
    """Later; negative: earlier."""
    by_min: int
    """The change of the time of day."""
    bag_wasted: bool
    """The bag of the old place has been begun and does not last until the new one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled:
    """A booking that is over; its place is free from now on."""

    booking: Booking
    bag_wasted: bool
    """Its bag has been begun."""


Days = Mapping[date, DayState]
"""The open days of the ward with everything booked in them; a day that is missing is closed."""

SEARCHED_DAYS = 14
"""So far around a day that is impossible another one is looked for."""

INSTEAD = 3
"""Alternatives that a refusal brings."""


def move(days: Days, booking: Booking, on: date, seat: int, now: Slot) -> Moved | BookRefusal:
    """Return a booking moved to a seat (slot of the day) of a day, or why it cannot be."""
    refused = _fixed(booking)
    if refused is not None:
        return refused
    freed, begun = _without(days, booking, now), _begun(days, booking, now)
    refused = _no_such_time(freed, on, seat, now)
    if refused is None:
        fit = _fit(freed[on], booking, seat, has_bag=begun and on == booking.on)
        if fit is not None:
            return _moved(booking, on, fit, begun=begun)
        refused = why_not(freed[on], booking.visit, seat)
    return _with_instead(refused, freed, _request(booking, Wish(around=seat)), on)


def cancel(days: Days, booking: Booking, now: Slot) -> Cancelled | BookRefusal:
    """Return a booking cancelled, or why it cannot be."""
    refused = _fixed(booking)
    if refused is not None:
        return refused
    over = replace(booking, standing=Standing.OVER)
    return Cancelled(booking=over, bag_wasted=_begun(days, booking, now))


def late(days: Days, booking: Booking, arrives: int, now: Slot) -> Moved | BookRefusal:
    """Return a booking at the first seat of its day for somebody who comes at `arrives`.

    Who comes in time keeps the seat. Nobody else moves for it; where that is not enough the
    refusal brings other days, and the ward's repair may propose more.
    """
    refused = _fixed(booking)
    if refused is not None:
        return refused
    freed, begun = _without(days, booking, now), _begun(days, booking, now)
    first = max(arrives, booking.visit.fit.seat)
    refused = _no_such_time(freed, booking.on, first, now)
    if refused is None:
        day = freed[booking.on]
        for seat in range(first, day.closes):
            fit = _fit(day, booking, seat, has_bag=begun)
            if fit is not None:
                return _moved(booking, booking.on, fit, begun=begun)
        refused = why_not(day, booking.visit, first)
    wish = Wish(around=first, earliest=first)
    return _with_instead(refused, freed, _request(booking, wish), booking.on)


def none_offered(days: Days, due: Due, now: Slot) -> BookRefusal:
    """Return why nothing is offered around a due day, with the nearest beyond its tolerance."""
    request, open_ = due.request, {on: from_now(day, now) for on, day in days.items()}
    around = [on for on in due.days() if on in open_]
    if not around:
        refused: BookRefusal | None = BookRefusal(
            id=BookRefusalId.CLOSED_DAY,
            sentence=f"The ward is closed from {min(due.days())} to {max(due.days())}.",
        )
    else:
        fit = Fit(seat=request.wish.around, wait=request.shape.wait_min, bag=None)
        visit = Expected(kind=request.kind, shape=request.shape, place=request.place, fit=fit)
        on, seat = around[0], request.wish.around
        refused = _no_such_time(open_, on, seat, now) or why_not(open_[on], visit, seat)
    free = replace(request, wish=Wish(around=request.wish.around))
    return _with_instead(refused, open_, free, due.on)


def nearest(days: Days, request: Request, on: date) -> tuple[DayOffer, ...]:
    """Return what is possible next to a wish: the same day first, then the days around it."""
    around = sorted(range(-SEARCHED_DAYS, SEARCHED_DAYS + 1), key=lambda away: (abs(away), -away))
    found: list[DayOffer] = []
    for day in (on + timedelta(days=away) for away in around):
        if day in days and len(found) < INSTEAD:
            here = request if day == on else replace(request, wish=Wish(around=request.wish.around))
            made = _on_day(days[day], here, INSTEAD - len(found))
            found += [DayOffer(on=day, offer=offer) for offer in made]
    return tuple(found)


def _with_instead(
    refused: BookRefusal | None, days: Days, request: Request, on: date
) -> BookRefusal:
    """Return a refusal with the nearest that is possible."""
    if refused is None:  # the time itself is free: it is the wish that forbids it
        refused = BookRefusal(
            id=BookRefusalId.NOT_WITHIN_THE_WISH,
            sentence="Nothing is free within the hours that were wished for.",
        )
    return replace(refused, instead=nearest(days, request, on))


def _no_such_time(days: Days, on: date, seat: int, now: Slot) -> BookRefusal | None:
    day = days.get(on)
    if day is None:
        return BookRefusal(id=BookRefusalId.CLOSED_DAY, sentence=f"The ward is closed on {on}.")
    if after(day.zero, seat) < now:
        return BookRefusal(
            id=BookRefusalId.PAST_DAY, sentence=f"{clock(seat)} on {on} is in the past."
        )
    return None


def _fixed(booking: Booking) -> BookRefusal | None:
    if booking.standing is Standing.SEATED:
        return BookRefusal(
            id=BookRefusalId.WRONG_STATUS,
            sentence="The patient is in the chair: end the session, or move the chair.",
        )
    if booking.standing is Standing.OVER:
        return BookRefusal(
            id=BookRefusalId.WRONG_STATUS, sentence="This visit is over; book another one."
        )
    return None


def _without(days: Days, booking: Booking, now: Slot) -> Days:
    """Return the days from now on, the booking's own place free."""
    visit = booking.visit
    freed = {
        on: released(day, visit.shape, visit.place, visit.fit) if on == booking.on else day
        for on, day in days.items()
    }
    return {on: from_now(day, now) for on, day in freed.items()}


def _fit(day: DayState, booking: Booking, seat: int, *, has_bag: bool) -> Fit | None:
    """Return how a booking fits at a seat: with the bag that it has if that lasts, or a new one."""
    visit = booking.visit
    if has_bag:
        fit = fit_if_free(day, replace(visit, shape=replace(visit.shape, bag=None)), seat)
        if fit is not None and _lasts(visit, fit):
            return replace(fit, bag=visit.fit.bag)
    return fit_if_free(day, visit, seat)


def _request(booking: Booking, wish: Wish) -> Request:
    visit = booking.visit
    return Request(
        kind=visit.kind,
        shape=visit.shape,
        place=visit.place,
        wish=wish,
        first_infusion=booking.first_infusion,
    )


def _on_day(day: DayState, request: Request, most: int) -> tuple[Offer, ...]:
    return offers(Policy.PATIENT_PICKS, outlook(day), request, most=most)


def _moved(booking: Booking, on: date, fit: Fit, *, begun: bool) -> Moved:
    same_bag = on == booking.on and fit.bag == booking.visit.fit.bag
    return Moved(
        booking=replace(booking, on=on, visit=replace(booking.visit, fit=fit)),
        by_days=(on - booking.on).days,
        by_min=(fit.seat - booking.visit.fit.seat) * GRID_MIN,
        bag_wasted=begun and not same_bag,
    )


def _begun(days: Days, booking: Booking, now: Slot) -> bool:
    """Whether the bag of a booking is being compounded, or is ready."""
    day, bag = days.get(booking.on), booking.visit.fit.bag
    return day is not None and bag is not None and now > after(day.zero, bag)


def _lasts(visit: Expected, fit: Fit) -> bool:
    """Whether the bag that a visit has is there in time, and stable to the end of the infusion."""
    shape, begun = visit.shape, visit.fit.bag
    if shape.bag is None or begun is None:
        return True
    hang, ready = fit.seat + shape.arrive + fit.wait, begun + shape.bag.compound
    in_time = ready + shape.bag.transport <= hang
    return in_time and hang + shape.hang + shape.infuse <= ready + shape.bag.stable
