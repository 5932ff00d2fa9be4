"""Repairs over HTTP: what is asked, accepted, refused, and answered twice the same."""

import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from service.book.book import book_path
from tests.book.wards import resources, shift
from tests.service.api.harness import Bench, bench

DAY = (datetime.now(UTC).date() + timedelta(days=2)).isoformat()
ASK = f"/book/days/{DAY}/proposals"
VISIT = {"what": "isatuximab", "infusion_no": 3}


@pytest.fixture
async def ward(tmp_path: Path, made: Path) -> AsyncIterator[Bench]:
    """One chair; booked at ten and, as soon as it is clean, again."""
    store = tmp_path / "ward.sqlite"
    shutil.copy(made, book_path(store))
    booking = resources(zone="UTC", chairs=resources().chairs[:1], shifts=(shift(),))
    async with bench(store, booking=booking) as running:
        for patient, minute in (("P-1", "10:00"), ("P-2", "12:40")):
            seat = f"{DAY}T{minute}:00.000Z"
            body = {"patient": patient, "visit": VISIT, "seat": seat}
            held = await running.post("/book/holds", body)
            assert 201 == held.status_code, held.text
            await running.done("/book/visits", {"hold": held.json()["visits"][0]["id"]})
        yield running


def broken(start: str = "10:00", end: str | None = "10:30") -> dict[str, Any]:
    """Return the only chair as broken for half an hour."""
    each = {"chair": "chair-1", "start": f"{DAY}T{start}:00Z"}
    return {"broken": [each if end is None else {**each, "end": f"{DAY}T{end}:00Z"}]}


async def asked(ward: Bench, body: dict[str, Any] | None = None) -> dict[str, Any]:
    answer = await ward.client.post(f"/api/v1{ASK}", json=body or {})
    assert 201 == answer.status_code, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_day_on_which_all_is_well_has_a_proposal_without_moves(ward: Bench) -> None:
    found = await asked(ward)

    assert ([], 0, "not-asked") == (found["moves"], found["cost"], found["solver"])
    assert not found["open"]
    assert (await ward.get(f"/book/days/{DAY}"))["proposal"] is None


async def test_a_broken_chair_moves_those_who_come_and_every_term_is_told(ward: Bench) -> None:
    found = await asked(ward, broken())

    first, second = found["moves"]
    assert (f"{DAY}T10:30:00.000Z", 30) == (first["to"], first["minutes"])
    assert (True, False, False) == (first["tell"], first["short_notice"], first["beyond_limit"])
    assert second["seat"] < second["to"]
    assert found["cost"] == sum(term["cost"] for term in found["terms"])
    assert {"overtime", "told", "shift"} <= {term["kind"] for term in found["terms"]}
    assert found["right_shift_cost"] == found["cost"]

    mark = (await ward.get(f"/book/days/{DAY}"))["proposal"]
    assert (found["id"], 2, 2) == (mark["id"], mark["moves"], mark["told"])
    assert found == (await ward.get(ASK))["proposal"]
    assert found == await ward.get(f"{ASK}/{found['id']}")


async def test_accepted_in_part_answered_twice_the_same_and_done_once(ward: Bench) -> None:
    found = await asked(ward, broken())
    second = found["moves"][1]
    body = {"version": 1, "visits": [second["visit"]]}
    tap = ward.taps()

    once = await ward.post(f"{ASK}/{found['id']}/accept", body, Idempotency_Key=tap)
    twice = await ward.post(f"{ASK}/{found['id']}/accept", body, Idempotency_Key=tap)

    assert 200 == once.status_code, once.text
    assert once.json() == twice.json()
    assert [(second["visit"], True, None)] == [
        (each["visit"], each["done"], each["problem"]) for each in once.json()["outcomes"]
    ]
    assert [second["to"]] == [each["seat"] for each in once.json()["visits"]]
    changes = (await ward.get(f"/book/changes?about={second['visit']}"))["changes"]
    assert ["held", "booked", "moved"] == [each["what"] for each in changes]
    assert {tap} == {changes[-1]["tap"]}
    other = await ward.post(f"{ASK}/{found['id']}/accept", {"version": 1}, Idempotency_Key=tap)
    assert 422 == other.status_code
    assert "/problems/tap-reused" == other.json()["type"]


async def test_what_is_refused_is_said_with_its_alternatives_and_the_rest_stands(
    ward: Bench,
) -> None:
    found = await asked(ward, broken())
    first, second = found["moves"]
    await ward.done(f"/book/visits/{second['visit']}/move", {"seat": second["to"], "reason": "x"})

    answer = await ward.post(f"{ASK}/{found['id']}/accept", {"version": 1})

    outcomes = {each["visit"]: each for each in answer.json()["outcomes"]}
    assert outcomes[first["visit"]]["done"]
    problem = outcomes[second["visit"]]["problem"]
    assert ("/problems/visit-changed", 409) == (problem["type"], problem["status"])


