"""A process that is stopped as a whole and wakes up again: the service, or a simulated pump."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.cli.prehistory import Stage
from tests.faults.places import Bedside, NotServing, serve
from tests.faults.scene import alarms, running, scene_at, stands, until

WATCHDOG_S = 30.0
RUNNING = Stage(infusion_no=3, minute=5)


@contextlib.contextmanager
def stopped(process: int) -> Iterator[None]:
    """The process does nothing at all while this lasts."""
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


async def runs(bedside: Bedside) -> int:
    """Return how often the pump was told to start."""
    started: int = (await bedside.truth())["executed"].get("RUN", 0)
    return started


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.shows("F-05")
@pytest.mark.shows("INV-16")
@pytest.mark.shows("INV-17")
@pytest.mark.shows("INV-18")
@pytest.mark.shows("INV-32")
async def test_a_service_that_slept_longer_than_the_watchdog_starts_nothing_when_it_wakes(
    tmp_path: Path,
) -> None:
    """Asleep it still holds the store: the second service that somebody starts is refused."""
    async with scene_at(tmp_path, RUNNING) as scene, scene.page() as page:
        pump, process = scene.beside["pump-1"], page.service.process
        await page.until(running)
        with stopped(process.pid):
            slept_s = time.monotonic()
            with pytest.raises(NotServing) as refused:
                await serve(scene.file, scene.store, tmp_path / "second.log")
            assert f"is in use by process {process.pid}" in refused.value.said
            await asyncio.sleep(WATCHDOG_S - 2.0 - (time.monotonic() - slept_s))
            await until(stands, pump)
            before = await runs(pump)

        found = await page.until(lambda each: each["session"]["phase"] != "infusing")
        await asyncio.sleep(2.5)  # two more polls, in which it could do the wrong thing

        assert found["session"]["phase"] == "held"
        assert stands(await pump.truth())
        assert before == await runs(pump)
        assert process.returncode is None
        stopped_again = await page.stop()
        assert stopped_again["session"]["phase"] == "interrupted"


@pytest.mark.slow
@pytest.mark.shows("INV-17")
async def test_a_service_that_slept_for_seconds_reads_and_goes_on(tmp_path: Path) -> None:
    """Longer than its own limit for a loop that stands still: it was not the loop's fault."""
    async with scene_at(tmp_path, RUNNING) as scene, scene.page() as page:
        await page.until(running)
        with stopped(page.service.process.pid):
            await asyncio.sleep(6.0)
        heard = (await page.chair())["pump"]["heard_at"]

        found = await page.until(lambda each: each["pump"]["heard_at"] > heard)
        await asyncio.sleep(2.5)

        assert found["session"]["phase"] == "infusing"
        assert not stands(await scene.beside["pump-1"].truth())
        assert "the event loop stood still for " in page.service.said()
        assert page.service.process.returncode is None


@pytest.mark.slow
@pytest.mark.shows("F-02")
@pytest.mark.shows("INV-15")
async def test_a_pump_that_falls_silent_alarms_and_is_not_raised_before_it_is_heard_again(
    tmp_path: Path,
) -> None:
    """The step ends, attested, in the silence. Its raise comes after the silence or not at all."""
    stage = Stage(infusion_no=1, minute=57, attests=False)
    async with scene_at(tmp_path, stage, speed=20) as scene, scene.page() as page:
        pump = scene.beside["pump-1"]
        await page.until(running)
        with stopped(pump.pump.process.pid):
            assert (await page.attest()).status_code == 200
            silent = await page.until(lambda each: "pump-silent" in alarms(each))
            await asyncio.sleep(3.0)
            shown = await page.chair()
        truth = await pump.truth()

        assert silent["session"]["wanted"] is None
        assert shown["session"]["step"]["rate_ml_h"] == "25"
        assert truth["stored_rate_nl_h"] == 25_000_000
        found = await page.until(lambda each: "pump-silent" not in alarms(each))
        assert found["session"]["phase"] == "infusing"
        await page.until(lambda each: each["session"]["reported_rate_ml_h"] == "50")
