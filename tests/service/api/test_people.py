"""Who may do what: by cookies, badge and PIN, at the API's edge."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute, iter_route_contexts

from drivers.quantities import NO_RATE
from service.api import app
from service.api.admission import check_rights
from service.api.rights import RIGHTS, Door
from service.core.roles import Role
from service.core.session.events import Told
from tests.people.staff import PEOPLE, RULES, WRONG
from tests.service.api.at_the_tablet import STOPS, document, infusing, signed_in
from tests.service.api.harness import Bench, bench
from tests.service.api.tablets import Held, browser, kind, tap

NO_END = {"watch"}
"""Streams: a test that reads them to their end never ends."""


@pytest.fixture
async def ward(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bench]:
    monkeypatch.setattr("service.people.people.ANSWER_S", 30.0)  # however slow this disk is
    async with bench(tmp_path / "ward.sqlite", signed_in=True) as running:
        yield running


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
        check_rights(ward.app.routes)
    with pytest.raises(LookupError, match="start"):
        app.all_routes.__wrapped__()  # as the first ward of a process makes them


async def test_nothing_is_compared_with_a_request_before_the_stops(ward: Bench) -> None:
    contexts = iter_route_contexts(ward.app.routes)
    named = [
        each.original_route.name for each in contexts if isinstance(each.original_route, APIRoute)
    ]
    stops = [name for name in named if RIGHTS[name].door is Door.STOP]

    assert stops
    assert stops == named[: len(stops)]


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
