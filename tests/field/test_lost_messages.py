"""A question or an answer is lost: the next reading decides, and nothing is given twice."""

import asyncio
from functools import partial

import pytest

from drivers.quantities import NO_RATE
from tests.field.beside import BOTH, Kind, beside, counting, infusing, undisturbed
from tests.stories.bedside import Bedside, in_virtual_time


def reached_times(bed: Bedside, times: int) -> bool:
    return bed.times("RateReached") == times


@pytest.mark.shows("FIELD-06")
@pytest.mark.parametrize("lost", [1, 2, 5])
@pytest.mark.parametrize("kind", BOTH)
@in_virtual_time
async def test_answers_lost_in_a_row_fail_no_infusion(kind: Kind, lost: int) -> None:
    async with infusing(kind) as bed:
        await asyncio.sleep(5)
        async with undisturbed(bed):
            bed.pump.faults.lose_replies = lost
            await bed.until(lambda: bed.pump.faults.lose_replies == 0, 60)


@pytest.mark.shows("FIELD-06")
@pytest.mark.parametrize("kind", BOTH)
@in_virtual_time
async def test_every_third_answer_lost_for_a_minute_fails_no_infusion(kind: Kind) -> None:
    async with infusing(kind) as bed:
        await asyncio.sleep(5)
        async with undisturbed(bed):
            for _ in range(20):
                bed.pump.faults.lose_replies = 1
                await asyncio.sleep(3)


@pytest.mark.shows("FIELD-11")
@pytest.mark.parametrize("kind", BOTH)
@in_virtual_time
async def test_a_start_and_a_resume_that_were_obeyed_unheard_are_given_once_each(
    kind: Kind,
) -> None:
    async with beside(kind) as bed:
        await bed.prepare(3)
        await asyncio.sleep(1.5)

        def lose_it() -> None:
            bed.pump.faults.lose_replies = 1

        for times, verb in enumerate(("start", "resume"), 1):
            bed.pump.on_command[kind.start] = lose_it
            await bed.tap(verb)
            await bed.runs_at(200, within_s=5)
            assert times - 1 == bed.times("RateReached")
            await bed.until(partial(reached_times, bed, times), 15)
            await asyncio.sleep(5)
            # The second time nothing tells the state before from the state after but the start.
            assert times == bed.pump.executed(kind.start)
            await bed.tap("pause")
            await bed.until(lambda: bed.s.stopped)
        assert [] == bed.referee.violations


@pytest.mark.shows("FIELD-12")
@pytest.mark.parametrize("kind", BOTH)
@in_virtual_time
async def test_a_start_that_never_arrived_counts_for_nothing_and_does_not_stay_in_doubt(
    kind: Kind,
) -> None:
    async with beside(kind) as bed:
        await bed.prepare(3)
        await asyncio.sleep(1.5)

        def lose_it() -> None:
            bed.pump.faults.lose_requests = 1

        bed.pump.on_command[kind.start] = lose_it
        async with counting(bed) as seen:
            await bed.tap("start")
            await bed.until(lambda: kind.start in bed.pump.commands(), 5)
            await asyncio.sleep(kind.answer_s / 2)
            assert (0, NO_RATE) == (bed.pump.rate_ml_h(), bed.s.reached)
            await bed.until(lambda: bed.times("RateReached") == 1, 15)
            assert bed.s.reach is not None
            assert {0} == set(seen) - {bed.s.reach.infused.ul}
            await asyncio.sleep(10)
        assert (1, {}) == (bed.pump.executed(kind.start), await bed.alarms())
