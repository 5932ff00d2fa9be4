"""What every family that only `proposes` must do: the contract where a person confirms.

The verbs are the same and so are the stories, but `apply` ends at the pump's screen, `stop` at its
STOP key, and what the pump does is known from its own reports.
"""

import asyncio
from typing import Protocol, cast

import pytest

from drivers.port import (
    AtThePump,
    Delivery,
    Done,
    NotDone,
    PortUnavailable,
    PumpAlarm,
    PumpReport,
    Running,
    Unanswered,
)
from drivers.quantities import Volume
from tests.drivers import contract
from tests.drivers.contract import HIGH, LOW, TOTAL, Bench, Check, Far, report, run_at

TURN_S = 1.0
"""Within this a report of something that happened has arrived."""


class FarWithPerson(Far, Protocol):
    """A pump at which somebody stands."""

    def confirm(self) -> None:
        """Confirm what the pump shows, and start it."""
        ...


def person(bench: Bench) -> FarWithPerson:
    return cast("FarWithPerson", bench.far)


async def confirmed(bench: Bench) -> None:
    person(bench).confirm()
    await asyncio.sleep(TURN_S)


async def started(bench: Bench) -> None:
    await bench.driver.open()
    assert isinstance(await run_at(bench, LOW), AtThePump)
    await confirmed(bench)


async def a_closed_port_is_not_read_and_stop_is_at_the_pump(bench: Bench) -> None:
    with pytest.raises(PortUnavailable):
        await bench.driver.read()
    assert isinstance(await bench.driver.stop(), AtThePump)


async def it_says_what_it_cannot_do(bench: Bench) -> None:
    can = bench.driver.capabilities

    assert can.kind == "proposes"
    assert can.watchdog_s is None
    assert not can.moves_limit_while_running
    assert bench.driver.stop_sent_at_ms is None


async def an_offer_moves_nothing_until_a_person_confirms(bench: Bench) -> None:
    await bench.driver.open()
    outcome = await run_at(bench, LOW)
    await asyncio.sleep(30)
    found = await report(bench)

    assert isinstance(outcome, AtThePump)
    assert (found.delivery, bench.far.moving()) == (Delivery.STOPPED, False)
    assert found.offer is not None
    assert (found.offer.setting, found.offer.state) == (
        Running(rate=LOW, until_total=TOTAL),
        "offered",
    )


async def an_offer_is_over_when_the_pump_reports_it(bench: Bench) -> None:
    await started(bench)
    found = await report(bench)

    assert (found.delivery, found.rate, found.offer) == (Delivery.RUNNING, LOW, None)
    assert bench.far.rate() == LOW
    assert await run_at(bench, LOW) == Done()


async def the_same_offer_again_is_not_sent_again(bench: Bench) -> None:
    await bench.driver.open()
    first = await run_at(bench, LOW)
    heard = bench.far.frames()
    second = await run_at(bench, LOW)

    assert first == second
    assert bench.far.frames() == heard


async def the_counter_is_never_ahead_of_the_truth(bench: Bench) -> None:
    await started(bench)
    for _ in range(5):
        await asyncio.sleep(37)
        found = await report(bench)
        assert found.infused <= bench.far.delivered()


async def a_raise_never_stops_the_pump(bench: Bench) -> None:
    await started(bench)
    assert isinstance(await run_at(bench, HIGH), AtThePump)
    before = bench.far.rate()
    await confirmed(bench)
    found = await report(bench)

    assert before == LOW
    assert (found.delivery, found.rate, found.offer) == (Delivery.RUNNING, HIGH, None)
    assert bench.far.rate() == HIGH


async def stop_is_at_the_pump_until_the_pump_says_stopped(bench: Bench) -> None:
    await started(bench)
    heard = bench.far.frames()
    assert isinstance(await bench.driver.stop(), AtThePump)
    assert bench.far.moving()
    bench.far.press_stop()
    await asyncio.sleep(TURN_S)

    assert await bench.driver.stop() == Done()
    assert await bench.driver.stop() == Done()
    assert bench.far.frames() == heard


async def a_start_after_a_stop_counts_on(bench: Bench) -> None:
    await started(bench)
    await asyncio.sleep(100)
    bench.far.press_stop()
    await asyncio.sleep(TURN_S)
    assert await bench.driver.stop() == Done()
    before = await report(bench)
    assert isinstance(await run_at(bench, HIGH), AtThePump)
    await confirmed(bench)
    after = await report(bench)

    assert (after.delivery, after.rate) == (Delivery.RUNNING, HIGH)
    assert after.infused >= before.infused
    assert after.epoch == before.epoch


