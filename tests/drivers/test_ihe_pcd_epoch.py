"""What begins a new epoch, and which lost connection does not."""

import asyncio

import pytest

from drivers.port import Delivery, NotDone, PortUnavailable, PumpAlarm
from tests.drivers.ihe_pcd_ward import AT_25, AT_50, PRESS_STOP, Ward, tick, told


@pytest.mark.shows("INV-33")
def test_a_power_cycle_raises_the_epoch_and_old_readings_offer_nothing() -> None:
    async def story(made: Ward) -> None:
        await made.started()
        await asyncio.sleep(600)
        before = await made.report()
        made.pump.power_cycle()
        await tick()
        after = await made.report()

        assert after.epoch > before.epoch
        assert PumpAlarm.RESET in after.alarms
        sent = len(made.far.orders)
        assert isinstance(await made.driver.apply(AT_50, seen=before), NotDone)
        assert sent == len(made.far.orders)

    told(story)


def test_a_cleared_program_raises_the_epoch() -> None:
    async def story(made: Ward) -> None:
        await made.started()
        before = await made.report()
        made.pump.clear()
        await tick()

        assert (await made.report()).epoch > before.epoch

    told(story)


def test_a_gateway_that_forgot_our_order_raises_the_epoch() -> None:
    async def story(made: Ward) -> None:
        await made.started()
        before = await made.report()
        made.pump.order = "0"
        made.pump.tell()
        await tick()

        assert (await made.report()).epoch > before.epoch

    told(story)


def test_opening_again_raises_the_epoch() -> None:
    async def story(made: Ward) -> None:
        before = await made.report()
        await made.reopen()

        assert (await made.report()).epoch == before.epoch + 1

    told(story)


def test_a_connection_that_an_idle_gateway_closes_is_made_again_and_nothing_is_lost() -> None:
    async def story(made: Ward) -> None:
        await made.apply(AT_25)
        before = await made.report()
        made.net.cut()
        await tick()
        made.pump.run()
        await tick()
        after = await made.report()

        assert (before.epoch, Delivery.RUNNING, None) == (after.epoch, after.delivery, after.offer)

    told(story)


def test_a_gateway_that_is_gone_is_said_and_found_again() -> None:
    async def story(made: Ward) -> None:
        await made.started()
        made.net.down = True
        made.net.cut()
        await tick()
        with pytest.raises(PortUnavailable, match="nobody listens"):
            await made.driver.read()
        assert PRESS_STOP == await made.driver.stop()
        made.net.down = False
        await made.reopen()

        assert Delivery.RUNNING is (await made.report()).delivery

    told(story)


def test_a_gateway_that_hangs_up_at_once_is_not_called_again_and_again() -> None:
    async def story(made: Ward) -> None:
        made.net.hangs_up = True
        made.net.cut()
        before = made.net.connections
        await tick()
        with pytest.raises(PortUnavailable, match="hangs up at once"):
            await made.driver.read()

        assert made.net.connections - before < 10

    told(story)
