"""Faults of the line between service and pump."""

import asyncio
from typing import TYPE_CHECKING

from simulators.line import Line
from simulators.new_era import NewEra
from tests.torture.ghost import Ghost

if TYPE_CHECKING:
    from tests.torture.chaos import Chaos


async def noisy(chaos: "Chaos", ghost: Ghost) -> None:
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


async def late(chaos: "Chaos", ghost: Ghost) -> None:
    """Answers come late: after the next question, some of them."""
    f = ghost.pump.faults
    f.delay_s, f.delay_replies = chaos.uniform(0.1, 1.4), chaos.random.randrange(1, 6)
    chaos.say(f"{ghost.pump.name} {f.delay_replies} answers come {f.delay_s:.2f} s late")


async def broken_frames(chaos: "Chaos", ghost: Ghost) -> None:
    """Half an answer, two of the same, or none."""
    name = chaos.random.choice(
        ("half_replies", "duplicate_replies", "lose_replies", "lose_requests")
    )
    chaos.say(f"{ghost.pump.name} {name}")
    setattr(ghost.pump.faults, name, chaos.random.randrange(1, 4))


async def echo(chaos: "Chaos", ghost: Ghost) -> None:
    """Our own bytes come back, alone or beside the answer."""
    kind = chaos.random.choice(("with_reply", "wrong_jack"))
    chaos.say(f"{ghost.pump.name} echo {kind}")
    ghost.pump.faults.echo = kind
    await asyncio.sleep(chaos.uniform(0.5, 8))
    ghost.pump.faults.echo = "off"


async def second_talker(chaos: "Chaos", ghost: Ghost) -> None:
    """Somebody else puts bytes on the line."""
    chaos.say(f"{ghost.pump.name} second talker")
    ghost.pump.faults.second_talker_s = chaos.uniform(0.05, 1.0)
    await asyncio.sleep(chaos.uniform(1, 10))
    ghost.pump.faults.second_talker_s = 0.0


async def silent(chaos: "Chaos", ghost: Ghost) -> None:
    """The cable is out, or the pump hears us and cannot be heard."""
    f = ghost.pump.faults
    deaf, mute = chaos.random.choice(((True, True), (False, True), (True, False)))
    lasts_s = chaos.random.choice((0.5, 3, 12, 35, 70))
    chaos.say(f"{ghost.pump.name} deaf {deaf}, mute {mute}, for {lasts_s} s")
    f.deaf, f.mute = deaf, mute
    await asyncio.sleep(lasts_s)
    f.deaf = f.mute = False


async def mute_long(chaos: "Chaos", ghost: Ghost) -> None:
    """The pump hears us and cannot be heard, for so long that it must be left to its watchdog.

    Sometimes the line heals while it is left alone, behind a port that comes back closed, and just
    then the patient reacts.
    """
    f, reacts = ghost.pump.faults, chaos.random.random() < 0.5
    chaos.say(f"{ghost.pump.name} mute, for long")
    f.mute = True
    try:
        await asyncio.sleep(chaos.uniform(62, 70) if reacts else 105)
    finally:
        f.mute = False
    if reacts:
        ghost.pump.pull(0.1)
        await asyncio.sleep(0.2)
        await chaos.nurse_of(ghost).react()


async def port_gone(chaos: "Chaos", ghost: Ghost) -> None:
    """The adapter is pulled and comes back."""
    ghost.pump.pull(chaos.random.choice((0.3, 2.0, 9.0, 40.0)))


async def other_pump(chaos: "Chaos", ghost: Ghost) -> None:
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
