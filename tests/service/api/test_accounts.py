"""People and tablets, looked after at a tablet: by whom, by which PIN, and what is never done."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from service.people import register
from service.people.acts import From
from service.people.file import people_path
from tests.people.staff import PEOPLE, RULES, WRONG, badge, beside, pin
from tests.service.api.accounts import NEW, TABLET, done, last_acts, member
from tests.service.api.at_the_tablet import signed_in
from tests.service.api.harness import Bench, bench
from tests.service.api.tablets import Held, browser, kind, tap


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


# -- people


async def test_the_list_says_who_is_what_where_and_locked_until_when(desk: Held, two: Held) -> None:
    for _ in range(RULES.person.wrong_max):
        await two.sign_in("nurse-m", WRONG)
    await two.sign_in("nurse-k")

    found = (await desk.get("/people")).json()["people"]

    assert [each["name"] for each in found] == sorted(each["name"] for each in found)
    assert {each["id"]: each["roles"] for each in found} == {
        name: [role.value for role in roles] for name, roles in PEOPLE.items()
    }
    k, m = await member(desk, "nurse-k"), await member(desk, "nurse-m")
    assert [each["tablet"] for each in k["signed_in"]] == ["tablet-2"]
    assert (k["locked_until"], k["disabled"]) == (None, False)
    assert m["locked_until"] > k["signed_in"][0]["idle_ends_at"]
    assert "hash" not in json.dumps(found)


@pytest.mark.shows("INV-34")
async def test_somebody_new_signs_in_by_the_pin_that_was_told_once(
    desk: Held, two: Held, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        told = done(await desk.granted("/people", NEW), 201)
    assert told["person"] == "nurse-n"
    assert told["pin"] not in caplog.text

    assert (
        await two.client.post("/api/v1/sign-in", json={"badge": NEW["badge"], "pin": told["pin"]})
    ).status_code == 200
    assert await signed_in(two) == "nurse-n"
    assert told["pin"] not in (await desk.get("/people")).text + (await desk.get("/audit")).text
    assert ("admin-a", "person-added", "nurse-n") in await last_acts(desk)


async def test_a_repeated_tap_gets_the_same_pin_and_adds_nobody_twice(desk: Held) -> None:
    key = tap()
    grant = (await desk.grant("POST /api/v1/people", key)).json()["grant"]
    sent = {"Idempotency_Key": key, "X_Grant": grant}

    one, again = await asyncio.gather(
        desk.tap("/people", NEW, **sent), desk.tap("/people", NEW, **sent)
    )
    later = await desk.tap("/people", NEW, **sent)
    other = await desk.tap("/people", {**NEW, "id": "nurse-o"}, **sent)

    assert done(one, 201) == done(again, 201) == done(later, 201)
    assert kind(other) == "tap-reused"
    desk.ward.later(2)
    assert kind(await desk.tap("/people", NEW, **sent)) == "grant-not-valid"


@pytest.mark.parametrize("same", ["id", "badge"])
async def test_an_id_or_a_badge_that_is_taken_is_refused(desk: Held, same: str) -> None:
    taken = {"id": "nurse-k", "badge": badge("nurse-k")}[same]
    answer = await desk.granted("/people", {**NEW, same: taken})

    assert (answer.status_code, kind(answer)) == (409, "person-taken")


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "Nurse N"},
        {"id": "-n"},
        {"id": "n" * 41},
        {"id": "n\n"},
        {"name": ""},
        {"name": " Nurse"},
        {"name": "Nurse\u0007"},
        {"roles": []},
        {"roles": ["surgeon"]},
        {"roles": "nurse"},
        {"roles": ["nurse"] * 8},
        {"badge": ""},
        {"badge": "b" * 65},
        {"pin": "482913"},
    ],
)
async def test_what_nobody_can_be_is_refused(desk: Held, wrong: dict[str, Any]) -> None:
    assert kind(await desk.granted("/people", {**NEW, **wrong})) == "bad-input"


async def test_other_roles_count_from_the_next_command_on(desk: Held, two: Held) -> None:
    await two.sign_in("nurse-k")
    assert kind(await two.get("/audit")) == "role-not-allowed"

    done(await desk.granted("/people/nurse-k/roles", {"roles": ["charge", "nurse"]}))

    assert (await two.get("/audit")).status_code == 200
    assert (await member(desk, "nurse-k"))["roles"] == ["nurse", "charge"]
    assert ("admin-a", "roles-changed", "nurse-k: nurse, charge") in await last_acts(desk)


async def test_another_pin_ends_what_was_open_and_every_lock(desk: Held, two: Held) -> None:
    await two.sign_in("nurse-k")
    for _ in range(RULES.person.wrong_max):
        await desk.ward.client.get("/api/v1/sign-in")
        await two.sign_in("nurse-m", WRONG)
    told = done(await desk.granted("/people/nurse-k/pin"))
    done(await desk.granted("/people/nurse-m/pin"))

    assert await signed_in(two) is None
    assert kind(await two.sign_in("nurse-k")) == "wrong-badge-or-pin"
    assert (await two.sign_in("nurse-k", told["pin"])).status_code == 200
    assert (await member(desk, "nurse-m"))["locked_until"] is None


async def test_who_is_disabled_signs_in_no_more_and_stays_in_the_list(
    desk: Held, two: Held
) -> None:
    await two.sign_in("nurse-k")
    done(await desk.granted("/people/nurse-k/disable"))

    assert await signed_in(two) is None
    assert kind(await two.sign_in("nurse-k")) == "wrong-badge-or-pin"
    found = (await desk.get("/people")).json()["people"]
    assert (found[-1]["id"], found[-1]["disabled"]) == ("nurse-k", True)


async def test_the_nurse_in_charge_sees_everybody_and_unlocks_and_no_more(
    desk: Held, two: Held
) -> None:
    for _ in range(RULES.person.wrong_max):
        await desk.client.post("/api/v1/sign-in", json={"badge": badge("nurse-k"), "pin": WRONG})
    await two.sign_in("charge-c")
    assert (await member(two, "nurse-k"))["locked_until"] is not None
    assert kind(await two.tap("/people/nurse-k/unlock")) == "pin-needed"

    done(await two.granted("/people/nurse-k/unlock"))

    assert (await member(two, "nurse-k"))["locked_until"] is None
    for path, body in _of_the_admin():
        assert kind(await two.granted(path, body)) == "role-not-allowed", path
    assert kind(await two.get("/tablets")) == "role-not-allowed"


@pytest.mark.shows("INV-34")
async def test_each_of_these_asks_for_a_pin_at_that_moment(desk: Held) -> None:
    for path, body in (*_of_the_admin(), ("/people/nurse-k/unlock", {})):
        assert kind(await desk.tap(path, body)) == "pin-needed", path
    assert await last_acts(desk) == [
        each for each in await last_acts(desk) if each[1] not in ("person-added", "pin-changed")
    ]


def _of_the_admin() -> list[tuple[str, dict[str, Any]]]:
    return [
        ("/people", NEW),
        ("/people/nurse-k/roles", {"roles": ["admin"]}),
        ("/people/nurse-k/pin", {}),
        ("/people/nurse-k/disable", {}),
        ("/tablets", TABLET),
        ("/tablets/tablet-1/revoke", {}),
    ]


# -- nobody shuts the ward's people out


async def test_the_last_admin_stays_one(desk: Held) -> None:
    for path, body in (
        ("/people/admin-a/roles", {"roles": ["nurse"]}),
        ("/people/admin-a/disable", {}),
    ):
        answer = await desk.granted(path, body)
        assert answer.status_code == 409
        assert kind(answer) in ("last-admin", "not-yourself")
    assert kind(await desk.granted("/people/admin-a/roles", {"roles": ["nurse"]})) == "last-admin"
    assert (await member(desk, "admin-a"))["roles"] == ["admin"]

    done(await desk.granted("/people/nurse-k/roles", {"roles": ["nurse", "admin"]}))
    done(await desk.granted("/people/admin-a/roles", {"roles": ["viewer"]}))


async def test_a_disabled_admin_does_not_count_as_one(desk: Held, ward: Bench) -> None:
    done(await desk.granted("/people/nurse-k/roles", {"roles": ["admin"]}))
    done(await desk.granted("/people/nurse-k/disable"))

    assert kind(await desk.granted("/people/admin-a/roles", {"roles": ["nurse"]})) == "last-admin"


async def test_nobody_disables_herself_even_where_another_admin_is_left(desk: Held) -> None:
    done(await desk.granted("/people/nurse-k/roles", {"roles": ["admin"]}))

    assert kind(await desk.granted("/people/admin-a/disable")) == "not-yourself"


async def test_two_admins_who_end_each_other_at_once_leave_one(
    desk: Held, two: Held, ward: Bench
) -> None:
    """The rule is asked in the transaction that writes: it cannot be overtaken."""
    done(await desk.granted("/people/nurse-k/roles", {"roles": ["admin"]}))
    await two.sign_in("nurse-k")
    sent = []
    for held, whom in ((desk, "nurse-k"), (two, "admin-a")):
        path, key = f"/people/{whom}/disable", tap()
        grant = (await held.grant(f"POST /api/v1{path}", key)).json()["grant"]
        sent.append(held.tap(path, Idempotency_Key=key, X_Grant=grant))

    answers = await asyncio.gather(*sent)

    assert sorted(each.status_code for each in answers) in ([200, 403], [200, 409])
    assert ward.people is not None
    left = [each for each in ward.people.roll.members.values() if not each.disabled]
    assert [each.person.id for each in left if "admin" in each.person.role] != []


async def test_at_the_terminal_the_last_admin_can_be_taken_away(ward: Bench) -> None:
    """It is where a ward without one is mended again."""
    by = From(at=ward.people.now()) if ward.people else None
    assert by is not None
    with beside(people_path(ward.store.path)) as file:
        file.write(lambda c: register.disable(c, by, "admin-a"))


@pytest.mark.parametrize("verb", ["roles", "pin", "unlock", "disable"])
async def test_there_is_nobody_of_that_id(desk: Held, verb: str) -> None:
    body = {"roles": ["nurse"]} if verb == "roles" else {}
    answer = await desk.granted(f"/people/nobody/{verb}", body)

    assert (answer.status_code, kind(answer)) == (404, "no-such-person")


# -- no TLS, no accounts, no disk


@pytest.mark.parametrize("address", ["10.1.2.3", "2001:db8::1"])
async def test_no_pin_is_told_over_the_network_without_tls(ward: Bench, address: str) -> None:
    async with browser(ward) as near, browser(ward, address) as far:
        await near.enrol("tablet-1")
        await near.sign_in("admin-a")
        far.client.cookies = near.client.cookies
        for path, body in _of_the_admin():
            key = tap()
            grant = (await near.grant(f"POST /api/v1{path}", key)).json()["grant"]
            answer = await far.tap(path, body, Idempotency_Key=key, X_Grant=grant)
            assert kind(answer) == "tls-missing", path


async def test_a_ward_that_believes_its_pages_has_no_accounts(tmp_path: Path) -> None:
    async with bench(tmp_path / "ward.sqlite") as trusting:
        for path in ("/people", "/tablets"):
            assert kind(await trusting.client.get(f"/api/v1{path}")) == "people-trusted"
        for path, body in _of_the_admin():
            assert kind(await trusting.post(path, body)) == "people-trusted", path


async def test_what_is_not_on_the_disk_is_not_told(
    desk: Held, ward: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = tap()
    grant = (await desk.grant("POST /api/v1/people", key)).json()["grant"]
    ward.people_disk.fill()
    sent = {"Idempotency_Key": key, "X_Grant": grant}
    assert kind(await desk.tap("/people", NEW, **sent)) == "people-not-saved"
    ward.people_disk.mend()

    told = done(await desk.tap("/people", NEW, **sent), 201)
    assert len(told["pin"]) == 6
    assert pin("nurse-k") != told["pin"]
