"""The seam between the simulation and whoever places visits, and a first-fit one of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import Protocol

from service.core.booking.grid import GRID_MIN, slots
from service.planner.ward_day.asked import Request
from service.planner.ward_day.free import SLOTS, Free
from service.planner.ward_day.ward import CLOSE, OPEN, Ward


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a request is put."""

    seat: int
    """Minutes after midnight, on the grid."""
    gap: int
    """The premedication gap (min)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A visit with the time it was promised, and the chair that is meant for it."""

    request: Request
    place: Place
    chair: int
    """From 0. Meant, or bound, by policy."""


class Placer(Protocol):
    """Books one request after the other into a day that was empty when it was made."""

    def place(self, request: Request) -> Place | None:
        """Return the place that is booked; None: there is none."""


class FirstFit:
    """The first free time from the wish on; where there is none, the last one before it."""

    def __init__(self, ward: Ward, latest: Mapping[str, int]) -> None:
        """Take the ward, and for each kind the latest minute at which it may be seated."""
        self._free = Free(ward)
        self._latest = latest

    def place(self, request: Request) -> Place | None:
        """Return the place, or None."""
        shape, gap = request.kind.shape(), slots(request.kind.gap)
        last = min(SLOTS - shape.length(gap), (self._latest[request.kind.id] - OPEN) // GRID_MIN)
        fitting = self._free.fits(shape, gap, 0, last)
        if not fitting:
            return None
        wish = (request.wish - OPEN) // GRID_MIN
        seat = next((slot for slot in fitting if slot >= wish), fitting[-1])
        self._free.take(shape, gap, seat)
        return Place(seat=OPEN + seat * GRID_MIN, gap=request.kind.gap)


def promised(placer: Placer, asked: Sequence[Request], chairs: int) -> tuple[Promise, ...]:
    """Return the promises for those who got a place, by time, each with a chair."""
    found = [(placer.place(request), request) for request in asked]
    placed = [(place, request) for place, request in found if place is not None]
    return _seated(sorted(placed, key=lambda each: (each[0].seat, each[1].id)), chairs)


def latest_seats(
    lengths: Mapping[str, int], overruns: Mapping[str, int], before: Mapping[str, int]
) -> dict[str, int]:
    """Return for each kind the latest seat: so that it ends by closing, less what it may overrun.

    `lengths` and `overruns` in minutes; `before` has times of day that must not be reached.
    """
    return {
        kind: min(CLOSE - length - overruns.get(kind, 0), before.get(kind, CLOSE) - GRID_MIN)
        for kind, length in lengths.items()
    }


def _seated(placed: Sequence[tuple[Place, Request]], chairs: int) -> tuple[Promise, ...]:
    """Give each visit the lowest chair that is free: enough if never more than `chairs` overlap."""
    free = list(range(chairs))
    heapify(free)
    busy: list[tuple[int, int]] = []
    found = []
    for place, request in placed:
        while busy and busy[0][0] <= place.seat:
            heappush(free, heappop(busy)[1])
        chair = heappop(free)
        ends = place.seat + request.kind.length - request.kind.gap + place.gap
        heappush(busy, (ends, chair))
        found.append(Promise(request=request, place=place, chair=chair))
    return tuple(found)
