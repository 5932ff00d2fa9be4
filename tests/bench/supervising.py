"""How many pumps one core supervises at one reading a second, and what each costs.

Every pump has a line of its own, at the pace of 19200 baud. Measured are the keepers, drivers,
exchanges and links alone, with a host that takes the reports and wants nothing; and the whole
service with as many infusions under way and its record on the disk. A poll is late by as much as it
begins more than a second after the one before it.

The clock is the core's own: it passes while this process computes, and jumps to the next timer
where it would have waited. So the figures are those of a core that does nothing else, whatever else
this machine does; they leave out what the kernel does, and waiting for the disk. The far ends of
the lines are on the same loop and take their share of it. "All collected" is the same without what
the service puts aside from the garbage collector when it starts.

Each number of pumps has a process of its own: `python -m tests.bench.supervising PUMPS KIND`.
"""

import asyncio
import gc
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import config
from drivers.port import PumpDriver, PumpReport
from service.catalog import Chair, WardConfig, load_ward
from service.cli.prehistory import Stage, write
from service.core.session.state import Phase
from service.shell.clock import wall_clock_ms
from service.shell.garbage import FIRST_READ_S, set_aside
from service.shell.keeper import Keeper, Wish
from service.shell.virtual_loop import VirtualLoop
from service.wiring import Parts, driver_of, running
from tests.bench.pump_row import answers, answers_after, row
from tests.bench.table import Row, percentile

POLL_S = 1.0
SETTLES_S = FIRST_READ_S + 1.0
MEASURED_S = 8.0
LATE_MAX_S = 0.1
STEPS = {
    "keepers": (250, 500, 1_000, 1_500, 2_000),
    "keepers, all collected": (250, 500, 1_000),
    "service": (125, 250, 500, 1_000, 1_500),
    "service, all collected": (125, 250, 500, 1_000),
}


class Watcher:
    """A host for which every pump may do what it does."""

    def wish(self, pump: str) -> Wish:
        return Wish(setting=None, recorded=True)

    def heard(self, pump: str, report: PumpReport, asked_s: float) -> None:
        pass

    def unheard(self, pump: str, reason: str) -> None:
        pass


class Clocked:
    """When each pump was asked, and which did not answer."""

    def __init__(self) -> None:
        self.asked_s: dict[int, list[float]] = {}
        self.failed = 0
        self._asked: dict[int, asyncio.Event] = {}

    def watch(self, number: int, driver: PumpDriver) -> None:
        """Note when this driver is asked to read."""
        loop, read = asyncio.get_running_loop(), driver.read
        asked_s = self.asked_s[number] = []
        asked = self._asked[number] = asyncio.Event()

        async def noting() -> Any:
            asked.set()
            asked_s.append(loop.time())
            found = await read()
            self.failed += not isinstance(found, PumpReport)
            return found

        patch.object(driver, "read", noting).start()  # for as long as this process lives

    async def all_asked(self) -> None:
        """Wait until every pump has been asked once."""
        for asked in self._asked.values():
            await asked.wait()

    def late_s(self, since_s: float) -> list[float]:
        """Return how late every poll after `since_s` began."""
        return [
            max(0.0, later - before - POLL_S)
            for times in self.asked_s.values()
            for before, later in pairwise(times)
            if later > since_s
        ]


def ward_of(pumps: int) -> WardConfig:
    """Return a ward with this many chairs, at the speed of the clock."""
    ward = load_ward(config.find("wards", "demo"))
    numbers = range(pumps)
    places = tuple(replace(ward.pumps[0], id=f"pump-{n}", port=f"pair:{n}") for n in numbers)
    chairs = tuple(Chair(id=f"chair-{n}", pump=f"pump-{n}") for n in numbers)
    return replace(ward, pumps=places, chairs=chairs, rules=replace(ward.rules, speed=1))


