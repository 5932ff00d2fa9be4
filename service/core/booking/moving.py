"""What a move, a cancellation or a late patient changes, and why it may not be.

Nothing here moves anybody: each function says what would be so, and a person (or the book, for
whoever has asked) takes it. A refusal names what is missing, and the nearest that is possible.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum

from service.core.booking.counts import span
from service.core.booking.day import (
    DayState,
    Fit,
    enough,
    fit_at,
    fits,
    latest_seat,
    missing,
    released,
    waits,
)
from service.core.booking.grid import GRID_MIN, Slot, after
from service.core.booking.offers import Offer, Policy, Request, Wish, offers
from service.core.booking.outlook import Expected, outlook
from service.core.booking.series import DayOffer
from service.core.booking.shape import Pool


class BookingRefusalId(Enum):
    """Every reason for which the chair book refuses a wish. Part of the API, never used anew."""

    CLOSED_DAY = "closed-day"
    IN_THE_PAST = "in-the-past"
    ALREADY_SEATED = "already-seated"
    ALREADY_OVER = "already-over"
    LONGER_THAN_THE_DAY = "longer-than-the-day"
    BEFORE_OPENING = "before-opening"
    AFTER_CLOSING = "after-closing"
    WORST_CASE_AFTER_CLOSING = "worst-case-after-closing"
    NO_NURSES = "no-nurses"
    PLACE_TAKEN = "place-taken"
    NURSES_BUSY = "nurses-busy"
    NO_PUMP_FREE = "no-pump-free"
    PHARMACY_FULL = "pharmacy-full"


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
class BookingRefusal:
    """A wish that changed nothing, and why."""

    id: BookingRefusalId
    sentence: str
    instead: tuple[DayOffer, ...] = ()
    """The nearest that is possible, the nearest first."""


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


def move(days: Days, booking: Booking, on: date, seat: int, now: Slot) -> Moved | BookingRefusal:
    """Return a booking moved to a seat (slot of the day) of a day, or why it cannot be."""
    refused = _fixed(booking)
    if refused is not None:
        return refused
    freed = _without(days, booking)
    refused = _impossible(freed, booking, on, seat, now)
    if refused is not None:
        return replace(refused, instead=nearest(freed, booking, on, seat, now))
    fit = _fit_at(freed[on], booking.visit, seat)
    if fit is None:
        raise AssertionError("what is not impossible fits")
    return _moved(days, booking, on, fit, now)


def cancel(days: Days, booking: Booking, now: Slot) -> Cancelled | BookingRefusal:
    """Return a booking cancelled, or why it cannot be."""
    refused = _fixed(booking)
    if refused is not None:
        return refused
    over = replace(booking, standing=Standing.OVER)
    return Cancelled(booking=over, bag_wasted=_bag_lost(days, booking, None, now))


def late(days: Days, booking: Booking, arrives: int, now: Slot) -> Moved | BookingRefusal:
    """Return a booking at the first seat of its day for somebody who comes at `arrives`.

    Who comes in time keeps the seat. Nobody else moves for it; where that is not enough the
    refusal brings other days, and the ward's repair may propose more.
    """
    refused = _fixed(booking)
    if refused is not None:
        return refused
    freed = _without(days, booking)
    from_ = max(arrives, booking.visit.fit.seat)
    request = _request(booking, Wish(around=from_, earliest=from_))
    day = freed.get(booking.on)
    found = () if day is None else _on_day(day, request, 1)
    if found:
        return _moved(days, booking, booking.on, found[0].visit.fit, now)
    refused = _impossible(freed, booking, booking.on, from_, now)
    if refused is None:
        raise AssertionError("a seat that fits is found")
    there = now if day is None else after(day.zero, from_)  # no seat before the patient is there
    return replace(refused, instead=nearest(freed, booking, booking.on, from_, there))


def nearest(days: Days, booking: Booking, on: date, seat: int, now: Slot) -> tuple[DayOffer, ...]:
    """Return what is possible next to a wish: the same day first, then the days around it."""
    request = _request(booking, Wish(around=seat))
    around = sorted(range(-SEARCHED_DAYS, SEARCHED_DAYS + 1), key=lambda away: (abs(away), -away))
    found: list[DayOffer] = []
    for day in (on + timedelta(days=away) for away in around):
        if day in days and len(found) < INSTEAD:
            made = _on_day(days[day], request, INSTEAD, now)
            found += [DayOffer(on=day, offer=offer) for offer in made[: INSTEAD - len(found)]]
    return tuple(found)


def why_not(day: DayState, visit: Expected, seat: int) -> BookingRefusal | None:
    """Return why a visit cannot be seated at a slot of a day; None: it can."""
    if _fit_at(day, visit, seat) is not None:
        return None
    wait = min(waits(visit.shape))
    length, last = visit.shape.length(wait), latest_seat(day, visit.shape, wait)
    if last is None:
        return BookingRefusal(
            id=BookingRefusalId.LONGER_THAN_THE_DAY,
            sentence=f"The visit takes {length * GRID_MIN} min; the ward is open for"
            f" {(day.closes - day.opens) * GRID_MIN}.",
        )
    if seat < day.opens:
        return BookingRefusal(
            id=BookingRefusalId.BEFORE_OPENING, sentence=f"The ward opens at {clock(day.opens)}."
        )
    if seat + length > day.closes:
        return BookingRefusal(
            id=BookingRefusalId.AFTER_CLOSING,
            sentence=f"It would end at {clock(seat + length)}; the ward closes at"
            f" {clock(day.closes)}. The last seat is at {clock(last)}.",
        )
    if seat > last:
        return BookingRefusal(
            id=BookingRefusalId.WORST_CASE_AFTER_CLOSING,
            sentence=f"After a reaction it may take {visit.shape.overrun * GRID_MIN} min longer,"
            f" past {clock(day.closes)}. The last seat is at {clock(last)}.",
        )
    return _taken(day, visit, seat)


def clock(slot: int) -> str:
    """Return the time of day of a slot, as the ward's clock shows it."""
    hours, minutes = divmod(slot * GRID_MIN, 60)
    return f"{hours:02d}:{minutes:02d}"


