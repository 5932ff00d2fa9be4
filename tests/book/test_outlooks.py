"""What a ward expects, beside what is booked: kept for whoever is still to ask, by its own offers.

Thirty chairs and thirteen nurses; a day is asked for a little more than it holds.
"""

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from service.book.asks import Refused, Wanted, When
from service.book.clocks import slot_at
from service.book.days import Cut
from service.book.verbs import Intent
from service.core.booking.day import DayState, booked, empty_day, left
from service.core.booking.expecting import beside, expected_day, finished
from service.core.booking.offers import Policy, Request, Wish, fit_for, place
from service.core.booking.outlook import Expected, Outlook, accepted, outlook
from service.core.booking.resources import BookedChair, ExpectedVisits, OtherKind, Resources
from service.core.booking.shape import PlaceClass, Pool
from service.core.booking.visits import GONE, Visit
from tests.book.desk import Desk, desk
from tests.book.test_routes import TOMORROW, offered, the_book, ward_with
from tests.book.wards import EVERY_DAY, d, resources, shift

MON, TUE = "2026-06-01", "2026-06-02"
NINE = 540


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


def awaits(what: str, count: int, first: int, last: int, number: int | None = None, **more: object):  # type: ignore[no-untyped-def]
    """Return one row of what a ward expects; on Mondays, if nothing else is said."""
    found: dict[str, object] = {
        "what": what,
        "infusion_no": number,
        "profile": None,
        "dose": None,
        "volume": None,
        "place": PlaceClass.CHAIR,
        "days": frozenset({0}),
        "count": count,
        "first": first,
        "last": last,
    }
    return ExpectedVisits(**{**found, **more})  # type: ignore[arg-type]


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


@pytest.fixture
async def thirty(path: Path) -> AsyncIterator[Desk]:
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


# ------------------------------------------------------------------------- what is placed by it


@pytest.mark.parametrize("seed", [1, 2])
async def test_the_book_places_what_the_policy_places(thirty: Desk, seed: int) -> None:
    """Whoever calls in the same order gets the same seats; and other ones than by the wish alone.

    Nothing in between makes them worse: the hold, the disk, the copy in memory.
    """
    asked = calls(seed, 130)
    await thirty.book.renew()

    seats = await by_the_book(thirty, asked)

    assert by_the_policy(thirty, asked, Policy.DYNAMIC_TEMPLATE) == seats
    picked = by_the_policy(thirty, asked, Policy.PATIENT_PICKS)
    assert picked != seats
    assert placed(thirty, asked, picked) < placed(thirty, asked, seats)


async def test_without_an_outlook_what_is_free_now_is_offered(thirty: Desk) -> None:
    """The service has just begun, and nobody waits for a background task."""
    asked = calls(3, 20)

    assert by_the_policy(thirty, asked, Policy.PATIENT_PICKS) == await by_the_book(thirty, asked)


# ----------------------------------------------------------------------------------- the kinds


def test_a_kind_is_the_profile_and_not_the_number(thirty: Desk) -> None:
    def kind_of(number: int) -> str:
        shape = thirty.shapes.of("isatuximab", number)
        return thirty.book.shelf.expectations.kind("isatuximab", PlaceClass.CHAIR, shape)

    assert kind_of(3) == kind_of(7) == kind_of(40)
    assert 3 == len({kind_of(1), kind_of(2), kind_of(3)})


async def test_a_kind_is_as_long_or_nearly_so(path: Path) -> None:
    """A dose by weight makes a bag of another volume; the first infusion is another visit."""
    async with desk(path, ward((awaits("isatuximab", 1, 480, 480, 3),))) as at:
        third, expectations = at.shapes.of("isatuximab", 3), at.book.shelf.expectations

        longer, first, own = (
            expectations.kind("isatuximab", PlaceClass.CHAIR, shape)
            for shape in (
                replace(third, infuse=third.infuse + 4),
                at.shapes.of("isatuximab", 1),
                third,
            )
        )

    assert own == longer
    assert own != first


