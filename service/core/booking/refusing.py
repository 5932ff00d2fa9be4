"""Why a visit cannot be where somebody wants it: typed refusals, and what is possible instead."""

from service.core.booking.counts import span
from service.core.booking.day import (
    DayState,
    Fit,
    enough,
    fit_at,
    fits,
    latest_seat,
    missing,
    waits,
)
from service.core.booking.grid import GRID_MIN
from service.core.booking.outlook import Expected
from service.core.booking.refusals import BookRefusal, BookRefusalId
from service.core.booking.shape import Pool


def why_not(day: DayState, visit: Expected, seat: int) -> BookRefusal | None:
    """Return why a visit cannot be seated at a slot of a day; None: it can."""
    if fit_if_free(day, visit, seat) is not None:
        return None
    wait = min(waits(visit.shape))
    length, last = visit.shape.length(wait), latest_seat(day, visit.shape, wait)
    if last is None:
        return BookRefusal(
            id=BookRefusalId.VISIT_TOO_LONG,
            sentence=f"The visit takes {length * GRID_MIN} min; the ward is open for"
            f" {(day.closes - day.opens) * GRID_MIN}.",
        )
    if seat < day.opens:
        return BookRefusal(
            id=BookRefusalId.BEFORE_OPENING, sentence=f"The ward opens at {clock(day.opens)}."
        )
    if seat + length > day.closes:
        return BookRefusal(
            id=BookRefusalId.ENDS_TOO_LATE,
            sentence=f"It would end at {clock(seat + length)}; the ward closes at"
            f" {clock(day.closes)}. The last seat is at {clock(last)}.",
        )
    if seat > last:
        return BookRefusal(
            id=BookRefusalId.ENDS_TOO_LATE,
            sentence=f"After a reaction it may take {visit.shape.overrun * GRID_MIN} min longer,"
            f" past {clock(day.closes)}. The last seat is at {clock(last)}.",
        )
    return _taken(day, visit, seat)


def clock(slot: int) -> str:
    """Return the time of day of a slot, as the ward's clock shows it."""
    hours, minutes = divmod(slot * GRID_MIN, 60)
    return f"{hours:02d}:{minutes:02d}"


SHORT_OF = {
    Pool.NURSE: (BookRefusalId.NURSES_BUSY, "The nurses are busy with others then."),
    Pool.PUMP: (BookRefusalId.NO_PUMP_FREE, "Every pump is in use then."),
}
TAKEN = (BookRefusalId.PLACE_TAKEN, "Every place of this kind is taken then.")


def _taken(day: DayState, visit: Expected, seat: int) -> BookRefusal:
    """Say which pool is short. The nurses first: they are what a ward can change."""
    opening = span(day.opens, day.closes - day.opens)
    if not enough(day, Pool.NURSE, 1) & opening:
        return BookRefusal(
            id=BookRefusalId.NO_NURSES, sentence=f"No nurse is free at any time on {day.on}."
        )
    short = {
        pool
        for wait in waits(visit.shape)
        for pool in missing(day, visit.shape, visit.place, Fit(seat=seat, wait=wait, bag=None))
    }
    if not short:
        return BookRefusal(
            id=BookRefusalId.PHARMACY_FULL,
            sentence="The pharmacy has no isolator free in time for the bag.",
        )
    for pool, (id_, sentence) in SHORT_OF.items():
        if pool in short:
            return BookRefusal(id=id_, sentence=sentence)
    id_, sentence = TAKEN
    return BookRefusal(id=id_, sentence=sentence)


def fit_if_free(day: DayState, visit: Expected, seat: int) -> Fit | None:
    """Return how a visit fits at a slot of the day, whatever its fit has been; None: not at all."""
    found = fits(day, visit.shape, visit.place, span(seat, 1) if seat >= 0 else 0)
    return fit_at(day, visit.shape, seat, found[seat]) if found else None
