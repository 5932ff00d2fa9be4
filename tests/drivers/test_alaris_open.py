"""Opening an Alaris pump: who is there, and does it let us control it?"""

from dataclasses import replace

import pytest

from drivers.alaris.driver import AlarisDriver
from drivers.link.lines import Mount
from drivers.port import Done, NotDone, NotSafe, PortUnavailable, Running, WrongPump
from tests.drivers.alaris_bench import ALARIS, OTHER
from tests.drivers.alaris_ward import HIGH, TOTAL, Ward, tell
from tests.drivers.far_alaris import FarAlaris
from tests.drivers.stations import Station
from tests.drivers.virtual import run
from tests.drivers.wires import Echo, Wire


def test_open_asks_who_is_there_and_takes_control_by_the_code_of_that_number() -> None:
    async def story(ward: Ward) -> None:
        identity = await ward.driver.open()

        assert ("Asena", "2.1.5") == (identity.model, identity.firmware)
        assert ("8002-51740", "test://line") == (identity.serial_number, identity.port)
        assert [
            "INST_SERIALNO",
            "COMMS_PROTOCOL",
            "COMMS_RESPONSE_MAX",
            "REMOTE_CTRL^ENABLED^3CC1",
            "REMOTE_CTRL",
        ] == ward.pump.log

    tell(story)


@pytest.mark.shows("GIP-17")
def test_another_model_hears_the_questions_who_it_is_and_nothing_else() -> None:
    async def story(ward: Ward) -> None:
        ward.pump.protocol = "GP Rev 1.0"
        with pytest.raises(WrongPump, match="GP Rev"):
            await ward.driver.open()

        assert ["INST_SERIALNO", "COMMS_PROTOCOL"] == ward.pump.log
        assert isinstance(await ward.driver.stop(), NotDone)

    tell(story)


@pytest.mark.shows("COM-07")
def test_another_pump_of_the_same_model_hears_one_question() -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        ward.pump.serial = OTHER
        ward.pump.log.clear()
        with pytest.raises(WrongPump, match=OTHER):
            await ward.driver.open()

        assert ["INST_SERIALNO"] == ward.pump.log
        ward.pump.serial = "8002-51740"
        assert "8002-51740" == (await ward.driver.open()).serial_number

    tell(story)


@pytest.mark.shows("COM-07")
def test_a_pump_exchanged_behind_an_open_port_is_noticed_at_the_next_reading() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        before = await ward.report()
        ward.pump.serial = OTHER
        with pytest.raises(WrongPump, match=OTHER):
            await ward.driver.read()

        with pytest.raises(PortUnavailable):
            await ward.driver.read()
        ward.pump.serial = "8002-51740"
        await ward.driver.open()
        assert (await ward.report()).epoch > before.epoch

    tell(story)


def test_a_pump_that_does_not_permit_control_is_not_safe_and_is_asked_nothing_more() -> None:
    async def story(ward: Ward) -> None:
        ward.pump.permits = False
        with pytest.raises(NotSafe, match="configuration"):
            await ward.driver.open()

        assert "REMOTE_CTRL^ENABLED^3CC1" == ward.pump.log[-1]

    tell(story)


def test_a_pump_slower_than_its_profile_is_not_safe() -> None:
    async def story(ward: Ward) -> None:
        ward.pump.instead["COMMS_RESPONSE_MAX"] = "COMMS_RESPONSE_MAX^4001^ms"
        with pytest.raises(NotSafe, match="4001 ms"):
            await ward.driver.open()

    tell(story)


@pytest.mark.parametrize("answer", [None, "REMOTE_CTRL^UNKNOWN"])
def test_a_pump_that_cannot_be_asked_about_control_is_driven_all_the_same(
    answer: str | None,
) -> None:
    async def story(ward: Ward) -> None:
        ward.pump.instead["REMOTE_CTRL"] = answer
        await ward.started()
        await ward.report()

        assert ["INF"] == ward.pump.log
        assert Done() == await ward.driver.stop()

    tell(story)


@pytest.mark.shows("FIELD-19")
def test_a_line_that_only_echoes_is_said_to() -> None:
    async def story() -> None:
        pump = FarAlaris()
        pump.mute = True
        driver = AlarisDriver(
            Mount(url="test://line", model="Asena", capabilities=ALARIS), Station(Echo()).lines
        )
        with pytest.raises(PortUnavailable, match="own bytes"):
            await driver.open()

    run(story())


@pytest.mark.shows("COM-08")
@pytest.mark.shows("FIELD-19")
def test_a_pump_behind_an_echo_is_not_driven() -> None:
    """Some of its answers are the very bytes of the question: nobody could tell who has said it."""

    class Echoing(Wire):
        def write(self, data: bytes) -> None:
            self.receive(data)
            super().write(data)

    async def story(ward: Ward) -> None:
        with pytest.raises(NotSafe, match="cable"):
            await ward.driver.open()

        assert ["INST_SERIALNO"] == ward.pump.log

    tell(story, Echoing)


@pytest.mark.shows("C-25")
def test_another_watchdog_than_the_pumps_own_or_a_slow_line_means_no_driving() -> None:
    async def story() -> None:
        for watchdog_s in (None, 30):
            wrong = replace(ALARIS, watchdog_s=watchdog_s)
            with pytest.raises(NotSafe, match="15"):
                await AlarisDriver(Mount(url="test://", model="Asena", capabilities=wrong)).open()
        slow = Mount(url="test://", model="Asena", capabilities=ALARIS, baudrate=300)
        with pytest.raises(NotSafe, match="300 baud"):
            await AlarisDriver(slow).open()

    run(story())


@pytest.mark.shows("INV-10")
def test_control_lost_at_the_pump_begins_a_new_epoch_once() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        before = await ward.report()
        ward.pump.remote = False
        found = await ward.report()

        assert found.epoch == before.epoch + 1
        assert found.epoch == (await ward.report()).epoch
        assert isinstance(
            await ward.driver.apply(Running(rate=HIGH, until_total=TOTAL), seen=before), NotDone
        )

    tell(story)


def test_control_that_the_pump_takes_back_by_itself_is_heard_without_asking() -> None:
    async def story(ward: Ward) -> None:
        ward.pump.tells_remote = False
        await ward.started()
        before = await ward.report()
        ward.pump.unasked = ["REMOTE_CTRL^DISABLED^****^PERMIT^0^ms"]

        assert before.epoch + 1 == (await ward.report()).epoch

    tell(story)


def test_closing_sends_nothing() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        await ward.driver.close()

        assert [] == ward.pump.log
        assert ward.pump.running

    tell(story)
