"""Faults of the pump, and hands at its keys."""

import asyncio
from typing import TYPE_CHECKING

from tests.torture.ghost import Ghost

if TYPE_CHECKING:
    from tests.torture.chaos import Chaos


async def power(chaos: "Chaos", ghost: Ghost) -> None:
    """The pump's plug is out for a moment; some go on by themselves afterwards."""
    f = ghost.pump.faults
    f.resume_after_power = chaos.random.random() < 0.4
    f.keep_counter = chaos.random.random() < 0.3
    f.boot_s = chaos.uniform(0, 3)
    f.boot_babble = chaos.random.choice(("silent", "echo", "noise"))
    ghost.power_cycle(chaos.random.choice((0.0, 0.1, 2.0, 20.0)))
    await asyncio.sleep(0)


async def hand(chaos: "Chaos", ghost: Ghost) -> None:
    """Somebody presses a key at the pump."""
    key = chaos.random.choice(("stop", "stop", "start", "rate"))
    rate = chaos.random.choice(("10", "40", "80", "150", "400")) if key == "rate" else ""
    ghost.hand(key, rate)


async def hand_above(chaos: "Chaos", ghost: Ghost) -> None:
    """Somebody sets the running pump to a rate above all that the protocol knows."""
    if ghost.pump.motor_nl_h:
        ghost.hand("rate", chaos.random.choice(("250", "400")))
    await asyncio.sleep(0)


async def patient_side(chaos: "Chaos", ghost: Ghost) -> None:
    """The line to the patient is closed, has air, or the motor cannot turn."""
    f, what = ghost.pump.faults, chaos.random.choice(("occluded", "air", "stall"))
    chaos.say(f"{ghost.pump.name} {what}")
    f.occluded, f.stall = what == "occluded", what == "stall"
    f.air_fraction = 0.3 if what == "air" else 0.0
    await asyncio.sleep(chaos.uniform(1, 15))
    f.occluded, f.stall, f.air_fraction = False, False, 0.0


async def alarm(chaos: "Chaos", ghost: Ghost) -> None:
    """The pump alarms by itself, or between a request and its answer."""
    code = chaos.random.choice(("S", "T", "E", "O", "R"))
    way = chaos.random.choice(("now", "alarm_on_request", "alarm_before_reply"))
    chaos.say(f"{ghost.pump.name} alarm {code} {way}")
    if way == "now":
        ghost.pump.touch(f"alarm {code}", lambda: ghost.pump.device.raise_alarm(code))
    else:
        setattr(ghost.pump.faults, way, code)


async def refusing(chaos: "Chaos", ghost: Ghost) -> None:
    """The pump refuses the next command."""
    error = chaos.random.choice(("?", "?NA", "?OOR", "?COM", "?IGN"))
    chaos.say(f"{ghost.pump.name} refuses {error}")
    ghost.pump.faults.refuse_next = error
