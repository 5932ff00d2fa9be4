"""Who may do what: by cookies, badge and PIN, at the API's edge."""

import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute, iter_route_contexts

from drivers.quantities import NO_RATE
from service.api.admission import check_rights
from service.api.rights import RIGHTS, Door
from service.api.views.times import iso
from service.cli.readiness import order_body, order_number, premedication_body, still_to_record
from service.core.roles import Role
from service.core.session.events import Told
from service.core.times import Instant, Span, after
from tests.orders import CHECK_IN
from tests.people.staff import PEOPLE, RULES, WRONG, badge, pin
from tests.service.api.harness import Bench, bench
from tests.service.api.tablets import Held, browser, kind, tap

STOPS = ("reaction", "pause", "discontinue")
NO_END = {"watch"}
"""Streams: a test that reads them to their end never ends."""


@pytest.fixture
async def ward(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bench]:
    monkeypatch.setattr("service.people.people.ANSWER_S", 30.0)  # however slow this disk is
    async with bench(tmp_path / "ward.sqlite", signed_in=True) as running:
        yield running


@pytest.fixture
async def one(ward: Bench) -> AsyncIterator[Held]:
    async with browser(ward) as held:
        assert (await held.enrol("tablet-1")).status_code == 200
        yield held


@pytest.fixture
async def two(ward: Bench) -> AsyncIterator[Held]:
    async with browser(ward) as held:
        assert (await held.enrol("tablet-2")).status_code == 200
        yield held


