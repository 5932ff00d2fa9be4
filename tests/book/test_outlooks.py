"""What a ward expects, beside what is booked: kept for whoever is still to ask, by its own offers.

Thirty chairs and thirteen nurses; a day is asked for a little more than it holds.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from service.core.booking.offers import Policy
from service.core.booking.shape import PlaceClass
from tests.book.calling import TOMORROW, offered, the_book, ward_with
from tests.book.desk import MON, TUE, Desk, desk
from tests.book.expecting import (
    NINE,
    Call,
    awaits,
    by_the_book,
    by_the_policy,
    calls,
    expecting,
    placed,
    wanted,
    ward,
)
from tests.book.wards import d


@pytest.fixture
async def thirty(path: Path) -> AsyncIterator[Desk]:
    async with expecting(path) as found:
        yield found


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


async def test_where_a_day_has_room_beside_what_it_expects_no_other_is_displaced(
    path: Path,
) -> None:
    """Monday's chairs are all expected to be taken at any time; Tuesday expects nothing."""
    many = awaits("isatuximab", 200, 480, 900, 3)
    async with desk(path, ward((many,))) as at:
        await at.book.renew()
        want = wanted(at, Call("isatuximab", 1, NINE))

        both = await at.offers(want, MON, TUE, most=1_000)
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