@asynccontextmanager
async def keepers(ward: WardConfig, folder: Path, clocked: Clocked) -> AsyncIterator[None]:
    """Keepers and what is below them."""
    lines, host = row({pump.port: answers("I", "25.00", "0.417") for pump in ward.pumps}), Watcher()
    tasks = []
    for number, place in enumerate(ward.pumps):
        driver = driver_of(place, lines)
        clocked.watch(number, driver)
        keeper = Keeper(place.id, driver, host, poll_s=POLL_S)
        tasks.append(asyncio.create_task(keeper.run()))
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def service(ward: WardConfig, folder: Path, clocked: Clocked) -> AsyncIterator[None]:
    """The whole service, with an infusion at every pump."""
    loop = asyncio.get_running_loop()
    stages = {chair.id: Stage(infusion_no=1, minute=1) for chair in ward.chairs}
    presets = await write(ward, stages, folder / "ward.sqlite")
    zero_ms = wall_clock_ms() - round(loop.time() * 1_000)
    parts = Parts(
        lines=row({pump.port: answers_after(presets[pump.id]) for pump in ward.pumps}),
        wall_ms=lambda: zero_ms + round(loop.time() * 1_000),
        virtual=True,
    )
    async with running(ward, folder / "ward.sqlite", parts) as made:
        for number, keeper in enumerate(made.ward.keepers.values()):
            clocked.watch(number, keeper.driver)
        yield
        phases = {each.session.phase for each in made.ward.runners.values()}
        assert phases == {Phase.INFUSING}, phases


class CoreLoop(VirtualLoop):
    """A loop whose time is that of a core which does nothing else."""

    def time(self) -> float:
        """Return seconds of computing, and of waiting for timers."""
        return self.virtual_time + time.process_time()


KINDS: dict[str, Callable[[WardConfig, Path, Clocked], Any]] = {
    "keepers": keepers,
    "service": service,
}


def memory() -> int:
    """Return how much memory this process occupies (bytes)."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


async def measured(pumps: int, kind: str) -> dict[str, float]:
    """Supervise for some seconds; return what it took."""
    loop, clocked, ward = asyncio.get_running_loop(), Clocked(), ward_of(pumps)
    before, aside = memory(), nullcontext() if kind.endswith("all collected") else set_aside()
    with TemporaryDirectory(prefix="chairside-bench-") as folder:
        async with KINDS[kind.split(",")[0]](ward, Path(folder), clocked):
            with aside:  # as in the wiring, which leaves it out where the clock is virtual
                await clocked.all_asked()
                await asyncio.sleep(SETTLES_S)
                since_s, cpu_s = loop.time(), time.process_time()
                await asyncio.sleep(MEASURED_S)
                busy = (time.process_time() - cpu_s) / (loop.time() - since_s)
                late_s = clocked.late_s(since_s)
                occupied = (memory() - before) / pumps
    return {
        "pumps": pumps,
        "busy": busy,
        "p50_s": percentile(late_s, 0.5),
        "p99_s": percentile(late_s, 0.99),
        "max_s": max(late_s),
        "polls_s": len(late_s) / MEASURED_S,
        "failed": clocked.failed,
        "memory": occupied,
    }


def rows() -> list[Row]:
    """Measure ever more pumps until polls are late, and return the rows of the table."""
    shown = list[Row]()
    for kind, steps in STEPS.items():
        for pumps in steps:
            words = [sys.executable, "-m", "tests.bench.supervising", str(pumps), kind]
            done = subprocess.run(words, capture_output=True, text=True, check=True)
            found = json.loads(done.stdout)
            late = " / ".join(f"{found[each] * 1_000:.0f}" for each in ("p50_s", "p99_s", "max_s"))
            shown.append(
                (
                    f"{pumps:,} pumps at 1 Hz, {kind}: polls late by",
                    f"{late} ms, {found['busy']:.0%} of a core",
                    f"{found['memory'] / 1_000:.0f} kB a pump",
                    f"{found['polls_s'] / pumps:.2f}",
                )
            )
            if found["p99_s"] > LATE_MAX_S:
                break
    return shown


if __name__ == "__main__":
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    with asyncio.Runner(loop_factory=CoreLoop) as runner:
        print(json.dumps(runner.run(measured(int(sys.argv[1]), sys.argv[2]))))
