"""One short infusion with a reaction in it, killed at every point there is.

A point is a turn of the service on its loop, a frame (before, half of it, after) or a commit
(before anything is written, before it is committed, after). At each point the whole world is
forked: in the copy the service dies there, another one starts on what it left, and the ghosts look
on; the original goes on to its next point.
"""

import asyncio
import contextlib
import os
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from drivers.quantities import Volume
from service.core.times import minutes
from service.store.disk import Point
from tests.torture.nurse import Habits, Nurse
from tests.torture.process import run_world
from tests.torture.seed import MEMORY
from tests.torture.world import World, torture_ward, world_of

SPEED = 400
BAG_ML = "30"
"""25 mL in the first step of a second infusion, and 5 in the next."""
WATCHED_S = 5.0
"""How long the next service is watched before the infusion is ended."""
REACTS_AFTER = 1
"""Raises before the patient reacts."""
LASTS_S = 400.0


@dataclass
class Kills:
    """What came of all points."""

    points: Counter[str] = field(default_factory=Counter)
    passed: int = 0
    """How many points there were, those that were let pass included."""
    failed: list[str] = field(default_factory=list)


def kill_everywhere(*, jobs: int = 2, every: int = 1, first: int = 0) -> Kills:
    """Kill at every `every`-th point from `first` on; 1: at all of them."""
    place = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="chairside-kills-", dir=place) as folder:
        original = os.getpid()
        try:
            return run_world(_parent(Path(folder), jobs, every, first))
        finally:
            if os.getpid() != original:
                os._exit(3)  # a copy must not tidy up after the original


async def _parent(folder: Path, jobs: int, every: int, first: int) -> Kills:
    ward = torture_ward(1, SPEED, late_max=minutes(1))
    bag = Volume.from_ml(BAG_ML)
    protocols = tuple(replace(each, bag_volume=bag) for each in ward.protocols)
    ward = replace(ward, protocols=protocols)
    async with world_of(ward, folder / "parent", 1) as (world, tablets):
        ghost = world.ghosts[0]
        habits = Habits(reacts=0.0, pauses=0.0, stops_for_good=0.0, looks_s=0.2)
        nurse = Scripted(world, ward.chairs[0].id, ghost, tablets, habits, random.Random(1))
        forks = Forks(world, nurse, folder, jobs, every, first)
        forks.arm()
        tending = asyncio.create_task(nurse.tend())
        async with asyncio.timeout(LASTS_S):
            while forks.is_copy or not nurse.finished:  # noqa: ASYNC110 - a number, not an event
                await asyncio.sleep(0.5)
        forks.disarm()
        tending.cancel()
        forks.wait_for(0)
        forks.kills.passed = forks.passed
        assert world.violations == [], world.violations
        whole = ghost.raises >= REACTS_AFTER and nurse.reactions == 1 and ghost.starts >= 2
        assert whole, "the infusion is not what it should be"
    return forks.kills


class Scripted(Nurse):
    """The nurse of the one infusion: a second one, whose patient reacts once after a raise."""

    async def _act(self, session: dict[str, Any] | None) -> None:
        due = self._ghost.raises >= REACTS_AFTER and not self.reactions
        if due and session is not None and session["phase"] == "infusing":
            self.reactions += 1
            await self._stop("reaction", session)
            return
        if session is None and self.patients:
            self.leaves = True
        await super()._act(session)

    def _number(self) -> int:
        return 2

    def _grade(self) -> int:
        return 2


class Forks:
    """Forks the world at its points, and hears how each copy ends."""

    def __init__(
        self, world: World, nurse: Nurse, folder: Path, jobs: int, every: int, first: int
    ) -> None:
        self.kills = Kills()
        self._world, self._nurse, self._folder = world, nurse, folder
        self._jobs, self._every, self._first = jobs, every, first
        self._loop = asyncio.get_running_loop()
        self._number = 0
        self.is_copy = False
        self._children: dict[int, tuple[str, Path]] = {}

    @property
    def passed(self) -> int:
        """How many points there have been."""
        return self._number

    def arm(self) -> None:
        """Stop at every point from now on."""
        world, pump = self._world, self._world.pumps[0]
        assert world.process is not None
        world.process.before_turn = lambda: self._point("turn")
        pump.around_write = self._around_write
        world.disk.on_point = self._on_commit

    def disarm(self) -> None:
        """Let the rest pass."""
        world, pump = self._world, self._world.pumps[0]
        if world.process is not None:
            world.process.before_turn = lambda: None
        pump.around_write = lambda when: None
        world.disk.on_point = lambda point: None

    def wait_for(self, most: int) -> None:
        """Wait until at most so many copies are left."""
        while len(self._children) > most:
            pid, status = os.wait()
            name, place = self._children.pop(pid)
            said = place / "said"
            if status:
                text = said.read_text() if said.is_file() else f"exit status {status}"
                self.kills.failed.append(f"{name}: {text}")
            shutil.rmtree(place, ignore_errors=True)

    def _around_write(self, when: str) -> None:
        self._point(f"{when} a frame")
        if when == "before":
            process, pump = self._world.process, self._world.pumps[0]
            self._point("half a frame", lambda: setattr(pump, "half_of_next", process))

    def _on_commit(self, point: Point) -> None:
        self._point(f"commit: {point.value}")

    def _point(self, kind: str, instead: Callable[[], None] | None = None) -> None:
        if self.is_copy:
            return  # between two points of one frame: only the original has more of them
        self._number += 1
        if (self._number - self._first) % self._every:
            return
        self.kills.points[kind] += 1
        self.wait_for(self._jobs - 1)
        place = self._folder / f"{self._number}"
        self._world.copy_to(place)
        pid = os.fork()
        if pid:
            self._children[pid] = (f"point {self._number}, {kind}", place)
            return
        self._die_here(place, instead or (lambda: self._world.kill(kind)))

    def _die_here(self, place: Path, die: Callable[[], None]) -> None:
        """In the copy: die, and let what follows be judged."""
        self.is_copy = True
        asyncio._set_running_loop(self._loop)  # it is known by the number of the process
        self.disarm()
        self._world.settle_in(place)
        self._world.healing = True  # the next service comes at once
        die()
        self._world.outside.copy().run(lambda: asyncio.ensure_future(self._judge(place)))

    async def _judge(self, place: Path) -> None:
        world, nurse = self._world, self._nurse
        try:
            await asyncio.sleep(WATCHED_S)
            nurse.leaves = True
            for _ in range(40):
                await asyncio.sleep(1.0)
                if await _over(nurse):
                    break
            else:
                world.violated("LIVENESS", "the infusion cannot be ended")
            await world.end()
        except BaseException as fault:  # the copy must never come back into the original's code
            world.violated("HARNESS", repr(fault))
        if world.violations:
            rows = "\n".join(world.trace.rows[-40:])
            (place / "said").write_text("; ".join(world.violations) + "\n" + rows)
        os._exit(1 if world.violations else 0)


async def _over(nurse: Nurse) -> bool:
    with contextlib.suppress(Exception):
        return await nurse.look() is None
    return False
