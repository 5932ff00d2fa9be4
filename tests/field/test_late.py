"""Answers that come late: below and above what a family may take, up to four seconds."""

import asyncio

import pytest

from service.core.session.state import Phase
from tests.field.beside import BOTH, NEW_ERA, Kind, beside, infusing, undisturbed
from tests.stories.bedside import in_virtual_time, now

LATE_S = [0.3, 0.6, 1.0, 2.0, 4.0, 4.6]


@pytest.mark.shows("FIELD-16")
@pytest.mark.parametrize("late_s", LATE_S)
@pytest.mark.parametrize("kind", BOTH)
@in_virtual_time
async def test_a_late_answer_is_not_the_answer_to_the_next_question(
    kind: Kind, late_s: float
) -> None:
    async with infusing(kind) as bed:
        await asyncio.sleep(5)
        async with undisturbed(bed):
            bed.pump.faults.change({"delay_replies": 3, "delay_s": late_s})
            await bed.until(lambda: bed.pump.faults.delay_replies == 0, 60)
            await asyncio.sleep(late_s)


@pytest.mark.shows("FIELD-16")
@pytest.mark.parametrize("late_s", LATE_S)
@pytest.mark.parametrize("kind", BOTH)
@in_virtual_time
async def test_a_late_answer_that_says_running_does_not_hide_the_stop_key(
    kind: Kind, late_s: float
) -> None:
    async with infusing(kind) as bed:
        await asyncio.sleep(5)
        bed.pump.faults.change({"delay_replies": 2, "delay_s": late_s})
        await bed.until(lambda: bed.pump.faults.delay_replies == 0, 30)
        pressed_at = now()
        bed.pump.press("stop")

        await bed.until(lambda: bed.s.phase is Phase.HELD, 20)
        await asyncio.sleep(5)
        assert [] == bed.pump.orders(pressed_at)
        assert 0 == bed.pump.rate_ml_h()


@pytest.mark.shows("FIELD-17")
@pytest.mark.parametrize("late_s", LATE_S)
@pytest.mark.parametrize("kind", BOTH)
@in_virtual_time
async def test_nothing_is_sent_again_while_an_answer_is_still_to_come(
    kind: Kind, late_s: float
) -> None:
    async with beside(kind) as bed:
        await bed.prepare(3)
        await asyncio.sleep(1.5)

        def be_late() -> None:
            bed.pump.faults.change({"delay_replies": 1, "delay_s": late_s})

        bed.pump.on_command[kind.start] = be_late
        await bed.tap("start")
        await bed.until(lambda: kind.start in bed.pump.commands(), 10)
        (sent_at,) = [at for at, text in bed.pump.sent if text == kind.start]
        await bed.until(lambda: bed.times("RateReached") == 1, 20)
        await asyncio.sleep(5)

        assert 1 == bed.pump.executed(kind.start)
        after = [at for at, _ in bed.pump.sent if at > sent_at]
        quiet_s = min(late_s, 2 * kind.answer_s)  # its time, and as long again after a time-out
        assert after[0] - sent_at >= quiet_s - 0.01


@pytest.mark.shows("FIELD-17")
@in_virtual_time
async def test_a_stop_to_a_pump_that_answers_everything_late_is_sent_at_once_and_confirmed() -> (
    None
):
    async with infusing(NEW_ERA) as bed:
        await asyncio.sleep(5)
        bed.pump.faults.change({"delay_replies": -1, "delay_s": 0.4})
        await asyncio.sleep(3)
        tapped_at = now()
        await bed.tap("reaction")

        assert await bed.runs_at(0, within_s=3) < 1
        await bed.until(lambda: bed.s.stopped, 5)
        assert bed.pump.commands(tapped_at).count(kind_stop := NEW_ERA.stop) <= 3, kind_stop
