"""A pump behind a gateway of which too little is known: it is not there, or not as was offered."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from drivers.port import Delivery, Done, NotDone, PortUnavailable, Unanswered
from drivers.quantities import Volume
from tests.drivers.far_gateway import stamp
from tests.drivers.ihe_pcd_ward import AT_25, Ward, open_ward, tick
from tests.drivers.virtual import run


def told(story: Callable[[Ward], Awaitable[None]]) -> None:
    async def whole_story() -> None:
        ward = await open_ward()
        await story(ward)
        await ward.close()

    run(whole_story())


@pytest.mark.shows("INV-15")
def test_a_clock_that_is_a_little_ahead_keeps_no_report_fresh_for_longer() -> None:
    async def story(ward: Ward) -> None:
        now = ward.net.now()
        ahead = ward.pump.oru("R01").replace(stamp(now), stamp(now + timedelta(seconds=25)))
        ward.far.say(ahead)
        ward.far.mute = True
        await asyncio.sleep(89)
        fresh = await ward.driver.read()
        await asyncio.sleep(2)

        assert not isinstance(fresh, Unanswered)
        assert isinstance(await ward.driver.read(), Unanswered)

    told(story)


def test_after_a_lost_port_an_alarm_alone_does_not_say_what_the_pump_does() -> None:
    async def story(ward: Ward) -> None:
        alarm = ward.pump.alarm("MDC_EVT_FLUID_LINE_OCCL", "start", "196940")
        ward.far.held = []  # the pump's own word is kept back
        asyncio.get_running_loop().call_later(1, ward.far._box.put_nowait, alarm)

        with pytest.raises(PortUnavailable, match="has not reported yet"):
            await ward.driver.open()
        ward.far.release()

    told(story)


def test_a_pump_that_keeps_the_vein_open_is_offered_nothing() -> None:
    async def story(ward: Ward) -> None:
        ward.pump.kvo, ward.pump.rate = True, Decimal(5)
        ward.pump.limit = Decimal(250)
        ward.pump.tell()
        await tick()

        assert Delivery.KVO is (await ward.report()).delivery
        assert NotDone("the pump is kvo: a person must stop it first") == await ward.apply(AT_25)
        assert [] == ward.far.orders

    told(story)


@pytest.mark.shows("INV-04")
def test_the_right_rate_to_another_end_is_not_what_is_wanted() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        shorter = replace(AT_25, until_total=Volume.from_ml("100"))

        assert Done() == await ward.apply(AT_25)
        assert Done() != await ward.apply(shorter)

    told(story)


@pytest.mark.shows("RULE-11")
def test_the_right_rate_and_end_by_somebody_elses_programming_is_not_ours() -> None:
    async def story(ward: Ward) -> None:
        ward.pump.program_volume = ward.pump.limit = Decimal(250)
        ward.pump.start(25)
        await tick()

        assert (Delivery.RUNNING, AT_25.rate) == (
            (await ward.report()).delivery,
            (await ward.report()).rate,
        )
        assert Done() != await ward.apply(AT_25)

    told(story)
