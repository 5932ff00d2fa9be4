"""STOP waits for nothing, asks nobody for a name, and is never lost."""

import asyncio
from pathlib import Path

import pytest

from drivers.quantities import NO_RATE, Rate
from tests.orders import CHECK_IN
from tests.service.api.harness import Bench, bench

ANYBODY: dict[str, str | None] = {"Idempotency_Key": None, "X_Person": None, "X_Tablet": None}
STOPS = ["reaction", "pause", "discontinue"]


def stopped(ward: Bench) -> bool:
    return ward.pumps["pump-1"].rate == NO_RATE


@pytest.mark.shows("INV-24")
@pytest.mark.shows("INV-06")
@pytest.mark.parametrize("command", STOPS)
@pytest.mark.parametrize(
    "body",
    [b"", b"{garbage", b"\xff\xfe", b"[1]", b'{"reason": 7}', b"{" * 70_000, b'{"a":1,"a":2}'],
)
async def test_any_body_stops(ward: Bench, command: str, body: bytes) -> None:
    session = await ward.infusing()

    answer = await ward.post_raw(f"/sessions/{session}/{command}", body, Content_Type=None)

    assert answer.status_code == 202, answer.text
    assert answer.json()["events"]
    await ward.until(lambda: stopped(ward))


@pytest.mark.shows("INV-24")
@pytest.mark.parametrize("command", STOPS)
@pytest.mark.parametrize(
    "unknown",
    [
        ANYBODY,
        {"X_Person": "stranger", "X_Tablet": "stranger"},
        {"Idempotency_Key": "?", "X_Person": "x" * 500, "X_Tablet": "~"},
    ],
)
async def test_anybody_stops(ward: Bench, command: str, unknown: dict[str, str | None]) -> None:
    session = await ward.infusing()

    answer = await ward.post(f"/sessions/{session}/{command}", {"reason": "asked"}, **unknown)

    assert answer.status_code == 202, answer.text
    await ward.until(lambda: stopped(ward))
    record = await ward.get(f"/sessions/{session}/record")
    said = next(each for each in record["entries"] if each["kind"] == answer.json()["events"][0])
    assert {"id": "unidentified", "name": "unidentified", "role": "unknown"} == said["by"]
    assert said["tablet"] == "unidentified"
    assert said["tap"]


@pytest.mark.shows("INV-06")
@pytest.mark.parametrize("command", STOPS)
async def test_a_stop_does_not_wait_for_a_frozen_disk(ward: Bench, command: str) -> None:
    session = await ward.infusing()
    ward.disk.freeze()  # and never released: who waits for it waits for ever

    answer = await ward.post(f"/sessions/{session}/{command}", {"reason": "asked"})

    assert answer.status_code == 202
    assert answer.json()["recorded"] is False
    await ward.until(lambda: stopped(ward))


async def test_a_stop_does_not_wait_for_its_body(ward: Bench) -> None:
    """A tablet that loses its network half-way has said enough."""
    session = await ward.infusing()
    sent: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        await asyncio.sleep(3_600)
        return {"type": "http.disconnect"}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    path = f"/api/v1/sessions/{session}/discontinue"
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"content-length", b"20")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 2),
    }
    task = asyncio.create_task(ward.app(scope, receive, send))  # type: ignore[arg-type]
    await ward.until(lambda: stopped(ward))
    await task  # the body never comes

    assert sent[0]["status"] == 202
    assert b"did not arrive" in sent[1]["body"]  # type: ignore[operator]


async def test_a_body_that_cannot_be_read_is_mentioned(ward: Bench) -> None:
    session = await ward.infusing()

    answer = await ward.post_raw(f"/sessions/{session}/pause", b"{", Idempotency_Key="noted-tap")
    again = await ward.post_raw(f"/sessions/{session}/pause", b"{", Idempotency_Key="noted-tap")

    assert answer.json()["note"] == "The body was not readable and was ignored."
    assert answer.text == again.text


