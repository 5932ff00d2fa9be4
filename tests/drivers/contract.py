"""What every pump family must do, told once: a list of stories over a `Bench`.

A family's bench is its driver on a line with a far side that the story can handle: the scripted
pump of these tests, or a simulator. Stories only wait on the running loop, so they run on a virtual
clock as well as in real time. `CHECKS` holds them all; each takes a fresh bench, not open yet.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

import pytest

from drivers.port import (
    Delivery,
    Done,
    NotDone,
    Outcome,
    PortUnavailable,
    PumpAlarm,
    PumpDriver,
    PumpReport,
    Running,
    Unanswered,
)
from drivers.quantities import Rate, Volume

LOW, HIGH = Rate.from_ml_per_h("25"), Rate.from_ml_per_h("50")
TOTAL = Volume.from_ml("250")


class Far(Protocol):
    """What a story can do at, and see of, the pump itself."""

    def moving(self) -> bool:
        """Whether fluid moves now."""
        ...

    def rate(self) -> Rate:
        """The rate in force, zero when nothing moves."""
        ...

    def delivered(self) -> Volume:
        """What has really left the pump since the bench was set up."""
        ...

    def frames(self) -> int:
        """How many valid frames the pump has received."""
        ...

    def press_stop(self) -> None:
        """A hand presses STOP at the pump."""
        ...

    def power_cycle(self) -> None:
        """Power fails and comes back."""
        ...

    def mute(self, on: bool) -> None:
        """The pump hears and obeys, but its answers are lost."""
        ...

    def hang_up(self) -> None:
        """The line goes away; the next opening finds it again."""
        ...


@dataclass(frozen=True)
class Bench:
    driver: PumpDriver
    far: Far


async def report(bench: Bench) -> PumpReport:
    found = await bench.driver.read()
    assert isinstance(found, PumpReport), found
    return found


async def run_at(bench: Bench, rate: Rate) -> Outcome:
    return await bench.driver.apply(Running(rate=rate, until_total=TOTAL), seen=await report(bench))


async def started(bench: Bench) -> None:
    await bench.driver.open()
    assert await run_at(bench, LOW) == Done()


async def a_closed_port_is_not_read(bench: Bench) -> None:
    with pytest.raises(PortUnavailable):
        await bench.driver.read()
    assert isinstance(await bench.driver.stop(), NotDone)


async def opening_moves_nothing_and_finds_it_stopped(bench: Bench) -> None:
    identity = await bench.driver.open()
    found = await report(bench)

    assert identity.model
    assert found.delivery is Delivery.STOPPED
    assert not bench.far.moving()


async def a_start_is_done_when_the_pump_reports_the_rate(bench: Bench) -> None:
    await started(bench)
    found = await report(bench)

    assert (found.delivery, found.rate) == (Delivery.RUNNING, LOW)
    assert bench.far.rate() == LOW


async def the_counter_is_never_ahead_of_the_truth(bench: Bench) -> None:
    await started(bench)
    for _ in range(5):
        await asyncio.sleep(1.7)
        before = bench.far.delivered()
        found = await report(bench)
        after = bench.far.delivered()
        assert before - found.increment <= found.infused <= after


async def a_raise_never_stops_the_pump(bench: Bench) -> None:
    await started(bench)
    await asyncio.sleep(5)

    assert await run_at(bench, HIGH) == Done()
    assert bench.far.rate() == HIGH
    assert (await report(bench)).rate == HIGH


async def the_same_setting_again_is_done_and_changes_nothing(bench: Bench) -> None:
    await started(bench)

    assert await run_at(bench, LOW) == Done()
    assert bench.far.rate() == LOW


async def stop_is_done_only_when_the_pump_says_stopped(bench: Bench) -> None:
    await started(bench)

    assert await bench.driver.stop() == Done()
    assert not bench.far.moving()
    assert (await report(bench)).delivery is Delivery.STOPPED
    assert bench.driver.stop_sent_at_ms is not None


async def stop_is_safe_on_a_stopped_pump(bench: Bench) -> None:
    await bench.driver.open()

    assert await bench.driver.stop() == Done()
    assert await bench.driver.stop() == Done()


async def a_start_after_a_stop_counts_on(bench: Bench) -> None:
    await started(bench)
    await asyncio.sleep(20)
    assert await bench.driver.stop() == Done()
    before = await report(bench)

    assert await run_at(bench, HIGH) == Done()
    after = await report(bench)
    assert after.infused >= before.infused
    assert after.epoch == before.epoch


async def no_frame_of_a_sequence_leaves_after_stop(bench: Bench) -> None:
    await bench.driver.open()
    seen = await report(bench)
    setting = Running(rate=LOW, until_total=TOTAL)
    applying = asyncio.ensure_future(bench.driver.apply(setting, seen=seen))
    await asyncio.sleep(0)
    stopped = await bench.driver.stop()

    assert isinstance(await applying, NotDone)
    assert stopped == Done()
    assert not bench.far.moving()


async def a_reason_of_the_caller_ends_a_sequence(bench: Bench) -> None:
    """The service stood still in the middle of a start: nothing that was read counts any more."""
    await bench.driver.open()
    seen = await report(bench)
    heard = bench.far.frames()
    setting = Running(rate=LOW, until_total=TOTAL)

    def hindered() -> str | None:
        return "stood still" if bench.far.frames() > heard + 3 else None

    outcome = await bench.driver.apply(setting, seen=seen, hindered=hindered)

    assert outcome == NotDone("stood still")
    assert bench.far.frames() == heard + 4
    assert not bench.far.moving()


async def an_old_reading_starts_nothing(bench: Bench) -> None:
    await bench.driver.open()
    seen = await report(bench)
    bench.far.hang_up()
    await asyncio.sleep(0.1)
    await bench.driver.open()
    heard = bench.far.frames()

    outcome = await bench.driver.apply(Running(rate=LOW, until_total=TOTAL), seen=seen)

    assert isinstance(outcome, NotDone)
    assert bench.far.frames() == heard


async def a_hand_at_the_pump_shows(bench: Bench) -> None:
    await started(bench)
    bench.far.press_stop()

    assert (await report(bench)).delivery in (Delivery.PAUSED, Delivery.STOPPED)
    assert await bench.driver.stop() == Done()
    assert (await report(bench)).delivery is Delivery.STOPPED


async def a_power_cycle_raises_the_epoch(bench: Bench) -> None:
    await started(bench)
    before = await report(bench)
    bench.far.power_cycle()
    await asyncio.sleep(5)
    found = await _report_within(bench, tries=5)

    assert found.epoch > before.epoch
    assert PumpAlarm.RESET in found.alarms
    again = await bench.driver.apply(Running(rate=LOW, until_total=TOTAL), seen=before)
    assert isinstance(again, NotDone)


async def _report_within(bench: Bench, *, tries: int) -> PumpReport:
    """Read until the pump has answered: some are deaf for a moment after power-up."""
    for _ in range(tries - 1):
        found = await bench.driver.read()
        if isinstance(found, PumpReport):
            return found
        await asyncio.sleep(1)
    return await report(bench)


async def silence_is_not_a_no(bench: Bench) -> None:
    await started(bench)
    bench.far.mute(True)

    assert isinstance(await bench.driver.read(), Unanswered)
    assert isinstance(await bench.driver.stop(), Unanswered)
    bench.far.mute(False)
    await asyncio.sleep(bench.driver.capabilities.answer_max_ms / 1_000)
    assert await bench.driver.stop() == Done()


async def a_lost_line_is_said_and_found_again(bench: Bench) -> None:
    await started(bench)
    before = await report(bench)
    bench.far.hang_up()
    await asyncio.sleep(0.1)
    with pytest.raises(PortUnavailable):
        await bench.driver.read()
    await bench.driver.open()

    found = await report(bench)
    assert found.epoch > before.epoch
    assert found.infused >= before.infused


async def a_silent_controller_ends_in_a_stopped_pump(bench: Bench) -> None:
    watchdog_s = bench.driver.capabilities.watchdog_s
    if watchdog_s is None:
        pytest.skip("this family has no watchdog")
    await started(bench)
    await asyncio.sleep(watchdog_s + 1)

    assert not bench.far.moving()
    assert PumpAlarm.COMMS_TIMEOUT in (await _report_within(bench, tries=3)).alarms


async def what_the_pump_cannot_take_is_refused_unsent(bench: Bench) -> None:
    await bench.driver.open()
    seen = await report(bench)
    heard = bench.far.frames()
    can = bench.driver.capabilities
    for rate in (
        Rate(0),
        Rate(can.rate_max.ul_per_h + can.rate_increment.ul_per_h),
        Rate(LOW.ul_per_h + 1),
    ):
        outcome = await bench.driver.apply(Running(rate=rate, until_total=TOTAL), seen=seen)
        assert isinstance(outcome, NotDone), rate
    assert bench.far.frames() == heard


async def the_pump_ends_at_the_limit_by_itself(bench: Bench) -> None:
    await bench.driver.open()
    seen = await report(bench)
    limit = Volume.from_ml("0.5")
    assert await bench.driver.apply(Running(rate=HIGH, until_total=limit), seen=seen) == Done()
    found = await report(bench)
    for _ in range(8):
        await asyncio.sleep(5)
        found = await report(bench)

    assert found.delivery in (Delivery.STOPPED, Delivery.KVO)
    assert limit - found.increment - found.increment <= found.infused <= limit
    assert bench.far.delivered() <= limit


Check = Callable[[Bench], Awaitable[None]]

CHECKS: tuple[Check, ...] = (
    a_closed_port_is_not_read,
    opening_moves_nothing_and_finds_it_stopped,
    a_start_is_done_when_the_pump_reports_the_rate,
    the_counter_is_never_ahead_of_the_truth,
    a_raise_never_stops_the_pump,
    the_same_setting_again_is_done_and_changes_nothing,
    stop_is_done_only_when_the_pump_says_stopped,
    stop_is_safe_on_a_stopped_pump,
    a_start_after_a_stop_counts_on,
    no_frame_of_a_sequence_leaves_after_stop,
    an_old_reading_starts_nothing,
    a_hand_at_the_pump_shows,
    a_power_cycle_raises_the_epoch,
    silence_is_not_a_no,
    a_lost_line_is_said_and_found_again,
    a_silent_controller_ends_in_a_stopped_pump,
    what_the_pump_cannot_take_is_refused_unsent,
    the_pump_ends_at_the_limit_by_itself,
)
