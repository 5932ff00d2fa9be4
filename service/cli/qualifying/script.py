"""Plays the parts of a pump's capability in their order. The first that fails ends the script."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from service.cli.qualifying import asking, at_the_pump, control
from service.cli.qualifying.bench import Bench, Entry, Failed, Skipped
from service.cli.qualifying.operator import OperatorLeft
from service.core.qualification import PARTS

PLAYED: dict[str, Callable[[Bench], Awaitable[None]]] = {
    "identity": asking.identity,
    "capabilities": asking.capabilities,
    "read": asking.read,
    "start": control.start,
    "raise": control.raise_rate,
    "stop": control.stop,
    "read_back": control.read_back,
    "watchdog": control.watchdog,
    "offer": at_the_pump.offer,
    "offer_raise": at_the_pump.offer_raise,
    "run_at_the_pump": at_the_pump.run_at_the_pump,
    "stop_at_the_pump": at_the_pump.stop_at_the_pump,
    "alarm": asking.alarm,
}


@dataclass(frozen=True, slots=True)
class Part:
    """What became of one part."""

    name: str
    outcome: str
    """`passed`, `failed`, `skipped` or `not played`."""
    why: str = ""
    log: tuple[Entry, ...] = ()


async def play(bench: Bench) -> list[Part]:
    """Play everything; whatever happens, what may run is stopped and the line is let go."""
    names = PARTS[bench.driver.capabilities.kind]
    parts: list[Part] = []
    try:
        for name in names:
            bench.tell(f"-- {name.replace('_', ' ')}")
            parts.append(await _part(bench, name))
            if parts[-1].outcome == "failed":
                break
    finally:
        await control.make_safe(bench)
        await bench.driver.close()
    parts[-1] = _with_the_end(parts[-1], bench)
    return parts + [Part(name, "not played") for name in names[len(parts) :]]


def _with_the_end(last: Part, bench: Bench) -> Part:
    """Add what was done after the last part; a pump that was left running has passed nothing."""
    log = last.log + bench.take_log()
    if bench.started and last.outcome != "failed":
        return Part(last.name, "failed", "the stop at the end is not confirmed", log)
    return Part(last.name, last.outcome, last.why, log)


async def _part(bench: Bench, name: str) -> Part:
    outcome, why = "passed", ""
    try:
        await PLAYED[name](bench)
    except Skipped as reason:
        outcome, why = "skipped", str(reason)
    except (Failed, OperatorLeft) as reason:
        outcome, why = "failed", str(reason)
    except asyncio.CancelledError:
        outcome, why = "failed", "broken off by the operator"
        bench.note("told", why)
    bench.tell(f"   {outcome}{': ' if why else ''}{why}")
    return Part(name, outcome, why, bench.take_log())