@pytest.mark.shows("GIP-14")
@pytest.mark.parametrize("command", STOPS)
async def test_a_repeated_stop_is_one_event(ward: Bench, command: str) -> None:
    session = await ward.infusing()
    path, body = f"/sessions/{session}/{command}", {"reason": "asked"}
    first = await ward.post(path, body, Idempotency_Key="double-tap")
    await ward.until(lambda: stopped(ward))

    again = await ward.post(path, body, Idempotency_Key="double-tap")

    assert (202, first.text) == (again.status_code, again.text)
    record = await ward.get(f"/sessions/{session}/record")
    kinds = [each["kind"] for each in record["entries"]]
    assert kinds.count(first.json()["events"][0]) == 1


async def test_a_stop_is_not_taken_for_a_repetition_when_the_pump_runs_again(ward: Bench) -> None:
    """A tablet that makes the same tap id twice must not lose a stop."""
    session = await ward.infusing()
    await ward.post(f"/sessions/{session}/pause", Idempotency_Key="stuck-counter")
    await ward.until(lambda: ward.ward.runners[session].session.stopped)
    await ward.heard()
    await ward.done(f"/sessions/{session}/resume", {})
    await ward.until(lambda: not stopped(ward))

    answer = await ward.post(f"/sessions/{session}/pause", Idempotency_Key="stuck-counter")

    assert answer.json()["events"] == ["PausedByPerson"]
    await ward.until(lambda: stopped(ward))


async def test_a_tap_used_for_something_else_still_stops(ward: Bench) -> None:
    session = await ward.infusing()
    refused = await ward.post(f"/sessions/{session}/start", {}, Idempotency_Key="used-tap")

    answer = await ward.post(f"/sessions/{session}/reaction", Idempotency_Key="used-tap")

    assert (409, 202) == (refused.status_code, answer.status_code)
    await ward.until(lambda: stopped(ward))


async def test_a_reason_is_recorded(ward: Bench) -> None:
    session = await ward.infusing()

    await ward.done(f"/sessions/{session}/discontinue", {"reason": "as ordered"})

    record = await ward.get(f"/sessions/{session}/record")
    ended = next(each for each in record["entries"] if each["kind"] == "Discontinued")
    assert ended["fields"]["reason"] == "as ordered"


async def test_the_stop_is_asked_sent_and_confirmed(ward: Bench) -> None:
    session = await ward.infusing()
    ward.pumps["pump-1"].silent = True
    await ward.post(f"/sessions/{session}/reaction")
    await ward.until(lambda: ward.pumps["pump-1"].stops > 1)
    asked = (await ward.get(f"/sessions/{session}"))["stop"]
    chair = (await ward.get("/ward"))["chairs"][0]

    ward.pumps["pump-1"].silent = False
    await ward.until(lambda: ward.ward.runners[session].session.stopped)
    confirmed = (await ward.get(f"/sessions/{session}"))["stop"]

    assert asked["asked_at"] <= asked["sent_at"]
    assert asked["confirmed_at"] is None
    assert chair["pump"]["stopping"] is True
    assert confirmed["asked_at"] == asked["asked_at"]
    assert confirmed["asked_at"] <= confirmed["confirmed_at"]


async def test_stopping_before_the_start_is_kept_until_the_pump_says_so(ward: Bench) -> None:
    session = await ward.prepared()
    stops = ward.pumps["pump-1"].stops

    answer = await ward.post(f"/sessions/{session}/pause")

    assert (202, ["StopAsked"]) == (answer.status_code, answer.json()["events"])
    await ward.until(lambda: ward.pumps["pump-1"].stops > stops)


async def test_pausing_without_a_pump_is_refused(ward: Bench) -> None:
    session = await ward.checked_in()

    answer = await ward.post(f"/sessions/{session}/pause")

    assert (409, "/problems/wrong-phase") == (answer.status_code, answer.json()["type"])


