"""The audit: infusions, the book and people in one order by time, filtered, and cut with a word."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from service.api.views.times import iso
from service.core.times import Instant, after, minutes
from service.people.acts import From, append
from service.people.file import people_path
from tests.book.wards import resources
from tests.orders import CHECK_IN
from tests.people.staff import beside
from tests.service.api.harness import Bench, bench
from tests.service.api.tablets import Held, browser, kind

DAY = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
VISIT = {"what": "isatuximab", "infusion_no": 3}


@pytest.fixture
async def ward(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bench]:
    monkeypatch.setattr("service.people.people.ANSWER_S", 30.0)  # however slow this disk is
    monkeypatch.setattr("service.api.routes.audit.BOOK_WAIT_S", 30.0)
    async with bench(tmp_path / "ward.sqlite", booking=resources(), signed_in=True) as running:
        yield running


async def booked(held: Held, patient: str) -> str:
    window = {"visit": VISIT, "first": DAY, "last": DAY}
    offers = (await held.client.post("/api/v1/book/offers", json=window)).json()["offers"]
    hold = {"patient": patient, "visit": VISIT, "seat": offers[0]["seat"]}
    visit: str = (await held.tap("/book/holds", hold)).json()["visits"][0]["id"]
    assert (await held.tap("/book/visits", {"hold": visit})).status_code == 200
    return visit


async def acts(held: Held, query: str = "") -> list[dict[str, Any]]:
    answer = await held.get(f"/audit{query}")
    assert answer.status_code == 200, answer.text
    assert answer.json()["cut"] is False
    found: list[dict[str, Any]] = answer.json()["acts"]
    return found


@pytest.mark.shows("INV-34")
async def test_what_was_done_with_the_book_stands_among_the_rest_in_one_order(one: Held) -> None:
    await one.sign_in("nurse-k")
    visit = await booked(one, "P-77")
    cancelled = {"reason": "ill"}
    assert (await one.tap(f"/book/visits/{visit}/cancel", cancelled)).status_code == 200
    await one.sign_in("charge-c")

    found = await acts(one)

    assert [each["at"] for each in found] == sorted((each["at"] for each in found), reverse=True)
    assert [each["record"] for each in found[:6]] == [
        *("people", "people"),  # the sign-in of the nurse in charge, and the end of the other one
        *("book", "book", "book"),
        "people",
    ]
    hers = [each for each in found if each["record"] == "book"]
    assert [each["what"] for each in hers] == ["cancelled", "booked", "held"]
    for each in hers:
        assert (each["person"], each["tablet"], each["about"]) == ("nurse-k", "tablet-1", visit)
        assert "P-77, isatuximab infusion 3" in each["sentence"]
    assert hers[0]["sentence"].endswith("reason: ill.")


async def test_filters_count_for_all_three_records(one: Held, ward: Bench) -> None:
    await one.sign_in("nurse-k")
    await booked(one, "P-1")
    async with browser(ward) as two:
        await two.enrol("tablet-2")
        await two.sign_in("nurse-m")
        await booked(two, "P-2")
        await two.sign_in("charge-c")

        hers = await acts(two, "?person=nurse-m")
        there = await acts(two, "?tablet=tablet-1")
        neither = await acts(two, "?person=nurse-m&tablet=tablet-1")

    assert {each["person"] for each in hers} == {"nurse-m"}
    assert {"book", "people"} == {each["record"] for each in hers}
    assert {each["tablet"] for each in there} == {"tablet-1"}
    assert {"book", "people"} == {each["record"] for each in there}
    assert neither == []


async def test_a_quiet_person_is_found_behind_a_thousand_acts_of_others(
    one: Held, ward: Bench
) -> None:
    """Filtered in the file: a limit that is cut first would hide her."""
    await one.sign_in("charge-c")
    assert ward.people is not None
    with beside(people_path(ward.store.path)) as file:
        at = ward.people.now()
        file.write(lambda c: append(c, [From(at=at).act("wrong-pin", "unknown-badge")] * 1_200))

    found = await acts(one, "?person=charge-c")
    assert [each["what"] for each in found] == ["signed-in"]
    whole = (await one.get("/audit")).json()
    assert (whole["cut"], len(whole["acts"])) == (True, 1_000)


async def test_a_day_of_the_ward_is_its_own_and_has_as_many_hours_as_it_has(one: Held) -> None:
    await one.sign_in("charge-c")
    longest = (await one.get("/audit?on=2026-10-25")).json()
    assert (longest["since"], longest["until"]) == (
        "2026-10-24T22:00:00.000Z",
        "2026-10-25T23:00:00.000Z",
    )
    assert longest["acts"] == []
    today = (await one.get("/sign-in")).json()["idle_ends_at"]
    assert kind(await one.get(f"/audit?on=2026-10-25&until={today}")) == "bad-input"


@pytest.mark.parametrize(
    "query", ["on=", "on=2026-13-01", "on=today", "until=0", "until=2026-11-22", "on=9999-12-31"]
)
async def test_a_day_that_is_none_is_refused(one: Held, query: str) -> None:
    await one.sign_in("charge-c")
    assert kind(await one.get(f"/audit?{query}")) == "bad-input"


async def test_a_book_that_does_not_answer_is_said(
    one: Held, ward: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    await one.sign_in("charge-c")
    monkeypatch.setattr("service.api.routes.audit.BOOK_WAIT_S", 0.05)
    ward.book_disk.freeze()

    answer = await one.get("/audit")
    assert (answer.status_code, kind(answer)) == (503, "book-not-read")


async def test_a_ward_that_books_nothing_and_believes_its_pages_has_an_audit_too(
    tmp_path: Path,
) -> None:
    async with bench(tmp_path / "ward.sqlite") as ward:
        session = await ward.checked_in()
        found = (await ward.get("/audit"))["acts"]

    assert [(each["person"], each["record"], each["about"]) for each in found] == [
        ("nurse-a", "infusion", session)
    ]


async def test_every_act_that_people_can_do_has_a_sentence(one: Held, ward: Bench) -> None:
    """Nobody has to read `pin-changed` on paper."""
    await one.sign_in("nurse-k", "271828")
    await one.sign_in("nurse-k")
    await one.get("/audit")
    await one.tap("/sessions", CHECK_IN)
    await one.sign_in("charge-c")
    await one.granted("/people/nurse-k/unlock")
    await one.client.post("/api/v1/tablets/enrolment", json={"code": "22222-22222"})

    assert ward.people is not None
    until = iso(after(Instant(ward.people.now()), minutes(1)))
    found = await acts(one, f"?until={until}")
    assert {"wrong-pin", "signed-in", "role-refused", "sign-in-ended", "unlocked"} <= {
        each["what"] for each in found
    }
    assert [each["what"] for each in found if not each["sentence"]] == []
