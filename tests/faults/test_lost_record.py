"""The disk takes nothing any more, and then the service dies: what it never recorded is not lost.

The store is held by another connection's write transaction, so that every commit of the running
service fails, as on a disk that has died under it.
"""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from service.cli.fleet import simulators_for
from service.cli.prehistory import Stage, write
from tests.faults.places import Bedside, served, ward_of, write_ward_file

PATIENCE_S = 15.0
HEADERS = {"X-Person": "nurse-a", "X-Tablet": "tablet-1", "Idempotency-Key": "tap-00000001"}


@dataclass(kw_only=True)
class Ward:
    """An infusion that runs on chair 1, and one that is ready to start on chair 2."""

    file: Path
    store: Path
    log: Path
    beside: dict[str, Bedside]


@pytest.fixture
async def ward(tmp_path: Path) -> AsyncIterator[Ward]:
    store = tmp_path / "ward.sqlite"
    stages = {
        "chair-1": Stage(infusion_no=3, minute=5),
        "chair-2": Stage(infusion_no=3, minute=None),
    }
    async with simulators_for(ward_of(2, speed=1)) as (placed, pumps):
        presets = await write(placed, stages, store)
        beside = {name: Bedside(pump) for name, pump in pumps.items()}
        for name, bedside in beside.items():
            await bedside.ask({"do": "preset", **presets[name]})
        file = write_ward_file(tmp_path / "ward.yaml", placed)
        yield Ward(file=file, store=store, log=tmp_path / "log", beside=beside)
        for bedside in beside.values():
            await bedside.leave()


@contextlib.contextmanager
def dead_disk(store: Path) -> Iterator[None]:
    """Nobody else can write while this lasts; nothing is written by it."""
    with contextlib.closing(sqlite3.connect(store, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


async def chair(
    client: httpx2.AsyncClient, number: int, until: Callable[[dict[str, Any]], bool]
) -> dict[str, Any]:
    """Return a chair as the page shows it, once `until` is true of it."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            shown = (await client.get("/ward")).json()
            found: dict[str, Any] = shown["chairs"][number - 1] | {"record": shown["record"]}
            if until(found):
                return found
            await asyncio.sleep(0.1)


def page_of(address: str) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(base_url=f"{address}/api/v1", timeout=PATIENCE_S)


def heard(found: dict[str, Any]) -> bool:
    return found["session"]["reported_rate_ml_h"] is not None


async def stands(bedside: Bedside) -> bool:
    return not (await bedside.truth())["motor_rate_nl_h"]


@pytest.mark.slow
@pytest.mark.shows("INV-06")
@pytest.mark.shows("INV-32")
async def test_a_stop_that_died_unrecorded_with_its_service_is_held_for_a_person(
    ward: Ward,
) -> None:
    pump = ward.beside["pump-1"]
    async with served(ward.file, ward.store, ward.log) as first, page_of(first.address) as page:
        running = await chair(page, 1, heard)
        assert running["session"]["phase"] == "infusing"
        assert not await stands(pump)
        with dead_disk(ward.store):
            reaction = f"/sessions/{running['session']['id']}/reaction"
            stop = await page.post(reaction, headers=HEADERS)
            assert (stop.status_code, stop.json()["recorded"]) == (202, False)
            found = await chair(page, 1, lambda each: each["session"]["stop"]["confirmed_at"])
            assert await stands(pump)
            assert found["session"]["recorded"] is False
            await first.kill()

    async with served(ward.file, ward.store, ward.log) as second, page_of(second.address) as page:
        found = await chair(page, 1, lambda each: each["session"]["phase"] != "infusing")
        await asyncio.sleep(2.5)  # two more polls, in which it could do the wrong thing

        assert (found["session"]["phase"], found["session"]["hold"]) == ("held", "found-stopped")
        assert await stands(pump)


@pytest.mark.shows("F-07")
@pytest.mark.slow
@pytest.mark.shows("INV-11")
@pytest.mark.shows("INV-20")
async def test_a_start_that_cannot_be_recorded_never_reaches_the_pump(ward: Ward) -> None:
    pump = ward.beside["pump-2"]
    async with served(ward.file, ward.store, ward.log) as first, page_of(first.address) as page:
        ready = await chair(page, 2, heard)
        assert ready["session"]["phase"] == "preparing"
        with dead_disk(ward.store):
            start = asyncio.create_task(
                page.post(f"/sessions/{ready['session']['id']}/start", json={}, headers=HEADERS)
            )
            await chair(page, 2, lambda each: each["record"]["state"] == "not-saved")
            refused = await start
            await asyncio.sleep(1.5)
            assert await stands(pump)
            await first.kill()
        assert (refused.status_code, refused.json()["type"]) == (503, "/problems/record-not-saved")

    async with served(ward.file, ward.store, ward.log) as second, page_of(second.address) as page:
        found = await chair(page, 2, heard)
        await asyncio.sleep(2.5)

        assert found["session"]["phase"] == "preparing"
        assert await stands(pump)
    assert "RUN" not in (await pump.truth())["executed"]
