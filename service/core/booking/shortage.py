"""What is short on a day on which a visit finds no place: the first thing that rules it out.

Asked only where nothing was found. What rules the whole day out by itself comes first, the nurses
before the rest (`refusing`): they are what a ward can change. Where everything is free at some time
but never at the same, it is what is missing whenever the ones before it are free.
"""

from dataclasses import dataclass, replace
from enum import Enum

from service.core.booking.counts import EVERY, Mask
from service.core.booking.day import DayState, seats, waits
from service.core.booking.grid import GRID_MIN
from service.core.booking.refusing import clock
from service.core.booking.shape import PlaceClass, Pool, Shape


class ShortOf(Enum):
    """What a day has not enough of, or why it is none of those that count."""

    PAST_DAY = "past-day"
    CLOSED_DAY = "closed-day"
    BEYOND_HORIZON = "beyond-horizon"
    OPENING_HOURS = "opening-hours"
    WISHED_HOURS = "wished-hours"
    NURSE = "nurse"
    CHAIR = "chair"
    BED = "bed"
    ISOLATION = "isolation"
    PUMP = "pump"
    PHARMACY = "pharmacy"
    GAP = "gap"
    """A course: the day has room, but lies too near to the visit before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """What is short first, and a sentence for whoever is on the phone."""

    of: ShortOf
    sentence: str


_OF = {
    Pool.NURSE: (ShortOf.NURSE, "No nurse has the time for it", "a nurse"),
    Pool.CHAIR: (ShortOf.CHAIR, "No chair is free for so long", "a chair"),
    Pool.BED: (ShortOf.BED, "No bed is free for so long", "a bed"),
    Pool.ISOLATION: (
        ShortOf.ISOLATION,
        "No isolation room is free for so long",
        "an isolation room",
    ),
    Pool.PUMP: (ShortOf.PUMP, "No pump is free for it", "a pump"),
    Pool.ISOLATOR: (
        ShortOf.PHARMACY,
        "The pharmacy has no isolator free in time for the bag",
        "the pharmacy",
    ),
}


def shortage(
    day: DayState,
    of: Shape,
    place: PlaceClass,
    *,
    ahead: Mask = EVERY,
    wished: Mask = EVERY,
) -> Shortage | None:
    """Return what is short for a visit on a day; None: it has a place.

    `ahead` are the seats that are not past, `wished` those that the wish allows.
    """
    hours = _out_of_hours(day, of, place, ahead, wished)
    if hours is not None:
        return hours
    allowed = ahead & wished
    order = (Pool.NURSE, Pool(place.value), Pool.PUMP, Pool.ISOLATOR)
    within = "" if wished == EVERY else " within the wished hours"
    for pool in order:
        if not _seats(day, of, place, (pool,)) & allowed:
            short, said, _ = _OF[pool]
            return Shortage(of=short, sentence=f"{said}{within}.")
    for count in range(2, len(order) + 1):
        if not _seats(day, of, place, order[:count]) & allowed:
            short, said, _ = _OF[order[count - 1]]
            beside = _both([_OF[pool][2] for pool in order[: count - 1]])
            return Shortage(of=short, sentence=f"{said} when {beside} free{within}.")
    return None


def _out_of_hours(
    day: DayState, of: Shape, place: PlaceClass, ahead: Mask, wished: Mask
) -> Shortage | None:
    """Return why no seat is left before anything is counted; None where one is."""
    hours = _seats(day, of, place, ())
    if not hours:
        takes, opened = of.length(of.wait_min), day.closes - day.opens
        said = f"The visit takes {takes * GRID_MIN} min; the ward is open for {opened * GRID_MIN}."
        return Shortage(of=ShortOf.OPENING_HOURS, sentence=said)
    first, last = clock(day.opens), clock(hours.bit_length() - 1)
    if not hours & ahead:
        said = f"It is too late: the last seat for so long is at {last}."
        return Shortage(of=ShortOf.OPENING_HOURS, sentence=said)
    if not hours & ahead & wished:
        said = (
            f"The wished hours leave no seat: for so long there are seats from {first} to {last}."
        )
        return Shortage(of=ShortOf.WISHED_HOURS, sentence=said)
    return None


def _seats(day: DayState, of: Shape, place: PlaceClass, counted: tuple[Pool, ...]) -> Mask:
    """Return the seats of a day on which only some pools are counted."""
    free = {pool: day.free[pool] for pool in counted if pool in day.free}
    bare = replace(day, free=free, chairs=day.chairs if Pool.CHAIR in counted else None)
    found = 0
    for wait in waits(of):
        found |= seats(bare, of, place, wait)
    return found


def _both(names: list[str]) -> str:
    *before, last = names
    return f"{', '.join(before)} and {last} are" if before else f"{last} is"
