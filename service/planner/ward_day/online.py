"""The ward's own offers as a placer: what is tried here is what answers on the phone."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache

from service.core.booking import offers
from service.core.booking.counts import span
from service.core.booking.day import DayState, Fit, empty_day
from service.core.booking.grid import GRID_MIN, Slot, slots
from service.core.booking.outlook import Expected, Outlook, accepted, outlook
from service.core.booking.shape import NURSE_PARTS, PlaceClass, Pool, Shape
from service.planner.template import better_template
from service.planner.ward_day.asked import Request, wish_at
from service.planner.ward_day.kinds import FIRST, KINDS, Kind
from service.planner.ward_day.placing import Place
from service.planner.ward_day.ward import (
    BREAK_MIN,
    CLOSE,
    OPEN,
    PHARMACY_OPEN,
    Ward,
    break_starts,
)

DAY = date(2027, 1, 4)
"""Any day: nothing here depends on the date."""

LENGTH = CLOSE // GRID_MIN

TEMPLATE_PERCENT = 102
"""The template expects a little more than a day holds (docs/booking/offers.md)."""

TEMPLATE_SEED = 2
"""Of the template that is made the night before, the same for every day of a ward. Of four, the one
that placed most on the days of seeds 1001 to 1015 at 95 % load (docs/booking/ward-day.md)."""


class Online:
    """Takes the best offer of a policy for every request, one after the other."""

    def __init__(self, policy: offers.Policy, ward: Ward, latest: Mapping[str, int]) -> None:
        """Take the ward, and the latest seat of each kind (min)."""
        self._policy = policy
        self._latest = latest
        self._day = _opened(policy, ward, tuple(latest.items()))

    def place(self, request: Request) -> Place | None:
        """Return the place, or None."""
        offer = offers.place(self._policy, self._day, self._asked(request))
        if offer is None:
            return None
        self._day = accepted(self._day, offer.visit).outlook
        fit = offer.visit.fit
        return Place(seat=fit.seat * GRID_MIN, gap=fit.wait * GRID_MIN)

    def _asked(self, request: Request) -> offers.Request:
        return offers.Request(
            kind=request.kind.id,
            shape=_shape(request.kind, self._latest[request.kind.id]),
            place=PlaceClass.CHAIR,
            wish=offers.Wish(
                around=request.wish // GRID_MIN,
                latest=self._latest[request.kind.id] // GRID_MIN,
            ),
            first_infusion=request.kind is FIRST,
        )


@lru_cache(maxsize=64)
def _opened(policy: offers.Policy, ward: Ward, latest: tuple[tuple[str, int], ...]) -> Outlook:
    day = _empty(ward)
    if policy is offers.Policy.PATIENT_PICKS_BOUND:
        return outlook(replace(day, chairs=(span(0, LENGTH),) * ward.chairs))
    if policy is offers.Policy.DYNAMIC_TEMPLATE:
        template = better_template(day, _expected(ward, dict(latest)), seed=TEMPLATE_SEED)
        return outlook(day, template)
    return outlook(day)


def _empty(ward: Ward) -> DayState:
    nurses = [NURSE_PARTS * ward.nurses] * LENGTH
    for start in break_starts(ward.nurses):
        for slot in range(start // GRID_MIN, (start + BREAK_MIN) // GRID_MIN):
            nurses[slot] -= NURSE_PARTS
    before = PHARMACY_OPEN // GRID_MIN
    return empty_day(
        DAY,
        Slot(0),
        OPEN // GRID_MIN,
        LENGTH,
        {
            Pool.CHAIR: [ward.chairs] * LENGTH,
            Pool.NURSE: nurses,
            Pool.PUMP: [ward.pumps] * LENGTH,
            Pool.ISOLATOR: [0] * before + [ward.hoods] * (LENGTH - before),
        },
    )


def _expected(ward: Ward, latest: Mapping[str, int]) -> list[Expected]:
    """Return the day that the shares let expect, with the wishes spread evenly."""
    minutes = ward.open_minutes * TEMPLATE_PERCENT // 100
    all_kinds = sum(kind.share * kind.length for kind in KINDS)
    found: list[Expected] = []
    for kind in KINDS:
        count = round(kind.share * minutes / all_kinds)
        found += (_wished(kind, (at + 0.5) / count, latest[kind.id]) for at in range(count))
    return found


def _wished(kind: Kind, point: float, latest: int) -> Expected:
    return Expected(
        kind=kind.id,
        shape=_shape(kind, latest),
        place=PlaceClass.CHAIR,
        fit=Fit(seat=wish_at(kind, point) // GRID_MIN, wait=slots(kind.gap), bag=None),
    )


def _shape(kind: Kind, latest: int) -> Shape:
    """Return the visit so that it ends before closing what a usual one at `latest` ends before."""
    return kind.shape(overrun=CLOSE - latest - kind.length)
