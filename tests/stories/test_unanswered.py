"""Done, not done, unanswered; who answers, and since when (rule 8)."""

import asyncio

import pytest

from service.core.session.state import HoldReason, Phase
from tests.stories.bedside import (
    ListenedPump,
    bedside,
    in_virtual_time,
    infusing,
    now,
)


@pytest.mark.shows("RULE-8")
@pytest.mark.shows("COM-03")
@pytest.mark.shows("C-03")
@pytest.mark.shows("F-04")
@pytest.mark.shows("FIELD-16")
@in_virtual_time
async def test_answers_that_come_too_late_are_taken_for_nothing_else() -> None:
    async with infusing() as bed:
        await asyncio.sleep(10)
        before, late_at = bed.kinds(), now()
        bed.pump.faults.delay_s = 0.7
        bed.pump.faults.delay_replies = 6
        await bed.until(lambda: bed.pump.faults.delay_replies == 0, 30)
        await asyncio.sleep(5)

        news = set(bed.kinds()[len(before) :])
        assert news <= {"PumpFellSilent", "PumpHeard", "AlarmRaised"}
        assert [] == bed.pump.orders(late_at)
        assert (Phase.INFUSING, 200) == (bed.s.phase, bed.pump.rate_ml_h())


@pytest.mark.shows("RULE-8")
@pytest.mark.shows("INV-05")
@pytest.mark.shows("C-03")
@pytest.mark.shows("COM-05")
@pytest.mark.shows("FIELD-17")
@in_virtual_time
async def test_a_stop_is_confirmed_by_its_own_answer_however_late_the_others_come() -> None:
    async with infusing() as bed:
        await asyncio.sleep(10)
        bed.pump.faults.delay_s = 0.6
        bed.pump.faults.delay_replies = 8
        await asyncio.sleep(1.3)
        await bed.tap("reaction")
        await bed.until(lambda: bed.s.stopped, 15)

        assert 0 == bed.pump.rate_ml_h()
        assert "stopped" == bed.pump.truth().motion
        assert [] == bed.referee.violations


@pytest.mark.shows("RULE-8")
@pytest.mark.shows("INV-10")
@pytest.mark.shows("F-03")
@pytest.mark.shows("FIELD-07")
@in_virtual_time
async def test_a_pump_that_goes_on_by_itself_after_a_power_failure_is_stopped_and_held() -> None:
    async with infusing() as bed:
        bed.pump.faults.resume_after_power = True
        await asyncio.sleep(20)
        infused = bed.s.infused
        bed.pump.power_cycle(0.5)
        await bed.runs_at(200, within_s=2)

        assert await bed.runs_at(0, within_s=4) < 3
        await bed.until(lambda: bed.s.stopped, 3)
        await asyncio.sleep(20)
        assert (Phase.HELD, HoldReason.PUMP_RESET) == (bed.s.phase, bed.s.hold)
        assert "high" == (await bed.alarms())["pump-reset"]
        assert 0 == bed.pump.rate_ml_h()
        assert infused <= bed.s.infused


@pytest.mark.shows("RULE-8")
@pytest.mark.shows("INV-10")
@pytest.mark.shows("F-03")
@pytest.mark.shows("GIP-15")
@pytest.mark.shows("FIELD-07")
@in_virtual_time
async def test_a_pump_that_lost_its_power_is_held_and_its_volume_kept() -> None:
    async with infusing() as bed:
        await asyncio.sleep(30)
        infused, cut_at = bed.s.infused, now()
        bed.pump.power_cycle(2)
        await bed.until(lambda: bed.s.phase is Phase.HELD, 8)
        await asyncio.sleep(30)

        assert HoldReason.PUMP_RESET is bed.s.hold
        assert "RUN" not in bed.pump.commands(cut_at)
        assert infused <= bed.s.infused

        await bed.tap("resume")
        await bed.runs_at(200)
        await asyncio.sleep(20)
        assert bed.s.infused.ul / 1_000 == pytest.approx(
            infused.ul / 1_000 + bed.pump.counter_ml(), abs=0.2
        )


@pytest.mark.shows("RULE-8")
@pytest.mark.shows("INV-02")
@pytest.mark.shows("GIP-17")
@pytest.mark.shows("COM-07")
@in_virtual_time
async def test_another_model_on_the_port_hears_nothing_but_the_question_who_it_is() -> None:
    async with bedside(pump=ListenedPump(profile="ne1000")) as bed:
        await asyncio.sleep(20)

        assert {"VER"} == set(bed.pump.commands())
        pump = (await bed.ward())["chairs"][0]["pump"]
        assert pump["model"] is None
        assert "NE-1000" in pump["trouble"]


@pytest.mark.shows("RULE-8")
@in_virtual_time
async def test_a_pump_that_was_exchanged_while_the_cable_was_out_is_not_driven() -> None:
    async with infusing() as bed:
        await asyncio.sleep(10)
        bed.pump.catch_up()
        other = ListenedPump(profile="ne1000")
        bed.pump.line.devices = (other.device,)
        exchanged_at = now()
        await asyncio.sleep(40)

        assert "RUN" not in bed.pump.commands(exchanged_at)
        assert Phase.INFUSING is not bed.s.phase or bed.s.unproven