@pytest.mark.parametrize(
    ("path", "body", "status", "problem"),
    [
        ("/book/days/2026-13-01/proposals", {}, 422, "bad-input"),
        ("/book/days/2020-01-01/proposals", {}, 409, "past-day"),
        ("/book/days/2099-01-01/proposals", {}, 409, "beyond-horizon"),
        (
            ASK,
            {"broken": [{"chair": "chair-9", "start": f"{DAY}T10:00:00Z"}]},
            404,
            "unknown-chair",
        ),
        (
            ASK,
            {"broken": [{"chair": "chair-1", "start": "2099-01-01T10:00:00Z"}]},
            422,
            "bad-input",
        ),
        (ASK, broken("11:00", "10:30"), 422, "bad-input"),
        (ASK, broken("10:00", "10:31"), 422, "bad-input"),
        (ASK, {"missing": [{"start": f"{DAY}T10:00:00Z", "count": 0}]}, 422, "bad-input"),
        (ASK, {"missing": [{"start": f"{DAY}T10:00:00Z", "pool": "bus"}]}, 422, "bad-input"),
        (ASK, {"basis": "hopeful"}, 422, "bad-input"),
    ],
)
async def test_what_cannot_be_asked_is_refused_with_the_reason(
    ward: Bench, path: str, body: dict[str, Any], status: int, problem: str
) -> None:
    answer = await ward.client.post(f"/api/v1{path}", json=body)

    assert (status, f"/problems/{problem}") == (answer.status_code, answer.json()["type"])


async def test_what_cannot_be_accepted_is_refused_with_the_reason(ward: Bench) -> None:
    found = await asked(ward, broken())
    accept = f"{ASK}/{found['id']}/accept"

    for path, body, status, problem in (
        (f"{ASK}/nowhere/accept", {"version": 1}, 404, "unknown-proposal"),
        (accept.replace(DAY, "2026-06-01"), {"version": 1}, 404, "unknown-proposal"),
        (accept, {"version": 2}, 409, "proposal-changed"),
        (accept, {"version": 1, "visits": ["somebody"]}, 422, "bad-input"),
        (accept, {}, 422, "bad-input"),
    ):
        answer = await ward.post(path, body)
        assert (status, f"/problems/{problem}") == (answer.status_code, answer.json()["type"])
    assert found == await ward.get(f"{ASK}/{found['id']}")


async def test_a_nurse_who_is_missing_all_day_leaves_visits_without_a_place(ward: Bench) -> None:
    missing = {"missing": [{"pool": "nurse", "count": 2, "start": f"{DAY}T00:00:00Z"}]}

    found = await asked(ward, missing)

    assert 2 == len(found["unplaced"])
    assert [] == found["moves"]
    assert found["open"]


async def test_in_a_ward_that_books_nothing_there_is_nothing_to_repair(tmp_path: Path) -> None:
    async with bench(tmp_path / "ward.sqlite") as plain:
        for answer in (
            await plain.client.post(f"/api/v1{ASK}", json={}),
            await plain.client.get(f"/api/v1{ASK}"),
            await plain.post(f"{ASK}/x/accept", {"version": 1}),
        ):
            assert (409, "/problems/booking-off") == (answer.status_code, answer.json()["type"])
        assert (await plain.get("/ward"))["proposal"] is None


# ------------------------------------------------------------------------------ a chair that breaks


def cut(**more: Any) -> dict[str, Any]:
    """Return the only chair as broken from ten to half past."""
    found = {"pool": "chair", "count": 1, "chair": "chair-1", "reason": "the motor"}
    return {**found, "start": f"{DAY}T10:00:00Z", "end": f"{DAY}T10:30:00Z", **more}


async def test_a_cut_that_names_a_chair_is_a_repair_s_cause_and_takes_its_pump_too(
    ward: Bench,
) -> None:
    """As if somebody had said `broken` when asking: here nobody has to."""
    said = await asked(ward, broken())

    answer = await ward.post("/book/cuts", cut())

    assert 201 == answer.status_code, answer.text
    found = await asked(ward)
    assert [(m["visit"], m["to"]) for m in said["moves"]] == [
        (m["visit"], m["to"]) for m in found["moves"]
    ]
    board = await ward.get(f"/book/days/{DAY}")
    assert ["the motor"] == [each["blocked"] for each in board["chairs"]]
    loads = {each["pool"]: each["capacity"] for each in board["loads"]}
    half_an_hour, whole = 6, 10 * 12
    assert {whole - half_an_hour} == {loads[pool].count(1) for pool in ("chair", "pump")}


@pytest.mark.parametrize(
    ("changed", "status", "problem"),
    [
        ({"chair": "chair-9"}, 404, "unknown-chair"),
        ({"pool": "bed"}, 422, "bad-input"),
        ({"pool": "nurse"}, 422, "bad-input"),
        ({"count": 2}, 422, "bad-input"),
    ],
)
async def test_a_cut_that_does_not_speak_of_its_chair_is_refused(
    ward: Bench, changed: dict[str, Any], status: int, problem: str
) -> None:
    answer = await ward.post("/book/cuts", cut(**changed))

    assert (status, f"/problems/{problem}") == (answer.status_code, answer.json()["type"])
    assert [None] == [each["blocked"] for each in (await ward.get(f"/book/days/{DAY}"))["chairs"]]


async def test_a_chair_that_is_broken_is_not_broken_twice_at_once(ward: Bench) -> None:
    assert 201 == (await ward.post("/book/cuts", cut())).status_code

    twice = await ward.post("/book/cuts", cut(reason="again"))
    later = await ward.post("/book/cuts", cut(start=f"{DAY}T10:30:00Z", end=f"{DAY}T11:00:00Z"))

    assert (409, "/problems/chair-blocked") == (twice.status_code, twice.json()["type"])
    assert "the motor" in twice.json()["detail"]
    assert 201 == later.status_code
