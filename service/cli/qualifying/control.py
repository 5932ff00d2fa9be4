"""The parts of a pump that does what we set: start, raise, stop, read back, watchdog."""

import asyncio

from drivers.port import Delivery, Done, PumpAlarm, PumpError, Running
from drivers.quantities import Rate, Volume
from service.cli.qualifying.asking import run_slowly
from service.cli.qualifying.bench import PATIENCE_S, Bench, Failed, outcome_text, text_of

STOP_WITHIN_MS = 5_000
"""As in the ward (`stop.unconfirmed_after_s`), plus what the pump may take to answer."""
STANDS_S = 3.0
"""After a stop the counter must not move for so long."""
LATE_S = 3.0
"""How much later than its watchdog's time a pump may stop."""
STOPS_MAX = 5


async def start(bench: Bench) -> None:
    """Start slowly, with little to deliver."""
    setting = await run_slowly(bench)
    await bench.must_see(
        f"Does the pump run, and does its display say {setting.rate.ml_per_h} mL/h?",
        "it is not seen to run as it says",
    )


async def raise_rate(bench: Bench) -> None:
    """Double the rate while it runs; it may not stop for that."""
    before = await bench.look()
    if before.delivery is not Delivery.RUNNING:
        raise Failed(f"the pump has not gone on running: {text_of(before)}")
    raised = Running(rate=Rate(2 * before.rate.ul_per_h), until_total=bench.limit)
    await bench.start(raised, before)
    await bench.until(
        lambda found: (
            (found.delivery, found.rate) == (Delivery.RUNNING, raised.rate)
            and found.infused > before.infused
        ),
        f"running at {raised.rate.ml_per_h} mL/h, and counting",
        PATIENCE_S,
    )
    await bench.must_see(
        f"Does its display say {raised.rate.ml_per_h} mL/h, and did it run on without a stop?",
        "the raise is not seen at the pump",
    )


async def stop(bench: Bench) -> None:
    """Stop, and see that it stands."""
    bench.tell("STOP is sent now.")
    took_ms = await _stopped_within(bench)
    bench.tell(f"The pump has confirmed the stop after {took_ms} ms.")
    await _stands(bench)
    await bench.must_see("Has the pump stopped, and does nothing drip?", "it is not seen to stand")


async def read_back(bench: Bench) -> None:
    """Let go of the line and take it again: the same pump must say the same."""
    before, known = await bench.look(), bench.identity
    await bench.driver.close()
    bench.identity = None
    try:
        found = await bench.driver.open()
    except PumpError as error:
        raise Failed(f"the line cannot be opened again: {error}") from error
    bench.identity = found
    after = await bench.look()
    if found != known:
        raise Failed("another pump answers than before")
    if (after.delivery, after.infused) != (before.delivery, before.infused):
        raise Failed(f"it says something else: before {text_of(before)}; after {text_of(after)}")
    if after.infused > bench.limit:
        raise Failed(f"it has delivered {after.infused.ml} mL, more than was ordered")


async def watchdog(bench: Bench) -> None:
    """Start, then say nothing: the pump must stop by itself, and say why."""
    watchdog_s = bench.driver.capabilities.watchdog_s
    if watchdog_s is None:
        raise Failed("a pump without a watchdog is not qualified for control by this script")
    setting = await run_slowly(bench)
    silent_s = watchdog_s + LATE_S
    bench.tell(f"Now nothing is sent for {silent_s:g} s. Watch the pump: it must stop by itself.")
    before = await bench.look()
    bench.alarms.clear()
    await asyncio.sleep(silent_s)
    found = await bench.until(lambda _: True, "an answer after the silence", PATIENCE_S)
    if found.moving:
        raise Failed(f"it has not stopped by itself: {text_of(found)}")
    most = setting.rate.over(round(silent_s * 1_000)) + _twice(found.increment)
    if found.infused - before.infused > most:
        gained = found.infused - before.infused
        raise Failed(f"it delivered {gained.ml} mL in the silence, more than {most.ml}")
    await bench.until(
        lambda _: PumpAlarm.COMMS_TIMEOUT in bench.alarms, "its word why it stopped", 5.0
    )
    await bench.must_see("Did the pump stop by itself, and alarm?", "it was not seen to stop")
    await bench.ask("Silence the alarm at the pump if it asks for that, and write done")
    await _stopped_within(bench)


async def make_safe(bench: Bench) -> None:
    """Stop whatever may run, at the end and after any fault; tell a person where that fails."""
    if not bench.started:
        return
    outcome = "nothing was sent"
    for _ in range(STOPS_MAX):
        outcome = outcome_text(await bench.driver.stop())
        bench.note("sent", f"STOP: {outcome}")
        if outcome == "done":
            bench.started = False
            return
        await asyncio.sleep(1.0)
    bench.tell(f"THE STOP IS NOT CONFIRMED ({outcome}). PRESS STOP ON THE PUMP NOW.")


async def _stopped_within(bench: Bench) -> int:
    """Send STOP once and return how long (ms) the pump took to confirm it."""
    before = bench.ms()
    bench.note("sent", "STOP")
    outcome = await bench.driver.stop()
    took_ms = bench.ms() - before
    bench.note("seen", f"{outcome_text(outcome)}, after {took_ms} ms")
    if outcome != Done():
        raise Failed(f"the stop is not confirmed: {outcome_text(outcome)}")
    if took_ms > STOP_WITHIN_MS + bench.driver.capabilities.answer_max_ms:
        raise Failed(f"the stop was confirmed only after {took_ms} ms")
    bench.started = False
    return took_ms


async def _stands(bench: Bench) -> None:
    first = await bench.look()
    await asyncio.sleep(STANDS_S)
    second = await bench.look()
    for found in (first, second):
        if found.delivery is not Delivery.STOPPED or found.infused != first.infused:
            raise Failed(f"after the confirmed stop: {text_of(found)}")


def _twice(increment: Volume) -> Volume:
    return increment + increment
