"""Opening a New Era pump: who is there, in which mode, and is it safe to drive."""

from dataclasses import replace

import pytest

from drivers.link.lines import Mount
from drivers.new_era.driver import NewEraDriver
from drivers.port import (
    NotDone,
    NotSafe,
    PortUnavailable,
    PumpAlarm,
    WrongPump,
)
from tests.drivers.far_pump import FarPump
from tests.drivers.new_era_bench import NE1000, Station
from tests.drivers.new_era_ward import Ward, tell
from tests.drivers.virtual import run
from tests.drivers.wires import Echo, Wire


def test_open_asks_who_is_there_and_arms_the_watchdog() -> None:
    async def story(ward: Ward) -> None:
        identity = await ward.driver.open()

        assert (identity.model, identity.firmware) == ("NE-1000", "3.923")
        assert identity.serial_number is None
        assert identity.port == "test://line"
        assert ward.pump.log == ["VER", "SAF30", "SAF"]

    tell(story)
    tell(story, safe=False)  # from basic mode the same frames lead into safe mode


@pytest.mark.shows("GIP-17")
def test_another_model_hears_the_identity_question_and_nothing_else() -> None:
    async def story(ward: Ward) -> None:
        with pytest.raises(WrongPump, match="NE-9000"):
            await ward.driver.open()

        assert ward.pump.log == ["VER"]
        assert isinstance(await ward.driver.stop(), NotDone)
        assert ward.pump.log == ["VER"]

    tell(story, model="NE9000V3.934")
    tell(story, model="NE9000V3.934", safe=False)


@pytest.mark.shows("COM-08")
@pytest.mark.shows("BYTE-05")
def test_another_address_is_named() -> None:
    async def story() -> None:
        class Wrong(FarPump):
            def take(self, body: str) -> None:
                self.say("NE1000V3.923")

        station = Station(Wire(Wrong(address=3)))
        with pytest.raises(PortUnavailable, match="address 3"):
            await station.driver(0).open()

    run(story())


@pytest.mark.shows("FIELD-19")
def test_the_wrong_jack_is_recognised() -> None:
    async def story() -> None:
        station = Station(Echo())
        for address in (0, 12):  # at 12 the echo of STP would read as "stopped"
            with pytest.raises(PortUnavailable, match="jack"):
                await station.driver(address).open()

    run(story())


def test_an_alarm_waiting_at_power_up_does_not_hinder_opening() -> None:
    async def story(ward: Ward) -> None:
        ward.pump.raise_alarm("R", say=False)
        await ward.driver.open()

        assert (await ward.report()).alarms == {PumpAlarm.RESET}
        assert (await ward.report()).alarms == frozenset()

    tell(story)


@pytest.mark.shows("C-25")
def test_a_pump_that_keeps_another_watchdog_is_not_safe() -> None:
    async def story(ward: Ward) -> None:
        ward.pump.passed_over.add("SAF")
        with pytest.raises(NotSafe, match="watchdog"):
            await ward.driver.open()

    tell(story)


def test_no_watchdog_or_a_slow_line_means_no_driving() -> None:
    async def story() -> None:
        bare = replace(NE1000, watchdog_s=None)
        with pytest.raises(NotSafe, match="watchdog"):
            await NewEraDriver(Mount(url="test://", model="NE-1000", capabilities=bare)).open()
        slow = Mount(url="test://", model="NE-1000", capabilities=NE1000, baudrate=300)
        with pytest.raises(NotSafe, match="300 baud"):
            await NewEraDriver(slow).open()

    run(story())
