"""A ward of thirty chairs that expects visits, and calls for places in it."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from service.book.asks import Refused, Wanted, When
from service.book.clocks import slot_at
from service.core.booking.day import empty_day
from service.core.booking.expecting import expected_day
from service.core.booking.offers import Policy, Request, Wish, fit_for, place
from service.core.booking.outlook import Expected, accepted, outlook
from service.core.booking.resources import BookedChair, ExpectedVisits, OtherKind, Resources
from service.core.booking.shape import PlaceClass
from tests.book.desk import MON, Desk, desk
from tests.book.wards import d, resources, shift

NINE = 540
MONDAYS = frozenset({0})
"""As `date.weekday()` counts."""


def kind(id_: str, infuse_min: int) -> OtherKind:
    return OtherKind(
        id=id_,
        name=id_,
        arrive_min=15,
        wait_least_min=0,
        wait_most_min=0,
        hang_min=10,
        infuse_min=infuse_min,
        flush_min=5,
        observe_min=0,
        disconnect_min=5,
        clean_min=10,
        running_per_nurse=4,
        overrun_min=0,
        bag=None,
    )


def awaits(
    what: str,
    count: int,
    first: int,
    last: int,
    number: int | None = None,
    days: frozenset[int] = MONDAYS,
) -> ExpectedVisits:
    """Return one row of what a ward expects; times are minutes after midnight."""
    return ExpectedVisits(
        what=what,
        infusion_no=number,
        profile=None,
        dose=None,
        volume=None,
        place=PlaceClass.CHAIR,
        days=days,
        count=count,
        first=first,
        last=last,
    )


DAY = (
    awaits("isatuximab", 9, 480, 600, 1),
    awaits("isatuximab", 15, 480, 720, 2),
    awaits("isatuximab", 40, 480, 840, 3),
    awaits("hour", 30, 480, 900),
    awaits("short", 35, 480, 960),
)
"""A little more than the day holds."""


def ward(expected: tuple[ExpectedVisits, ...] = DAY) -> Resources:
    return resources(
        chairs=tuple(BookedChair(id=f"chair-{n}", place=PlaceClass.CHAIR) for n in range(1, 31)),
        shifts=(shift(nurses=13),),
        pharmacy=None,
        kinds=(kind("hour", 60), kind("short", 15)),
        expected=expected,
    )


@asynccontextmanager
async def expecting(path: Path) -> AsyncIterator[Desk]:
    async with desk(path, ward()) as found:
        yield found


@dataclass(frozen=True)
class Call:
    """Somebody on the phone."""

    what: str
    number: int | None
    around: int
    """The wished time (min after midnight)."""


def calls(seed: int, count: int) -> list[Call]:
    """Return who calls in which order: kinds by their shares, two in five for the first hour."""
    chance = random.Random(seed)
    rows = [(row.what, row.infusion_no, row.last) for row in DAY for _ in range(row.count)]
    found = []
    for what, number, last in chance.choices(rows, k=count):
        around = chance.choice((480, 480, 540, 600, 720, 840))
        found.append(Call(what, number, min(around, last)))
    return found


def wanted(at: Desk, call: Call, patient: str = "P-1") -> Wanted:
    shape = at.shapes.of(call.what, call.number)
    return Wanted(
        patient=patient,
        what=call.what,
        infusion_no=call.number,
        place=PlaceClass.CHAIR,
        shape=shape,
    )


async def by_the_book(at: Desk, asked: list[Call]) -> list[int | None]:
    """Return the seats (slots of the day) that the book gives, one call after the other."""
    load, found = at.book.shelf.days[d(MON)], list[int | None]()
    for number, call in enumerate(asked):
        want = wanted(at, call, f"P-{number}")
        when = When(first=d(MON), last=d(MON), due=d(MON), around_min=call.around)
        try:
            (best,) = await at.book.finder.offers(want, when, slot_at(at.book.now()), 1)
        except Refused:
            found.append(None)
            continue
        visit = await at.hold(want, best.seat)
        found.append(visit.seat - load.zero)
    return found


def by_the_policy(at: Desk, asked: list[Call], policy: Policy) -> list[int | None]:
    """Return the seats that the policy gives on a day with the same template; no book is there."""
    load = at.book.shelf.days[d(MON)]
    expectations, clocks = at.book.shelf.expectations, at.book.calendar.clocks
    day = empty_day(load.on, load.zero, load.opens, load.closes, load.capacity)
    hoped = expectations.asked(load.on, load.zero, clocks)
    now = outlook(day, expected_day(day, hoped))
    found = list[int | None]()
    for call in asked:
        want = wanted(at, call)
        request = Request(
            kind=expectations.kind(want.what, want.place, want.shape),
            shape=want.shape,
            place=want.place,
            wish=Wish(around=clocks.slot(load.on, call.around) - load.zero),
            first_infusion=want.first_infusion,
        )
        offer = place(policy, now, request)
        if offer is None:
            found.append(None)
            continue
        fit = fit_for(now, request, offer.visit.fit.seat)
        assert fit is not None
        visit = Expected(kind=request.kind, shape=request.shape, place=request.place, fit=fit)
        now = accepted(now, visit).outlook
        found.append(fit.seat)
    return found


def placed(at: Desk, asked: list[Call], seats: list[int | None]) -> float:
    """Return the share of the chair minutes asked for that found a place."""
    minutes = [wanted(at, call).shape.length(6) for call in asked]
    got = sum(took for took, seat in zip(minutes, seats, strict=True) if seat is not None)
    return got / sum(minutes)
