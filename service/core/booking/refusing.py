"""Why a visit cannot be where somebody wants it: as typed refusals."""

from service.core.booking.counts import span
from service.core.booking.day import (
    DayState,
    Fit,
    enough,
    fits,
    latest_seat,
    missing,
    waits,
)
from service.core.booking.grid import GRID_MIN
from service.core.booking.refusals import BookRefusal, BookRefusalId
from service.core.booking.shape import PlaceClass, Pool, Shape


def why_not(day: DayState, of: Shape, place: PlaceClass, seat: int) -> BookRefusal | None:
    """Return why a visit cannot be seated at a slot of a day; None: it can."""
    if fits(day, of, place, span(seat, 1) if seat >= 0 else 0):
        return None
    wait = min(waits(of))
    length, last = of.length(wait), latest_seat(day, of, wait)
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
            sentence=f"It may well take {of.overrun * GRID_MIN} min longer,"
            f" past {clock(day.closes)}. The last seat is at {clock(last)}.",
        )
    return _taken(day, of, place, seat)


def clock(slot: int) -> str:
    """Return the time of day of a slot, as the ward's clock shows it."""
    hours, minutes = divmod(slot * GRID_MIN, 60)
    return f"{hours:02d}:{minutes:02d}"


BUSY = (BookRefusalId.NURSES_BUSY, "The nurses are busy with others then.")
TAKEN = (BookRefusalId.PLACE_TAKEN, "Every place of this kind is taken then.")
NO_PUMP = (BookRefusalId.NO_PUMP_FREE, "Every pump is in use then.")


def _taken(day: DayState, of: Shape, place: PlaceClass, seat: int) -> BookRefusal:
    """Say which pool is short. The nurses first: they are what a ward can change."""
    opening = span(day.opens, day.closes - day.opens)
    if not enough(day, Pool.NURSE, 1) & opening:
        return BookRefusal(
            id=BookRefusalId.NO_NURSES, sentence=f"No nurse is free at any time on {day.on}."
        )
    short = {
        pool
        for wait in waits(of)
        for pool in missing(day, of, place, Fit(seat=seat, wait=wait, bag=None))
    }
    if not short:
        return BookRefusal(
            id=BookRefusalId.PHARMACY_FULL,
            sentence="The pharmacy has no isolator free in time for the bag.",
        )
    id_, sentence = BUSY if Pool.NURSE in short else NO_PUMP if short == {Pool.PUMP} else TAKEN
    return BookRefusal(id=id_, sentence=sentence)
