"""How much faster than the clock the simulation is, and which part of it takes the time.

Each layer is run alone for some simulated minutes: the loop with nothing but timers, as many as the
whole service has turns; the driver and the simulated pump, read once a second; the whole service.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine
from statistics import median
from typing import Any

from service.catalog import WardConfig
from service.cli.in_process import InProcessPump, lines_to
from service.cli.nurse import Nurse
from service.cli.virtual_ward import small_ward, virtual_ward
from service.shell.virtual_loop import run_virtual
from service.wiring import driver_of
from simulators.line import Line
from simulators.new_era import NewEra
from tests.bench.table import Row, rate

TURNS = 4
MINUTES = 8
POLL_S = 1.0
TIMERS_A_SECOND = 45
"""About what the whole service with one pump, polled once a second, asks of the loop."""


async def _timed(minutes: float) -> float:
    """Let simulated minutes pass; return how many passed in a second."""
    began = time.perf_counter()
    await asyncio.sleep(minutes * 60)
    return minutes / (time.perf_counter() - began)


async def whole_service(ward: WardConfig) -> float:
    """The ward with its API, store, keeper, driver and pump, at the first step."""
    async with virtual_ward(ward, seed=1) as world:
        nurse = Nurse(world.tablet)
        await nurse.prepare("bench", "isatuximab", 1, ward.chairs[0].id, ward.pumps[0].id)
        await nurse.start()
        return await _timed(MINUTES)


async def driver_and_pump(ward: WardConfig) -> float:
    """The driver and the simulated pump, without a ward: one reading a second."""
    device = NewEra("ne9000", seed=1)
    device.preset({"rate_ml_h": "25", "target_ml": "250", "running": True, "watchdog_s": 30})
    lines = lines_to({ward.pumps[0].port: InProcessPump(Line(device, seed=1))})
    driver = driver_of(ward.pumps[0], lines)
    await driver.open()

    async def poll() -> None:
        while True:
            await driver.read()
            await asyncio.sleep(POLL_S)

    polling = asyncio.create_task(poll())
    found = await _timed(MINUTES)
    polling.cancel()
    await asyncio.gather(polling, return_exceptions=True)
    await driver.close()
    return found


async def timers_alone(_: WardConfig) -> float:
    """The loop with nothing to do but to wake up."""

    loop = asyncio.get_running_loop()

    def tick() -> None:
        loop.call_later(1 / TIMERS_A_SECOND, tick)

    tick()
    return await _timed(MINUTES * 4)


def rows() -> list[Row]:
    """Measure, and return the rows of the table."""
    ward = small_ward(1)
    layers: tuple[Callable[[WardConfig], Coroutine[Any, Any, float]], ...] = (
        whole_service,
        driver_and_pump,
        timers_alone,
    )
    found: dict[str, list[float]] = {layer.__name__: [] for layer in layers}
    for _ in range(TURNS):
        for layer in layers:
            found[layer.__name__].append(run_virtual(layer(ward)))
    whole = found.pop("whole_service")
    unit = "min/s"
    return [
        (
            "simulated time, whole service",
            rate(whole, unit),
            f"{name.replace('_', ' ')}: {rate(values, unit)}",
            f"1 : {median(values) / median(whole):.1f}",
        )
        for name, values in found.items()
    ]
