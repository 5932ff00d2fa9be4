"""How old what a pump has said is, and which of two words is the later one."""

import asyncio
import random

import pytest

from drivers.port import Delivery, PumpReport, Unanswered
from drivers.quantities import Volume
from tests.drivers.ihe_pcd_ward import AT_25, AT_50, Ward, tick, told


def test_silence_longer_than_one_and_a_half_intervals_is_unanswered() -> None:
    async def story(made: Ward) -> None:
        made.far.mute = True
        await asyncio.sleep(89)
        assert isinstance(await made.driver.read(), PumpReport)
        await asyncio.sleep(2)

        assert isinstance(await made.driver.read(), Unanswered)
        made.far.mute = False
        made.pump.tell()
        await tick()
        assert isinstance(await made.driver.read(), PumpReport)

    told(story)


def test_a_reading_says_when_the_pump_said_it_and_is_the_same_until_it_says_more() -> None:
    async def story(made: Ward) -> None:
        await asyncio.sleep(90)
        first = await made.report()
        await asyncio.sleep(10)
        again = await made.report()
        made.far.say(made.pump.alarm("MDC_EVT_FLUID_LINE_OCCL", "start", "196940"))
        await tick()
        alarmed = await made.report()
        made.pump.tell()
        await tick()
        later = await made.report()

        assert first.taken_ms == again.taken_ms == 60_000
        assert alarmed.taken_ms == 60_001
        assert later.taken_ms == 101_000

    told(story)


def test_a_buffered_event_is_as_old_as_its_own_time() -> None:
    async def story(made: Ward) -> None:
        made.far.held = []
        made.pump.event("STOP")
        await asyncio.sleep(310)
        made.far.held = made.far.held[:1]
        made.far.release()
        await tick()

        found = await made.driver.read()
        assert isinstance(found, Unanswered)
        assert "the pump's last report is 311 s old" == found.reason

    told(story)


@pytest.mark.parametrize("seed", range(5))
def test_events_of_an_outage_are_taken_in_the_order_of_the_pumps_clock(seed: int) -> None:
    async def story(made: Ward) -> None:
        await made.started()
        made.far.held = []
        for _ in range(6):
            await asyncio.sleep(120)
            made.pump.press_stop()
            await asyncio.sleep(120)
            made.pump.press_start()
        await asyncio.sleep(30)
        made.pump.press_stop()
        order = list(range(len(made.far.held)))
        random.Random(seed).shuffle(order)
        made.far.release(order)
        await asyncio.sleep(5)
        found = await made.report()

        assert Delivery.STOPPED is found.delivery
        assert Volume.from_ml(made.pump.counter()) == found.infused
        assert [] == made.refused

    told(story)


def test_an_order_that_ran_and_stopped_while_nobody_heard_is_no_open_offer() -> None:
    async def story(made: Ward) -> None:
        await made.apply(AT_25)
        made.far.held = []
        made.pump.run()
        await asyncio.sleep(20)
        made.pump.press_stop()
        await asyncio.sleep(10)
        made.far.release([1, 0])
        await tick()
        found = await made.report()

        assert (Delivery.STOPPED, None) == (found.delivery, found.offer)
        assert 20_000 == found.taken_ms

    told(story)


def test_an_event_of_before_the_offer_does_not_take_it() -> None:
    """50 → 25 → 50 again: a report of the first 50 that arrives late says nothing of the second."""

    async def story(made: Ward) -> None:
        await made.started(AT_50)
        late = made.pump.oru("R01")
        await made.started(AT_25)
        await asyncio.sleep(5)
        await made.apply(AT_50)
        made.far.say(late)
        await tick()

        offer = (await made.report()).offer
        assert offer is not None
        assert "offered" == offer.state

    told(story)


def test_an_alarm_alone_does_not_make_a_silent_pump_heard() -> None:
    async def story(made: Ward) -> None:
        made.far.mute = True
        await asyncio.sleep(100)
        made.far.mute = False
        made.far.say(made.pump.alarm("MDC_EVT_FLUID_LINE_OCCL", "start", "196940"))
        await tick()

        assert isinstance(await made.driver.read(), Unanswered)

    told(story)
