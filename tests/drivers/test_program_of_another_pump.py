"""What was started on one pump says nothing about another that answers in its place."""

from decimal import Decimal

from drivers.port import NotDone, Unanswered
from tests.drivers import alaris_ward, new_era_ward
from tests.drivers.alaris_bench import OTHER
from tests.drivers.new_era_ward import HIGH

NEWER = "NE1000V3.950"
"""The same model with another firmware: it is taken when the port is opened anew."""


def test_a_program_is_forgotten_once_another_firmware_answers() -> None:
    async def story(ward: new_era_ward.Ward) -> None:
        await ward.started()
        ward.pump.model, ward.pump.volume = NEWER, Decimal(300)
        outcome = await ward.apply(HIGH)
        assert isinstance(outcome, NotDone)
        assert NEWER in outcome.reason
        await ward.driver.open()
        outcome = await ward.apply(HIGH)

        assert isinstance(outcome, NotDone)
        assert "the running program delivers 300 mL, 250 wanted" in outcome.reason

    new_era_ward.tell(story)


def test_that_another_firmware_answers_begins_a_new_epoch_at_the_pump() -> None:
    async def story(ward: new_era_ward.Ward) -> None:
        await ward.started()
        before = (await ward.report()).epoch
        ward.pump.model = NEWER
        assert isinstance(await ward.apply(HIGH), NotDone)
        await ward.driver.open()

        assert (await ward.report()).epoch == before + 2, "one for the pump, one for the port"

    new_era_ward.tell(story)


def test_a_start_that_another_pump_answers_for_is_not_taken_for_the_own_pump_s_program() -> None:
    async def story(ward: alaris_ward.Ward) -> None:
        own = ward.pump.serial

        def exchange() -> None:
            ward.pump.serial = OTHER

        ward.pump.before["INF_START"] = exchange
        await ward.driver.open()
        outcome = await ward.apply()
        assert isinstance(outcome, Unanswered), "START had left"
        assert OTHER in outcome.reason
        # Ours, when it is back, runs a program of its own: the same VTBI, begun at 10 mL.
        ward.pump.serial = own
        ward.pump.infused = ward.pump.begun_at = Decimal(10)
        await ward.driver.open()
        outcome = await ward.apply(HIGH)

        assert isinstance(outcome, NotDone)
        assert "it may go on for 50 mL from 10 mL" in outcome.reason
        assert ward.pump.rate == Decimal(25)

    alaris_ward.tell(story)
