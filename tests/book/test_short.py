"""An offer that finds no place says of every day that was asked for what is short on it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from service.book.asks import Refused, When
from service.book.clocks import slot_at
from service.core.booking.grid import Slot
from service.core.booking.offers import Wish
from service.core.booking.resources import Days
from service.core.booking.series import Due
from service.core.booking.shape import PlaceClass
from tests.book.calling import TOMORROW, VISIT, booked, ward_with, window
from tests.book.desk import MON, TUE, Desk, desk
from tests.book.wards import d, resources, shift
from tests.service.api.harness import Bench

WED = "2026-06-03"


async def filled(book: Desk, *days: str) -> None:
    """Book days until nothing fits any more."""
    for number in range(100):
        try:
            best = (await book.offers(book.wanted(f"P-{number}"), days[0], days[-1]))[0]
        except Refused:
            return
        await book.booked(book.wanted(f"P-{number}"), best.seat)


def said(refused: Refused) -> Iterator[tuple[str, str, str]]:
    for each in refused.short:
        yield each.on.isoformat(), each.shortage.of.value, each.shortage.sentence


async def test_every_day_of_the_window_says_what_is_short_on_it(path: Path) -> None:
    """Two shifts: on Mondays nobody works; Tuesday is closed; on Wednesday one nurse is booked."""
    works = frozenset({2, 3})
    closed = Days(first=d(TUE), last=d(TUE), reason="works")
    one = shift(nurses=1, days=works)
    async with desk(path, shifts=(one,), closures=(closed,)) as book:
        await filled(book, WED)
        with pytest.raises(Refused) as found:
            await book.offers(book.wanted(), MON, WED)
        full = [each for each in said(found.value) if each[0] == WED]

    assert [
        (MON, "nurse", "No nurse has the time for it."),
        (TUE, "closed-day", "It is closed (works)."),
        *full,
    ] == list(said(found.value))
    assert [(WED, "nurse")] == [each[:2] for each in full]


@pytest.mark.parametrize(
    ("changed", "of"),
    [
        ({"chairs": 1, "nurses": 9}, "chair"),
        ({"chairs": 4, "nurses": 1}, "nurse"),
        ({"chairs": 4, "nurses": 9, "bags": True}, "pharmacy"),
    ],
)
async def test_a_full_day_names_what_filled_it(
    path: Path, changed: dict[str, int], of: str
) -> None:
    base = resources(shifts=(shift(nurses=changed["nurses"]),))
    slow = replace(base.bag, compound_min=120) if changed.get("bags") else base.bag
    found = replace(base, chairs=base.chairs[: changed["chairs"]], bag=slow)
    async with desk(path, found) as book:
        await filled(book, MON)
        with pytest.raises(Refused) as refused:
            await book.offers(book.wanted(), MON, MON)

    assert [(MON, of)] == [each[:2] for each in said(refused.value)]


async def test_days_behind_the_horizon_and_days_that_are_past_are_named_too(path: Path) -> None:
    async with desk(path, shifts=(shift(days=frozenset()),)) as book:
        with pytest.raises(Refused) as early:
            await book.offers(book.wanted(), "2026-05-30", MON)
        with pytest.raises(Refused) as late:
            await book.offers(book.wanted(), "2026-06-27", "2026-06-28")

    assert [("2026-05-30", "past-day"), ("2026-05-31", "nurse"), (MON, "nurse")] == [
        each[:2] for each in said(early.value)
    ]
    assert [("2026-06-27", "nurse"), ("2026-06-28", "beyond-horizon")] == [
        each[:2] for each in said(late.value)
    ]


async def test_a_wish_that_leaves_no_seat_is_named(book: Desk) -> None:
    when = When(first=d(MON), last=d(MON), due=d(MON), around_min=1050, earliest_min=1050)
    with pytest.raises(Refused) as found:
        await book.book.finder.offers(book.wanted(), when, slot_at(book.book.now()), 6)

    (day,) = said(found.value)
    assert (MON, "wished-hours") == day[:2]
    assert "seats from 08:00 to 15:40." in day[2]


async def test_a_course_says_it_of_the_days_of_the_visit_without_a_place(path: Path) -> None:
    closed = Days(first=d(TUE), last=d(TUE), reason="works")
    async with desk(path, closures=(closed,)) as book:
        wanted, finder = book.wanted(), book.book.finder
        request = finder.request(wanted, Wish(around=108))
        first = Due(on=d(MON), early_days=0, late_days=0, gap_days=0, request=request)
        next_ = Due(on=d(TUE), early_days=0, late_days=1, gap_days=7, request=request)
        now = Slot(slot_at(book.book.now()))
        with pytest.raises(Refused) as found:
            finder.series([(wanted, first), (wanted, next_)], now)

    assert [(TUE, "closed-day"), (WED, "gap")] == [each[:2] for each in said(found.value)]


async def test_a_place_that_is_found_is_offered_without_a_word_of_shortage(book: Desk) -> None:
    bed = replace(book.wanted(), place=PlaceClass.BED)
    assert await book.offers(book.wanted(), MON, TUE)
    with pytest.raises(Refused) as found:
        await book.offers(bed, MON, TUE)

    assert [(MON, "bed"), (TUE, "bed")] == [each[:2] for each in said(found.value)]


async def full_day(ward: Bench) -> Any:
    count = 0
    while True:
        answer = await ward.client.post("/api/v1/book/offers", json=window())
        if answer.status_code != 200:
            return answer
        await booked(ward, f"P-{count}", answer.json()["offers"][0]["seat"])
        count += 1


async def test_the_answer_carries_each_day_as_data_and_as_a_sentence(
    tmp_path: Path, made: Path
) -> None:
    async with ward_with(tmp_path, made, resources(shifts=(shift(nurses=1),))) as ward:
        answer = await full_day(ward)
        visits = [
            {
                "due": (TOMORROW + timedelta(days=n)).isoformat(),
                "visit": VISIT,
                "early_days": 0,
                "late_days": 0,
            }
            for n in (0, 1)
        ]
        series = await ward.client.post("/api/v1/book/series/offers", json={"visits": visits})

    assert 409 == answer.status_code
    (short,) = answer.json()["short"]
    assert {"on": TOMORROW.isoformat(), "of": "nurse"} == {key: short[key] for key in ("on", "of")}
    assert short["sentence"].startswith("No nurse has the time for it")
    assert "/problems/series-without-place" == series.json()["type"]
    assert [short] == series.json()["short"]
