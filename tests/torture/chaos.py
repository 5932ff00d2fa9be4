"""Faults as tasks of their own, which come and go each by its own clock and overlap as they like.

A seed chooses which of them there are. Besides those that come by the clock there are named points,
where the authors would be afraid: the moment before a frame leaves, between two commits' halves.
"""

import asyncio
import random
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from service.store.disk import Point
from simulators.line import Line
from simulators.new_era import NewEra
from tests.torture.ghost import Ghost
from tests.torture.nurse import Nurse
from tests.torture.world import World

Fault = Callable[["Chaos", Ghost], Awaitable[None]]


class Chaos:
    """All faults of one world, until it is healed."""

    def __init__(self, world: World, nurses: list[Nurse], numbers: random.Random) -> None:
        self.world, self.nurses, self.random = world, nurses, numbers
        self._tasks: list[asyncio.Task[None]] = []
        self.names: list[str] = []

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
        self.say("everything is healed")
        for ghost in self.world.ghosts:
            ghost.pump.on_order[:] = ghost.pump.on_order[:1]
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

    def uniform(self, low: float, high: float) -> float:
        """Return a number between two."""
        return self.random.uniform(low, high)

    async def _again(self, name: str, mean_s: float) -> None:
        fault = FAULTS[name]
        while True:
            await asyncio.sleep(self.random.expovariate(1 / mean_s))
            await fault(self, self.random.choice(self.world.ghosts))


# ------------------------------------------------------------------------------------- the line


async def noisy(chaos: Chaos, ghost: Ghost) -> None:
    """Bytes are lost, flipped and doubled."""
    f = ghost.pump.faults
    kinds = ("drop", "corrupt", "duplicate")
    names = [f"{kind}_to_{side}" for kind in kinds for side in ("pump", "host")]
    chosen = chaos.random.sample(names, 2)
    chaos.say(f"{ghost.pump.name} {' and '.join(chosen)}")
    for name in chosen:
        setattr(f, name, chaos.uniform(0.001, 0.03))
    await asyncio.sleep(chaos.uniform(1, 20))
    for name in chosen:
        setattr(f, name, 0.0)


async def late(chaos: Chaos, ghost: Ghost) -> None:
    """Answers come late: after the next question, some of them."""
    f = ghost.pump.faults
    f.delay_s, f.delay_replies = chaos.uniform(0.1, 1.4), chaos.random.randrange(1, 6)
    chaos.say(f"{ghost.pump.name} {f.delay_replies} answers come {f.delay_s:.2f} s late")


async def broken_frames(chaos: Chaos, ghost: Ghost) -> None:
    """Half an answer, two of the same, or none."""
    name = chaos.random.choice(
        ("half_replies", "duplicate_replies", "lose_replies", "lose_requests")
    )
    chaos.say(f"{ghost.pump.name} {name}")
    setattr(ghost.pump.faults, name, chaos.random.randrange(1, 4))


async def echo(chaos: Chaos, ghost: Ghost) -> None:
    """Our own bytes come back, alone or beside the answer."""
    kind = chaos.random.choice(("with_reply", "wrong_jack"))
    chaos.say(f"{ghost.pump.name} echo {kind}")
    ghost.pump.faults.echo = kind
    await asyncio.sleep(chaos.uniform(0.5, 8))
    ghost.pump.faults.echo = "off"


async def second_talker(chaos: Chaos, ghost: Ghost) -> None:
    """Somebody else puts bytes on the line."""
    chaos.say(f"{ghost.pump.name} second talker")
    ghost.pump.faults.second_talker_s = chaos.uniform(0.05, 1.0)
    await asyncio.sleep(chaos.uniform(1, 10))
    ghost.pump.faults.second_talker_s = 0.0


async def silent(chaos: Chaos, ghost: Ghost) -> None:
    """The cable is out, or the pump hears us and cannot be heard."""
    f = ghost.pump.faults
    deaf, mute = chaos.random.choice(((True, True), (False, True), (True, False)))
    lasts_s = chaos.random.choice((0.5, 3, 12, 35, 70))
    chaos.say(f"{ghost.pump.name} deaf {deaf}, mute {mute}, for {lasts_s} s")
    f.deaf, f.mute = deaf, mute
    await asyncio.sleep(lasts_s)
    f.deaf = f.mute = False


async def port_gone(chaos: Chaos, ghost: Ghost) -> None:
    """The adapter is pulled and comes back."""
    ghost.pump.pull(chaos.random.choice((0.3, 2.0, 9.0, 40.0)))


async def other_pump(chaos: Chaos, ghost: Ghost) -> None:
    """The cable is in another pump, of another model; it must hear nothing but who it is."""
    pump = ghost.pump
    pump.catch_up()
    mine, away_s = pump.line, chaos.uniform(2, 20)
    stranger = NewEra("ne1000", seed=7)
    pump.line, pump.away = Line(stranger), True
    chaos.say(f"{pump.name} another pump for {away_s:.1f} s")
    began_s = asyncio.get_running_loop().time()
    try:
        await asyncio.sleep(away_s)
    finally:
        pump.catch_up()
        ran = stranger.truth().executed.get("RUN", 0)
        pump.line, pump.away = mine, False
        mine.advance(asyncio.get_running_loop().time() - began_s)
        pump.touch("is back on its line", lambda: None)
    if ran:
        chaos.world.violated("COM-07", "another pump than the agreed one was started")


