"""The contract of pumps that do what we set (`control`)."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from drivers.port import (
    Delivery,
    Done,
    NotDone,
    PortUnavailable,
    PumpAlarm,
    PumpReport,
    Running,
    Unanswered,
)
from drivers.quantities import NO_RATE, Rate, Volume
from tests.drivers.contract import (
    HIGH,
    LOW,
    Bench,
    Check,
    report,
    report_within,
    run_at,
    total,
    under_way,
    watched,
)

T = TypeVar("T")

TRIES = 200
"""How often a story on a lossy line tries one thing. On the line of `wires.Lossy` a start of twenty
questions succeeds about every fifth time."""


async def a_start_is_done_when_the_pump_reports_the_rate(bench: Bench) -> None:
    await under_way(bench)
    found = await report(bench)

    assert (found.delivery, found.rate) == (Delivery.RUNNING, LOW)
    assert bench.far.rate() == LOW


async def a_raise_never_stops_the_pump(bench: Bench) -> None:
    await under_way(bench)
    await watched(bench, 5)

    assert await run_at(bench, HIGH) == Done()
    assert bench.far.rate() == HIGH
    assert (await report(bench)).rate == HIGH


async def the_same_setting_again_is_done_and_changes_nothing(bench: Bench) -> None:
    await under_way(bench)

    assert await run_at(bench, LOW) == Done()
    assert bench.far.rate() == LOW


async def two_sequences_at_once_are_refused(bench: Bench) -> None:
    await bench.driver.open()
    seen = await report(bench)
    setting = Running(rate=LOW, until_total=total(bench))
    first = asyncio.ensure_future(bench.driver.apply(setting, seen=seen))
    await asyncio.sleep(0)
    heard = bench.far.frames()

    assert isinstance(await bench.driver.apply(setting, seen=seen), NotDone)
    assert heard == bench.far.frames()
    assert Done() == await first


async def another_rate_than_the_one_seen_is_left_alone(bench: Bench) -> None:
    assert bench.key_rate is not None
    by_hand = Rate.from_ml_per_h("40")
    await under_way(bench)
    seen = await report(bench)
    bench.key_rate(by_hand)
    setting = Running(rate=HIGH, until_total=total(bench))

    assert isinstance(await bench.driver.apply(setting, seen=seen), NotDone)
    assert by_hand == bench.far.rate()


async def a_program_with_another_limit_is_not_raised(bench: Bench) -> None:
    await under_way(bench)
    less = total(bench) - Volume.from_ml("10")

    assert isinstance(await run_at(bench, HIGH, until=less), NotDone)
    assert LOW == bench.far.rate()


async def stop_is_done_only_when_the_pump_says_stopped(bench: Bench) -> None:
    await under_way(bench)

    assert await bench.driver.stop() == Done()
    assert not bench.far.moving()
    assert (await report(bench)).delivery is Delivery.STOPPED
    assert bench.driver.stop_sent_at_ms is not None


async def stop_is_safe_on_a_stopped_pump(bench: Bench) -> None:
    await bench.driver.open()

    assert await bench.driver.stop() == Done()
    assert await bench.driver.stop() == Done()


async def stop_cancels_what_a_hand_has_paused(bench: Bench) -> None:
    await under_way(bench)
    bench.far.press_stop()

    assert await bench.driver.stop() == Done()
    assert (await report(bench)).delivery is Delivery.STOPPED


async def a_start_after_a_stop_counts_on(bench: Bench) -> None:
    await under_way(bench)
    await watched(bench, 20)
    assert await bench.driver.stop() == Done()
    before = await report(bench)

    assert await run_at(bench, HIGH) == Done()
    after = await report(bench)
    assert after.infused >= before.infused
    assert after.epoch == before.epoch


async def a_total_is_a_reading_of_the_counter_not_an_amount(bench: Bench) -> None:
    """Ordered twice, with a stop between: what is delivered is the total, not twice as much."""
    limit = Volume.from_ml("0.5")
    await bench.driver.open()
    assert await run_at(bench, HIGH, until=limit) == Done()
    await watched(bench, 18)
    assert await bench.driver.stop() == Done()
    assert await run_at(bench, HIGH, until=limit) == Done()
    await watched(bench, 60)

    assert bench.far.delivered() <= limit
    assert not bench.far.moving()


async def the_pump_ends_at_the_limit_by_itself(bench: Bench) -> None:
    await bench.driver.open()
    limit = Volume.from_ml("0.5")
    assert await run_at(bench, HIGH, until=limit) == Done()
    found = await watched(bench, 40)

    assert found.delivery in (Delivery.STOPPED, Delivery.KVO)
    assert limit - found.increment - found.increment <= found.infused <= limit
    assert bench.far.delivered() <= limit


async def no_frame_of_a_sequence_leaves_after_stop(bench: Bench) -> None:
    await bench.driver.open()
    seen = await report(bench)
    setting = Running(rate=LOW, until_total=total(bench))
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
    setting = Running(rate=LOW, until_total=total(bench))

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

    setting = Running(rate=LOW, until_total=total(bench))
    outcome = await bench.driver.apply(setting, seen=seen)

    assert isinstance(outcome, NotDone)
    assert bench.far.frames() == heard


async def a_reading_from_before_a_power_cycle_starts_nothing(bench: Bench) -> None:
    await under_way(bench)
    before = await watched(bench, 30)
    bench.far.power_cycle()
    await asyncio.sleep(5)
    await report_within(bench, tries=5)

    setting = Running(rate=LOW, until_total=total(bench))
    assert isinstance(await bench.driver.apply(setting, seen=before), NotDone)


async def a_start_whose_answers_are_lost_is_neither_done_nor_not_done(bench: Bench) -> None:
    await bench.driver.open()
    seen = await report(bench)

    def lose_the_answers() -> str | None:
        if bench.far.moving():
            bench.far.mute(True)
        return None

    setting = Running(rate=LOW, until_total=total(bench))
    outcome = await bench.driver.apply(setting, seen=seen, hindered=lose_the_answers)

    assert isinstance(outcome, Unanswered)
    assert bench.far.moving()


async def silence_is_not_a_no(bench: Bench) -> None:
    await under_way(bench)
    bench.far.mute(True)

    assert isinstance(await bench.driver.stop(), Unanswered)
    bench.far.mute(False)
    await asyncio.sleep(bench.driver.capabilities.answer_max_ms / 1_000)
    assert await bench.driver.stop() == Done()
    assert not bench.far.moving()


async def a_dead_line_answers_stop_with_unanswered_and_says_when_it_was_sent(bench: Bench) -> None:
    """It is the keeper who sends it again, not the driver."""
    await under_way(bench)
    bench.far.mute(True)
    await asyncio.sleep(1.25)
    heard, began = bench.far.frames(), asyncio.get_running_loop().time()

    assert isinstance(await bench.driver.stop(), Unanswered)
    assert int(began * 1_000) == bench.driver.stop_sent_at_ms
    assert heard + 1 == bench.far.frames()


async def a_silent_controller_ends_in_a_stopped_pump(bench: Bench) -> None:
    watchdog_s = bench.driver.capabilities.watchdog_s
    assert watchdog_s is not None, "what bounds a pump without a watchdog needs a story of its own"
    await under_way(bench)
    await asyncio.sleep(watchdog_s + 1)

    assert not bench.far.moving()
    assert PumpAlarm.COMMS_TIMEOUT in (await report_within(bench, tries=3)).alarms


async def what_the_pump_cannot_take_is_refused_unsent(bench: Bench) -> None:
    await bench.driver.open()
    seen = await report(bench)
    heard = bench.far.frames()
    can = bench.driver.capabilities
    beyond = can.counter_max + can.volume_increment
    for rate, until in (
        (Rate(0), total(bench)),
        (Rate(can.rate_max.ul_per_h + can.rate_increment.ul_per_h), total(bench)),
        (Rate(LOW.ul_per_h + 1), total(bench)),
        (LOW, beyond),
    ):
        outcome = await bench.driver.apply(Running(rate=rate, until_total=until), seen=seen)
        assert isinstance(outcome, NotDone), rate
    assert bench.far.frames() == heard


async def a_session_over_any_line(bench: Bench) -> None:
    """What a keeper does: read, try, read again, for as long as it takes."""

    async def until(attempt: Callable[[], Awaitable[T]], good: Callable[[T], bool]) -> T:
        for _ in range(TRIES):
            try:
                result = await attempt()
                if good(result):
                    return result
            except PortUnavailable:
                pass
            await asyncio.sleep(0.2)
        raise AssertionError("it never came about")

    async def seen() -> PumpReport:
        found = await until(bench.driver.read, lambda found: isinstance(found, PumpReport))
        assert isinstance(found, PumpReport)
        return found

    async def at(rate: Rate) -> bool:
        found = await seen()
        if found.rate != rate:
            setting = Running(rate=rate, until_total=total(bench))
            await bench.driver.apply(setting, seen=found)
            found = await seen()
        assert found.rate in (NO_RATE, LOW, HIGH)
        return found.rate == rate

    await until(bench.driver.open, lambda identity: True)
    await until(lambda: at(LOW), bool)
    await until(lambda: at(HIGH), bool)
    assert bench.far.rate() == HIGH
    await until(bench.driver.stop, lambda outcome: outcome == Done())
    assert not bench.far.moving()
    assert (await seen()).delivery is Delivery.STOPPED


CONTROL: tuple[Check, ...] = (
    a_start_is_done_when_the_pump_reports_the_rate,
    a_raise_never_stops_the_pump,
    the_same_setting_again_is_done_and_changes_nothing,
    two_sequences_at_once_are_refused,
    another_rate_than_the_one_seen_is_left_alone,
    a_program_with_another_limit_is_not_raised,
    stop_is_done_only_when_the_pump_says_stopped,
    stop_is_safe_on_a_stopped_pump,
    stop_cancels_what_a_hand_has_paused,
    a_start_after_a_stop_counts_on,
    a_total_is_a_reading_of_the_counter_not_an_amount,
    the_pump_ends_at_the_limit_by_itself,
    no_frame_of_a_sequence_leaves_after_stop,
    a_reason_of_the_caller_ends_a_sequence,
    an_old_reading_starts_nothing,
    a_reading_from_before_a_power_cycle_starts_nothing,
    a_start_whose_answers_are_lost_is_neither_done_nor_not_done,
    silence_is_not_a_no,
    a_dead_line_answers_stop_with_unanswered_and_says_when_it_was_sent,
    a_silent_controller_ends_in_a_stopped_pump,
    what_the_pump_cannot_take_is_refused_unsent,
)

SHOWS: dict[Check, tuple[str, ...]] = {
    another_rate_than_the_one_seen_is_left_alone: ("INV-08", "REC-09"),
    a_dead_line_answers_stop_with_unanswered_and_says_when_it_was_sent: ("INV-05",),
}
"""Rows of the safety table that one story alone shows."""