async def what_lies_at_the_pump_shows_after_a_stop_too(bench: Bench) -> None:
    await bench.driver.open()
    await run_at(bench, LOW)
    first = (await report(bench)).offer
    assert await bench.driver.stop() == Done()
    second = (await report(bench)).offer

    assert first is not None
    assert first == second
    assert first.open


async def a_reason_of_the_caller_keeps_an_order_back(bench: Bench) -> None:
    await bench.driver.open()
    seen = await report(bench)
    setting = Running(rate=LOW, until_total=TOTAL)
    outcome = await bench.driver.apply(setting, seen=seen, hindered=lambda: "stood still")

    assert outcome == NotDone("stood still")
    assert bench.far.frames() == 0


async def a_hand_at_the_pump_shows(bench: Bench) -> None:
    await started(bench)
    bench.far.press_stop()
    await asyncio.sleep(TURN_S)

    assert (await report(bench)).delivery is Delivery.STOPPED


async def a_power_cycle_raises_the_epoch(bench: Bench) -> None:
    await started(bench)
    await asyncio.sleep(100)
    before = await report(bench)
    bench.far.power_cycle()
    await asyncio.sleep(TURN_S)
    found = await report(bench)
    heard = bench.far.frames()

    assert found.epoch > before.epoch
    assert PumpAlarm.RESET in found.alarms
    again = await bench.driver.apply(Running(rate=HIGH, until_total=TOTAL), seen=before)
    assert isinstance(again, NotDone)
    assert bench.far.frames() == heard


async def silence_is_not_a_no(bench: Bench) -> None:
    await started(bench)
    seen = await report(bench)
    bench.far.mute(True)
    raising = await bench.driver.apply(Running(rate=HIGH, until_total=TOTAL), seen=seen)
    await asyncio.sleep(2 * bench.driver.capabilities.report_every_ms / 1_000)

    assert isinstance(raising, Unanswered)
    assert isinstance(await bench.driver.read(), Unanswered)
    assert isinstance(await bench.driver.stop(), AtThePump)
    bench.far.mute(False)
    await asyncio.sleep(bench.driver.capabilities.report_every_ms / 1_000 + TURN_S)
    assert isinstance(await bench.driver.read(), PumpReport)


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


async def an_old_reading_starts_nothing(bench: Bench) -> None:
    await bench.driver.open()
    seen = await report(bench)
    bench.far.hang_up()
    await asyncio.sleep(0.1)
    await bench.driver.open()

    outcome = await bench.driver.apply(Running(rate=LOW, until_total=TOTAL), seen=seen)

    assert isinstance(outcome, NotDone)
    assert bench.far.frames() == 0


async def the_pump_ends_at_the_limit_by_itself(bench: Bench) -> None:
    await bench.driver.open()
    limit = Volume.from_ml("0.5")
    setting = Running(rate=HIGH, until_total=limit)
    assert isinstance(await bench.driver.apply(setting, seen=await report(bench)), AtThePump)
    await confirmed(bench)
    await asyncio.sleep(120)
    found = await report(bench)

    assert found.delivery in (Delivery.STOPPED, Delivery.KVO)
    assert found.infused == limit
    assert bench.far.delivered() <= limit


CHECKS: tuple[Check, ...] = (
    a_closed_port_is_not_read_and_stop_is_at_the_pump,
    it_says_what_it_cannot_do,
    contract.opening_moves_nothing_and_finds_it_stopped,
    an_offer_moves_nothing_until_a_person_confirms,
    an_offer_is_over_when_the_pump_reports_it,
    the_same_offer_again_is_not_sent_again,
    the_counter_is_never_ahead_of_the_truth,
    a_raise_never_stops_the_pump,
    stop_is_at_the_pump_until_the_pump_says_stopped,
    contract.stop_is_safe_on_a_stopped_pump,
    a_start_after_a_stop_counts_on,
    what_lies_at_the_pump_shows_after_a_stop_too,
    a_reason_of_the_caller_keeps_an_order_back,
    an_old_reading_starts_nothing,
    a_hand_at_the_pump_shows,
    a_power_cycle_raises_the_epoch,
    silence_is_not_a_no,
    a_lost_line_is_said_and_found_again,
    contract.what_the_pump_cannot_take_is_refused_unsent,
    the_pump_ends_at_the_limit_by_itself,
)
