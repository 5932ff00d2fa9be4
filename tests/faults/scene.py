"""A ward of real processes at chosen stages: its files, its pumps, and its page from outside."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from service.catalog import WardConfig
from service.cli.fleet import simulators_for
from service.cli.prehistory import Stage, write
from tests.faults.places import Bedside, Command, served, ward_of, write_ward_file

PATIENCE_S = 20.0
"""For anything that takes a second or two, on a machine that is busy."""
LOOK_S = 0.1
_taps = itertools.count(1)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A ward file, a store with a past, and the pumps as somebody beside them sees them."""

    placed: WardConfig
    file: Path
    store: Path
    log: Path
    beside: dict[str, Bedside]

    @asynccontextmanager
    async def page(self) -> AsyncIterator["Page"]:
        """Serve, and open the tablet's page."""
        async with (
            served(self.file, self.store, self.log) as service,
            page_of(service.address) as client,
        ):
            yield Page(client, service)


@asynccontextmanager
async def scene_at(
    folder: Path, *stages: Stage, speed: int = 1, disk: Path | None = None
) -> AsyncIterator[Scene]:
    """Set up a chair for each stage, with a simulated pump that runs as its past says.

    The store lies in `folder`, or on a `disk` of its own.
    """
    store = (disk or folder) / "ward.sqlite"
    async with simulators_for(ward_of(len(stages), speed=speed)) as (placed, pumps):
        by_chair = {f"chair-{number}": stage for number, stage in enumerate(stages, start=1)}
        presets = await write(placed, by_chair, store)
        beside = {name: Bedside(pump) for name, pump in pumps.items()}
        for name, bedside in beside.items():
            await bedside.ask({"do": "preset", **presets[name]})
        file = write_ward_file(folder / "ward.yaml", placed)
        try:
            yield Scene(placed=placed, file=file, store=store, log=folder / "log", beside=beside)
        finally:
            for bedside in beside.values():
                await bedside.leave()


def page_of(address: str) -> httpx2.AsyncClient:
    """Return a client of the product's API."""
    return httpx2.AsyncClient(base_url=f"{address}/api/v1", timeout=PATIENCE_S)


@dataclass(frozen=True)
class Page:
    """What a tablet sees and taps."""

    client: httpx2.AsyncClient
    service: Command

    async def chair(self, number: int = 1) -> dict[str, Any]:
        """Return a chair with its session and pump, and how the record stands."""
        shown = (await self.client.get("/ward")).json()
        found: dict[str, Any] = shown["chairs"][number - 1] | {"record": shown["record"]}
        return found

    async def until(self, true: Callable[[dict[str, Any]], Any], number: int = 1) -> dict[str, Any]:
        """Return the chair once `true` of it."""
        return await _once(true, lambda: self.chair(number))

    async def tap(self, path: str, by: str = "nurse-a", **body: Any) -> httpx2.Response:
        """Give a command."""
        key = f"tap-{next(_taps):08d}"
        headers = {"X-Person": by, "X-Tablet": "tablet-1", "Idempotency-Key": key}
        return await self.client.post(path, json=body or None, headers=headers)

    async def stop(self, number: int = 1) -> dict[str, Any]:
        """Tap a reaction, and return the chair once the pump has confirmed its stop."""
        session = (await self.chair(number))["session"]
        answer = await self.tap(f"/sessions/{session['id']}/reaction")
        assert answer.status_code == 202, answer.text
        return await self.until(stop_confirmed, number)

    async def attest(self, number: int = 1) -> httpx2.Response:
        """Attest the first step."""
        session = (await self.chair(number))["session"]["id"]
        path = f"/sessions/{session}/attestation"
        return await self.tap(path, step=1, no_reaction=True, vitals_taken=True)


def running(found: dict[str, Any]) -> bool:
    """Whether the page shows an infusion whose pump has been heard to run."""
    session = found["session"]
    return session["phase"] == "infusing" and session["reported_rate_ml_h"] is not None


def stop_confirmed(found: dict[str, Any]) -> bool:
    """Whether the page shows that the pump itself has confirmed a stop."""
    stop = found["session"]["stop"]
    return stop is not None and stop["confirmed_at"] is not None


def alarms(found: dict[str, Any]) -> set[str]:
    """Return the alarms of the session."""
    return {alarm["id"] for alarm in found["session"]["alarms"]}


async def until(true: Callable[[dict[str, Any]], Any], bedside: Bedside) -> dict[str, Any]:
    """Return the pump's truth once `true` of it."""
    return await _once(true, bedside.truth)


async def once(true: Callable[[], bool]) -> None:
    """Wait until `true`: another process makes it so."""
    async with asyncio.timeout(PATIENCE_S):
        while not true():  # noqa: ASYNC110 - it is a process
            await asyncio.sleep(LOOK_S)


async def _once(
    true: Callable[[dict[str, Any]], Any], look: Callable[[], Awaitable[dict[str, Any]]]
) -> dict[str, Any]:
    end_s = time.monotonic() + PATIENCE_S
    while not true(found := await look()):
        assert time.monotonic() < end_s, f"still {found}"
        await asyncio.sleep(LOOK_S)
    return found


def stands(truth: dict[str, Any]) -> bool:
    """Whether the motor stands still."""
    return not truth["motor_rate_nl_h"]
