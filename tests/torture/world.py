"""One ward in virtual time: the product's own service as a process that can die, pumps, people.

Everything outside the process (pumps, the disk's content, what persons know) outlives it. A death
takes the memory and whatever was not committed; the next service starts on a copy of the files as
they were at that moment.
"""

import asyncio
import contextvars
import logging
import random
import shutil
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import httpx2

from drivers.link.lines import Lines
from drivers.link.link import Link
from drivers.port import PortUnavailable
from service.catalog import WardConfig
from service.cli.virtual_ward import EPOCH_MS, small_ward
from service.core.protocol import Observation
from service.core.times import Span
from service.store.disk import FaultyDisk, Point
from service.store.errors import NotAllWritten
from service.store.store import Store
from service.store.verify import verify
from service.store.writer import InLoopWriter
from service.wiring import Parts, Service, running
from tests.torture.facts import LOOK_S, Limits
from tests.torture.ghost import Ghost
from tests.torture.process import Process, lay_to_rest
from tests.torture.pump import Pump
from tests.torture.tablet import Tablet, Wire
from tests.torture.trace import Trace

BOOT_S = 0.4
"""From the birth of a process to the first turn of its service."""


class KilledInCommit(Exception):
    """Ends the turn in which a process died inside a commit."""


class Disk(FaultyDisk):
    """The disk under a service that may die at any point of a commit."""

    def __init__(self) -> None:
        super().__init__()
        self.die_at: Point | None = None
        self.on_point: Callable[[Point], None] = lambda point: None
        """Called at each point of each commit; may kill."""

    @property
    def well(self) -> bool:
        """Whether commits go through without delay."""
        return not self.frozen() and self._fault is None and not self.slow_s

    def reach(self, point: Point) -> None:
        """Pass a point, unless the process dies there."""
        process = Process.current()
        self.on_point(point)
        if process is not None and self.die_at is point:
            self.die_at = None
            process.kill()
        if process is not None and process.dead:
            raise KilledInCommit
        super().reach(point)


@cache
def _shipped(chairs: int, speed: int) -> WardConfig:
    return small_ward(chairs, speed=speed)


def torture_ward(chairs: int, speed: int, **rules: Any) -> WardConfig:
    """Return a ward of simulated pumps that runs fast and has no time of observation."""
    ward = _shipped(chairs, speed)
    calm = (Observation(infusion_from=1, infusion_to=None, observe=Span(0)),)
    protocols = tuple(replace(each, observation=calm) for each in ward.protocols)
    return replace(ward, protocols=protocols, rules=replace(ward.rules, **rules))