# ------------------------------------------------------------------------------------- the pump


async def power(chaos: Chaos, ghost: Ghost) -> None:
    """The pump's plug is out for a moment; some go on by themselves afterwards."""
    f = ghost.pump.faults
    f.resume_after_power = chaos.random.random() < 0.4
    f.keep_counter = chaos.random.random() < 0.3
    f.boot_s = chaos.uniform(0, 3)
    f.boot_babble = chaos.random.choice(("silent", "echo", "noise"))
    ghost.power_cycle(chaos.random.choice((0.0, 0.1, 2.0, 20.0)))
    await asyncio.sleep(0)


async def hand(chaos: Chaos, ghost: Ghost) -> None:
    """Somebody presses a key at the pump."""
    key = chaos.random.choice(("stop", "stop", "start", "rate"))
    rate = chaos.random.choice(("10", "40", "80", "150", "400")) if key == "rate" else ""
    ghost.hand(key, rate)


async def patient_side(chaos: Chaos, ghost: Ghost) -> None:
    """The line to the patient is closed, has air, or the motor cannot turn."""
    f, what = ghost.pump.faults, chaos.random.choice(("occluded", "air", "stall"))
    chaos.say(f"{ghost.pump.name} {what}")
    f.occluded, f.stall = what == "occluded", what == "stall"
    f.air_fraction = 0.3 if what == "air" else 0.0
    await asyncio.sleep(chaos.uniform(1, 15))
    f.occluded, f.stall, f.air_fraction = False, False, 0.0


async def alarm(chaos: Chaos, ghost: Ghost) -> None:
    """The pump alarms by itself, or between a request and its answer."""
    code = chaos.random.choice(("S", "T", "E", "O", "R"))
    way = chaos.random.choice(("now", "alarm_on_request", "alarm_before_reply"))
    chaos.say(f"{ghost.pump.name} alarm {code} {way}")
    if way == "now":
        ghost.pump.touch(f"alarm {code}", lambda: ghost.pump.device.raise_alarm(code))
    else:
        setattr(ghost.pump.faults, way, code)


async def refusing(chaos: Chaos, ghost: Ghost) -> None:
    """The pump refuses the next command."""
    error = chaos.random.choice(("?", "?NA", "?OOR", "?COM", "?IGN"))
    chaos.say(f"{ghost.pump.name} refuses {error}")
    ghost.pump.faults.refuse_next = error


# ---------------------------------------------------------------------------------- the process


async def killed(chaos: Chaos, ghost: Ghost) -> None:
    """The service dies: now, in the middle of a frame, or at a point of a commit."""
    process = chaos.world.process
    if process is None or not process.works:
        return
    way = chaos.random.choice(("now", "turn", "frame", "commit"))
    if way == "now":
        chaos.world.kill("now")
    elif way == "turn":
        left = chaos.random.randrange(1, 60)

        def count() -> None:
            nonlocal left
            left -= 1
            if not left:
                chaos.world.kill("at a turn")

        process.before_turn = count
    elif way == "frame":
        ghost.pump.half_of_next = process
    else:
        chaos.world.disk.die_at = chaos.random.choice(list(Point))
        chaos.say(f"dies at {chaos.world.disk.die_at}")
    await asyncio.sleep(0)


async def frozen(chaos: Chaos, ghost: Ghost) -> None:
    """The service stands still, and goes on later as if nothing had happened."""
    process = chaos.world.process
    if process is None or not process.works:
        return
    lasts_s = chaos.random.choice((0.2, 2.0, 7.0, 33.0))
    chaos.say(f"service frozen for {lasts_s} s")
    process.freeze()
    await asyncio.sleep(lasts_s)
    process.thaw()


# -------------------------------------------------------------------------- the disk, the clock


async def disk_frozen(chaos: Chaos, ghost: Ghost) -> None:
    """The disk does not answer."""
    lasts_s = chaos.random.choice((0.5, 4.0, 20.0, 40.0))
    chaos.say(f"disk frozen for {lasts_s} s")
    chaos.world.disk.freeze()
    await asyncio.sleep(lasts_s)
    chaos.world.disk.release()


async def disk_failing(chaos: Chaos, ghost: Ghost) -> None:
    """The disk is full, fails, or loses the answer to a commit that has happened."""
    disk, way = chaos.world.disk, chaos.random.choice(("full", "begin", "fsync", "answer lost"))
    chaos.say(f"disk: {way}")
    if way == "full":
        disk.fill()
    else:
        points = {"begin": Point.BEGIN, "fsync": Point.COMMIT, "answer lost": Point.COMMITTED}
        disk.fail(at=points[way])
    await asyncio.sleep(chaos.uniform(0.2, 8))
    disk.mend()