def test_a_kind_is_of_one_protocol_and_one_class_of_place(thirty: Desk) -> None:
    expectations, shape = thirty.book.shelf.expectations, thirty.shapes.of("hour", None)
    found = {
        expectations.kind(what, place_, shape)
        for what, place_ in (
            ("hour", PlaceClass.CHAIR),
            ("hour", PlaceClass.BED),
            ("short", PlaceClass.CHAIR),
        )
    }

    assert 3 == len(found)


# --------------------------------------------------------------------------- kept as it happens


def left_beside(now: Outlook) -> DayState:
    """Return what is left of what is booked when everything expected has come."""
    day = now.booked
    for row in now.expected.values():
        for each in row:
            day = booked(day, each.shape, each.place, each.fit)
    return day


def made_anew(at: Desk, on: str) -> Outlook:
    """Return the outlook of a day by its rows alone."""
    load, expectations = at.book.shelf.days[d(on)], at.book.shelf.expectations
    day = empty_day(load.on, load.zero, load.opens, load.closes, load.capacity)
    hoped = expectations.asked(load.on, load.zero, at.book.calendar.clocks)
    visits = [visit for visit in at.book.shelf.on(d(on)) if visit.status not in GONE]
    bookings = [expectations.of(visit, load.zero) for visit in visits]
    return finished(beside(load.state(), expected_day(day, hoped), bookings))


def kinds(now: Outlook) -> dict[str, int]:
    return {kind_: len(row) for kind_, row in now.expected.items() if row}


def consistent(at: Desk, on: str) -> None:
    load = at.book.shelf.days[d(on)]
    now = load.outlook()
    beside_ = left_beside(now)
    for pool, has in load.capacity.items():
        free = [there - taken for there, taken in zip(has, load.used[pool], strict=True)]
        assert free == list(left(now.booked, pool)), pool
        assert left(beside_, pool) == left(now.rest, pool), pool


async def test_a_visit_comes_in_the_place_of_an_expected_one(thirty: Desk) -> None:
    await thirty.book.renew()
    load = thirty.book.shelf.days[d(MON)]
    before = kinds(load.outlook())
    want = wanted(thirty, Call("isatuximab", 7, NINE))

    await thirty.booked(want, thirty.slot(MON, NINE))

    name = thirty.book.shelf.expectations.kind(want.what, want.place, want.shape)
    assert {**before, name: before[name] - 1} == kinds(load.outlook())
    consistent(thirty, MON)


async def test_a_cancelled_visit_gives_its_room_back_and_is_expected_again(thirty: Desk) -> None:
    await thirty.book.renew()
    load = thirty.book.shelf.days[d(MON)]
    before = load.outlook()
    visit = await thirty.booked(wanted(thirty, Call("hour", None, NINE)), thirty.slot(MON, NINE))

    await thirty.write(thirty.by(), thirty.book.verbs.cancel(visit, "ill"))
    consistent(thirty, MON)
    assert before.booked == load.state()
    await thirty.book.renew()

    assert kinds(before) == kinds(load.outlook())


async def test_whatever_happens_the_outlook_is_that_of_the_rows(thirty: Desk) -> None:
    """Book, seat, move and cancel for a morning, on two days of which one expects nothing."""
    chance, verbs = random.Random(5), thirty.book.verbs
    await thirty.book.renew()
    visits: list[Visit] = []
    for number, call in enumerate(calls(5, 60)):
        seat = thirty.slot(chance.choice((MON, TUE)), call.around)
        try:
            visits.append(await thirty.booked(wanted(thirty, call, f"P-{number}"), seat))
        except Refused:
            continue
        if number % 3 == 1:
            visit = visits.pop(chance.randrange(len(visits)))
            await thirty.write(thirty.by(), verbs.cancel(visit, "ill"))
        if number % 4 == 2:
            visit = visits.pop(chance.randrange(len(visits)))
            later = thirty.slot(chance.choice((MON, TUE)), 780)
            try:
                await thirty.write(thirty.by(), verbs.move(thirty.by(), visit, later, "bus"))
            except Refused:
                continue
        consistent(thirty, MON)
        consistent(thirty, TUE)

    await thirty.book.renew()

    assert made_anew(thirty, MON) == thirty.book.shelf.days[d(MON)].outlook()
    assert {} == kinds(thirty.book.shelf.days[d(TUE)].outlook())


