"""Nothing is said to be done before it is on the disk."""

import asyncio

import pytest

from service.api import taps
from tests.orders import CHECK_IN
from tests.service.api.harness import Bench


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taps, "SAVE_WAIT_S", 0.1)


async def test_a_command_on_a_frozen_disk_is_not_answered_as_done(
    ward: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    ward.disk.freeze()

    answer = await ward.post("/sessions", CHECK_IN, Idempotency_Key="frozen-tap")
    again = await ward.post("/sessions", CHECK_IN, Idempotency_Key="frozen-tap")
    monkeypatch.setattr(taps, "SAVE_WAIT_S", 30.0)  # however busy the machine is
    ward.disk.release()
    saved = await ward.post("/sessions", CHECK_IN, Idempotency_Key="frozen-tap")

    assert [503, 503, 201] == [each.status_code for each in (answer, again, saved)]
    assert answer.json()["type"] == "/problems/record-not-saved"
    assert answer.headers["retry-after"] == "1"
    assert len(ward.ward.runners) == 1


async def test_a_repetition_waits_for_the_record_too(
    ward: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taps, "SAVE_WAIT_S", 5.0)
    ward.disk.freeze()
    first = asyncio.create_task(ward.post("/sessions", CHECK_IN, Idempotency_Key="slow-tap"))
    second = asyncio.create_task(ward.post("/sessions", CHECK_IN, Idempotency_Key="slow-tap"))
    await asyncio.sleep(0.1)

    assert not first.done()
    assert not second.done()
    ward.disk.release()

    assert {201} == {(await first).status_code, (await second).status_code}


async def test_a_start_waits_for_the_record(ward: Bench) -> None:
    session = await ward.prepared()
    ward.disk.freeze()

    answer = await ward.post(f"/sessions/{session}/start", {})
    await ward.heard()

    assert answer.status_code == 503
    assert ward.pumps["pump-1"].rate.ul_per_h == 0
    view = await ward.get(f"/sessions/{session}")
    assert ("infusing", False) == (view["phase"], view["recorded"])
    ward.disk.release()
    await ward.until(lambda: ward.pumps["pump-1"].rate.ul_per_h == 25_000)


async def test_the_page_is_told_how_the_record_does(ward: Bench) -> None:
    assert (await ward.get("/ward"))["record"] == {"state": "saved", "reason": None}
    ward.disk.fill()
    await ward.post("/sessions", CHECK_IN)

    record = (await ward.get("/ward"))["record"]
    ready = await ward.client.get("/api/v1/health/ready")

    assert record["state"] == "not-saved"
    assert "full" in record["reason"]
    assert (503, "/problems/not-ready") == (ready.status_code, ready.json()["type"])
    assert (await ward.get("/health/live")) == {"status": "live"}
