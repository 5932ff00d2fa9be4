"""The book over HTTP: what a tablet may ask, what it gets, and what it is refused with."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from service.book.book import Book, book_path
from service.core.booking.resources import Days, Resources
from service.core.booking.visits import Status
from service.store.disk import Point
from tests.book.wards import resources, shift
from tests.service.api.harness import Bench, bench

TOMORROW = datetime.now(UTC).date() + timedelta(days=2)
"""The day of most tests: open, and wholly ahead whatever the zone."""
VISIT = {"what": "isatuximab", "infusion_no": 3}


@asynccontextmanager
async def ward_with(tmp_path: Path, made: Path, found: Resources) -> AsyncIterator[Bench]:
    store = tmp_path / "ward.sqlite"
    shutil.copy(made, book_path(store))
    async with bench(store, booking=found) as running:
        yield running


@pytest.fixture
async def ward(tmp_path: Path, made: Path) -> AsyncIterator[Bench]:
    async with ward_with(tmp_path, made, resources()) as running:
        yield running


def window(first: date = TOMORROW, last: date | None = None, **more: Any) -> dict[str, Any]:
    return {
        "visit": VISIT,
        "first": first.isoformat(),
        "last": (last or first).isoformat(),
        **more,
    }


async def offered(ward: Bench, **more: Any) -> list[dict[str, Any]]:
    answer = await ward.client.post("/api/v1/book/offers", json=window(**more))
    assert 200 == answer.status_code, answer.text
    found: list[dict[str, Any]] = answer.json()["offers"]
    return found


async def held(ward: Bench, patient: str = "P-1", seat: str | None = None) -> dict[str, Any]:
    seat = seat or (await offered(ward))[0]["seat"]
    body = {"patient": patient, "visit": VISIT, "seat": seat}
    answer = await ward.post("/book/holds", body)
    assert 201 == answer.status_code, answer.text
    visit: dict[str, Any] = answer.json()["visits"][0]
    return visit


async def booked(ward: Bench, patient: str = "P-1", seat: str | None = None) -> dict[str, Any]:
    hold = await held(ward, patient, seat)
    found: dict[str, Any] = (await ward.done("/book/visits", {"hold": hold["id"]}))["visits"][0]
    return found


def the_book(ward: Bench) -> Book:
    assert ward.book is not None
    return ward.book


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


# --------------------------------------------------------------------------------- one tap, once


async def test_a_tap_that_is_repeated_books_once_and_is_answered_the_same(ward: Bench) -> None:
    seat = (await offered(ward))[0]["seat"]
    body = {"patient": "P-1", "visit": VISIT, "seat": seat}

    answers = await asyncio.gather(
        *(ward.post("/book/holds", body, Idempotency_Key="same-tap-1") for _ in range(5))
    )
    later = await ward.post("/book/holds", body, Idempotency_Key="same-tap-1")

    assert {answers[0].text} == {each.text for each in (*answers, later)}
    assert {201} == {each.status_code for each in (*answers, later)}
    assert 1 == len((await ward.get(f"/book/days/{TOMORROW}"))["visits"])


async def test_a_tap_that_asks_for_something_else_is_refused(ward: Bench) -> None:
    seats = [each["seat"] for each in await offered(ward)]
    body = {"patient": "P-1", "visit": VISIT, "seat": seats[0]}
    await ward.post("/book/holds", body, Idempotency_Key="same-tap-1")

    other = {**body, "seat": seats[1]}
    answer = await ward.post("/book/holds", other, Idempotency_Key="same-tap-1")

    assert (422, "/problems/tap-reused") == (answer.status_code, answer.json()["type"])


async def test_a_refused_tap_stays_refused(ward: Bench) -> None:
    visit = await booked(ward)
    path = f"/book/visits/{visit['id']}/done"

    first = await ward.post(path, {}, Idempotency_Key="same-tap-1")
    second = await ward.post(path, {}, Idempotency_Key="same-tap-1")

    assert (409, first.text) == (second.status_code, second.text)


async def test_a_frozen_disk_answers_not_saved_and_the_same_tap_gets_its_answer(
    ward: Bench,
) -> None:
    seat = (await offered(ward))[0]["seat"]
    body = {"patient": "P-1", "visit": VISIT, "seat": seat}
    ward.book_disk.freeze()
    try:
        lost = await ward.post("/book/holds", body, Idempotency_Key="same-tap-1")
        assert (503, "/problems/record-not-saved") == (lost.status_code, lost.json()["type"])
    finally:
        ward.book_disk.release()

    found = await ward.post("/book/holds", body, Idempotency_Key="same-tap-1")

    assert 201 == found.status_code
    assert 1 == len((await ward.get(f"/book/days/{TOMORROW}"))["visits"])


@pytest.mark.parametrize("point", ["BEGIN", "COMMIT", "COMMITTED"])
async def test_wherever_the_disk_fails_a_repeated_tap_books_once(ward: Bench, point: str) -> None:
    """After `COMMITTED` it is in the file and nobody knows: the file is asked, not the memory."""

    seat = (await offered(ward))[0]["seat"]
    body = {"patient": "P-1", "visit": VISIT, "seat": seat}
    ward.book_disk.fail(at=Point[point], times=1)

    lost = await ward.post("/book/holds", body, Idempotency_Key="same-tap-1")
    found = await ward.post("/book/holds", body, Idempotency_Key="same-tap-1")

    assert (503, 201) == (lost.status_code, found.status_code)
    assert 1 == len((await ward.get(f"/book/days/{TOMORROW}"))["visits"])
    assert 1 == len((await ward.get("/book/changes"))["changes"])


async def test_the_last_place_goes_to_one_of_two_and_the_other_gets_three_others(
    tmp_path: Path, made: Path
) -> None:
    async with ward_with(tmp_path, made, resources(chairs=resources().chairs[:1])) as ward:
        seat = (await offered(ward))[0]["seat"]
        answers = await asyncio.gather(
            *(
                ward.post("/book/holds", {"patient": patient, "visit": VISIT, "seat": seat})
                for patient in ("P-1", "P-2")
            )
        )

        assert [201, 409] == sorted(each.status_code for each in answers)
        lost = next(each for each in answers if each.status_code == 409).json()
        assert "/problems/place-taken" == lost["type"]
        assert 3 == len(lost["alternatives"])
        await held(ward, "P-2", lost["alternatives"][0]["seat"])


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


# ------------------------------------------------------------------- what the ward's record knows


async def reacted_here(ward: Bench, *, stopped: bool) -> str:
    """Have a patient's first infusion interrupted by a reaction, and ended for good by it or not.

    Return the patient.
    """
    session = await ward.infusing()
    await ward.done(f"/sessions/{session}/reaction")
    if stopped:
        await ward.done(f"/sessions/{session}/discontinue", {"reason": "as ordered"})
    found: str = (await ward.get(f"/sessions/{session}"))["patient"]
    return found


def overrun_of(ward: Bench, visit: dict[str, Any]) -> int:
    return the_book(ward).shelf.visits[visit["id"]].shape.overrun


async def test_who_reacted_before_may_take_longer_as_the_record_or_whoever_asks_says(
    ward: Bench,
) -> None:
    patient = await reacted_here(ward, stopped=False)
    offers = await offered(ward)
    body = {"visit": {**VISIT, "reacted": True}, "seat": offers[0]["seat"]}

    by_record = await held(ward, patient, offers[0]["seat"])
    by_word = await ward.post("/book/holds", {**body, "patient": "P-77"})
    neither = await held(ward, "P-78", (await offered(ward, around="14:00"))[0]["seat"])

    assert 201 == by_word.status_code
    told = overrun_of(ward, by_word.json()["visits"][0])
    assert 0 < told == overrun_of(ward, by_record)
    assert 0 == overrun_of(ward, neither)


async def test_offers_for_a_patient_count_with_what_the_record_knows(ward: Bench) -> None:
    """So late in the day only somebody who has never reacted is over in time by the worst case."""
    patient = await reacted_here(ward, stopped=False)

    assert await offered(ward, around="15:30", earliest="15:30")
    body = window(patient=patient, around="15:30", earliest="15:30")
    refused = await ward.client.post("/api/v1/book/offers", json=body)
    assert "/problems/not-within-the-wish" == refused.json()["type"]


async def test_a_drug_that_a_reaction_has_ended_is_not_booked_again(ward: Bench) -> None:
    """By offers, holds, series, waiting list; and a place that was held before is not promised."""
    seats = [each["seat"] for each in await offered(ward)]
    before = await held(ward, "P-1", seats[0])
    session = await ward.infusing()
    await ward.done(f"/sessions/{session}/reaction")
    await ward.done(f"/sessions/{session}/discontinue", {"reason": "as ordered"})
    assert "P-1" == (await ward.get(f"/sessions/{session}"))["patient"]
    on = TOMORROW.isoformat()
    one = {"visit": VISIT, "seat": seats[1]}

    answers = [
        await ward.post("/book/holds", {"patient": "P-1", **one}),
        await ward.post("/book/series", {"patient": "P-1", "visits": [one]}),
        await ward.post(
            "/book/waiting-list", {"patient": "P-1", "visit": VISIT, "first": on, "last": on}
        ),
        await ward.post("/book/visits", {"hold": before["id"]}),
        await ward.client.post("/api/v1/book/offers", json=window(patient="P-1")),
        await ward.client.post(
            "/api/v1/book/series/offers",
            json={"patient": "P-1", "visits": [{"visit": VISIT, "due": on}]},
        ),
    ]

    for answer in answers:
        assert (409, "/problems/drug-stopped") == (answer.status_code, answer.json()["type"])
        assert session in answer.json()["detail"]
    assert 201 == (await ward.post("/book/holds", {"patient": "P-2", **one})).status_code
    assert (
        200 == (await ward.post(f"/book/visits/{before['id']}/cancel", {"reason": "x"})).status_code
    )