class World:
    """A ward and its service, whoever serves now."""

    def __init__(self, ward: WardConfig, folder: Path, seed: int, *, kept: int | None = 40) -> None:
        self.ward = ward
        self.random = random.Random(seed)
        self.trace = Trace(kept)
        self.violations: list[str] = []
        self.disk = Disk()
        self.process: Process | None = None
        self.processes: list[Process] = []
        self.service: Service | None = None
        self.generation = 0
        self.deaths = 0
        self.wall_step_ms = 0
        self.next_birth_s: float | None = None
        """How long the next service stays away; None: as chance has it."""
        self.healing = False
        self.outside = contextvars.copy_context()
        """A context that belongs to no process."""
        self._folder = folder
        self._opened: list[Any] = []
        self._loop = asyncio.get_running_loop()
        speed = ward.rules.speed
        self.pumps = [
            Pump(place.id, self.trace, seed=self.random.getrandbits(32), speed=speed)
            for place in ward.pumps
        ]
        for pump in self.pumps:
            pump.on_wrong = self.violated
        limits = Limits(
            speed=speed,
            bag_nl=ward.protocols[0].bag_volume.ul * 1_000,
            gap_s=ward.rules.gap_max / 1_000,
            word_s=ward.rules.attestation_max_age / 1_000,
            silent_s=ward.rules.silent_after / 1_000,
        )
        self.ghosts = [Ghost(pump, self, limits) for pump in self.pumps]
        self._ports = {place.port: pump for place, pump in zip(ward.pumps, self.pumps, strict=True)}
        self._transport: httpx2.ASGITransport | None = None

    @property
    def served(self) -> bool:
        """Whether the present process has begun to serve."""
        return self.serving is not None

    @property
    def store(self) -> Path:
        """The journal of the present generation."""
        return self._folder / f"{self.generation}" / "ward.sqlite"

    @property
    def disk_well(self) -> bool:
        """Whether the disk takes what is written."""
        return self.disk.well

    @property
    def serving(self) -> tuple[Process, httpx2.ASGITransport] | None:
        """The process that answers requests; None while there is none."""
        if self.process is None or self.process.dead or self._transport is None:
            return None
        return self.process, self._transport

    def violated(self, row: str, what: str) -> None:
        """Take note of what must never have happened, once for each row."""
        if not any(found.startswith(f"{row}:") for found in self.violations):
            self.violations.append(f"{row}: {what}")
            self.trace.say("VIOLATED", f"{row}: {what}")
            self.trace.hold()

    def kill(self, why: str) -> None:
        """The process is gone, between two turns or in the middle of one."""
        process = self.process
        if process is not None and not process.dead:
            process.kill()
        self.trace.say("process", f"dies: {why}")

    async def live(self) -> None:
        """Have a service for ever: when one dies, another one starts on what it left."""
        while True:
            await self._serve_once()
            self.deaths += 1
            for ghost in self.ghosts:
                ghost.pump.catch_up()
                ghost.died()
            waits_s = 0.5 if self.healing else self.random.choice([0.3, 1.0, 4.0, 12.0, 40.0])
            if self.next_birth_s is not None and not self.healing:
                waits_s = self.next_birth_s
            self.next_birth_s = None
            await asyncio.sleep(waits_s)
            self._inherit()

    async def _serve_once(self) -> None:
        process = self.process = Process(f"service {self.generation}")
        self.processes.append(process)
        self._transport = None
        await asyncio.sleep(BOOT_S)
        self.trace.say("process", f"service {self.generation} starts")
        for ghost in self.ghosts:
            ghost.born()
        life = process.start(self._service())
        await asyncio.wait({life, process.died}, return_when=asyncio.FIRST_COMPLETED)
        if not process.dead:
            fault = life.exception()
            self.violated("INV-31", f"the service ended by itself: {fault!r}")
            process.kill()
        self.service = None
        self._transport = None

    async def _service(self) -> None:
        numbers = random.Random(self.random.getrandbits(32))
        parts = Parts(
            writer=partial(InLoopWriter, seed=numbers.getrandbits(32)),
            disk=self.disk,
            lines=Lines(self._open),
            wall_ms=lambda: EPOCH_MS + self.wall_step_ms + round(self._loop.time() * 1_000),
            new_id=lambda: f"{numbers.getrandbits(64):016x}",
            virtual=True,
        )
        self.store.parent.mkdir(parents=True, exist_ok=True)
        async with running(self.ward, self.store, parts) as service:
            self.service = service
            self._opened.append(service.store)
            self._transport = httpx2.ASGITransport(app=service.app)
            await asyncio.Event().wait()

    async def _open(self, url: str, *, baudrate: int) -> Link:
        pump = self._ports.get(url)
        if pump is None:
            raise PortUnavailable(f"no port {url}")
        return await pump.open()

    def _inherit(self) -> None:
        """Copy the files as the dead process left them; nothing of it is closed in order."""
        before = self.store
        self.generation += 1
        self.store.parent.mkdir(parents=True)
        for name in (before.name, before.name + "-wal", before.name + ".head"):
            found = before.with_name(name)
            if found.exists():
                shutil.copy(found, self.store.with_name(name))
        self.bury()

    def settle_in(self, folder: Path) -> None:
        """Go on in another folder, where a copy of the present files lies, and forget the others.

        For a copy of this whole world (a forked process): what is open here belongs to the other.
        """
        self._opened.clear()
        self._folder = folder

    def copy_to(self, folder: Path) -> None:
        """Copy the files as they are now, as a sudden end would leave them.

        By another program: a process that opens and closes a database by itself drops the locks
        that SQLite holds on it in the same process.
        """
        place = folder / self.store.parent.name
        place.mkdir(parents=True)
        kept = (".lock", "-shm")
        found = [each for each in self.store.parent.iterdir() if not each.name.endswith(kept)]
        subprocess.run(["cp", *map(str, found), str(place)], check=True)

    def bury(self) -> None:
        """Let go of the files that the dead held, long after they could matter."""
        opened, self._opened = self._opened, []
        for store in opened:
            with suppress(Exception):
                store._held.close()

    async def watch(self) -> None:
        """Bring every pump to the present, again and again, and let the ghosts look."""
        while True:
            for pump in self.pumps:
                pump.catch_up()
            if self.process is not None and self.process.stuck and not self.process.dead:
                self.violated("LIVENESS", "the service goes round and round, and no time passes")
                self.kill("stuck")
            await asyncio.sleep(LOOK_S)

    async def end(self) -> None:
        """End the last service in order and check what it leaves."""
        process, service = self.process, self.service
        if process is None or service is None:
            return
        try:
            await process.start(_closed(service.store))
        except NotAllWritten as lost:
            self.violated("INV-28", f"the disk is well and does not get the record: {lost}")
        process.kill()
        found = verify(self.store)
        if not found.ok:
            self.violated("INV-28", f"the journal does not verify: {found}")
        self._judge_times()

    def _judge_times(self) -> None:
        """INV-19: what is recorded of a session is recorded in the order in which it happened."""
        query = (
            "SELECT stream, version, at_ms, before FROM (SELECT stream, version, at_ms, lag(at_ms)"
            " OVER (PARTITION BY stream ORDER BY version) AS before FROM journal)"
            " WHERE at_ms < before LIMIT 1"
        )
        with closing(sqlite3.connect(self.store)) as connection:
            row = connection.execute(query).fetchone()
        if row is not None:
            self.violated(
                "INV-19",
                f"row {row[1]} of {row[0]} is {row[3] - row[2]} ms before row {row[1] - 1}",
            )


