"""Cookies, badges, PINs and lock-outs at the API's edge: what is let in, told and logged."""

import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.people.staff import RULES, WRONG, badge, pin
from tests.service.api.at_the_tablet import document, signed_in
from tests.service.api.harness import Bench, bench
from tests.service.api.tablets import Held, browser, kind


@pytest.fixture
async def ward(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bench]:
    monkeypatch.setattr("service.people.people.ANSWER_S", 30.0)  # however slow this disk is
    async with bench(tmp_path / "ward.sqlite", signed_in=True) as running:
        yield running


# -- cookies, and what is said without TLS


@pytest.mark.parametrize(
    ("scheme", "name", "flags"),
    [
        ("http", "chairside-", {"HttpOnly", "SameSite=strict", "Path=/"}),
        ("https", "__Host-chairside-", {"HttpOnly", "SameSite=strict", "Path=/", "Secure"}),
    ],
)
async def test_cookies_are_for_us_alone(
    ward: Bench, scheme: str, name: str, flags: set[str]
) -> None:
    async with browser(ward, scheme=scheme) as held:
        for answer in (await held.enrol("tablet-1"), await held.sign_in("nurse-k")):
            cookie = [part.strip() for part in answer.headers["set-cookie"].split(";")]
            assert cookie[0].startswith(name)
            assert flags == {each for each in cookie[1:] if not each.lower().startswith("max-age")}
        assert await signed_in(held) == "nurse-k"
        hsts = (await held.get("/ward")).headers.get("strict-transport-security")
        assert (hsts is not None) is (scheme == "https")


async def test_a_cookie_of_plain_http_is_none_over_tls(ward: Bench) -> None:
    async with browser(ward) as plain, browser(ward, scheme="https") as tls:
        await plain.enrol("tablet-1")
        tls.client.cookies.set("chairside-tablet", plain.client.cookies["chairside-tablet"])

        assert kind(await tls.get("/ward")) == "tablet-not-enrolled"


@pytest.mark.parametrize("address", ["10.1.2.3", "2001:db8::1", "testclient"])
async def test_no_pin_is_taken_over_the_network_without_tls(ward: Bench, address: str) -> None:
    async with browser(ward, address) as far:
        assert kind(await far.enrol("tablet-1")) == "tls-missing"
    async with browser(ward, address, "https") as far:
        assert (await far.enrol("tablet-1")).status_code == 200
        assert (await far.sign_in("nurse-k")).status_code == 200


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded"])
async def test_another_sites_form_signs_nobody_in(one: Held, content_type: str) -> None:
    body = json.dumps({"badge": badge("nurse-k"), "pin": pin("nurse-k")})
    headers = {"Content-Type": content_type}
    answer = await one.client.post("/api/v1/sign-in", content=body, headers=headers)

    assert kind(answer) == "not-json"


# -- what is refused, and what is never said


async def test_a_wrong_pin_and_a_wrong_badge_are_refused_alike(one: Held) -> None:
    wrong = await one.sign_in("nurse-k", WRONG)
    body = {"badge": "BADGE-of-nobody", "pin": pin("nurse-k")}
    unknown = await one.client.post("/api/v1/sign-in", json=body)

    assert kind(wrong) == "wrong-badge-or-pin"
    assert (wrong.status_code, wrong.text) == (unknown.status_code, unknown.text)


async def test_who_is_locked_out_is_told_for_how_long_and_by_whom_unlocked(
    one: Held, two: Held
) -> None:
    for _ in range(RULES.person.wrong_max - 1):
        await one.sign_in("nurse-k", WRONG)
    answer = await one.sign_in("nurse-k", WRONG)
    assert kind(answer) == "locked-out"
    assert 890 < int(answer.headers["retry-after"]) <= 900
    assert "STOP works" in answer.json()["detail"]
    await two.sign_in("charge-c")

    assert kind(await two.granted("/people/nobody/unlock")) == "no-such-person"
    assert (await two.granted("/people/nurse-k/unlock")).status_code == 200
    assert (await one.sign_in("nurse-k")).status_code == 200