def operations(document: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return name, method and an address of every operation."""
    found = []
    for path, methods in document["paths"].items():
        address = path
        for each in ("session_id", "pump_id", "problem_id", "day", "secret"):
            address = address.replace("{" + each + "}", "nothing")
        while "{" in address:
            before, _, rest = address.partition("{")
            address = before + "nothing" + rest.partition("}")[2]
        found += [(each["operationId"], method, address) for method, each in methods.items()]
    return found


async def document(ward: Bench) -> dict[str, Any]:
    found: dict[str, Any] = (await ward.client.get("/api/v1/openapi.json")).json()
    return found


async def ask(held: Held, method: str, address: str) -> str:
    """Return the problem that an operation is refused with, if it is one of the door."""
    headers = {"Idempotency-Key": tap()}
    body: dict[str, Any] | None = None if method == "get" else {}
    answer = await held.client.request(method.upper(), address, json=body, headers=headers)
    assert answer.status_code < 500, answer.text
    found = kind(answer)
    door = {"tablet-not-enrolled", "not-signed-in", "role-not-allowed", "pin-needed"}
    return found if found in door else ""


# -- the table


@pytest.mark.shows("INV-34")
async def test_every_operation_has_a_row_and_every_row_an_operation(ward: Bench) -> None:
    assert {name for name, _, _ in operations(await document(ward))} == set(RIGHTS)


async def test_an_operation_without_a_row_is_not_served(
    ward: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(RIGHTS, "start")
    with pytest.raises(LookupError, match="start"):
        check_rights(ward.app)


async def test_every_route_is_looked_at_by_the_one_place(ward: Bench) -> None:
    for context in iter_route_contexts(ward.app.routes):
        if isinstance(context.original_route, APIRoute):
            assert "_admit" in json.dumps([str(each) for each in _calls(context)]), context


def _calls(context: Any) -> list[Any]:
    return [each.call for each in context.dependant.dependencies]


@pytest.mark.shows("INV-34")
async def test_a_browser_that_is_no_tablet_gets_through_the_open_doors_alone(ward: Bench) -> None:
    async with browser(ward) as stranger:
        for name, method, address in operations(await document(ward)):
            right = RIGHTS[name]
            shut = right.door in (Door.TABLET, Door.PERSON)
            assert await ask(stranger, method, address) == (
                "tablet-not-enrolled" if shut else ""
            ), name


@pytest.mark.shows("INV-34")
async def test_at_a_tablet_without_a_sign_in_one_may_look_and_stop(one: Held, ward: Bench) -> None:
    for name, method, address in operations(await document(ward)):
        if name not in NO_END:
            shut = RIGHTS[name].door is Door.PERSON
            assert await ask(one, method, address) == ("not-signed-in" if shut else ""), name


@pytest.mark.shows("INV-34")
@pytest.mark.parametrize("person", PEOPLE)
async def test_everybody_may_do_what_the_table_says_and_nothing_else(
    one: Held, ward: Bench, person: str
) -> None:
    (role,) = PEOPLE[person]
    for name, method, address in operations(await document(ward)):
        if name in NO_END or name == "sign_in":
            continue
        right = RIGHTS[name]
        if name == "sign_out" or await signed_in(one) is None:
            assert (await one.sign_in(person)).status_code == 200
        found = await ask(one, method, address)
        if right.door is not Door.PERSON:
            assert found == "", name
        elif role not in right.roles:
            assert found == "role-not-allowed", name
        else:
            assert found == ("pin-needed" if right.pin else ""), name


async def test_each_role_has_a_person_in_these_tests() -> None:
    assert {role for (role,) in PEOPLE.values()} == set(Role)


async def test_admin_and_viewer_and_biomed_touch_no_infusion() -> None:
    clinical = {"start", "resume", "attest", "check_in", "give_premedication", "check_second"}
    for name in clinical:
        assert not RIGHTS[name].roles & {Role.ADMIN, Role.VIEWER, Role.BIOMED}, name


# -- STOP


@pytest.mark.shows("INV-34")
@pytest.mark.shows("INV-24")
@pytest.mark.parametrize("command", STOPS)
@pytest.mark.parametrize(
    "trouble", ["stranger", "nobody", "idle", "viewer", "locked", "frozen", "lost"]
)
async def test_stop_waits_for_no_name(
    one: Held, two: Held, ward: Bench, command: str, trouble: str, caplog: pytest.LogCaptureFixture
) -> None:
    session = await infusing(one, ward)
    by, tablet = "unidentified", "tablet-2"
    async with browser(ward) as stranger:
        held = stranger if trouble == "stranger" else two
        if trouble == "stranger":
            tablet = "unidentified"
        elif trouble == "idle":
            await two.sign_in("nurse-m")
            ward.later(3)
        elif trouble == "viewer":
            await two.sign_in("viewer-v")
            by = "viewer-v"
        elif trouble == "locked":
            for _ in range(RULES.person.wrong_max):
                await two.sign_in("nurse-m", WRONG)
            assert kind(await two.sign_in("nurse-m")) == "locked-out"
        elif trouble == "frozen":
            ward.people_disk.freeze()
        elif trouble == "lost":
            assert ward.people is not None
            ward.people.roll = None  # type: ignore[assignment]
            tablet = "unidentified"

        answer = await held.tap(f"/sessions/{session}/{command}", {"reason": "asked"})

    assert answer.status_code == 202, answer.text
    await ward.until(lambda: ward.pumps["pump-1"].rate == NO_RATE)
    said = [each for each in ward.ward.runners[session].happened if isinstance(each, Told)]
    assert (said[-1].by.id, said[-1].tablet) == (by, tablet)


async def test_stop_of_a_pump_asks_nobody_either(one: Held, ward: Bench) -> None:
    await infusing(one, ward)
    async with browser(ward) as stranger:
        assert (await stranger.tap("/pumps/pump-1/stop")).status_code == 202
    await ward.until(lambda: ward.pumps["pump-1"].rate == NO_RATE)


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


# -- helpers


async def signed_in(held: Held) -> str | None:
    person = (await held.get("/sign-in")).json()["person"]
    return None if person is None else str(person["id"])


async def check_in(held: Held) -> dict[str, Any]:
    patient = f"P-{len(held.ward.ward.runners) + 1}"
    order = order_body((await held.get("/ward")).json(), "isatuximab", order_number(patient, 1))
    return {**CHECK_IN, "patient": patient, "infusion_no": 1, "order": order}


async def prepared(held: Held, ward: Bench, *, checked: bool = True) -> str:
    """Let nurse K do everything before the start, at this tablet."""
    assert (await held.sign_in("nurse-k")).status_code == 200
    body = await check_in(held)
    answer = await held.tap("/sessions", body)
    assert answer.status_code == 201, answer.text
    session = str(answer.json()["session"])
    at = f"/sessions/{session}"
    await ward.heard()
    place = {"patient": body["patient"], "bag": "B-1", "chair": "chair-1", "pump": "pump-1"}
    assert (await held.tap(f"{at}/association", place)).status_code == 200
    view = (await held.get(at)).json()
    facts = list(still_to_record(view))
    given_at = iso(Instant(ward.ward.now() - 20 * 60_000))
    facts += [
        ("premedication", premedication_body(each, given_at)) for each in view["premedication"]
    ]
    for verb, fact in facts:
        done = await held.tap(f"{at}/{verb}", fact)
        assert done.status_code == 200, done.text
    if checked:
        done = await held.granted(f"{at}/second-check", {"rate_ml_h": "25"}, second="nurse-m")
        assert done.status_code == 200, done.text
    await ward.heard()
    return session


async def infusing(held: Held, ward: Bench) -> str:
    session = await prepared(held, ward)
    done = await held.granted(f"/sessions/{session}/start")
    assert done.status_code == 200, done.text
    await ward.until(lambda: ward.pumps["pump-1"].rate > NO_RATE)
    return session
