"""Faults as tasks of their own, which come and go each by its own clock and overlap as they like.

A seed chooses which of them there are. Besides those that come by the clock there are named points,
where the authors would be afraid: the moment before a frame leaves, between two commits' halves.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence

from tests.torture import line_faults, points, pump_faults, service_faults
from tests.torture.ghost import Ghost
from tests.torture.nurse import Nurse
from tests.torture.points import AT_GO, POINTS, PointAt
from tests.torture.world import World

Fault = Callable[["Chaos", Ghost], Awaitable[None]]


class Chaos:
    """All faults of one world, until it is healed."""

    def __init__(self, world: World, nurses: list[Nurse], numbers: random.Random) -> None:
        self.world, self.nurses, self.random = world, nurses, numbers
        self._tasks: list[asyncio.Task[None]] = []
        self.names: list[str] = []
        self.points: Sequence[PointAt] = POINTS
        """Of which one is chosen each time."""
        self.at_go: Sequence[str] = AT_GO
        """The same for what strikes as somebody lets the pump run."""

    def begin(self, mean_s: Mapping[str, float]) -> None:
        """Let each fault come at random, on the mean once in so many seconds."""
        self.names = sorted(mean_s)
        for name in self.names:
            self._tasks.append(asyncio.create_task(self._again(name, mean_s[name]), name=name))

    def say(self, what: str) -> None:
        """Write a fault into the trace."""
        self.world.trace.say("chaos", what)

    async def heal(self) -> None:
        """End every fault and put everything right that they left behind."""
        self.world.healing = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for nurse in self.nurses:
            nurse.on_go.clear()
        self.say("everything is healed")
        for ghost in self.world.ghosts:
            ghost.pump.on_frame.clear()
            ghost.pump.faults.clear()
            ghost.pump.half_of_next = None
            if ghost.pump.motor_nl_h == 0 and not ghost.pump.device.truth().powered:
                ghost.pump.line.power_on()
        self.world.disk.release()
        self.world.disk.mend()
        self.world.disk.slow_s = 0.0
        self.world.disk.die_at = None
        if self.world.process is not None and self.world.process.frozen:
            self.world.process.thaw()

    def nurse_of(self, ghost: Ghost) -> Nurse:
        """Return the nurse at a pump's chair."""
        return self.nurses[self.world.ghosts.index(ghost)]

    def uniform(self, low: float, high: float) -> float:
        """Return a number between two."""
        return self.random.uniform(low, high)

    async def _again(self, name: str, mean_s: float) -> None:
        fault = FAULTS[name]
        while True:
            await asyncio.sleep(self.random.expovariate(1 / mean_s))
            await fault(self, self.random.choice(self.world.ghosts))


FAULTS: dict[str, Fault] = {
    fault.__name__: fault
    for fault in (
        line_faults.noisy,
        line_faults.late,
        line_faults.broken_frames,
        line_faults.echo,
        line_faults.second_talker,
        line_faults.silent,
        line_faults.mute_long,
        line_faults.port_gone,
        line_faults.other_pump,
        pump_faults.power,
        pump_faults.hand,
        pump_faults.hand_above,
        pump_faults.patient_side,
        pump_faults.alarm,
        pump_faults.refusing,
        service_faults.killed,
        service_faults.away,
        service_faults.frozen,
        service_faults.disk_frozen,
        service_faults.disk_failing,
        service_faults.disk_slow,
        service_faults.disk_locked,
        service_faults.clock_steps,
        service_faults.reacts,
        points.point,
        points.at_go,
    )
}
MEAN_S: dict[str, float] = {
    "noisy": 35,
    "late": 25,
    "broken_frames": 15,
    "echo": 60,
    "second_talker": 50,
    "silent": 60,
    "mute_long": 90,
    "port_gone": 60,
    "other_pump": 90,
    "power": 60,
    "hand": 40,
    "hand_above": 60,
    "patient_side": 60,
    "alarm": 50,
    "refusing": 25,
    "killed": 45,
    "away": 90,
    "frozen": 60,
    "disk_frozen": 45,
    "disk_failing": 45,
    "disk_slow": 50,
    "disk_locked": 50,
    "clock_steps": 30,
    "reacts": 45,
    "point": 10,
    "at_go": 20,
}
"""Seconds between two of a kind, on the mean."""
