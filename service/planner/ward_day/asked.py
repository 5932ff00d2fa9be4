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


def requests(seed: int, minutes: int) -> tuple[Request, ...]:
    """Return the visits that are asked for: those whose lengths together come next to `minutes`."""
    asked: list[Request] = []
    left = minutes
    while True:
        request = _request(seed, len(asked))
        if left < request.kind.length / 2:
            return tuple(asked)
        asked.append(request)
        left -= request.kind.length


def _request(seed: int, number: int) -> Request:
    drawn = chance(seed, number, "asked")
    point = drawn.randrange(SHARES)
    kind = KINDS[-1]
    for each in KINDS:
        if point < each.share:
            kind = each
            break
        point -= each.share
    return Request(id=number, kind=kind, wish=wish_at(kind, drawn.random()))


def wish_at(kind: Kind, point: float) -> int:
    """Return the wish that a share `point` of the patients with this kind of visit has earlier."""
    if point * 100 < EARLIEST:
        return OPEN
    latest = min(WISH_LATEST, CLOSE - SPARE_MIN - kind.length)
    later = 1 - sqrt((1 - point) * 100 / (100 - EARLIEST))
    return OPEN + int((latest - OPEN) * later) // GRID_MIN * GRID_MIN
