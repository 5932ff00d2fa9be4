"""The parts that every pump plays: who it is, what it can do, what it says, how it alarms."""

import asyncio

from drivers.port import Delivery, Identity, PortUnavailable, PumpError, Running
from service.cli.qualifying.amounts import NothingFits, amounts
from service.cli.qualifying.bench import (
    PATIENCE_S,
    POLL_S,
    Bench,
    Failed,
    Skipped,
    text_of,
    within_s,
)

READINGS = 3
NONE = "none"


async def identity(bench: Bench) -> None:
    """Open the line and compare who answers with the plate on the pump."""
    found = bench.identity = await _opened(bench)
    number, firmware = found.serial_number or "not told", found.firmware or "not told"
    bench.note("seen", f"{found.model}, firmware {firmware}, serial number {number}")
    article = "An" if found.model[:1] in "AEIOU" else "A"
    told = f" with firmware {firmware}" if found.firmware else ""
    bench.tell(f"{article} {found.model}{told} answers on {found.port}.")
    plate = await bench.ask("Which serial number is on the pump's plate?")
    if found.serial_number is not None and plate not in (found.serial_number, *words_of(found)):
        raise Failed(f"the plate says {plate}, the pump says {found.serial_number}: which is it?")


async def _opened(bench: Bench) -> Identity:
    """Open the line; a pump that is only heard may speak no more often than its profile says."""
    loop = asyncio.get_running_loop()
    due_s = loop.time() + (0.0 if bench.driver.capabilities.kind == "control" else within_s(bench))
    waits = False
    while True:
        try:
            return await bench.driver.open()
        except PortUnavailable as error:
            if loop.time() >= due_s:
                raise Failed(str(error)) from error
            if not waits:
                bench.tell(f"{error} (waiting)")
            waits = True
            await asyncio.sleep(POLL_S)
        except PumpError as error:
            raise Failed(str(error)) from error


def words_of(found: Identity) -> list[str]:
    """Return the parts of a pump's number: behind a gateway an id and, in brackets, an EUI-64."""
    return (found.serial_number or "").replace("(", " ").replace(")", " ").split()


async def capabilities(bench: Bench) -> None:
    """Have a person compare what the profile says with the pump's own papers."""
    can = bench.driver.capabilities
    watchdog = "none" if can.watchdog_s is None else f"{can.watchdog_s} s"
    counts = f"counts to {can.counter_max.ml} mL" if can.counter_max.ul else "tells no volume"
    bench.tell(
        f"Its profile says: {can.rate_min.ml_per_h} to {can.rate_max.ml_per_h} mL/h in steps of"
        f" {can.rate_increment.ml_per_h}; {counts}; stops by itself when"
        f" nothing is heard for: {watchdog}."
    )
    await bench.must_see(
        "Do the pump's manual and its display agree with that?", "the profile is not this pump's"
    )


async def read(bench: Bench) -> None:
    """Read a standing pump several times; nothing may move, and its display must agree."""
    first = await bench.look()
    for _ in range(READINGS - 1):
        before = bench.ms()
        found = await bench.look()
        bench.note("seen", f"a reading took {bench.ms() - before} ms")
        if found.moving or found.infused != first.infused:
            raise Failed(f"the pump does not stand still: {text_of(found)}; stop it at its keys")
    if first.delivery is not Delivery.STOPPED:
        raise Failed(f"the pump is {first.delivery.value}: stop it at its keys, and begin again")
    bench.tell(f"The pump says: {text_of(first)}.")
    await bench.must_see("Does its display say the same?", "the display says something else")


async def alarm(bench: Bench) -> None:
    """Have a person make an alarm, and hear of it over the line."""
    if bench.driver.capabilities.kind == "control":
        await run_slowly(bench)
    bench.alarms.clear()
    made = await bench.ask(
        "Make the pump alarm (clamp the tube below it, take the syringe out, or switch it off and"
        f" on). What did you do? Or {NONE}, if it cannot be brought to"
    )
    if made.lower() == NONE:
        raise Skipped("this pump could not be brought to alarm on a bench")
    await bench.until(lambda _: bool(bench.alarms), "an alarm over the line", within_s(bench))
    told = ", ".join(sorted(each.value for each in bench.alarms))
    bench.tell(f"The pump has told: {told}.")
    await bench.ask("What does the pump itself show and sound?")
    await bench.must_see("Is that the alarm that you made?", f"another alarm was told: {told}")


async def run_slowly(bench: Bench) -> Running:
    """Start the standing pump at its slow rate, and see its counter move."""
    before = await bench.look()
    try:
        little = amounts(bench.driver.capabilities, before)
    except NothingFits as error:
        raise Failed(str(error)) from error
    setting = Running(rate=little.slow, until_total=before.infused + little.limit)
    await bench.start(setting, before)
    await bench.until(
        lambda found: (
            (found.delivery, found.rate) == (Delivery.RUNNING, setting.rate)
            and found.infused > before.infused
        ),
        f"running at {setting.rate.ml_per_h} mL/h, and counting",
        PATIENCE_S,
    )
    return setting
