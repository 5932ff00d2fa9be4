"""A hand at the pump wins, up to the ceiling (rule 6); reactions and pauses (rule 13)."""

import asyncio

import pytest

from service.core.session.state import HoldReason, Phase
from tests.stories.bedside import in_virtual_time, infusing, now, ward_of

FAST = ward_of(speed=60)


@pytest.mark.shows("RULE-6")
@pytest.mark.shows("INV-08")
@pytest.mark.shows("F-08")
@pytest.mark.shows("C-13")
@pytest.mark.shows("REC-06")
@pytest.mark.shows("FIELD-21")
@in_virtual_time
async def test_a_pump_stopped_at_the_keypad_is_left_alone_until_a_person_resumes() -> None:
    async with infusing() as bed:
        await asyncio.sleep(20)
        pressed_at = now()
        bed.pump.press("stop")
        await bed.until(lambda: bed.s.phase is Phase.HELD, 3)
        await asyncio.sleep(60)

        assert HoldReason.STOPPED_AT_PUMP is bed.s.hold
        assert [] == bed.pump.orders(pressed_at)
        assert "medium" == (await bed.alarms())["held"]

        await bed.tap("resume")
        await bed.runs_at(200)
        await asyncio.sleep(10)
        assert Phase.INFUSING is bed.s.phase
        assert 1 == bed.pump.commands(pressed_at).count("RUN")
        assert [] == bed.referee.violations


@pytest.mark.shows("RULE-6")
@pytest.mark.shows("INV-08")
@pytest.mark.shows("F-08")
@pytest.mark.shows("FIELD-21")
@pytest.mark.parametrize(
    ("hand", "alarm", "priority"),
    [("30", "held", "medium"), ("120", "raised-at-pump", "high")],
)
def test_a_rate_keyed_up_to_the_ceiling_is_told_and_not_touched(
    hand: str, alarm: str, priority: str
) -> None:
    @in_virtual_time
    async def story() -> None:
        async with infusing(2) as bed:
            await asyncio.sleep(20)
            keyed_at = now()
            bed.pump.press("rate", hand)
            await bed.until(lambda: bed.s.phase is Phase.HELD, 3)
            await asyncio.sleep(60)

            assert HoldReason.CHANGED_AT_PUMP is bed.s.hold
            assert float(hand) == bed.pump.rate_ml_h()
            assert [] == bed.pump.orders(keyed_at)
            assert priority == (await bed.alarms())[alarm]

            await bed.tap("reaction")
            assert await bed.runs_at(0, within_s=2) < 1

    story()


@pytest.mark.shows("RULE-6")
@pytest.mark.shows("INV-01")
@pytest.mark.shows("F-08")
@in_virtual_time
async def test_a_rate_keyed_above_the_ceiling_is_stopped_within_two_seconds() -> None:
    async with infusing(2) as bed:
        await asyncio.sleep(20)
        bed.pump.press("rate", "300")

        assert await bed.runs_at(0, within_s=3) < 2
        await asyncio.sleep(20)
        assert (Phase.HELD, HoldReason.OVER_THE_LIMIT) == (bed.s.phase, bed.s.hold)
        assert "high" == (await bed.alarms())["over-the-limit"]
        assert 0 == bed.pump.rate_ml_h()


@pytest.mark.shows("RULE-6")
@pytest.mark.shows("RULE-13")
@pytest.mark.shows("F-08")
@pytest.mark.shows("C-13")
@pytest.mark.shows("FIELD-21")
@in_virtual_time
async def test_a_pump_started_by_hand_after_a_reaction_is_told_and_stops_at_the_next_tap() -> None:
    async with infusing() as bed:
        await asyncio.sleep(20)
        await bed.tap("reaction")
        await bed.until(lambda: bed.s.stopped)
        pressed_at = now()
        bed.pump.press("start")
        await bed.until(lambda: bed.s.phase is Phase.HELD, 3)
        await asyncio.sleep(20)

        assert HoldReason.CHANGED_AT_PUMP is bed.s.hold
        assert [] == bed.pump.orders(pressed_at)
        assert "high" == (await bed.alarms())["running-while-stopped"]

        await bed.tap("reaction")
        assert await bed.runs_at(0, within_s=2) < 1
        await bed.until(lambda: bed.s.stopped)
        assert Phase.INTERRUPTED is bed.s.phase


@pytest.mark.shows("RULE-6")
@pytest.mark.shows("INV-04")
@in_virtual_time
async def test_more_than_the_order_is_stopped_even_when_a_hand_runs_it() -> None:
    async with infusing(ward=ward_of(bag_ml="2")) as bed:
        await bed.until(lambda: bed.pump.counter_ml() > 1.5, 60)
        await bed.tap("reaction")
        await bed.until(lambda: bed.s.stopped)
        bed.pump.press("start")

        await bed.until(lambda: bed.pump.counter_ml() >= 2.1, 60)
        assert await bed.runs_at(0, within_s=3) < 2
        await asyncio.sleep(5)
        assert (Phase.HELD, HoldReason.OVER_THE_LIMIT) == (bed.s.phase, bed.s.hold)


@pytest.mark.shows("RULE-13")
@pytest.mark.shows("INV-09")
@pytest.mark.shows("C-12")
@in_virtual_time
async def test_after_a_reaction_it_goes_on_at_half_and_after_a_pause_at_the_same_rate() -> None:
    async with infusing(2, ward=FAST) as bed:
        await bed.served(28)
        await bed.attest()
        await bed.runs_at(100)
        await bed.until(lambda: bed.s.step_no == 2 and bed.s.served > 0)
        await bed.tap("pause")
        await bed.until(lambda: bed.s.stopped)
        await asyncio.sleep(1.1)
        await bed.tap("resume")
        await bed.until(lambda: bed.pump.rate_ml_h() > 0)
        assert 100 == bed.pump.rate_ml_h()

        await asyncio.sleep(3)
        await bed.tap("reaction")
        await bed.tap("grade", grade=2)
        await bed.until(lambda: bed.s.stopped)
        await asyncio.sleep(1.1)
        await bed.resume_after_reaction()
        await bed.until(lambda: bed.pump.rate_ml_h() > 0)
        assert 25 == bed.pump.rate_ml_h()
        assert [] == bed.referee.violations


@pytest.mark.shows("RULE-13")
@in_virtual_time
async def test_a_reaction_comes_before_a_step_due_at_the_same_moment() -> None:
    async with infusing(2, ward=FAST) as bed:
        await bed.served(28)
        await bed.attest()
        await bed.until(lambda: bed.s.raising)
        await bed.tap("reaction")
        await asyncio.sleep(5)

        assert 0 == bed.pump.rate_ml_h()
        assert (Phase.INTERRUPTED, True) == (bed.s.phase, bed.s.stopped)
