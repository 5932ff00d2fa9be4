"""STOP where the opening fails again and again: a pump that must not be driven, a line that dies.

Who wants STOP asks for it every 50 ms, and the port is opened again as soon as it is asked for, as
the keeper does. An opening is mostly over sooner than that.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from drivers.port import NotDone, NotSafe, PumpError, WrongPump
from tests.drivers import alaris_ward, new_era_ward
from tests.drivers.far_alaris import FarAlaris
from tests.drivers.far_pump import FarPump
from tests.drivers.wires import Wire

STOP_AGAIN_S = 0.05
WITHIN_S = 2.0


def line(delay_s: float) -> type[Wire]:
    """Return a line on which every piece takes `delay_s` seconds."""

    class Slow(Wire):
        def carry(self, data: bytes, to: Callable[[bytes], None]) -> None:
            asyncio.get_running_loop().call_later(delay_s, to, data)

    return Slow


def dying(after_s: float) -> type[Wire]:
    """Return a line that takes a frame, brings no answer, and is lost `after_s` seconds later."""

    class Dying(Wire):
        blows = False
        hang_up: Callable[[], None]

        def write(self, data: bytes) -> None:
            super().write(data)
            if self.blows:
                asyncio.get_running_loop().call_later(after_s, self.hang_up)

        def carry(self, data: bytes, to: Callable[[bytes], None]) -> None:
            if not self.blows or to == self.far.write:
                to(data)

    return Dying


async def asked_to_stop(ward: Any, seconds: float) -> None:
    """Open again and again and ask for STOP meanwhile."""
    over = asyncio.get_running_loop().time() + seconds
    poked = asyncio.Event()

    async def opening() -> None:
        while True:
            poked.clear()
            with suppress(PumpError):
                await ward.driver.open()
            await poked.wait()

    keeper = asyncio.ensure_future(opening())
    while asyncio.get_running_loop().time() < over:
        await ward.driver.stop()
        poked.set()
        await asyncio.sleep(STOP_AGAIN_S)
    keeper.cancel()
    await asyncio.wait({keeper})


def keeps_another_watchdog(pump: FarPump) -> None:
    pump.instead["SAF"] = "99"


def does_not_take_a_watchdog(pump: FarPump) -> None:
    pump.instead["SAF"] = "?NA"


def permits_no_control(pump: FarAlaris) -> None:
    pump.permits = pump.stop_needs_remote = False


def may_answer_late(pump: FarAlaris) -> None:
    pump.instead["COMMS_RESPONSE_MAX"] = "COMMS_RESPONSE_MAX^60000^ms"


def says_not_how_soon_it_answers(pump: FarAlaris) -> None:
    pump.instead["COMMS_RESPONSE_MAX"] = "COMMS_RESPONSE_MAX^DENIED"


NEW_ERA = (new_era_ward.tell, "VER", "STP")
ALARIS = (alaris_ward.tell, "INST_SERIALNO", "INF_STOP")
UNSAFE = [
    pytest.param(*family, unsafe, id=unsafe.__name__)
    for family, unsafe in (
        (NEW_ERA, keeps_another_watchdog),
        (NEW_ERA, does_not_take_a_watchdog),
        (ALARIS, permits_no_control),
        (ALARIS, may_answer_late),
        (ALARIS, says_not_how_soon_it_answers),
    )
]
FAMILIES = [pytest.param(*NEW_ERA, id="new_era"), pytest.param(*ALARIS, id="alaris")]


async def back_unsafe(ward: Any, unsafe: Callable[[Any], None]) -> None:
    """Start the pump; its port is lost, and the pump that comes back must not be driven."""
    await ward.started()
    ward.station.links[-1].hang_up()
    unsafe(ward.pump)
    assert ward.pump.running


@pytest.mark.parametrize("delay_s", [0.003, 0.010])
@pytest.mark.parametrize(("tell", "who", "stop", "unsafe"), UNSAFE)
def test_our_pump_that_must_not_be_driven_is_stopped_all_the_same(
    tell: Any, who: str, stop: str, unsafe: Callable[[Any], None], delay_s: float
) -> None:
    async def story(ward: Any) -> None:
        await back_unsafe(ward, unsafe)
        await asked_to_stop(ward, WITHIN_S)

        assert stop in ward.pump.log
        assert not ward.pump.running

    tell(story, line(delay_s))


@pytest.mark.parametrize("delay_s", [0.003, 0.010])
@pytest.mark.parametrize(("tell", "who", "stop", "unsafe"), UNSAFE)
def test_one_opening_of_it_is_enough_and_sees_it_stand(
    tell: Any, who: str, stop: str, unsafe: Callable[[Any], None], delay_s: float
) -> None:
    async def story(ward: Any) -> None:
        await back_unsafe(ward, unsafe)
        assert isinstance(await ward.driver.stop(), NotDone)
        with pytest.raises(NotSafe):
            await ward.driver.open()

        assert not ward.pump.running
        assert getattr(ward.pump, "status", "S") == "S", "paused, and not cancelled"
        assert ward.pump.log[0] == who
        heard = ward.pump.log
        assert heard[heard.index(stop) + 1 :], "what it then says was not asked for"

    tell(story, line(delay_s))


@pytest.mark.parametrize(("tell", "who", "stop", "unsafe"), UNSAFE)
def test_it_is_sent_no_stop_that_nobody_wants_any_more(
    tell: Any, who: str, stop: str, unsafe: Callable[[Any], None]
) -> None:
    async def story(ward: Any) -> None:
        await back_unsafe(ward, unsafe)
        assert isinstance(await ward.driver.stop(), NotDone)
        await asyncio.sleep(0.25)
        with pytest.raises(NotSafe):
            await ward.driver.open()

        assert stop not in ward.pump.log

    tell(story, line(0.003))


@pytest.mark.parametrize("delay_s", [0.003, 0.010])
def test_another_model_is_sent_no_stop_by_an_opening(delay_s: float) -> None:
    async def story(ward: new_era_ward.Ward) -> None:
        await ward.started()
        ward.station.links[-1].hang_up()
        ward.pump.model = "NE9000V3.934"
        for _ in range(10):
            assert isinstance(await ward.driver.stop(), NotDone)
            with pytest.raises(WrongPump):
                await ward.driver.open()

        assert {"VER"} == set(ward.pump.log)

    new_era_ward.tell(story, line(delay_s))


@pytest.mark.parametrize("after_s", [0.005, 0.06, 0.1, 0.2, 0.4])
@pytest.mark.parametrize(("tell", "who", "stop"), FAMILIES)
def test_a_stop_gets_through_a_line_that_dies_a_while_after_each_question(
    tell: Any, who: str, stop: str, after_s: float
) -> None:
    async def story(ward: Any) -> None:
        await ward.started()
        ward.wire.hang_up = lambda: ward.station.links[-1].hang_up()
        ward.station.links[-1].hang_up()
        ward.wire.blows = True
        await asked_to_stop(ward, WITHIN_S)

        assert stop in ward.pump.log
        assert not ward.pump.running

    tell(story, dying(after_s))


@pytest.mark.parametrize("after_s", [0.06, 0.4])
@pytest.mark.parametrize(("tell", "who", "stop"), FAMILIES)
def test_the_stops_of_openings_keep_no_stop_alive(
    tell: Any, who: str, stop: str, after_s: float
) -> None:
    async def opened_for(ward: Any, seconds: float) -> None:
        over = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < over:
            with suppress(PumpError):
                await ward.driver.open()

    async def story(ward: Any) -> None:
        await ward.started()
        ward.wire.hang_up = lambda: ward.station.links[-1].hang_up()
        ward.station.links[-1].hang_up()
        ward.wire.blows = True
        await asked_to_stop(ward, WITHIN_S)
        await opened_for(ward, 1.0)
        ward.pump.log.clear()
        await opened_for(ward, 1.0)

        assert {who} == set(ward.pump.log)

    tell(story, dying(after_s))