async def disk_slow(chaos: Chaos, ghost: Ghost) -> None:
    """Every commit takes long."""
    chaos.world.disk.slow_s = chaos.uniform(0.1, 1.5)
    chaos.say(f"disk {chaos.world.disk.slow_s:.2f} s slow")
    await asyncio.sleep(chaos.uniform(2, 15))
    chaos.world.disk.slow_s = 0.0


async def disk_locked(chaos: Chaos, ghost: Ghost) -> None:
    """Another program holds the database's write lock."""
    connection = sqlite3.connect(chaos.world.store, timeout=0.0, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        chaos.say("database locked")
        await asyncio.sleep(chaos.uniform(0.2, 2))
    except sqlite3.OperationalError:
        return
    finally:
        connection.close()


async def clock_steps(chaos: Chaos, ghost: Ghost) -> None:
    """The wall clock jumps: summer time, a second of NTP, 1970, a day ahead."""
    step_s = chaos.random.choice((3_600, -3_600, 1, -1, 86_400, -1_767_225_600))
    chaos.say(f"wall clock steps {step_s} s")
    chaos.world.wall_step_ms += step_s * 1_000
    await asyncio.sleep(chaos.uniform(5, 30))
    chaos.world.wall_step_ms = 0


async def reacts(chaos: Chaos, ghost: Ghost) -> None:
    """A patient reacts, whatever else goes on."""
    await chaos.nurses[chaos.world.ghosts.index(ghost)].react()


# ------------------------------------------------------------------------------------ the points


@dataclass(frozen=True)
class PointAt:
    """Something that happens at the moment a certain frame is about to leave."""

    frame: str
    what: str


POINTS = [
    PointAt(frame, what)
    for frame in ("RUN", "VOL", "RAT", "STP", "SAF")
    for what in ("kill", "power", "stop key", "reaction", "cut", "freeze", "disk", "cut, stop key")
]


async def point(chaos: Chaos, ghost: Ghost) -> None:
    """Wait for a named point to be reached, and strike there."""
    chosen = chaos.random.choice(POINTS)
    before = chaos.random.random() < 0.5
    reached = asyncio.Event()

    def hook(order: str) -> None:
        if not order.startswith(chosen.frame) or hook not in ghost.pump.on_order:
            return
        ghost.pump.on_order.remove(hook)
        reached.set()
        chaos.say(f"at {order}: {chosen.what}, {'before' if before else 'after'}")
        if before:
            _strike(chaos, ghost, chosen.what)
        else:
            asyncio.get_running_loop().call_later(
                chaos.uniform(0.005, 0.05),
                _strike,
                chaos,
                ghost,
                chosen.what,
                context=chaos.world.outside.copy(),
            )

    ghost.pump.on_order.append(hook)
    try:
        async with asyncio.timeout(60):
            await reached.wait()
    except TimeoutError:
        if hook in ghost.pump.on_order:
            ghost.pump.on_order.remove(hook)


def _strike(chaos: Chaos, ghost: Ghost, what: str) -> None:
    world, pump = chaos.world, ghost.pump
    if what == "kill":
        world.kill("at a named point")
    elif what == "power":
        ghost.power_cycle(0.05)
    elif what == "stop key":
        ghost.hand("stop")
    elif what.startswith("cut"):
        pump.faults.mute = True
        _later(chaos, 3.0, lambda: setattr(pump.faults, "mute", False))
        if what != "cut":
            _later(chaos, 0.3, lambda: ghost.hand("stop"))
    elif what == "freeze" and world.process is not None and world.process.works:
        process = world.process
        process.freeze()
        _later(chaos, 4.0, process.thaw)
    elif what == "disk":
        world.disk.freeze()
        _later(chaos, 3.0, world.disk.release)
    elif what == "reaction":
        nurse = chaos.nurses[world.ghosts.index(ghost)]
        world.outside.copy().run(lambda: asyncio.ensure_future(nurse.react()))


def _later(chaos: Chaos, after_s: float, act: Callable[[], object]) -> None:
    asyncio.get_running_loop().call_later(after_s, act, context=chaos.world.outside.copy())


FAULTS: dict[str, Fault] = {
    fault.__name__: fault
    for fault in (
        noisy,
        late,
        broken_frames,
        echo,
        second_talker,
        silent,
        port_gone,
        other_pump,
        power,
        hand,
        patient_side,
        alarm,
        refusing,
        killed,
        frozen,
        disk_frozen,
        disk_failing,
        disk_slow,
        disk_locked,
        clock_steps,
        reacts,
        point,
    )
}
MEAN_S: dict[str, float] = {
    "noisy": 35,
    "late": 25,
    "broken_frames": 15,
    "echo": 60,
    "second_talker": 50,
    "silent": 60,
    "port_gone": 60,
    "other_pump": 90,
    "power": 60,
    "hand": 40,
    "patient_side": 60,
    "alarm": 50,
    "refusing": 25,
    "killed": 45,
    "frozen": 60,
    "disk_frozen": 45,
    "disk_failing": 45,
    "disk_slow": 50,
    "disk_locked": 50,
    "clock_steps": 30,
    "reacts": 45,
    "point": 10,
}
"""Seconds between two of a kind, on the mean."""
