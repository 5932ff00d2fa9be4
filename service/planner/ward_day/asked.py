"""Who asks for a visit: kinds by their shares, and when each would like to come."""

from dataclasses import dataclass
from math import sqrt

from service.core.booking.grid import GRID_MIN
from service.planner.ward_day.chance import chance
from service.planner.ward_day.kinds import KINDS, SHARES, Kind
from service.planner.ward_day.ward import CLOSE, OPEN

EARLIEST = 38
"""Of 100 patients, so many want the first time of the day; the others later ones, fewer and fewer.
As in the golden instances."""

WISH_LATEST = 14 * 60
SPARE_MIN = 60
"""Nobody wishes to begin so late that less than this is left before closing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A visit that is asked for, in the order of the calls."""

    id: int
    kind: Kind
    wish: int
    """When the patient would like to be seated (min after midnight, on the grid)."""


def requests(seed: int, open_minutes: int, load_percent: int) -> tuple[Request, ...]:
    """Return the visits that are asked for until their lengths make up the load."""
    asked: list[Request] = []
    minutes = 0
    while minutes * 100 < open_minutes * load_percent:
        asked.append(_request(seed, len(asked)))
        minutes += asked[-1].kind.length
    return tuple(asked)


def _request(seed: int, number: int) -> Request:
    drawn = chance(seed, number, "asked")
    point = drawn.randrange(SHARES)
    kind = KINDS[-1]
    for each in KINDS:
        if point < each.share:
            kind = each
            break
        point -= each.share
    latest = min(WISH_LATEST, CLOSE - SPARE_MIN - kind.length)
    wish = OPEN
    if drawn.randrange(100) >= EARLIEST:
        wish += int((latest - OPEN) * (1 - sqrt(drawn.random()))) // GRID_MIN * GRID_MIN
    return Request(id=number, kind=kind, wish=wish)
