"""The live feed over a real server: in-memory transports give nothing of an endless body."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
import uvicorn
from httpx2 import AsyncClient, Response

from service.api.routes import events
from service.people.accounts import Accounts
from service.people.acts import From
from tests.orders import CHECK_IN
from tests.service.api.harness import Bench, bench
from tests.service.api.tablets import browser


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One message of the feed."""

    event: str
    data: dict[str, Any]
    id: str | None
    retry: int | None


@pytest.fixture
async def address(ward: Bench) -> AsyncIterator[str]:
    async with served(ward) as found:
        yield found


@asynccontextmanager
async def served(ward: Bench) -> AsyncIterator[str]:
    """Serve a ward on a free port."""
    settings = uvicorn.Config(
        ward.app, port=0, lifespan="off", ws="none", log_level="warning", timeout_keep_alive=1
    )
    server = uvicorn.Server(settings)
    serving = asyncio.create_task(server.serve())
    await ward.until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    ward.ward.feed.close()
    server.should_exit = True
    await serving


@asynccontextmanager
async def watching(address: str, query: str = "", **headers: str) -> AsyncIterator[Response]:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    async with (
        AsyncClient(base_url=address) as client,
        client.stream("GET", f"/api/v1/events{query}", headers=sent) as answer,
    ):
        yield answer


async def told(answer: Response) -> AsyncIterator[Told]:
    found: dict[str, str] = {}
    async for line in answer.aiter_lines():
        if line:
            name, _, value = line.partition(": ")
            found[name] = value
        elif found:
            yield Told(
                event=found["event"],
                data=json.loads(found["data"]),
                id=found.get("id"),
                retry=int(found["retry"]) if "retry" in found else None,
            )
            found = {}


async def until(stream: AsyncIterator[Told], true: Callable[[dict[str, Any]], bool]) -> Told:
    async with asyncio.timeout(5):
        async for each in stream:
            if true(each.data):
                return each
    raise AssertionError("the feed ended before")


async def first(answer: Response, event: str) -> Told:
    async with asyncio.timeout(5):
        async for each in told(answer):
            if each.event == event:
                return each
    raise AssertionError(f"the feed ended without {event}")


async def test_it_begins_with_everything(ward: Bench, address: str) -> None:
    async with watching(address) as answer:
        snapshot = await anext(told(answer))

    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "no-cache"
    assert "content-security-policy" in answer.headers
    assert ("snapshot", 1_000) == (snapshot.event, snapshot.retry)
    assert snapshot.id == f"boot-1:{snapshot.data['seq']}"
    assert snapshot.data.keys() == (await ward.get("/ward")).keys()


async def test_a_change_is_told_as_whole_chairs(ward: Bench, address: str) -> None:
    session = await ward.infusing()
    async with watching(address) as answer:
        stream = told(answer)
        await anext(stream)
        await ward.post(f"/sessions/{session}/reaction")
        delta = await until(stream, lambda data: _phase(data) == "interrupted")

    assert delta.event == "delta"
    assert delta.id == f"boot-1:{delta.data['seq']}"
    shown = delta.data["chairs"][0]["session"]
    assert shown.keys() == (await ward.get(f"/sessions/{session}")).keys()
    assert delta.data["ward"]["record"]["state"] in ("saved", "waiting")


def _phase(data: dict[str, Any]) -> str | None:
    for chair in data.get("chairs", []):
        if chair["session"] is not None:
            phase: str = chair["session"]["phase"]
            return phase
    return None


async def test_deltas_are_coalesced(ward: Bench, address: str) -> None:
    """Four pumps are polled fifty times a second here."""
    async with watching(address) as answer:
        stream = told(answer)
        await anext(stream)
        began = perf_counter()
        deltas = 0
        async for each in stream:
            deltas += each.event == "delta"
            if deltas == 5:
                break
        took = perf_counter() - began

    assert took >= 5 * events.COALESCE_S * 0.9


@pytest.mark.shows("INV-25")
async def test_a_quiet_feed_beats(
    ward: Bench, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "HEARTBEAT_S", 0.3)
    async with watching(address) as answer:
        beat = await first(answer, "hb")

    assert (None, None) == (beat.id, beat.retry)
    assert beat.data["boot"] == "boot-1"
    assert beat.data["now"].endswith("Z")


def test_the_beat_is_faster_than_the_page_loses_patience() -> None:
    assert events.HEARTBEAT_S == 2.0


@pytest.mark.parametrize("by_header", [True, False])
async def test_it_goes_on_where_the_tablet_was(ward: Bench, address: str, by_header: bool) -> None:
    await ward.heard()
    async with watching(address) as answer:
        seen = (await anext(told(answer))).id or ""
    await ward.heard()

    headers = {"Last_Event_ID": seen} if by_header else {}
    query = "?since=boot-1:0" if by_header else f"?since={seen}"
    async with watching(address, query, **headers) as answer:
        next_one = await anext(told(answer))

    assert next_one.event == "delta"
    assert {"chair-1"} <= {chair["chair"] for chair in next_one.data["chairs"]}


@pytest.mark.parametrize(
    "mark", ["boot-0:1", "boot-1:999999999", "boot-1:-1", "boot-1:x", "nothing", "boot-1:\u0661"]
)
async def test_a_mark_of_another_run_gets_everything(ward: Bench, address: str, mark: str) -> None:
    async with watching(address, f"?since={mark}") as answer:
        assert (await anext(told(answer))).event == "snapshot"


async def test_it_ends_when_the_ward_closes(ward: Bench, address: str) -> None:
    async with watching(address) as answer:
        stream = told(answer)
        await anext(stream)
        ward.ward.feed.close()
        async for _ in stream:
            pass  # ends by itself, or the test's own time-out ends it


async def test_the_records_trouble_is_told_without_an_event(ward: Bench, address: str) -> None:
    ward.disk.fill()
    async with watching(address) as answer:
        stream = told(answer)
        await anext(stream)
        body = CHECK_IN
        opening = asyncio.create_task(ward.post("/sessions", body))
        await until(stream, lambda data: _record(data) == "not-saved")
        ward.disk.mend()
        saved = await until(stream, lambda data: _record(data) == "saved")

    assert len(saved.data["ward"]["waiting"]) == 1
    assert (await opening).status_code == 201


def _record(data: dict[str, Any]) -> str | None:
    state: str | None = ((data.get("ward") or {}).get("record") or {}).get("state")
    return state


async def test_a_tablet_that_is_taken_away_is_told_nothing_more(tmp_path: Path) -> None:
    """Its stream waits when that happens: it ends at once, and without what came meanwhile."""
    async with bench(tmp_path / "ward.sqlite", signed_in=True) as ward, browser(ward) as held:
        await held.enrol("tablet-1")
        cookie = f"chairside-tablet={held.client.cookies['chairside-tablet']}"
        people = ward.people
        assert people is not None
        people.told = lambda: ward.ward.feed.touch("ward")
        async with served(ward) as address, watching(address, Cookie=cookie) as answer:
            stream = told(answer)
            assert (await anext(stream)).event == "snapshot"
            began = perf_counter()
            await Accounts(people).revoke(From(at=people.now()), "tablet-1")
            ward.ward.feed.touch("ward")
            async with asyncio.timeout(5):
                after = [each.event async for each in stream]

            assert "delta" not in after
            assert perf_counter() - began < events.HEARTBEAT_S