async def test_a_closed_session_does_not_stop_the_next_patient(ward: Bench) -> None:
    closed = await ward.prepared()
    await ward.done(f"/sessions/{closed}/discontinue", {"reason": "went home"})
    await ward.heard()
    await ward.done(f"/sessions/{closed}/discharge", {})
    await ward.infusing()

    for command in STOPS:
        answer = await ward.post(f"/sessions/{closed}/{command}")
        assert (409, "/problems/wrong-phase") == (answer.status_code, answer.json()["type"])
    await ward.heard()

    assert not stopped(ward)


async def test_stop_of_a_pump_pauses_its_infusion(ward: Bench) -> None:
    session = await ward.infusing()

    answer = await ward.post_raw("/pumps/pump-1/stop", b"{?", **ANYBODY)

    assert answer.status_code == 202
    assert (session, ["PausedByPerson"]) == (answer.json()["session"], answer.json()["events"])
    await ward.until(lambda: stopped(ward))


async def test_stop_of_a_pump_without_an_infusion(ward: Bench) -> None:
    await ward.heard()
    ward.pumps["pump-2"].rate = Rate(10_000)

    answer = await ward.post("/pumps/pump-2/stop", **ANYBODY)

    assert (202, None) == (answer.status_code, answer.json()["session"])
    await ward.until(lambda: ward.pumps["pump-2"].rate == NO_RATE)


async def test_stop_of_a_pump_that_is_only_prepared(ward: Bench) -> None:
    await ward.prepared()
    stops = ward.pumps["pump-1"].stops

    answer = await ward.post("/pumps/pump-1/stop")

    assert answer.status_code == 202
    await ward.until(lambda: ward.pumps["pump-1"].stops > stops)


async def test_a_stop_of_a_pump_takes_no_tap_from_another_command(ward: Bench) -> None:
    body = CHECK_IN
    first = await ward.post("/sessions", body, Idempotency_Key="shared-tap")

    stop = await ward.post_raw("/pumps/pump-2/stop", b"{garbage", Idempotency_Key="shared-tap")
    again = await ward.post("/sessions", body, Idempotency_Key="shared-tap")

    assert (202, 201, first.text) == (stop.status_code, again.status_code, again.text)


async def test_stops_that_change_no_session_fill_no_memory(ward: Bench) -> None:
    await ward.heard()
    stops = ward.pumps["pump-2"].stops

    for _ in range(3):
        again = await ward.post("/pumps/pump-2/stop", Idempotency_Key="stuck-key-1")
        assert 202 == again.status_code

    assert ward.app.state.reception.taps.get("stuck-key-1") is None
    await ward.until(lambda: ward.pumps["pump-2"].stops > stops)


async def test_an_unknown_pump_cannot_be_stopped(ward: Bench) -> None:
    answer = await ward.post("/pumps/pump-99/stop")

    assert (404, "/problems/unknown-pump") == (answer.status_code, answer.json()["type"])


async def test_a_pump_without_a_line_is_not_said_to_be_stopped(ward: Bench) -> None:
    keeper = ward.ward.keepers.pop("pump-2")

    answer = await ward.post("/pumps/pump-2/stop")
    ward.ward.keepers["pump-2"] = keeper

    assert answer.status_code == 409
    assert "Press STOP on the pump" in answer.json()["detail"]


async def test_a_damaged_record_does_not_keep_a_stop_back(tmp_path: Path) -> None:
    async with bench(tmp_path / "ward.sqlite") as ward:
        session = await ward.infusing()
        ward.ward.damaged = "a row was changed"

        answer = await ward.post(f"/sessions/{session}/reaction")
        refused = await ward.post(f"/sessions/{session}/grade", {"grade": 2})

        assert answer.status_code == 202
        assert "The record is damaged" in answer.json()["note"]
        assert (409, "/problems/read-only") == (refused.status_code, refused.json()["type"])
        await ward.until(lambda: stopped(ward))
