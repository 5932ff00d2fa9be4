"""A tap at the book that is repeated, lost or too late for the last place."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from service.store.disk import Point
from tests.book.calling import TOMORROW, VISIT, booked, held, offered, ward_with
from tests.book.wards import resources
from tests.service.api.harness import Bench


@pytest.fixture
async def ward(tmp_path: Path, made: Path) -> AsyncIterator[Bench]:
    async with ward_with(tmp_path, made, resources()) as running:
        yield running


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
