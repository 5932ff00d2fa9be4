"""Badge and PIN at a tablet: who is signed in, for how long, and what a PIN is given for."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from drivers.quantities import NO_RATE
from service.api.views.times import iso
from service.core.times import Span, after
from tests.people.staff import PEOPLE
from tests.service.api.at_the_tablet import check_in, prepared, signed_in
from tests.service.api.harness import Bench, bench
from tests.service.api.tablets import Held, browser, kind, tap


@pytest.fixture
async def ward(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bench]:
    monkeypatch.setattr("service.people.people.ANSWER_S", 30.0)  # however slow this disk is
    async with bench(tmp_path / "ward.sqlite", signed_in=True) as running:
        yield running


# -- who did it


@pytest.mark.shows("INV-34")
async def test_the_sign_in_says_who_and_the_cookie_at_which_tablet(one: Held, ward: Bench) -> None:
    await one.sign_in("nurse-k")
    answer = await one.tap("/sessions", await check_in(one))
    assert answer.status_code == 201, answer.text

    entry = (await one.get(f"/sessions/{answer.json()['session']}/record")).json()["entries"][0]
    assert entry["by"] == {"id": "nurse-k", "name": "Nurse K", "role": "nurse"}
    assert entry["tablet"] == "tablet-1"


@pytest.mark.shows("INV-34")
async def test_nobody_is_believed(one: Held, ward: Bench) -> None:
    body = await check_in(one)
    named = {"X_Person": "nurse-k", "X_Tablet": "tablet-1"}

    assert kind(await one.tap("/sessions", body, **named)) == "not-signed-in"
    async with browser(ward) as stranger:
        assert kind(await stranger.tap("/sessions", body, **named)) == "tablet-not-enrolled"


async def test_a_page_that_names_somebody_else_is_refused(one: Held) -> None:
    """The page was opened by nurse K; nurse M has signed in at the same tablet since."""
    await one.sign_in("nurse-k")
    await one.sign_in("nurse-m")

    answer = await one.tap("/sessions", await check_in(one), X_Person="nurse-k")
    assert (answer.status_code, kind(answer)) == (409, "other-person")
    same = await one.tap("/sessions", await check_in(one), X_Person="nurse-m")
    assert same.status_code == 201


@pytest.mark.parametrize("end", ["idle", "out", "other-tablet"])
async def test_after_its_end_a_sign_in_gives_no_command(
    one: Held, two: Held, ward: Bench, end: str
) -> None:
    await one.sign_in("nurse-k")
    held = one
    if end == "idle":
        ward.later(2)
    elif end == "out":
        kept = one.client.cookies.get("chairside-sign-in")
        assert (await one.tap("/sign-in/end")).json()["person"] is None
        one.client.cookies.set("chairside-sign-in", kept or "")
    else:
        held = two
        two.client.cookies.set("chairside-sign-in", one.client.cookies["chairside-sign-in"])

    assert kind(await held.tap("/sessions", await check_in(held))) == "not-signed-in"


async def test_the_view_says_who_and_what_she_may(one: Held, ward: Bench) -> None:
    nobody = (await one.get("/sign-in")).json()
    assert (nobody["tablet"]["id"], nobody["person"], nobody["may"]) == ("tablet-1", None, [])
    told = (await one.sign_in("charge-c")).json()

    assert told == (await one.get("/sign-in")).json()
    assert told["person"]["id"] == "charge-c"
    assert {"start", "cut_capacity"} <= set(told["may"])
    assert "start" in told["with_pin"]
    assert told["idle_ends_at"] < told["ends_at"]
    seen = (await one.get("/ward")).json()
    assert seen["people_are"] == "signed-in"
    assert {each["id"] for each in seen["people"]} == set(PEOPLE)
    assert [each["id"] for each in seen["tablets"]] == ["tablet-1"]
    assert "believed" not in seen["disclaimer"]


# -- a PIN for one command


@pytest.mark.shows("INV-34")
async def test_what_needs_a_pin_takes_it_for_one_tap(one: Held, ward: Bench) -> None:
    session = await prepared(one, ward)
    path = f"/sessions/{session}/start"
    assert kind(await one.tap(path)) == "pin-needed"
    key = tap()
    found = (await one.grant(f"POST /api/v1{path}", key)).json()["grant"]

    for other in ({"Idempotency_Key": tap()}, {"Idempotency_Key": key, "X_Grant": "x" * 40}):
        assert kind(await one.tap(path, **{"X_Grant": found, **other})) == "grant-not-valid"
    withdrawal = f"/sessions/{session}/resume"
    other_path = await one.tap(withdrawal, Idempotency_Key=key, X_Grant=found)
    assert kind(other_path) == "grant-not-valid"
    first = await one.tap(path, Idempotency_Key=key, X_Grant=found)
    again = await one.tap(path, Idempotency_Key=key, X_Grant=found)
    assert (first.status_code, first.text) == (200, again.text)


async def test_a_pin_for_one_command_is_soon_too_old(one: Held, ward: Bench) -> None:
    session = await prepared(one, ward)
    path, key = f"/sessions/{session}/start", tap()
    found = (await one.grant(f"POST /api/v1{path}", key)).json()["grant"]
    ward.later(1)

    assert kind(await one.tap(path, Idempotency_Key=key, X_Grant=found)) == "grant-not-valid"


async def test_the_second_person_acts_once_and_the_first_stays_signed_in(
    one: Held, ward: Bench
) -> None:
    session = await prepared(one, ward, checked=False)
    path, body = f"/sessions/{session}/second-check", {"rate_ml_h": "25"}

    same = await one.grant(f"POST /api/v1{path}", tap(), second="nurse-k")
    assert (same.status_code, kind(same)) == (409, "second-person-same")
    answer = await one.granted(path, body, second="nurse-m")
    assert answer.status_code == 200, answer.text
    assert await signed_in(one) == "nurse-k"
    entries = (await one.get(f"/sessions/{session}/record")).json()["entries"]
    (checked,) = [each for each in entries if each["kind"] == "SecondPersonChecked"]
    assert checked["by"]["id"] == "nurse-m"


async def test_the_roles_of_the_second_person_count(one: Held, ward: Bench) -> None:
    session = await prepared(one, ward, checked=False)
    body = {"rate_ml_h": "25"}

    answer = await one.granted(f"/sessions/{session}/second-check", body, second="viewer-v")
    assert kind(answer) == "role-not-allowed"


async def test_two_pins_of_one_person_are_no_second_person(one: Held, ward: Bench) -> None:
    """She steps up for the second check herself: the core refuses the start then."""
    session = await prepared(one, ward, checked=False)
    answer = await one.granted(f"/sessions/{session}/second-check", {"rate_ml_h": "25"})
    start = await one.granted(f"/sessions/{session}/start")

    said = [kind(answer), *(each["id"] for each in start.json().get("reasons", []))]
    assert "second-check-same-person" in said


# -- one story


async def test_two_tablets_two_persons_one_infusion(one: Held, two: Held, ward: Bench) -> None:
    """Nurse K prepares and starts at tablet 1; nurse M checks and stops at tablet 2."""
    people = ward.people
    assert people is not None
    session = await prepared(one, ward, checked=False)
    assert (await two.sign_in("nurse-m")).status_code == 200
    checked = await two.granted(f"/sessions/{session}/second-check", {"rate_ml_h": "25"})
    assert checked.status_code == 200, checked.text
    await ward.heard()
    assert (await one.granted(f"/sessions/{session}/start")).status_code == 200
    await ward.until(lambda: ward.pumps["pump-1"].rate > NO_RATE)
    assert kind(await two.tap(f"/sessions/{session}/grade", {"grade": 2})) == "wrong-phase"
    ward.later(3)  # both have gone for coffee

    assert (await two.tap(f"/sessions/{session}/reaction")).status_code == 202
    await ward.until(lambda: ward.pumps["pump-1"].rate == NO_RATE)
    assert kind(await two.tap(f"/sessions/{session}/grade", {"grade": 2})) == "not-signed-in"
    await two.sign_in("nurse-m")
    assert (await two.tap(f"/sessions/{session}/grade", {"grade": 2})).status_code == 200
    assert kind(await two.get("/audit")) == "role-not-allowed"
    await one.sign_in("charge-c")

    audit = (await one.get(f"/audit?until={iso(after(people.now(), Span(1)))}")).json()
    acts = [(each["person"], each["tablet"], each["what"]) for each in audit["acts"]]
    for expected in (
        ("nurse-k", "tablet-1", "signed-in"),
        ("nurse-k", "tablet-1", "CheckedIn"),
        ("nurse-m", "tablet-2", "stepped-up"),
        ("nurse-m", "tablet-2", "SecondPersonChecked"),
        ("nurse-k", "tablet-1", "stepped-up"),
        ("nurse-k", "tablet-1", "StartOrdered"),
        ("unidentified", "tablet-2", "ReactionReported"),
        ("nurse-m", "tablet-2", "ReactionGraded"),
        ("nurse-m", "tablet-2", "role-refused"),
        ("charge-c", "tablet-1", "signed-in"),
    ):
        assert expected in acts, expected
    assert acts[0] == ("charge-c", "tablet-1", "signed-in")
    assert [each["at"] for each in audit["acts"]] == sorted(
        (each["at"] for each in audit["acts"]), reverse=True
    )
    hers = (await one.get("/audit?person=nurse-m&tablet=tablet-2")).json()["acts"]
    assert {(each["person"], each["tablet"]) for each in hers} == {("nurse-m", "tablet-2")}
    stepped = [each for each in hers if each["what"] == "stepped-up"]
    checks = [each for each in hers if each["what"] == "SecondPersonChecked"]
    assert stepped[0]["tap"] == checks[0]["tap"], (
        "the PIN and what it was given for belong together"
    )
    assert (await one.get("/audit?until=2026-01-01T00:00:00Z")).json()["acts"] == []
