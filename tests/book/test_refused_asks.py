"""What the book over HTTP is asked for and cannot be: each refusal with its reason."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from service.core.booking.resources import Days
from service.core.booking.visits import Status
from tests.book.calling import TOMORROW, VISIT, booked, the_book, ward_with, window
from tests.book.wards import resources
from tests.service.api.harness import Bench, bench


@pytest.fixture
async def ward(tmp_path: Path, made: Path) -> AsyncIterator[Bench]:
    async with ward_with(tmp_path, made, resources()) as running:
        yield running


# ------------------------------------------------------------------------------------- bad input

BAD: list[tuple[str, dict[str, Any], str]] = [
    ("a thirteenth month", {"first": "2026-13-01"}, "first"),
    ("a date that is none", {"first": "tomorrow"}, "first"),
    ("a day of another century", {"last": "1999-01-01"}, "last"),
    ("a window that ends before it begins", {"last": "2020-01-01"}, "last"),
    ("a window of a year", {"last": (TOMORROW + timedelta(days=365)).isoformat()}, "last"),
    ("an unknown zone", {"zone": "Mars/Olympus"}, "zone"),
    ("a zone that climbs", {"zone": "../../etc/passwd"}, "zone"),
    ("an unknown visit", {"visit": {"what": "aspirin"}}, "visit.what"),
    ("no number", {"visit": {"what": "isatuximab"}}, "visit.infusion_no"),
    ("a profile of nobody", {"visit": {**VISIT, "profile": "fast"}}, "visit.profile"),
    ("a time that is none", {"around": "25:00"}, "around"),
    ("a latest before the earliest", {"earliest": "12:00", "latest": "11:00"}, "latest"),
    ("nothing at all to choose from", {"most": 0}, "most"),
]


@pytest.mark.parametrize(("changed", "field"), [row[1:] for row in BAD], ids=[r[0] for r in BAD])
async def test_bad_input_is_named(ward: Bench, changed: dict[str, Any], field: str) -> None:
    answer = await ward.client.post("/api/v1/book/offers", json={**window(), **changed})

    assert (422, "/problems/bad-input") == (answer.status_code, answer.json()["type"])
    assert [field] == [each["field"] for each in answer.json()["errors"]]


@pytest.mark.parametrize("day", ["2026-13-01", "2026-02-30", "today", "20260101", "2026-W01-1"])
async def test_a_board_of_no_day_is_refused(ward: Bench, day: str) -> None:
    answer = await ward.client.get(f"/api/v1/book/days/{day}")

    assert (422, "/problems/bad-input") == (answer.status_code, answer.json()["type"])


async def test_a_closed_week_names_the_nearest_open_day(tmp_path: Path, made: Path) -> None:
    week = Days(first=TOMORROW, last=TOMORROW + timedelta(days=6), reason="works")
    async with ward_with(tmp_path, made, resources(closures=(week,))) as ward:
        body = window(TOMORROW, TOMORROW + timedelta(days=4), due=TOMORROW.isoformat())
        answer = await ward.client.post("/api/v1/book/offers", json=body)
        board = await ward.get(f"/book/days/{TOMORROW}")

    said = answer.json()
    assert (409, "/problems/closed-day") == (answer.status_code, said["type"])
    assert f"{TOMORROW} is closed (works)." == said["detail"]
    assert (TOMORROW - timedelta(days=1)).isoformat() == said["nearest"]
    assert ("closed (works)", None) == (board["closed"], board["opens"])


@pytest.mark.parametrize(
    ("status", "verb", "body"),
    [(Status.SEATED, "move", {"reason": "bus"}), (Status.DONE, "cancel", {"reason": "ill"})],
)
async def test_somebody_who_sits_is_neither_moved_nor_cancelled(
    ward: Bench, status: Status, verb: str, body: dict[str, Any]
) -> None:
    visit = await booked(ward)
    shelf = the_book(ward).shelf
    shelf.visits[visit["id"]] = replace(shelf.visits[visit["id"]], status=status)
    if verb == "move":
        body = {**body, "seat": visit["seat"]}

    answer = await ward.post(f"/book/visits/{visit['id']}/{verb}", body)

    assert (409, "/problems/visit-status") == (answer.status_code, answer.json()["type"])
    assert status.value in answer.json()["detail"]


async def test_a_version_that_the_tablet_no_longer_has_is_refused(ward: Bench) -> None:
    visit = await booked(ward)

    answer = await ward.post(f"/book/visits/{visit['id']}/cancel", {"reason": "ill", "version": 1})

    assert (409, "/problems/visit-changed") == (answer.status_code, answer.json()["type"])


async def test_a_moment_between_two_slots_is_refused(ward: Bench) -> None:
    body = {"patient": "P-1", "visit": VISIT, "seat": f"{TOMORROW}T08:01:00Z"}

    answer = await ward.post("/book/holds", body)

    assert (422, "seat") == (answer.status_code, answer.json()["errors"][0]["field"])


async def test_other_clocks_than_the_ward_s_are_refused(ward: Bench) -> None:
    answer = await ward.client.post("/api/v1/book/offers", json=window(zone="Europe/Lisbon"))

    assert (409, "/problems/other-zone") == (answer.status_code, answer.json()["type"])
    assert "Europe/Berlin" in answer.json()["detail"]


async def test_a_ward_without_nurses_says_so(tmp_path: Path, made: Path) -> None:
    async with ward_with(tmp_path, made, resources(shifts=())) as ward:
        answer = await ward.client.post("/api/v1/book/offers", json=window())

    assert (409, "/problems/no-nurses") == (answer.status_code, answer.json()["type"])


GETS = ("/book/days/2026-06-01", "/book/visits/v-1", "/book/changes", "/book/waiting-list")
POSTS: list[tuple[str, dict[str, Any]]] = [
    ("/book/offers", window()),
    ("/book/holds", {"patient": "P", "visit": VISIT, "seat": f"{TOMORROW}T08:00:00Z"}),
    ("/book/visits/v-1/cancel", {"reason": "ill"}),
]


async def test_a_ward_that_books_nothing_says_so(tmp_path: Path) -> None:
    async with bench(tmp_path / "ward.sqlite") as ward:
        answers = [await ward.client.get(f"/api/v1{path}") for path in GETS]
        answers += [await ward.post(path, body) for path, body in POSTS]

    assert {(409, "/problems/booking-off")} == {
        (each.status_code, each.json()["type"]) for each in answers
    }


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"X_Person": "somebody"}, "unknown-person"),
        ({"X_Tablet": "a-phone"}, "unknown-tablet"),
        ({"Idempotency_Key": None}, "tap-missing"),
        ({"X_Tapped_At": "1000"}, "tap-too-late"),
        ({"Sec_Fetch_Site": "cross-site"}, "cross-site"),
    ],
)
async def test_the_book_asks_who_is_speaking_as_everything_else_does(
    ward: Bench, headers: dict[str, str | None], kind: str
) -> None:
    answer = await ward.post("/book/visits", {"hold": "v-1"}, **headers)

    assert f"/problems/{kind}" == answer.json()["type"]
