"""Tablets, looked after at a tablet: codes, the list, and what is taken away."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from drivers.quantities import NO_RATE
from service.core.session.events import Told
from tests.service.api.accounts import TABLET, done, last_acts, tablets
from tests.service.api.at_the_tablet import infusing
from tests.service.api.harness import Bench, bench
from tests.service.api.tablets import Held, browser, kind


@pytest.fixture
async def ward(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bench]:
    monkeypatch.setattr("service.people.people.ANSWER_S", 30.0)  # however slow this disk is
    monkeypatch.setattr("service.api.people_taps.ANSWER_S", 30.0)
    async with bench(tmp_path / "ward.sqlite", signed_in=True) as running:
        yield running


@pytest.fixture
async def desk(ward: Bench) -> AsyncIterator[Held]:
    """The tablet at which whoever looks after people and tablets is signed in."""
    async with browser(ward) as held:
        assert (await held.enrol("tablet-1")).status_code == 200
        assert (await held.sign_in("admin-a")).status_code == 200
        yield held


# -- tablets


async def test_a_code_from_a_tablet_enrols_another_one_once(desk: Held, ward: Bench) -> None:
    told = done(await desk.granted("/tablets", TABLET), 201)
    assert told["link"] == f"https://ward.example:8443/#enrol={told['code']}"
    listed = (await desk.get("/tablets")).json()
    assert [each["id"] for each in listed["codes"]] == ["tablet-9"]
    assert told["code"] not in json.dumps(listed) + (await desk.get("/audit")).text

    async with browser(ward) as nine, browser(ward) as late:
        body = {"code": told["code"].lower()}
        assert (await nine.client.post("/api/v1/tablets/enrolment", json=body)).status_code == 200
        again = await late.client.post("/api/v1/tablets/enrolment", json=body)
        assert kind(again) == "code-not-valid"

    found = (await tablets(desk))["tablet-9"]
    assert (found["name"], found["enrolled_by"]) == ("Tablet 9", "admin-a")
    assert (found["revoked_at"], found["heard"], found["person"]) == (None, False, None)


async def test_the_qr_code_of_the_link_is_read_as_the_link(desk: Held) -> None:
    """By its own format: three finders at its corners, and a light border of four modules."""
    told = done(await desk.granted("/tablets", TABLET), 201)
    size = told["qr"]["size"]
    dark = {
        (int(x) + step, int(y))
        for x, y, length in _runs(told["qr"]["path"])
        for step in range(length)
    }

    finder = {(x, y) for x in range(7) for y in range(7) if _of_a_finder(x, y)}
    for left, top in ((4, 4), (size - 11, 4), (4, size - 11)):
        seen = {(x - left, y - top) for x, y in dark if 0 <= x - left < 7 and 0 <= y - top < 7}
        assert seen == finder
    assert all(4 <= x < size - 4 and 4 <= y < size - 4 for x, y in dark)


def _of_a_finder(x: int, y: int) -> bool:
    ring = max(abs(x - 3), abs(y - 3))
    return ring != 2


def _runs(path: str) -> list[tuple[int, int, int]]:
    found = []
    for part in path.split("M")[1:]:
        start, length, _ = part.split("h")
        x, y = start.split(" ")
        found.append((int(x), int(y), int(length.removesuffix("v1"))))
    return found


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "Tablet 9"},
        {"name": ""},
        {"address": "javascript:alert(1)"},
        {"address": "https://ward.example/else"},
        {"address": "https://ward.example#x"},
        {"address": "ward.example"},
        {"address": ""},
    ],
)
async def test_a_tablet_that_cannot_be_is_refused(desk: Held, wrong: dict[str, Any]) -> None:
    assert kind(await desk.granted("/tablets", {**TABLET, **wrong})) == "bad-input"


async def test_the_list_says_when_a_tablet_was_seen_last_and_by_whom_it_is_held(
    desk: Held, two: Held, ward: Bench
) -> None:
    assert ward.people is not None
    await two.sign_in("nurse-k")
    before = (await tablets(desk))["tablet-2"]
    await two.tap("/stations/heard")
    ward.later(1)
    await two.get("/ward")

    seen = (await tablets(desk))["tablet-2"]
    assert seen["last_seen"] > before["last_seen"]
    assert (seen["person"], before["heard"], seen["heard"]) == ("nurse-k", False, True)
    assert seen["enrolled_by"] == "unidentified", "the test's own codes name nobody"


@pytest.mark.shows("INV-24")
async def test_a_revoked_tablet_sees_nothing_gives_no_command_and_still_stops(
    desk: Held, two: Held, ward: Bench
) -> None:
    session = await infusing(two, ward)
    done(await desk.granted("/tablets/tablet-2/revoke"))

    assert kind(await two.get("/ward")) == "tablet-not-enrolled"
    assert kind(await two.tap(f"/sessions/{session}/resume")) == "tablet-not-enrolled"
    answer = await two.tap(f"/sessions/{session}/reaction")
    assert answer.status_code == 202, answer.text
    await ward.until(lambda: ward.pumps["pump-1"].rate == NO_RATE)
    said = [each for each in ward.ward.runners[session].happened if isinstance(each, Told)]
    assert (said[-1].by.id, said[-1].tablet) == ("unidentified", "unidentified")
    found = await tablets(desk)
    assert list(found) == ["tablet-1", "tablet-2"]
    assert found["tablet-2"]["revoked_at"] is not None
    assert ("admin-a", "tablet-revoked", "tablet-2") in await last_acts(desk)


async def test_an_open_code_of_a_revoked_tablet_counts_no_more(desk: Held, ward: Bench) -> None:
    told = done(await desk.granted("/tablets", {**TABLET, "id": "tablet-1"}), 201)
    async with browser(ward) as other:
        await other.enrol("tablet-2")
        await other.sign_in("admin-a")
        done(await other.granted("/tablets/tablet-1/revoke"))
        answer = await other.client.post("/api/v1/tablets/enrolment", json={"code": told["code"]})
    assert kind(answer) == "code-not-valid"


async def test_a_tablet_that_was_never_enrolled_is_not_revoked(desk: Held) -> None:
    assert kind(await desk.granted("/tablets/tablet-7/revoke")) == "no-such-tablet"
