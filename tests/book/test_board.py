"""What a page asks of the book beside the verbs: what there is, one day, and only what is new."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from service.core.booking.resources import Days
from tests.book.calling import TOMORROW, VISIT, booked, held, ward_with
from tests.book.wards import resources
from tests.service.api.harness import Bench


@pytest.fixture
async def ward(tmp_path: Path, made: Path) -> AsyncIterator[Bench]:
    async with ward_with(tmp_path, made, resources()) as running:
        yield running


async def test_what_can_be_booked_is_told_by_name(ward: Bench) -> None:
    found = await ward.get("/book")
    assert ("Europe/Berlin", 10, ["chair"]) == (found["zone"], found["hold_min"], found["places"])
    isatuximab = next(kind for kind in found["kinds"] if kind["id"] == "isatuximab")
    assert (True, False) == (isatuximab["numbered"], isatuximab["by_order"])
    assert found["today"] < found["last"]


async def test_a_day_is_sent_again_only_when_the_book_has_changed(ward: Bench) -> None:
    address = f"/api/v1/book/days/{TOMORROW}"
    first = await ward.client.get(address)
    known = {"If-None-Match": first.headers["ETag"]}

    same = await ward.client.get(address, headers=known)
    assert (304, b"") == (same.status_code, same.content)

    await held(ward)
    other = await ward.client.get(address, headers=known)
    assert 200 == other.status_code
    assert 1 == len(other.json()["visits"])


async def test_a_proposal_is_news_of_its_day(ward: Bench) -> None:
    address = f"/api/v1/book/days/{TOMORROW}"
    await booked(ward)
    known = {"If-None-Match": (await ward.client.get(address)).headers["ETag"]}
    body = {"missing": [{"pool": "nurse", "count": 200, "start": f"{TOMORROW}T06:00:00Z"}]}
    assert 201 == (await ward.client.post(f"{address}/proposals", json=body)).status_code

    board = await ward.client.get(address, headers=known)

    assert 200 == board.status_code
    assert 1 == board.json()["proposal"]["unplaced"]


async def test_the_phases_of_a_visit_are_its_length(ward: Bench) -> None:
    visit = await held(ward)
    assert visit["minutes"] == sum(visit["phases"].values())
    assert visit["wait_min"] == visit["phases"]["wait"]
    assert 75 == visit["phases"]["infuse"]


async def test_the_days_beside_a_day_are_those_on_which_the_ward_is_open(
    tmp_path: Path, made: Path
) -> None:
    shut = Days(first=TOMORROW, last=TOMORROW + timedelta(days=1), reason="paint")
    async with ward_with(tmp_path, made, replace(resources(), closures=(shut,))) as ward:
        board = await ward.get(f"/book/days/{TOMORROW}")
    assert "closed (paint)" == board["closed"]
    beside = [(TOMORROW + timedelta(days=away)).isoformat() for away in (-1, 2)]
    assert beside == [board["before"], board["after"]]


async def test_a_course_is_refused_with_the_day_that_has_no_place(
    tmp_path: Path, made: Path
) -> None:
    shut = Days(first=TOMORROW, last=TOMORROW, reason="paint")
    async with ward_with(tmp_path, made, replace(resources(), closures=(shut,))) as ward:
        due = [TOMORROW - timedelta(days=1), TOMORROW]
        visits = [{"visit": VISIT, "due": day.isoformat(), "late_days": 0} for day in due]
        answer = await ward.client.post("/api/v1/book/series/offers", json={"visits": visits})
    problem = answer.json()
    assert "/problems/closed-day" == problem["type"]

    async with ward_with(tmp_path, made, resources(shifts=())) as ward:
        visits = [{"visit": VISIT, "due": day.isoformat(), "late_days": 0} for day in due[1:]]
        answer = await ward.client.post("/api/v1/book/series/offers", json={"visits": visits})
    problem = answer.json()
    assert "/problems/series-without-place" == problem["type"]
    assert TOMORROW.isoformat() == problem["due"]
