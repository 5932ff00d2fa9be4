"""Named points: what happens at the very moment at which the authors would be afraid."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.torture.ghost import Ghost
from tests.torture.pump import QUESTION

if TYPE_CHECKING:
    from tests.torture.chaos import Chaos


@dataclass(frozen=True)
class PointAt:
    """Something that happens at the moment a certain frame is about to leave."""

    frame: str
    """The beginning of an order; a question ends with `?`, the status is `?` alone."""
    what: str

    def reached(self, command: str) -> bool:
        """Whether this frame is the one."""
        if self.frame.endswith("?"):
            return command == self.frame[:-1]
        return command.startswith(self.frame) and not QUESTION.fullmatch(command)


POINTS = [
    *(
        PointAt(frame, what)
        for frame in ("RUN", "VOL", "RAT", "STP", "SAF")
        for what in ("kill", "power", "stop key", "reaction", "cut", "freeze", "disk")
    ),
    *(PointAt(frame, "cut, stop key") for frame in ("RUN", "VOL", "RAT", "STP", "SAF")),
    PointAt("RAT?", "rate key"),
    PointAt("VOL?", "reset, acknowledged"),
    PointAt("?", "answer lost, reaction"),
]
_ONLY_BEFORE = ("rate key", "reset, acknowledged", "answer lost, reaction")


async def point(chaos: "Chaos", ghost: Ghost) -> None:
    """Wait for a named point to be reached, and strike there."""
    chosen = chaos.random.choice(chaos.points)
    before = chaos.random.random() < 0.5 or chosen.what in _ONLY_BEFORE
    reached = asyncio.Event()

    def hook(command: str) -> None:
        if not chosen.reached(command) or hook not in ghost.pump.on_frame:
            return
        ghost.pump.on_frame.remove(hook)
        reached.set()
        chaos.say(f"at {command or 'a question'}: {chosen.what}, {'before' if before else 'after'}")
        if before:
            _strike(chaos, ghost, chosen.what)
        else:
            after_s = chaos.uniform(0.005, 0.05)
            _later(chaos, after_s, lambda: _strike(chaos, ghost, chosen.what))

    ghost.pump.on_frame.append(hook)
    try:
        async with asyncio.timeout(60):
            await reached.wait()
    except TimeoutError:
        if hook in ghost.pump.on_frame:
            ghost.pump.on_frame.remove(hook)


AT_GO = ("disk", "freeze", "kill", "port", "mute", "reaction", "stop key")


async def at_go(chaos: "Chaos", ghost: Ghost) -> None:
    """Wait until a person lets the pump run, and strike before the tap has arrived."""
    chosen = chaos.random.choice(chaos.at_go)
    reached, nurse = asyncio.Event(), chaos.nurse_of(ghost)

    def hook(kind: str) -> None:
        nurse.on_go.remove(hook)
        reached.set()
        chaos.say(f"as somebody taps for a {kind}: {chosen}")
        _strike_go(chaos, ghost, chosen)

    nurse.on_go.append(hook)
    try:
        async with asyncio.timeout(60):
            await reached.wait()
    except TimeoutError:
        if hook in nurse.on_go:
            nurse.on_go.remove(hook)
    await asyncio.sleep(5)


def _strike_go(chaos: "Chaos", ghost: Ghost, what: str) -> None:
    """Strike for as long as it takes a wish to grow old, or a tablet to give up."""
    pump, long_s = ghost.pump, ghost.limits.gap_s + chaos.uniform(8, 14)
    if what == "disk":
        chaos.world.disk.freeze()
        _later(chaos, min(long_s, 60.0), chaos.world.disk.release)
    elif what == "port":
        pump.pull(min(long_s, 60.0))
    elif what == "mute":
        pump.faults.mute = True
        _later(chaos, min(long_s, 60.0), lambda: setattr(pump.faults, "mute", False))
    elif what == "freeze":
        _freeze(chaos, chaos.random.choice((3.5, 7.0)))  # longer than a tablet waits
    elif what == "reaction":
        _later(chaos, chaos.uniform(0.0, 0.5), lambda: _strike(chaos, ghost, what))
    else:
        _strike(chaos, ghost, what)


def _strike(chaos: "Chaos", ghost: Ghost, what: str) -> None:
    world, pump = chaos.world, ghost.pump
    if what == "kill":
        world.kill("at a named point")
    elif what == "power":
        ghost.power_cycle(0.05)
    elif what == "stop key":
        ghost.hand("stop")
    elif what == "rate key":
        ghost.hand("rate", "150")
    elif what == "reset, acknowledged":
        _reset_unseen(ghost)
    elif what.startswith("cut"):
        pump.faults.mute = True
        _later(chaos, 3.0, lambda: setattr(pump.faults, "mute", False))
        if what != "cut":
            _later(chaos, 0.3, lambda: ghost.hand("stop"))
    elif what == "freeze":
        _freeze(chaos, 4.0)
    elif what == "disk":
        world.disk.freeze()
        _later(chaos, 3.0, world.disk.release)
    elif what.endswith("reaction"):
        if what != "reaction":
            pump.faults.lose_replies = 1
        world.outside.copy().run(lambda: asyncio.ensure_future(chaos.nurse_of(ghost).react()))


def _reset_unseen(ghost: Ghost) -> None:
    """The pump resets and is up at once; somebody at it presses its alarm away."""
    faults = ghost.pump.faults
    if not ghost.pump.line_well:
        return  # the line could eat the one frame that tells of it
    faults.resume_after_power, faults.keep_counter, faults.boot_s = False, False, 0.0
    ghost.power_cycle(0.0)
    ghost.pump.touch("key acknowledge", lambda: ghost.pump.device.press("acknowledge"))


def _freeze(chaos: "Chaos", for_s: float) -> None:
    process = chaos.world.process
    if process is not None and process.works:
        process.freeze()
        _later(chaos, for_s, process.thaw)


def _later(chaos: "Chaos", after_s: float, act: Callable[[], object]) -> None:
    asyncio.get_running_loop().call_later(after_s, act, context=chaos.world.outside.copy())
