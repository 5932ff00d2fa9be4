"""Stopping and reading a New Era pump: what may be believed."""

import asyncio
from decimal import Decimal

import pytest

from drivers.port import (
    Delivery,
    Done,
    NotDone,
    PumpAlarm,
    Unanswered,
    WrongPump,
)
from drivers.quantities import Rate
from tests.drivers.far_pump import packet
from tests.drivers.new_era_ward import Ward, tell
from tests.drivers.wires import Delayed


@pytest.mark.shows("C-11")
def test_stop_cancels_the_program_too() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        assert await ward.driver.stop() == Done()

        assert ward.pump.log == ["STP", "STP"]
        assert ward.pump.status == "S"

    tell(story)


def test_stop_on_a_stopped_pump_is_done_by_its_status() -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        ward.pump.log.clear()

        assert await ward.driver.stop() == Done()
        assert ward.pump.log == ["STP", ""]

    tell(story)


def test_an_alarm_in_place_of_stop_is_said_at_once_and_the_next_stop_works() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        ward.pump.power_cycle(resume=True, say=False)
        began = asyncio.get_running_loop().time()
        outcome = await ward.driver.stop()

        assert isinstance(outcome, NotDone)
        assert "RESET" in outcome.reason
        assert ward.pump.status == "I"
        assert asyncio.get_running_loop().time() == began
        assert await ward.driver.stop() == Done()
        assert ward.pump.status == "S"

    tell(story)


@pytest.mark.shows("INV-05")
def test_a_late_stopped_is_never_taken_for_the_answer_to_stop() -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        wire = ward.wire
        assert isinstance(wire, Delayed)
        wire.extra_s = 0.1  # a status "stopped" now comes just after the time-out
        assert isinstance(await ward.driver.read(), Unanswered)
        wire.extra_s = 0.0
        ward.pump.status, ward.pump.left = "I", Decimal(10)  # START pressed
        ward.pump.passed_over.add("STP")
        outcome = await ward.driver.stop()

        assert isinstance(outcome, NotDone), outcome
        ward.pump.passed_over.clear()
        assert await ward.driver.stop() == Done()

    tell(story, Delayed)


@pytest.mark.shows("INV-10")
def test_a_pump_that_resumes_by_itself_is_reported_running_in_a_new_epoch() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        before = await ward.report()
        ward.pump.power_cycle(resume=True)
        await asyncio.sleep(0)
        found = await ward.report()

        assert found.delivery is Delivery.RUNNING
        assert found.epoch > before.epoch
        assert found.alarms == {PumpAlarm.RESET}

    tell(story)


@pytest.mark.shows("INV-10")
def test_a_counter_that_goes_back_begins_a_new_epoch() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        await asyncio.sleep(10)
        before = await ward.report()
        ward.pump.infused = Decimal(0)

        assert (await ward.report()).epoch > before.epoch

    tell(story)


def test_an_alarm_is_reported_once_even_if_the_first_asker_went_away() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        ward.pump.raise_alarm("S", say=False)
        reading = asyncio.ensure_future(ward.driver.read())
        await asyncio.sleep(0.01)
        reading.cancel()

        assert (await ward.report()).alarms == {PumpAlarm.STALL}
        assert (await ward.report()).alarms == frozenset()

    tell(story)


@pytest.mark.shows("FIELD-18")
def test_an_unsolicited_alarm_between_question_and_answer_is_not_the_answer() -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        seen = await ward.report()
        # It comes just before the true answer; the pump then carries on as if acknowledged.
        ward.pump.before["RAT"] = lambda: ward.pump.receive(packet("00A?O"))
        found = await ward.report()

        assert found.alarms == {PumpAlarm.PROGRAM_ERROR}
        assert found.infused == seen.infused
        assert asyncio.get_running_loop().time() < 0.1

    tell(story)


@pytest.mark.shows("C-25")
def test_a_pump_fallen_back_into_basic_mode_is_brought_back_in_a_new_epoch() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        before = await ward.report()
        ward.pump.safe, ward.pump.watchdog = False, 0
        found = await ward.report()

        assert found.epoch > before.epoch
        assert ward.pump.safe
        assert ward.pump.watchdog == 30

    tell(story)


@pytest.mark.shows("COM-07")
def test_a_pump_in_basic_mode_is_asked_who_it_is_before_anything_is_set() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        ward.pump.safe, ward.pump.watchdog, ward.pump.model = False, 0, "NE9000V3.934"
        with pytest.raises(WrongPump, match="NE-9000"):
            await ward.driver.read()

        assert "VER" == ward.pump.log[-1]
        assert not ward.pump.safe

    tell(story)


def test_a_pump_that_changes_under_the_reading_is_read_again() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        ward.pump.before["RAT"] = ward.pump.press_stop
        found = await ward.report()

        assert found.delivery is Delivery.PAUSED
        assert found.rate == Rate(0)
        assert ward.pump.log.count("RAT") == 2

    tell(story)