async def _closed(store: Store[Any]) -> None:
    await store.close()


class _Errors(logging.Handler):
    """Whatever the product logs as an error is a fault of its own."""

    def __init__(self, world: World) -> None:
        super().__init__(logging.ERROR)
        self._world = world

    def emit(self, record: logging.LogRecord) -> None:
        fault = record.exc_info[1] if record.exc_info else None
        process = Process.current()
        if process is None or not process.dead:
            self._world.violated("INV-31", f"logged: {record.getMessage()} {fault!r}")


def _fault_in_a_turn(world: World, loop: asyncio.AbstractEventLoop, found: dict[str, Any]) -> None:
    """A callback of the service failed, where nobody could catch it."""
    if "handle" in found and world.process is not None and world.process.works:
        world.violated("INV-31", f"in a turn of the service: {found.get('exception')!r}")
    else:
        loop.default_exception_handler(found)


@asynccontextmanager
async def world_of(
    ward: WardConfig, folder: Path, seed: int, *, kept: int | None = 40
) -> AsyncIterator[tuple[World, list[Tablet]]]:
    """Run a ward; yields it with its tablets, once it serves."""
    world = World(ward, folder, seed, kept=kept)
    handler = _Errors(world)
    log = logging.getLogger("service")
    log.addHandler(handler)
    propagates, log.propagate = log.propagate, False
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, found: _fault_in_a_turn(world, loop, found))
    tasks = [asyncio.create_task(world.live()), asyncio.create_task(world.watch())]
    transport = Wire(lambda: world.serving)
    try:
        async with httpx2.AsyncClient(transport=transport, base_url="http://ward") as client:
            tablets = [Tablet(client, each.id) for each in ward.tablets]
            while world.service is None:  # noqa: ASYNC110 - it comes from another context
                await asyncio.sleep(0.1)
            yield world, tablets
            for task in tasks:
                task.cancel()
            await world.end()
    finally:
        loop.set_exception_handler(None)
        await lay_to_rest(world.processes)
        world.bury()
        log.removeHandler(handler)
        log.propagate = propagates
