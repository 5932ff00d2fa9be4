"""Faults of the service's process, its disk and its clock; and a reaction whatever goes on."""

import asyncio
import sqlite3
from typing import TYPE_CHECKING

from service.store.disk import Point
from tests.torture.ghost import Ghost

if TYPE_CHECKING:
    from tests.torture.chaos import Chaos


async def killed(chaos: "Chaos", ghost: Ghost) -> None:
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


async def frozen(chaos: "Chaos", ghost: Ghost) -> None:
    """The service stands still, and goes on later as if nothing had happened."""
    process = chaos.world.process
    if process is None or not process.works:
        return
    lasts_s = chaos.random.choice((0.2, 2.0, 7.0, 33.0))
    chaos.say(f"service frozen for {lasts_s} s")
    process.freeze()
    await asyncio.sleep(lasts_s)
    process.thaw()


async def disk_frozen(chaos: "Chaos", ghost: Ghost) -> None:
    """The disk does not answer."""
    lasts_s = chaos.random.choice((0.5, 4.0, 20.0, 40.0))
    chaos.say(f"disk frozen for {lasts_s} s")
    chaos.world.disk.freeze()
    await asyncio.sleep(lasts_s)
    chaos.world.disk.release()


async def disk_failing(chaos: "Chaos", ghost: Ghost) -> None:
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


async def disk_slow(chaos: "Chaos", ghost: Ghost) -> None:
    """Every commit takes long."""
    chaos.world.disk.slow_s = chaos.uniform(0.1, 1.5)
    chaos.say(f"disk {chaos.world.disk.slow_s:.2f} s slow")
    await asyncio.sleep(chaos.uniform(2, 15))
    chaos.world.disk.slow_s = 0.0


async def disk_locked(chaos: "Chaos", ghost: Ghost) -> None:
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


async def clock_steps(chaos: "Chaos", ghost: Ghost) -> None:
    """The wall clock jumps: summer time, a second of NTP, 1970, a day ahead."""
    step_s = chaos.random.choice((3_600, -3_600, 1, -1, 86_400, -1_767_225_600))
    chaos.say(f"wall clock steps {step_s} s")
    chaos.world.wall_step_ms += step_s * 1_000
    await asyncio.sleep(chaos.uniform(5, 30))
    chaos.world.wall_step_ms = 0


async def reacts(chaos: "Chaos", ghost: Ghost) -> None:
    """A patient reacts, whatever else goes on."""
    await chaos.nurse_of(ghost).react()


async def away(chaos: "Chaos", ghost: Ghost) -> None:
    """Nobody serves for nearly as long as a pump runs alone; the wall clock may be set back."""
    process = chaos.world.process
    if process is None or not process.works:
        return
    chaos.world.next_birth_s = 24.0
    chaos.world.kill("for long")
    back = chaos.random.random() < 0.6
    if back:
        chaos.say("wall clock set back by an hour")
        chaos.world.wall_step_ms = -3_600_000
    await asyncio.sleep(60)
    if back:
        chaos.world.wall_step_ms = 0
