"""An event loop that stands still: for 0.2 s nobody minds, for 2 s, and for good."""

import asyncio
import re
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from service.cli.prehistory import Stage
from service.shell.loop_watchdog import EXIT_STALLED
from tests.faults.held_up import WATCHDOG_S
from tests.faults.places import Command, started
from tests.faults.scene import PATIENCE_S, Page, Scene, page_of, running, scene_at, stands, until

LATER_S = 300.0
"""Longer than any test: what happens within it did not happen by itself."""
STALL = re.compile(r"the event loop stood still for (\d+\.\d) s")
ROOT = Path(__file__).resolve().parent.parent.parent


@asynccontextmanager
async def held_up_service(scene: Scene) -> AsyncIterator[tuple[Command, Page]]:
    """Serve the ward from a process whose loop can be held up."""
    words = (sys.executable, "-m", "tests.faults.held_up", str(scene.file), str(scene.store))
    service = await started(scene.log, *words, folder=ROOT)
    try:
        async with page_of(service.address) as client:
            yield service, Page(client, service)
    finally:
        await service.kill()


async def hold_up(service: Command, line: str) -> None:
    """Have the loop held up, and return when it is."""
    assert isinstance(service.process, asyncio.subprocess.Process)
    assert service.process.stdin is not None
    assert service.process.stdout is not None
    service.process.stdin.write(f"{line}\n".encode())
    async with asyncio.timeout(PATIENCE_S):
        while b"held up" not in await service.process.stdout.readline():
            pass


async def hold_up_at_raise(service: Command, page: Page) -> None:
    """Have the loop held up for 2 s between the pump's answer and the raise it would bring."""
    found = await page.until(running)
    assert found["session"]["reported_rate_ml_h"] == "25"
    holding = asyncio.create_task(hold_up(service, "2 raise"))
    attested = await page.attest()
    assert attested.status_code == 200, attested.text
    await holding


def stalls(service: Command) -> list[float]:
    """Return how long the stalls were that the service has told of."""
    return [float(seconds) for seconds in STALL.findall(service.said())]


@pytest.mark.slow
@pytest.mark.shows("F-10")
async def test_a_fifth_of_a_second_is_nothing(tmp_path: Path) -> None:
    """0.2 s asked for; a machine that makes more than a second of it is not what is tested."""
    async with (
        scene_at(tmp_path, Stage(infusion_no=3, minute=5)) as scene,
        held_up_service(scene) as (service, page),
    ):
        await page.until(running)
        before = stalls(service)
        await hold_up(service, "0.2")
        await page.until(running)

        assert [] == [each for each in stalls(service) if each < 1.0]
        assert len(before) <= len(stalls(service))
        assert service.process.returncode is None
        assert not stands(await scene.beside["pump-1"].truth())


@pytest.mark.slow
@pytest.mark.shows("INV-17")
@pytest.mark.shows("F-10")
async def test_after_two_seconds_nothing_is_raised_on_what_was_read_before(tmp_path: Path) -> None:
    """The pump said that it runs; while the service stood still, a hand has stopped it."""
    stage = Stage(infusion_no=1, minute=57, attests=False)
    async with (
        scene_at(tmp_path, stage, speed=20) as scene,
        held_up_service(scene) as (service, page),
    ):
        pump = scene.beside["pump-1"]
        await hold_up_at_raise(service, page)
        asked = (await pump.truth())["executed"]["VER"]
        await pump.ask({"do": "press", "key": "stop"})

        found = await page.until(lambda each: each["session"]["phase"] != "infusing")
        await asyncio.sleep(2.5)  # two more polls, in which it could do the wrong thing
        truth = await pump.truth()

    assert (found["session"]["phase"], found["session"]["hold"]) == ("held", "stopped-at-pump")
    assert max(stalls(service)) >= 2.0
    assert stands(truth)
    # Every sequence that raises begins by asking who is there: not even that was sent.
    assert asked == truth["executed"]["VER"]


@pytest.mark.slow
@pytest.mark.shows("INV-17")
async def test_after_two_seconds_it_reads_again_and_goes_on(tmp_path: Path) -> None:
    stage = Stage(infusion_no=1, minute=57, attests=False)
    async with (
        scene_at(tmp_path, stage, speed=20) as scene,
        held_up_service(scene) as (service, page),
    ):
        await hold_up_at_raise(service, page)
        assert 25_000_000 == (await scene.beside["pump-1"].truth())["motor_rate_nl_h"]

        await page.until(lambda each: each["session"]["reported_rate_ml_h"] == "50")
        assert len(stalls(service)) >= 1
        assert service.process.returncode is None


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.shows("INV-16")
@pytest.mark.shows("INV-17")
@pytest.mark.shows("F-10")
@pytest.mark.shows("GIP-09")
async def test_a_loop_that_does_not_come_back_ends_its_process_and_the_pump_stops_by_itself(
    tmp_path: Path,
) -> None:
    """The next service finds a pump that stands still, and a person decides."""
    async with scene_at(tmp_path, Stage(infusion_no=3, minute=5)) as scene:
        pump = scene.beside["pump-1"]
        async with held_up_service(scene) as (service, page):
            found = await page.until(running)
            await hold_up(service, f"{LATER_S:g}")
            began_s = time.monotonic()
            with pytest.raises(httpx2.TransportError):  # what a tablet calls NOT SENT
                await page.client.post(f"/sessions/{found['session']['id']}/reaction", timeout=3.0)
            code = await asyncio.wait_for(service.process.wait(), PATIENCE_S)
            took_s = time.monotonic() - began_s

            assert code == EXIT_STALLED
            assert 4.5 < took_s
            assert "the main thread is at hold_up (" in service.said()
        await until(stands, pump)  # by its own watchdog: nobody has told it to
        assert (await pump.truth())["watchdog_s"] == WATCHDOG_S

        async with held_up_service(scene) as (_, page):
            found = await page.until(lambda each: each["session"]["phase"] != "infusing")
            await asyncio.sleep(2.5)

            assert found["session"]["phase"] == "held"
            assert stands(await pump.truth())
