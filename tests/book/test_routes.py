"""The book over HTTP: what a tablet may ask, what it gets, and what it is refused with."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.book.calling import TOMORROW, VISIT, booked, held, offered, the_book, ward_with, window
from tests.book.wards import resources, shift
from tests.service.api.harness import Bench


@pytest.fixture
async def ward(tmp_path: Path, made: Path) -> AsyncIterator[Bench]:
    async with ward_with(tmp_path, made, resources()) as running:
        yield running


# ------------------------------------------------------------------------------ from call to chair


async def test_from_a_call_to_a_promise(ward: Bench) -> None:
    offers = await offered(ward, around="10:00")
    assert offers[0]["local"].startswith(f"{TOMORROW}T10:00:00+")
    assert [] == offers[0]["why"]
    assert all(each["why"][0]["sentence"] for each in offers[1:])

    visit = await booked(ward, seat=offers[0]["seat"])

    assert ("booked", 2, "Europe/Berlin") == (visit["status"], visit["version"], visit["zone"])
    assert visit == await ward.get(f"/book/visits/{visit['id']}")
    board = await ward.get(f"/book/days/{TOMORROW}")
    assert [visit["id"]] == board["unbound"]
    chairs = next(load for load in board["loads"] if load["pool"] == "chair")
    assert visit["minutes"] == sum(chairs["used"]) * board["slot_min"]


async def test_the_journal_of_changes_says_who_did_what_before_and_after(ward: Bench) -> None:
    visit = await booked(ward)
    seat = (await offered(ward, around="14:00"))[0]["seat"]
    body = {"seat": seat, "reason": "bus", "version": 2}
    await ward.done(f"/book/visits/{visit['id']}/move", body, X_Person="nurse-b")

    found = await ward.get(f"/book/changes?about={visit['id']}&limit=2")
    rest = await ward.get(f"/book/changes?about={visit['id']}&after={found['next']}")

    rows = [*found["changes"], *rest["changes"]]
    assert ["held", "booked", "moved"] == [row["what"] for row in rows]
    assert [None, "held", "booked"] == [(row["before"] or {}).get("status") for row in rows]
    assert ["nurse-a", "nurse-a", "nurse-b"] == [row["by"] for row in rows]
    moved = rows[2]
    assert moved["before"]["seat_slot"] < moved["after"]["seat_slot"]
    assert rest["next"] is None


async def test_a_day_at_the_chair(ward: Bench) -> None:
    """Seating is for today: the visit is put there by hand, since today may be nearly over."""
    visit = await booked(ward)
    on = f"/book/visits/{visit['id']}"
    for verb, body in (("arrive", None), ("seat", {"chair": "chair-1"})):
        answer = await ward.post(f"{on}/{verb}", body)
        assert "/problems/other-day" == answer.json()["type"]
    answer = await ward.post(f"{on}/done")
    assert "/problems/visit-status" == answer.json()["type"]
    answer = await ward.post(f"{on}/seat", {"chair": "chair-99"})
    assert (404, "/problems/unknown-chair") == (answer.status_code, answer.json()["type"])


async def test_a_late_patient_is_expected_and_the_promise_stands(ward: Bench) -> None:
    visit = await booked(ward)
    later = (datetime.fromisoformat(visit["seat"]) + timedelta(minutes=40)).isoformat()

    found = await ward.done(f"/book/visits/{visit['id']}/late", {"expected": later})

    assert visit["seat"] == found["visits"][0]["seat"]
    assert datetime.fromisoformat(later) == datetime.fromisoformat(found["visits"][0]["expected"])


async def test_a_cancelled_visit_is_gone_from_the_board_and_stays_in_the_book(
    ward: Bench,
) -> None:
    visit = await booked(ward)

    await ward.done(f"/book/visits/{visit['id']}/cancel", {"reason": "ill"})

    assert [] == (await ward.get(f"/book/days/{TOMORROW}"))["visits"]
    found = await ward.get(f"/book/visits/{visit['id']}")
    assert ("cancelled", "ill") == (found["status"], found["reason"])


async def test_a_series_is_offered_held_and_booked_whole(ward: Bench) -> None:
    due = [TOMORROW + timedelta(days=7 * n) for n in range(3)]
    visits = [
        {"visit": {**VISIT, "infusion_no": 3 + n}, "due": on.isoformat(), "gap_days": 5}
        for n, on in enumerate(due)
    ]
    answer = await ward.client.post("/api/v1/book/series/offers", json={"visits": visits})
    assert 200 == answer.status_code, answer.text
    best = answer.json()["series"][0]
    assert [on.isoformat() for on in due] == [each["on"] for each in best]

    seats = [
        {"visit": asked["visit"], "seat": each["seat"]}
        for asked, each in zip(visits, best, strict=True)
    ]
    answer = await ward.post("/book/series", {"patient": "P-1", "visits": seats})
    assert 201 == answer.status_code, answer.text
    series = answer.json()["series"]
    assert {"held"} == {each["status"] for each in answer.json()["visits"]}
    found = await ward.done(f"/book/series/{series}/book", {})

    assert ["booked"] * 3 == [each["status"] for each in found["visits"]]
    assert {series} == {each["series"] for each in found["visits"]}


async def test_a_series_across_the_change_of_the_clocks_keeps_its_time_of_day(
    tmp_path: Path, made: Path
) -> None:
    """In every season: the series is long enough to reach a change of New York's clocks."""
    horizon = resources().promises
    found = resources(zone="America/New_York", promises=replace(horizon, horizon_days=280))
    async with ward_with(tmp_path, made, found) as ward:
        visits = [
            {"visit": VISIT, "due": (TOMORROW + timedelta(days=28 * n)).isoformat()}
            for n in range(9)
        ]
        answer = await ward.client.post(
            "/api/v1/book/series/offers", json={"visits": visits, "around": "10:00"}
        )
        assert 200 == answer.status_code, answer.text

    local = [each["local"] for each in answer.json()["series"][0]]
    assert {"T10:00:00"} == {each[10:19] for each in local}
    assert {"-04:00", "-05:00"} == {each[19:] for each in local}


