"""Notices over HTTP: told, read page by page, acknowledged by a person, once."""

import json
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from service.book.book import Book, book_path
from service.book.clock import BookClock
from service.book.planned import planned_move
from service.book.told import asked_plan
from service.book.writing import Beside, Written
from service.core.booking.grid import Slot
from service.core.times import Instant
from tests.book.calling import booked, held, offered, the_book
from tests.book.wards import d, resources
from tests.service.api.harness import Bench, bench


@dataclass
class Later:
    """Ward time, and so much more."""

    book: Book
    ms: int = 0

    def __post_init__(self) -> None:
        self._now = self.book.now
        self.book.now = lambda: Instant(self._now() + self.ms)


@pytest.fixture
async def ward(tmp_path: Path, made: Path) -> AsyncIterator[Bench]:
    store = tmp_path / "ward.sqlite"
    shutil.copy(made, book_path(store))
    async with bench(store, booking=resources()) as running:
        yield running


async def looked(ward: Bench, later_min: int) -> int:
    """Look at what is due so many minutes from now."""
    later = Later(the_book(ward))
    later.ms = later_min * 60_000
    try:
        return await BookClock(the_book(ward)).look()
    finally:
        later.book.now = later._now


async def read(ward: Bench, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await ward.get(f"/book/notices{query}"))["notices"]
    return found


async def test_a_hold_that_ran_out_is_told_with_a_sentence_and_its_time(ward: Bench) -> None:
    hold = await held(ward)

    await looked(ward, 11)

    (notice,) = await read(ward, f"?about={hold['id']}")
    assert ("hold-over", hold["held_until"]) == (notice["kind"], notice["due"])
    assert f"{hold['patient']}: The place was held" in notice["sentence"]
    assert notice["told"] > notice["due"]
    assert not notice["stands"], "the place is free: nothing is left to do"


async def test_a_person_acknowledges_and_it_is_not_asked_again(ward: Bench) -> None:
    one = await booked(ward)
    minutes = 60 * 24 * 4
    await looked(ward, minutes)
    before = await read(ward, f"?about={one['id']}")
    assert {"late", "no-show", "premedication-due", "premedication-late"} == {
        each["kind"] for each in before
    }
    late = next(each for each in before if each["kind"] == "late")
    assert late["stands"]

    await ward.done(f"/book/notices/{late['id']}/acknowledge", {}, X_Person="nurse-b")

    assert late["id"] not in {each["id"] for each in await read(ward)}
    (again,) = [each for each in await read(ward, "?all=true") if each["id"] == late["id"]]
    assert "nurse-b" == again["acknowledged_by"]
    changes = (await ward.get(f"/book/changes?about={late['id']}"))["changes"]
    assert [("acknowledged", "nurse-b")] == [(row["what"], row["by"]) for row in changes]
    twice = await ward.post(f"/book/notices/{late['id']}/acknowledge", {})
    assert 200 == twice.status_code
    assert 1 == len((await ward.get(f"/book/changes?about={late['id']}"))["changes"])


async def test_a_notice_of_a_visit_that_was_moved_stands_no_more(ward: Bench) -> None:
    one = await booked(ward)
    await looked(ward, 60 * 24 * 4)
    seat = (await offered(ward, around="14:00"))[0]["seat"]

    await ward.done(f"/book/visits/{one['id']}/move", {"seat": seat, "reason": "bus"})

    assert {False} == {each["stands"] for each in await read(ward, f"?about={one['id']}")}


async def test_notices_come_page_by_page_in_the_order_in_which_they_were_due(ward: Bench) -> None:
    for patient in ("P-1", "P-2", "P-3"):
        await held(ward, patient)
    await looked(ward, 11)

    pages, after = [], ""
    while True:
        page = await ward.get(f"/book/notices?limit=2{after}")
        pages.append(page["notices"])
        if page["next"] is None:
            break
        after = f"&after={page['next']}"

    flat = [each for page in pages for each in page]
    assert [2, 1] == [len(page) for page in pages]
    assert flat == await read(ward)
    assert sorted(each["due"] for each in flat) == [each["due"] for each in flat]


async def plan(ward: Bench, visit: dict[str, Any], slots: int) -> str:
    """Write a plan that moves a visit by some slots; return its id."""
    book = the_book(ward)
    kept = book.verbs.visit(visit["id"])
    after = replace(kept, seat=Slot(kept.seat + slots), bag=Slot((kept.bag or 0) + slots))
    asked = asked_plan("tomorrow", d(visit["on"]), book.now()).after
    body = {"terms": {"objective": 0}, "moves": [planned_move(kept, after, "chair-1")]}
    row = {**asked, "status": "made", "made_at_ms": book.now(), "body": json.dumps(body)}
    made = Beside(what="made", table="plan", before=None, after=row)
    await book.note(Written(by=book.own(book.now()), quiet=(made,)))
    return str(row["id"])


async def test_a_plan_is_read_and_taken_and_only_then_a_visit_moves(ward: Bench) -> None:
    one = await booked(ward)
    id_ = await plan(ward, one, 6)

    assert [id_] == [each["id"] for each in (await ward.get("/book/plans"))["plans"]]
    (move,) = (await ward.get(f"/book/plans/{id_}"))["moves"]
    assert (True, True, False, "chair-1") == (
        move["moved"],
        move["tell"],
        move["taken"],
        move["chair"],
    )
    assert one["seat"] == (await ward.get(f"/book/visits/{one['id']}"))["seat"]

    await ward.done(f"/book/plans/{id_}/take", {})

    moved = await ward.get(f"/book/visits/{one['id']}")
    assert (move["seat"], "plan of the night") == (moved["seat"], moved["reason"])
    assert (await ward.get(f"/book/plans/{id_}"))["moves"][0]["taken"]
    again = await ward.post(f"/book/plans/{id_}/take", {"visits": [one["id"]]})
    assert "/problems/visit-changed" == again.json()["type"]


async def test_a_plan_says_nothing_of_a_visit_that_it_does_not_have(ward: Bench) -> None:
    one = await booked(ward)
    id_ = await plan(ward, one, 6)

    answer = await ward.post(f"/book/plans/{id_}/take", {"visits": ["v-other"]})

    assert (409, "/problems/visit-changed") == (answer.status_code, answer.json()["type"])


@pytest.mark.parametrize(
    ("path", "status", "problem"),
    [
        ("/book/notices?after=none", 422, "bad-input"),
        ("/book/notices?limit=0", 422, "bad-input"),
        ("/book/due?hours=0", 422, "bad-input"),
        ("/book/plans/none", 404, "unknown-plan"),
    ],
)
async def test_what_is_not_there_is_refused(
    ward: Bench, path: str, status: int, problem: str
) -> None:
    answer = await ward.client.get(f"/api/v1{path}")

    assert (status, f"/problems/{problem}") == (answer.status_code, answer.json()["type"])


async def test_nobody_acknowledges_what_is_not_there(ward: Bench) -> None:
    answer = await ward.post("/book/notices/none/acknowledge", {})

    assert (404, "/problems/unknown-notice") == (answer.status_code, answer.json()["type"])


async def test_what_is_ahead_is_told_for_so_many_hours(ward: Bench) -> None:
    hold = await held(ward)
    one = await booked(ward, "P-2")

    soon = (await ward.get("/book/due?hours=1"))["due"]
    later = (await ward.get("/book/due?hours=96"))["due"]

    assert [("hold-over", hold["id"])] == [(each["kind"], each["subject"]) for each in soon]
    assert one["id"] in {each["subject"] for each in later}
    assert [each["due"] for each in later] == sorted(each["due"] for each in later)