SHORT_OF = {
    Pool.NURSE: (BookingRefusalId.NURSES_BUSY, "The nurses are busy with others then."),
    Pool.PUMP: (BookingRefusalId.NO_PUMP_FREE, "Every pump is in use then."),
}
TAKEN = (BookingRefusalId.PLACE_TAKEN, "Every place of this kind is taken then.")


def _taken(day: DayState, visit: Expected, seat: int) -> BookingRefusal:
    """Say which pool is short. The nurses first: they are what a ward can change."""
    opening = span(day.opens, day.closes - day.opens)
    if not enough(day, Pool.NURSE, 1) & opening:
        return BookingRefusal(
            id=BookingRefusalId.NO_NURSES, sentence=f"No nurse is free at any time on {day.on}."
        )
    short = {
        pool
        for wait in waits(visit.shape)
        for pool in missing(day, visit.shape, visit.place, Fit(seat=seat, wait=wait, bag=None))
    }
    if not short:
        return BookingRefusal(
            id=BookingRefusalId.PHARMACY_FULL,
            sentence="The pharmacy has no isolator free in time for the bag.",
        )
    for pool, (id_, sentence) in SHORT_OF.items():
        if pool in short:
            return BookingRefusal(id=id_, sentence=sentence)
    id_, sentence = TAKEN
    return BookingRefusal(id=id_, sentence=sentence)


def _impossible(
    days: Days, booking: Booking, on: date, seat: int, now: Slot
) -> BookingRefusal | None:
    day = days.get(on)
    if day is None:
        return BookingRefusal(
            id=BookingRefusalId.CLOSED_DAY, sentence=f"The ward is closed on {on}."
        )
    if after(day.zero, seat) < now:
        return BookingRefusal(
            id=BookingRefusalId.IN_THE_PAST, sentence=f"{clock(seat)} on {on} is in the past."
        )
    return why_not(day, booking.visit, seat)


def _fixed(booking: Booking) -> BookingRefusal | None:
    if booking.standing is Standing.SEATED:
        return BookingRefusal(
            id=BookingRefusalId.ALREADY_SEATED,
            sentence="The patient is in the chair: end the session, or move the chair.",
        )
    if booking.standing is Standing.OVER:
        return BookingRefusal(
            id=BookingRefusalId.ALREADY_OVER, sentence="This visit is over; book another one."
        )
    return None


def _without(days: Days, booking: Booking) -> Days:
    day = days.get(booking.on)
    if day is None:
        return days
    visit = booking.visit
    return {**days, booking.on: released(day, visit.shape, visit.place, visit.fit)}


def _fit_at(day: DayState, visit: Expected, seat: int) -> Fit | None:
    found = fits(day, visit.shape, visit.place, span(seat, 1) if seat >= 0 else 0)
    return fit_at(day, visit.shape, seat, found[seat]) if found else None


def _request(booking: Booking, wish: Wish) -> Request:
    visit = booking.visit
    return Request(
        kind=visit.kind,
        shape=visit.shape,
        place=visit.place,
        wish=wish,
        first_infusion=booking.first_infusion,
    )


def _on_day(
    day: DayState, request: Request, most: int, now: Slot | None = None
) -> tuple[Offer, ...]:
    made = offers(Policy.PATIENT_PICKS, outlook(day), request, most=most)
    return tuple(offer for offer in made if now is None or offer.seat >= now)


def _moved(days: Days, booking: Booking, on: date, fit: Fit, now: Slot) -> Moved:
    to = replace(booking, on=on, visit=replace(booking.visit, fit=fit))
    return Moved(
        booking=to,
        by_days=(on - booking.on).days,
        by_min=(fit.seat - booking.visit.fit.seat) * GRID_MIN,
        bag_wasted=_bag_lost(days, booking, to, now),
    )


def _bag_lost(days: Days, booking: Booking, to: Booking | None, now: Slot) -> bool:
    """Whether the bag has been begun and does not last until the end of the infusion at `to`."""
    day, fit, bag = days.get(booking.on), booking.visit.fit, booking.visit.shape.bag
    if day is None or bag is None or fit.bag is None or now <= after(day.zero, fit.bag):
        return False
    if to is None or to.on != booking.on:
        return True
    ends = to.visit.fit.seat + to.visit.shape.arrive + to.visit.fit.wait
    ends += to.visit.shape.hang + to.visit.shape.infuse
    return ends > fit.bag + bag.compound + bag.stable
