"""One effect for each tap, the same answer each time."""

import asyncio
from pathlib import Path

import pytest

from service.api.taps import REFUSED_MAX, Answered, Taps
from service.core.times import Instant
from service.store.batch import Tap
from tests.orders import CHECK_IN
from tests.service.api.harness import Bench, bench


@pytest.mark.shows("GIP-14")
@pytest.mark.shows("F-09")
async def test_a_repeated_tap_gets_the_same_answer_and_does_nothing(ward: Bench) -> None:
    first = await ward.post("/sessions", CHECK_IN, Idempotency_Key="same-tap-1")

    again = await ward.post("/sessions", CHECK_IN, Idempotency_Key="same-tap-1")

    assert (201, first.text) == (again.status_code, again.text)
    assert len(ward.ward.runners) == 1


@pytest.mark.shows("C-06")
@pytest.mark.shows("F-09")
async def test_seven_taps_at_once_have_one_effect(ward: Bench) -> None:
    taps = [ward.post("/sessions", CHECK_IN, Idempotency_Key="hasty-tap") for _ in range(7)]

    answers = await asyncio.gather(*taps)

    assert {201} == {each.status_code for each in answers}
    assert len({each.text for each in answers}) == 1
    assert len(ward.ward.runners) == 1


async def test_spaces_in_the_body_make_no_other_tap(ward: Bench) -> None:
    session = await ward.checked_in()
    path = f"/sessions/{session}/second-check"
    await ward.post_raw(path, b'{"rate_ml_h":"25"}', Idempotency_Key="same-tap-2")

    again = await ward.post_raw(path, b'{ "rate_ml_h" : "25" }', Idempotency_Key="same-tap-2")

    assert again.json()["type"] == "/problems/not-associated"


@pytest.mark.parametrize(
    ("path", "body", "person"),
    [
        ("/sessions", {**CHECK_IN, "infusion_no": 2}, "nurse-a"),
        ("/sessions", CHECK_IN, "nurse-b"),
        ("/sessions/session-1/start", {}, "nurse-a"),
    ],
)
async def test_a_tap_cannot_be_used_for_something_else(
    ward: Bench, path: str, body: dict[str, object], person: str
) -> None:
    await ward.post("/sessions", CHECK_IN, Idempotency_Key="same-tap-3")

    answer = await ward.post(path, body, Idempotency_Key="same-tap-3", X_Person=person)

    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/tap-reused"
    assert len(ward.ward.runners) == 1


async def test_a_refused_tap_stays_refused(ward: Bench) -> None:
    """Otherwise the repetition of an old START could find the gates open."""
    session = await ward.checked_in()
    refused = await ward.post(f"/sessions/{session}/start", {}, Idempotency_Key="early-start")
    given = {"item": "paracetamol", "route": "oral", "dose_mg": "650"}
    await ward.done(f"/sessions/{session}/premedication", given)

    again = await ward.post(f"/sessions/{session}/start", {}, Idempotency_Key="early-start")

    assert (409, refused.text) == (again.status_code, again.text)


@pytest.mark.shows("F-09")
async def test_answers_survive_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "ward.sqlite"
    async with bench(path) as before:
        first = await before.post("/sessions", CHECK_IN, Idempotency_Key="before-restart")
        taps = await before.store.journal.taps(before.ward.now())

    async with bench(path, answered={tap.key: tap for tap in taps}) as after:
        again = await after.post("/sessions", CHECK_IN, Idempotency_Key="before-restart")
        other = await after.post(
            "/sessions", {**CHECK_IN, "patient": "P-2"}, Idempotency_Key="before-restart"
        )

    assert (201, first.text) == (again.status_code, again.text)
    assert other.json()["type"] == "/problems/tap-reused"


def tap(key: str, at: int) -> Tap:
    return Tap(key=key, body_hash="h", status=200, response="{}", at_ms=Instant(at))


def test_accepted_taps_are_kept_for_a_day() -> None:
    day = 24 * 60 * 60 * 1_000
    taps = Taps({"old": tap("old", 0), "young": tap("young", 10)})

    taps.keep("new", Answered.of(tap("new", day + 5)))

    assert taps.get("old") is None
    assert taps.get("young") is not None


def test_refused_taps_are_bounded() -> None:
    taps = Taps({})
    for number in range(REFUSED_MAX + 1):
        taps.keep_refused(str(number), Answered.of(tap(str(number), number)))

    assert taps.get("0") is None
    assert taps.get("1") is not None


@pytest.mark.parametrize(
    ("age_ms", "status"), [(0, 201), (3_000, 201), (3_001, 409), (-5_000, 201)]
)
@pytest.mark.shows("C-18")
async def test_a_tap_that_the_tablet_has_given_up_is_not_carried_out(
    ward: Bench, age_ms: int, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = ward.ward.now()
    monkeypatch.setattr(ward.ward, "now", lambda: now)  # however slow this machine is
    tapped = str(now - age_ms)

    answer = await ward.post("/sessions", CHECK_IN, X_Tapped_At=tapped)

    assert status == answer.status_code
    assert (status == 201) == bool(ward.ward.runners)


async def test_a_late_stop_is_carried_out_all_the_same(ward: Bench) -> None:
    session = await ward.infusing()

    answer = await ward.post(f"/sessions/{session}/reaction", {}, X_Tapped_At="1")

    assert 202 == answer.status_code


async def test_an_instant_that_is_none_is_refused(ward: Bench) -> None:
    answer = await ward.post("/sessions", CHECK_IN, X_Tapped_At="soon")

    assert 422 == answer.status_code


@pytest.mark.shows("F-09")
async def test_two_tablets_that_start_at_once_have_one_effect(ward: Bench) -> None:
    session = await ward.prepared()
    starts = [
        ward.post(f"/sessions/{session}/start", {}, X_Tablet=tablet)
        for tablet in ("tablet-1", "tablet-2")
    ]

    answers = await asyncio.gather(*starts)

    assert [200, 409] == sorted(answer.status_code for answer in answers)
    entries = (await ward.get(f"/sessions/{session}/record"))["entries"]
    assert 1 == [entry["kind"] for entry in entries].count("StartOrdered")