async def test_no_pin_and_no_badge_is_logged_or_repeated(
    one: Held, caplog: pytest.LogCaptureFixture
) -> None:
    secret = ("4829137755", "BADGE-very-secret")
    bodies: list[Any] = [
        {"badge": secret[1], "pin": secret[0]},
        {"badge": secret[1], "pin": int(secret[0])},
        {"badge": secret[1], "pin": secret[0] * 20},
        {"badge": [secret[1]], "pin": secret[0]},
        {"badge": secret[1], "pin": secret[0], "more": secret[0]},
        {"pin": secret[0]},
    ]
    with caplog.at_level(logging.DEBUG):
        answers = [await one.client.post("/api/v1/sign-in", json=body) for body in bodies]
        one.ward.people_disk.fill()
        answers.append(await one.client.post("/api/v1/sign-in", json=bodies[0]))
        one.ward.people_disk.mend()

    assert [each.status_code for each in answers] == [403, 422, 422, 422, 422, 422, 503]
    for each in secret:
        assert each not in caplog.text
        assert all(each not in answer.text for answer in answers)


@pytest.mark.parametrize(
    "route", ["sign-in", "sign-in/end", "sign-in/step-up", "sign-in/second", "tablets/enrolment"]
)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"pin": NaN}',
        b'{"pin": "1", "pin": "2"}',
        b'{"badge": "\\ud800", "pin": "482913"}',
        b'{"badge": "a", "pin": "", "action": "GET /", "tap": "?"}',
        b'{"badge": "a", "pin": "1", "action": "POST /api/v1/../x", "tap": "tap-00000001"}',
        b'{"code": 1e400}',
        b'{"code": "' + b"x" * 70_000 + b'"}',
        b"\xff\xfe",
    ],
)
async def test_hostile_bodies_are_refused(one: Held, route: str, body: bytes) -> None:
    await one.sign_in("nurse-k")
    headers = {"Content-Type": "application/json"}
    answer = await one.client.post(f"/api/v1/{route}", content=body, headers=headers)

    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        assert answer.json()["status"] == answer.status_code


@pytest.mark.parametrize("cookie", ["", "x", "x" * 5_000, '"', "ä", "a;b", "\x7f"])
async def test_hostile_cookies_name_nobody(ward: Bench, cookie: str) -> None:
    header = f"chairside-tablet={cookie}; chairside-sign-in={cookie}".encode("latin-1")
    answer = await ward.client.get("/api/v1/ward", headers=[(b"cookie", header)])

    assert kind(answer) == "tablet-not-enrolled"


async def test_a_disk_that_does_not_answer_lets_nobody_in(
    one: Held, ward: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.people.people.ANSWER_S", 0.05)
    ward.people_disk.freeze()

    answer = await one.sign_in("nurse-k")
    assert (answer.status_code, kind(answer)) == (503, "people-not-saved")


# -- a ward that believes its pages


async def test_a_ward_that_believes_its_pages_says_so(tmp_path: Path) -> None:
    async with bench(tmp_path / "ward.sqlite") as trusting, browser(trusting) as held:
        seen = (await held.get("/ward")).json()
        assert seen["people_are"] == "trusted"
        assert "believed" in seen["disclaimer"]
        view = (await held.get("/sign-in")).json()
        assert (view["people_are"], view["person"]) == ("trusted", None)
        assert "start" in view["may"]
        for route in ("sign-in", "sign-in/second"):
            body = {"badge": "a", "pin": "1", "action": "POST /api/v1/x", "tap": "tap-00000001"}
            asked = body if route != "sign-in" else {"badge": "a", "pin": "1"}
            assert kind(await held.tap(f"/{route}", asked)) == "people-trusted"


async def test_what_commands_need_is_described_as_it_is(ward: Bench) -> None:
    for path in (await document(ward))["paths"].values():
        for operation in path.values():
            for each in operation.get("parameters", []):
                if each["name"] in ("X-Person", "X-Tablet", "X-Grant"):
                    assert not each["required"]
