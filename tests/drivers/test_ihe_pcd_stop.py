"""A stop that only a hand at the pump can make, and what it does to an order."""

import asyncio

import pytest

from drivers.ihe_pcd.driver import IhePcdDriver
from drivers.port import AtThePump, Delivery, Done, NotDone, PortUnavailable
from tests.drivers.ihe_pcd_ward import AT_25, AT_50, PRESS_STOP, Ward, mount, tick, told
from tests.drivers.virtual import run


def test_stop_is_always_at_the_pump_until_the_pump_says_stopped() -> None:
    async def story(made: Ward) -> None:
        await made.started()
        sent = len(made.far.orders)
        assert PRESS_STOP == await made.driver.stop()
        await asyncio.sleep(5)
        assert PRESS_STOP == await made.driver.stop()
        made.pump.press_stop()
        await tick()

        assert Done() == await made.driver.stop()
        assert sent == len(made.far.orders)
        assert made.driver.stop_sent_at_ms is None

    told(story)


def test_an_old_word_that_it_stands_still_does_not_count() -> None:
    async def story(made: Ward) -> None:
        assert Done() == await made.driver.stop()
        made.far.mute = True
        await asyncio.sleep(100)

        assert PRESS_STOP == await made.driver.stop()

    told(story)


def test_a_stop_on_a_closed_port_is_at_the_pump() -> None:
    async def story() -> None:
        driver = IhePcdDriver(mount())
        assert PRESS_STOP == await driver.stop()
        with pytest.raises(PortUnavailable):
            await driver.read()

    run(story())


def test_after_a_stop_the_order_that_lies_at_the_pump_still_shows() -> None:
    """It cannot be taken back from here, and somebody may still confirm it."""

    async def story(made: Ward) -> None:
        await made.apply(AT_25)
        await made.driver.stop()
        still = (await made.report()).offer
        made.pump.run()
        await tick()
        found = await made.report()

        assert still is not None
        assert (1, True) == (still.no, still.open)
        assert (Delivery.RUNNING, None) == (found.delivery, found.offer)

    told(story)


def test_no_order_leaves_after_stop() -> None:
    async def story(made: Ward) -> None:
        seen = await made.report()
        made.net.connect_s = 2
        made.net.cut()
        applying = asyncio.ensure_future(made.driver.apply(AT_25, seen=seen))
        await asyncio.sleep(1)
        await made.driver.stop()

        assert NotDone("a stop was asked for") == await applying
        assert [] == made.far.orders
        assert (await made.report()).offer is None

    told(story)


def test_an_order_that_had_left_when_a_stop_was_asked_for_still_shows() -> None:
    async def story(made: Ward) -> None:
        made.far.accept_after_s = 2
        seen = await made.report()
        applying = asyncio.ensure_future(made.driver.apply(AT_25, seen=seen))
        await asyncio.sleep(1)
        await made.driver.stop()

        assert AtThePump("confirm 25 mL/h at the pump") == await applying
        assert 1 == len(made.far.orders)
        assert (await made.report()).offer is not None

    told(story)


def test_a_pump_that_was_stopped_by_hand_gets_a_rate_and_keeps_its_program() -> None:
    async def story(made: Ward) -> None:
        await made.started(AT_50)
        await asyncio.sleep(600)
        made.pump.press_stop()
        await tick()
        await made.driver.stop()
        before = await made.report()
        assert AtThePump("confirm 25 mL/h at the pump") == await made.apply(AT_25)
        made.pump.run()
        await tick()
        found = await made.report()

        assert "ORC|XO" == made.far.orders[-1][2][:6]
        assert (Delivery.RUNNING, AT_25.rate, None) == (found.delivery, found.rate, found.offer)
        assert before.infused <= found.infused
        assert before.epoch == found.epoch

    told(story)


def test_the_old_program_started_by_hand_is_not_the_lower_rate_that_was_offered() -> None:
    async def story(made: Ward) -> None:
        await made.started(AT_50)
        made.pump.press_stop()
        await tick()
        await made.apply(AT_25)
        made.pump.offered = None
        made.pump.press_start()
        await tick()
        found = await made.report()

        assert (Delivery.RUNNING, AT_50.rate) == (found.delivery, found.rate)
        assert found.offer is not None
        assert "refused" == found.offer.state

    told(story)
