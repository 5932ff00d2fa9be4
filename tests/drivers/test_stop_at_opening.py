"""STOP and a port that is being opened: what goes first, and what ends what."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from drivers.port import Done, NotDone, NotSafe, PortUnavailable, WrongPump
from service.shell.admitted import AdmittedDriver
from tests.drivers import alaris_ward, new_era_ward
from tests.drivers.wires import Delayed, Wire

MISSED_S = 0.25
"""How long a STOP for which no port was open is remembered."""
FAMILIES = [
    pytest.param(new_era_ward.tell, "VER", "STP", id="new_era"),
    pytest.param(alaris_ward.tell, "INST_SERIALNO", "INF_STOP", id="alaris"),
]


class Storm(Wire):
    """The pump hears everything; the port is gone before it can answer."""

    blows = False
    hang_up: Callable[[], None]

    def write(self, data: bytes) -> None:
        super().write(data)
        if self.blows:
            self.hang_up()


async def in_a_storm(ward: Any) -> None:
    """Start the pump; from now on the port is lost at every frame."""
    await ward.started()
    ward.wire.hang_up = lambda: ward.station.links[-1].hang_up()
    ward.wire.blows = True
    assert not isinstance(await ward.driver.stop(), Done)
    await not_opened(ward)
    ward.pump.log.clear()


async def not_opened(ward: Any) -> None:
    with pytest.raises(PortUnavailable):
        await ward.driver.open()


@pytest.mark.shows("FIELD-03")
@pytest.mark.parametrize(("tell", "who", "stop"), FAMILIES)
def test_where_who_is_there_is_never_heard_a_stop_goes_first(
    tell: Any, who: str, stop: str
) -> None:
    async def story(ward: Any) -> None:
        await in_a_storm(ward)
        assert isinstance(await ward.driver.stop(), NotDone)
        await not_opened(ward)

        assert [stop] == ward.pump.log
        assert not ward.pump.running

    tell(story, Storm)


@pytest.mark.parametrize(("tell", "who", "stop"), FAMILIES)
def test_a_stop_that_nobody_repeats_is_not_kept_for_a_later_opening(
    tell: Any, who: str, stop: str
) -> None:
    async def story(ward: Any) -> None:
        await in_a_storm(ward)
        assert isinstance(await ward.driver.stop(), NotDone)
        await asyncio.sleep(MISSED_S)
        await not_opened(ward)
        ward.wire.blows = False
        await ward.driver.open()

        assert who in ward.pump.log
        assert stop not in ward.pump.log

    tell(story, Storm)


@pytest.mark.parametrize(("tell", "who", "stop"), FAMILIES)
def test_a_port_that_answers_is_asked_who_is_there_before_any_stop(
    tell: Any, who: str, stop: str
) -> None:
    async def story(ward: Any) -> None:
        await ward.started()
        ward.station.links[-1].hang_up()
        assert isinstance(await ward.driver.stop(), NotDone)
        await ward.driver.open()

        assert who == ward.pump.log[0]
        assert stop not in ward.pump.log

    tell(story, Storm)


@pytest.mark.shows("INV-05")
@pytest.mark.parametrize("after_s", [0.1, 0.5, 0.9, 1.3])
@pytest.mark.parametrize(("tell", "who", "stop"), FAMILIES)
def test_a_stop_in_the_middle_of_an_opening_has_its_answer_before_the_line_is_let_go(
    tell: Any, who: str, stop: str, after_s: float
) -> None:
    async def story(ward: Any) -> None:
        await ward.started()
        ward.station.links[-1].hang_up()
        await asyncio.sleep(0.5)
        opening = asyncio.ensure_future(ward.driver.open())
        await asyncio.sleep(after_s)

        assert Done() == await ward.driver.stop()
        assert not ward.pump.running
        await asyncio.gather(opening, return_exceptions=True)

    tell(story, Delayed)


@pytest.mark.shows("INV-05")
@pytest.mark.parametrize("after_s", [0.2, 0.5, 0.9, 1.1, 1.3, 1.7, 1.9])
@pytest.mark.parametrize(("tell", "who", "stop"), FAMILIES)
def test_a_pump_that_may_not_be_controlled_here_is_let_go_behind_a_stop(
    tell: Any, who: str, stop: str, after_s: float
) -> None:
    """A tap in the last question of such an opening was taken back by closing its line."""

    async def story(ward: Any) -> None:
        await ward.started()
        ward.station.links[-1].hang_up()
        await asyncio.sleep(0.5)
        driver = AdmittedDriver(ward.driver, lambda said: "it is not known here")
        opening = asyncio.ensure_future(driver.open())
        await asyncio.sleep(after_s)
        if opening.done():
            assert isinstance(await driver.stop(), NotDone)
        else:
            assert Done() == await driver.stop()
            assert not ward.pump.running
        with pytest.raises((NotSafe, PortUnavailable)):
            await opening

    tell(story, Delayed)


def test_a_stop_that_came_while_another_model_was_asked_who_it_is_is_not_confirmed() -> None:
    async def story(ward: new_era_ward.Ward) -> None:
        opening = asyncio.ensure_future(ward.driver.open())
        await asyncio.sleep(0.1)
        stopping = asyncio.ensure_future(ward.driver.stop())
        with pytest.raises(WrongPump):
            await opening

        assert not isinstance(await stopping, Done)
        await asyncio.sleep(1)
        assert ward.pump.log in (["VER"], ["VER", "STP"]), "a STOP that is open may be heard"

    new_era_ward.tell(story, Delayed, model="NE9000V3.934")


def test_another_alaris_pump_hears_no_setting_behind_a_stop_that_is_open() -> None:
    async def story(ward: alaris_ward.Ward) -> None:
        await ward.started()
        ward.station.links[-1].hang_up()
        ward.pump.serial = "8002-51733"
        opening = asyncio.ensure_future(ward.driver.open())
        await asyncio.sleep(0.1)
        stopping = asyncio.ensure_future(ward.driver.stop())
        with pytest.raises((WrongPump, PortUnavailable)):
            await opening

        assert not isinstance(await stopping, Done)
        heard = {text.partition("^")[0] for text in ward.pump.log}
        assert heard <= {"INST_SERIALNO", "REMOTE_CTRL", "INF_STOP", "INF"}
        assert not ward.pump.remote

    alaris_ward.tell(story, Delayed)