async def test_a_series_of_which_one_has_no_place_holds_nothing(ward: Bench) -> None:
    seat = (await offered(ward))[0]["seat"]
    closed = datetime.fromisoformat(seat).replace(hour=3).isoformat()
    next_day = (datetime.fromisoformat(closed) + timedelta(days=1)).isoformat()
    seats = [{"visit": VISIT, "seat": seat}, {"visit": VISIT, "seat": next_day}]

    answer = await ward.post("/book/series", {"patient": "P-1", "visits": seats})

    assert (409, "/problems/before-opening") == (answer.status_code, answer.json()["type"])
    assert [] == (await ward.get(f"/book/days/{TOMORROW}"))["visits"]


async def test_who_waits_is_told(tmp_path: Path, made: Path) -> None:
    async with ward_with(tmp_path, made, resources(shifts=(shift(nurses=1),))) as ward:
        visits: list[dict[str, Any]] = []
        while True:
            answer = await ward.client.post("/api/v1/book/offers", json=window())
            if answer.status_code != 200:
                break
            seat = answer.json()["offers"][0]["seat"]
            visits.append(await booked(ward, f"P-{len(visits)}", seat))
        assert "/problems/no-place" == answer.json()["type"]
        assert 3 == len(answer.json()["alternatives"])
        body = {"patient": "P-99", **{k: v for k, v in window().items()}}
        answer = await ward.post("/book/waiting-list", body)
        assert 201 == answer.status_code, answer.text

        await ward.done(f"/book/visits/{visits[0]['id']}/cancel", {"reason": "ill"})
        await ward.until(lambda: _status(ward) == "offered")

        (told,) = (await ward.get("/book/waiting-list"))["waiting"]
        await held(ward, "P-99", told["offered"])
        await ward.done(f"/book/waiting-list/{told['id']}/leave", {})
        assert [] == (await ward.get("/book/waiting-list"))["waiting"]
        again = await ward.post(f"/book/waiting-list/{told['id']}/leave", {})
        assert "/problems/not-waiting" == again.json()["type"]


def _status(ward: Bench) -> str:
    (row,) = the_book(ward).shelf.waiting.values()
    return str(row["status"])


async def test_a_nurse_who_is_ill_makes_conflicts_and_moves_nobody(ward: Bench) -> None:
    visit = await booked(ward)
    start = visit["seat"]
    end = (datetime.fromisoformat(start) + timedelta(hours=4)).isoformat()
    body = {"pool": "nurse", "start": start, "end": end, "count": 2, "reason": "ill"}

    answer = await ward.post("/book/cuts", body)

    assert 201 == answer.status_code, answer.text
    board = await ward.get(f"/book/days/{TOMORROW}")
    assert [visit["id"]] == board["conflicts"]
    assert visit == board["visits"][0]
