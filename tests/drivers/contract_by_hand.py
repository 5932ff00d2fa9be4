"""The contract of pumps that only a person can start or stop (`proposes`, `monitor`).

What the family cannot do it says by `AtThePump`, and what must be pressed there.
"""

import asyncio
from contextlib import suppress

from drivers.port import AtThePump, Delivery, NotDone, PortUnavailable, Running
from drivers.quantities import Rate
from tests.drivers.contract import (
    HIGH,
    LOW,
    Bench,
    Check,
    report,
    report_within,
    run_at,
    shows_low,
    total,
    under_way,
    watched,
)

TRIES = 20
"""How often one thing is tried on a lossy line, where nothing is asked twice."""


async def stop_is_for_a_hand_and_says_what_to_press(bench: Bench) -> None:
    await under_way(bench)
    heard = bench.far.frames()
    outcome = await bench.driver.stop()

    assert isinstance(outcome, AtThePump)
    assert "STOP" in outcome.reason
    assert heard == bench.far.frames()
    assert bench.far.moving()


async def a_watched_pump_is_never_sent_a_setting(bench: Bench) -> None:
    await bench.driver.open()
    seen = await report(bench)
    heard = bench.far.frames()
    setting = Running(rate=LOW, until_total=total(bench))
    outcome = await bench.driver.apply(setting, seen=seen)

    assert isinstance(outcome, AtThePump)
    assert outcome.reason
    assert heard == bench.far.frames()
    assert not bench.far.moving()
    assert (await report(bench)).offer is None


async def an_offer_lies_at_the_pump_and_moves_nothing(bench: Bench) -> None:
    await bench.driver.open()
    outcome = await run_at(bench, LOW)
    found = await watched(bench, 3)

    assert isinstance(outcome, AtThePump)
    assert found.offer is not None
    assert (True, LOW) == (found.offer.open, found.offer.setting.rate)
    assert total(bench) == found.offer.setting.until_total
    assert Delivery.STOPPED is found.delivery
    assert not bench.far.moving()


async def the_same_offer_again_is_no_second_one(bench: Bench) -> None:
    await bench.driver.open()
    await run_at(bench, LOW)
    first = (await watched(bench, 3)).offer
    heard = bench.far.frames()
    await run_at(bench, LOW)
    second = (await watched(bench, 3)).offer

    assert first is not None
    assert second is not None
    assert first.no == second.no
    assert heard == bench.far.frames()


async def what_is_accepted_at_the_pump_runs(bench: Bench) -> None:
    await bench.driver.open()
    await run_at(bench, LOW)
    await watched(bench, 3)
    assert bench.hand is not None
    bench.hand.accept()
    found = await watched(bench, 3)

    assert (Delivery.RUNNING, LOW) == (found.delivery, found.rate)
    assert found.offer is None
    assert LOW == bench.far.rate()


async def what_the_pump_cannot_take_is_not_offered(bench: Bench) -> None:
    await bench.driver.open()
    seen = await report(bench)
    heard = bench.far.frames()
    can = bench.driver.capabilities
    for rate in (Rate(0), Rate(can.rate_max.ul_per_h + can.rate_increment.ul_per_h)):
        setting = Running(rate=rate, until_total=total(bench))
        assert isinstance(await bench.driver.apply(setting, seen=seen), NotDone), rate
    assert heard == bench.far.frames()


async def a_reading_from_before_is_offered_nothing(bench: Bench) -> None:
    await bench.driver.open()
    seen = await report(bench)
    bench.far.hang_up()
    await bench.driver.open()
    setting = Running(rate=HIGH, until_total=total(bench))

    assert isinstance(await bench.driver.apply(setting, seen=seen), NotDone)
    assert (await report(bench)).offer is None


PROPOSES: tuple[Check, ...] = (
    stop_is_for_a_hand_and_says_what_to_press,
    an_offer_lies_at_the_pump_and_moves_nothing,
    the_same_offer_again_is_no_second_one,
    what_is_accepted_at_the_pump_runs,
    what_the_pump_cannot_take_is_not_offered,
    a_reading_from_before_is_offered_nothing,
)

MONITOR: tuple[Check, ...] = (
    stop_is_for_a_hand_and_says_what_to_press,
    a_watched_pump_is_never_sent_a_setting,
)


async def it_is_read_over_any_line(bench: Bench) -> None:
    """What a keeper does: open until somebody answers, read until it tells."""
    for _ in range(TRIES):
        with suppress(PortUnavailable):
            await under_way(bench)
            break
        await asyncio.sleep(1)
    for _ in range(5):
        found = await report_within(bench, tries=TRIES)
        assert shows_low(bench, found), found
