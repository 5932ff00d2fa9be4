"""The pump speaks unasked: instead of an answer, before one, or while nobody asks."""

import asyncio

import pytest

from service.core.session.state import Phase
from tests.field.beside import BOTH, Kind, beside, counting, infusing
from tests.stories.bedside import in_virtual_time, now


@pytest.mark.shows("FIELD-13")
@pytest.mark.parametrize("kind", BOTH)
@in_virtual_time
async def test_an_alarm_instead_of_an_answer_holds_and_no_volume_is_taken_back(kind: Kind) -> None:
    async with infusing(kind) as bed:
        await asyncio.sleep(15)
        alarmed_at = now()
        async with counting(bed) as seen:
            bed.pump.faults.alarm_on_request = kind.alarm
            await bed.until(lambda: bed.s.phase is Phase.HELD, 5)
            await asyncio.sleep(10)
            assert seen[-1] == pytest.approx(bed.pump.counter_ml() * 1_000, abs=10)
        assert [] == [text for text in bed.pump.orders(alarmed_at) if text != kind.stop]
        assert 0 == bed.pump.rate_ml_h()


@pytest.mark.shows("FIELD-13")
@pytest.mark.parametrize("kind", BOTH)
@in_virtual_time
async def test_an_alarm_instead_of_the_answer_to_the_start_delivers_and_counts_nothing(
    kind: Kind,
) -> None:
    async with beside(kind) as bed:
        await bed.prepare(3)
        await asyncio.sleep(1.5)

        def alarm() -> None:
            bed.pump.faults.alarm_on_request = kind.alarm

        bed.pump.on_command[kind.start] = alarm
        async with counting(bed) as seen:
            await bed.tap("start")
            await asyncio.sleep(10)
            assert {0} == set(seen)
        assert (0, 0) == (bed.pump.rate_ml_h(), bed.times("RateReached"))
        assert 0 == bed.pump.executed(kind.start) or kind.name == "alaris"  # heard, and refused


@pytest.mark.shows("FIELD-18")
@pytest.mark.shows("BYTE-09")
@pytest.mark.parametrize("kind", BOTH)
@in_virtual_time
async def test_an_alarm_between_question_and_answer_is_told_and_holds_up_nothing(
    kind: Kind,
) -> None:
    async with infusing(kind) as bed:
        await asyncio.sleep(5)
        for _ in range(3):
            bed.pump.faults.alarm_before_reply = kind.alarm
            asked_at = now()
            await bed.until(lambda: not bed.pump.faults.alarm_before_reply, 3)
            await bed.reported()
            assert now() - asked_at < 2.5
        await bed.until(lambda: bed.s.phase is Phase.HELD, 3)
        assert "pump-alarm" in await bed.alarms()

        await bed.tap("reaction")
        await bed.until(lambda: bed.s.stopped, 3)


@pytest.mark.shows("FIELD-18")
@pytest.mark.parametrize("kind", BOTH)
@in_virtual_time
async def test_an_alarm_before_the_answer_to_stop_does_not_hold_up_the_stop(kind: Kind) -> None:
    async with infusing(kind) as bed:
        await asyncio.sleep(5)

        def alarm() -> None:
            bed.pump.faults.alarm_before_reply = kind.alarm

        bed.pump.on_command[kind.stop] = alarm
        await bed.tap("reaction")
        assert await bed.runs_at(0, within_s=2) < 1
        await bed.until(lambda: bed.s.stopped, 3)
        assert "stopped" == bed.pump.truth().motion


@pytest.mark.shows("BYTE-10")
@pytest.mark.parametrize("kind", BOTH)
@in_virtual_time
async def test_an_alarm_on_an_idle_line_is_told_and_answers_no_question(kind: Kind) -> None:
    async with infusing(kind) as bed:
        await bed.reported()
        await asyncio.sleep(0.5)  # between two polls
        bed.pump.catch_up()
        bed.pump.device.raise_alarm(kind.alarm)
        bed.pump.catch_up()
        alarmed_at = now()

        await bed.until(lambda: bed.s.phase is Phase.HELD, 3)
        await asyncio.sleep(5)
        assert "pump-alarm" in await bed.alarms()
        assert [] == [text for text in bed.pump.orders(alarmed_at) if text != kind.stop]
