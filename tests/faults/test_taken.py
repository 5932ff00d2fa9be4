"""What belongs to another process is refused in plain words, before anything is sent."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from service.catalog import WardConfig
from service.cli.fleet import simulators_for
from service.cli.web import PortTaken, listen
from tests.faults.places import (
    Bedside,
    Command,
    NotServing,
    serve,
    served,
    ward_of,
    write_ward_file,
)

PATIENCE_S = 15.0


@dataclass(kw_only=True)
class OnePump:
    """A ward of one chair, its simulated pump and somebody beside it."""

    ward: WardConfig
    file: Path
    bedside: Bedside


@pytest.fixture
async def one(tmp_path: Path) -> AsyncIterator[OnePump]:
    async with simulators_for(ward_of(1, speed=1)) as (placed, pumps):
        file = write_ward_file(tmp_path / "ward.yaml", placed)
        bedside = Bedside(pumps["pump-1"])
        yield OnePump(ward=placed, file=file, bedside=bedside)
        await bedside.leave()


async def pump_of(service: Command, until: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Return the pump of the first chair as the page shows it, once `until` is true of it."""
    async with (
        httpx2.AsyncClient(base_url=service.address) as client,
        asyncio.timeout(PATIENCE_S),
    ):
        while True:
            found: dict[str, Any] = (await client.get("/api/v1/ward")).json()["chairs"][0]["pump"]
            if until(found):
                return found
            await asyncio.sleep(0.1)


@pytest.mark.shows("F-05")
@pytest.mark.shows("C-23")
@pytest.mark.slow
@pytest.mark.shows("F-05")
@pytest.mark.shows("INV-18")
async def test_a_second_service_on_the_same_store_is_refused(one: OnePump, tmp_path: Path) -> None:
    store = tmp_path / "ward.sqlite"
    async with served(one.file, store, tmp_path / "first.log") as first:
        with pytest.raises(NotServing) as refused:
            await serve(one.file, store, tmp_path / "second.log")

        assert refused.value.code == 2
        assert refused.value.said.startswith(f"chairside: {store} is in use by")
        assert str(first.process.pid) in refused.value.said
        assert refused.value.said.count("\n") == 1


@pytest.mark.slow
async def test_a_taken_address_is_said_plainly(one: OnePump, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        number = other.getsockname()[1]
        with pytest.raises(NotServing) as refused:
            await serve(one.file, tmp_path / "ward.sqlite", tmp_path / "log", port=number)

    assert refused.value.code == 2
    assert f"127.0.0.1:{number} cannot be listened on: Address already in use" in refused.value.said
    assert (await one.bedside.truth())["frames_valid"] == 0


def test_two_services_that_start_together_never_share_an_address() -> None:
    with listen("127.0.0.1", 0) as first:
        number = first.getsockname()[1]
        with pytest.raises(PortTaken), listen("127.0.0.1", number):
            pass


@pytest.mark.shows("F-05")
@pytest.mark.shows("C-23")
@pytest.mark.shows("FIELD-01")
@pytest.mark.slow
@pytest.mark.shows("INV-21")
async def test_a_pump_that_another_service_holds_hears_nothing_from_a_second_one(
    one: OnePump, tmp_path: Path
) -> None:
    """The first one stands still, so that every frame the pump hears would be the second's."""
    async with served(one.file, tmp_path / "first.sqlite", tmp_path / "first.log") as first:
        await pump_of(first, lambda pump: pump["heard_at"] is not None)
        os.kill(first.process.pid, signal.SIGSTOP)
        await asyncio.sleep(0.2)
        heard = (await one.bedside.truth())["frames_valid"]

        second_store = tmp_path / "second.sqlite"
        async with served(one.file, second_store, tmp_path / "second.log") as second:
            found = await pump_of(second, lambda pump: pump["trouble"] is not None)
            await asyncio.sleep(2.5)  # two more polls

        assert found["trouble"].endswith(
            "is in use by another process; two controllers on one pump are refused"
        )
        assert (found["model"], found["delivery"]) == (None, None)
        assert (await one.bedside.truth())["frames_valid"] == heard


@pytest.mark.shows("GIP-17")
@pytest.mark.slow
async def test_another_model_at_the_port_hears_the_question_who_it_is_and_nothing_else(
    one: OnePump, tmp_path: Path
) -> None:
    file = write_ward_file(tmp_path / "other.yaml", one.ward, profile="ne1000")
    async with served(file, tmp_path / "ward.sqlite", tmp_path / "log") as service:
        found = await pump_of(service, lambda pump: pump["trouble"] is not None)
        await asyncio.sleep(1.5)

    assert "NE-9000" in found["trouble"]
    assert "NE-1000 is expected" in found["trouble"]
    assert set((await one.bedside.truth())["executed"]) == {"VER"}