async def test_a_day_that_changes_while_it_is_renewed_is_done_again(thirty: Desk) -> None:
    """The loop has its turns meanwhile, and what was found without the change is not taken."""
    await thirty.book.renew()
    load, shelf = thirty.book.shelf.days[d(MON)], thirty.book.shelf
    visit = await thirty.booked(wanted(thirty, Call("hour", None, NINE)), thirty.slot(MON, NINE))
    await thirty.write(thirty.by(), thirty.book.verbs.cancel(visit, "ill"))
    renewing = asyncio.create_task(thirty.book.renew())
    await asyncio.sleep(0)

    for number in range(5):
        want = wanted(thirty, Call("hour", None, NINE), f"P-{number}")
        seat = thirty.slot(MON, NINE)
        shelf.apply(thirty.book.verbs.hold(thirty.by(), want, seat, f"v-{number}"))
    assert not renewing.done()
    await renewing

    consistent(thirty, MON)
    assert made_anew(thirty, MON) == load.outlook()


async def test_a_day_with_a_nurse_less_expects_less(thirty: Desk) -> None:
    await thirty.book.renew()
    load = thirty.book.shelf.days[d(MON)]
    whole = sum(kinds(load.outlook()).values())
    start, end = thirty.slot(MON, 480), thirty.slot(MON, 1080)
    cut = Cut(id="cut-1", pool=Pool.NURSE, start=start, end=end, amount=4 * 12, reason="ill")

    await thirty.book.commit(thirty.by(), Intent(cuts=(cut,)))
    consistent(thirty, MON)
    await thirty.book.renew()

    consistent(thirty, MON)
    assert 0 < sum(kinds(load.outlook()).values()) < whole


async def test_the_weekdays_of_a_row_are_kept(path: Path) -> None:
    rows = (
        awaits("hour", 2, 480, 600, days=frozenset({1})),
        awaits("short", 1, 480, 480, days=EVERY_DAY),
    )
    async with desk(path, ward(rows)) as at:
        await at.book.renew()

        found = [kinds(at.book.shelf.days[d(on)].outlook()) for on in (MON, TUE)]

    assert [[1], [2, 1]] == [list(each.values()) for each in found]


async def test_where_a_day_has_room_beside_what_it_expects_no_other_is_displaced(
    path: Path,
) -> None:
    """Monday's chairs are all expected to be taken at any time; Tuesday expects nothing."""
    many = awaits("isatuximab", 200, 480, 900, 3)
    async with desk(path, ward((many,))) as at:
        await at.book.renew()
        want = wanted(at, Call("isatuximab", 1, NINE))

        both = await at.offers(want, MON, TUE)
        one = await at.offers(want, MON, MON)

    assert {d(TUE)} == {each.on for each in both}
    assert all("displaced" in {term.kind.value for term in each.terms} for each in one)


# ------------------------------------------------------------------------------------ over HTTP


async def test_the_morning_is_kept_for_the_long_ones_that_are_still_expected(
    tmp_path: Path, made: Path
) -> None:
    """A short visit that is wished at nine is offered elsewhere; on a day that expects nothing, at
    nine. A long one is offered the room that is kept for it."""
    weekday = frozenset({TOMORROW.weekday()})
    long_ones = awaits("isatuximab", 60, NINE, NINE, 2, days=weekday)
    async with ward_with(tmp_path, made, ward((long_ones,))) as at:
        await the_book(at).renew()

        kept, free = [
            await offered(at, visit={"what": "short"}, first=on, last=on)
            for on in (TOMORROW, TOMORROW + timedelta(days=1))
        ]
        long_ = await offered(at, visit={"what": "isatuximab", "infusion_no": 2})

    assert [] == free[0]["why"]
    assert "wish" == kept[0]["why"][0]["kind"]
    assert kept[0]["why"][0]["amount"] >= 30
    assert [] == long_[0]["why"]
