"""What the ward's own record of a patient means for the next visit."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.book.calling import TOMORROW, VISIT, held, offered, the_book, ward_with, window
from tests.book.wards import resources
from tests.service.api.harness import Bench


@pytest.fixture
async def ward(tmp_path: Path, made: Path) -> AsyncIterator[Bench]:
    async with ward_with(tmp_path, made, resources()) as running:
        yield running


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
