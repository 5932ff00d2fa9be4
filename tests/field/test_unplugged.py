"""The adapter vanishes and comes back: once, in a storm, in the middle of an answer or an order."""

import asyncio

import pytest

from service.core.session.state import Phase
from tests.field.beside import BOTH, Kind, beside, infusing, undisturbed
from tests.stories.bedside import in_virtual_time, now

POLL_S = 1.0


@pytest.mark.shows("FIELD-02")
@pytest.mark.shows("FIELD-10")
@pytest.mark.parametrize("outage_s", [0.2, 1.0, 3.0, 10.0])
@pytest.mark.parametrize("kind", BOTH)
@in_virtual_time
async def test_an_outage_of_any_length_is_told_by_its_length_and_moves_nothing(
    kind: Kind, outage_s: float
) -> None:
    async with infusing(kind) as bed:
        await asyncio.sleep(5)
        async with undisturbed(bed):
            bed.pump.unplug(outage_s)
            told = 0
            for _ in range(round((outage_s + 3 * POLL_S) / 0.1)):
                await asyncio.sleep(0.1)
                told += "pump-silent" in await bed.alarms()
            assert (outage_s > 5) is (told > 0)
            assert {} == await bed.alarms()
        assert 1 == bed.pump.executed(kind.start)


@pytest.mark.shows("FIELD-03")
@pytest.mark.parametrize("kind", BOTH)
@in_virtual_time
async def test_a_port_that_hangs_up_at_every_question_is_tried_once_a_second_and_recovers(
    kind: Kind,
) -> None:
    async with infusing(kind) as bed:
        await asyncio.sleep(5)
        async with undisturbed(bed):
            bed.pump.tried.clear()
            bed.pump.faults.change({"unplug_on_request": -1, "unplug_s": 0.008})
            await asyncio.sleep(12)
            assert 11 <= len(bed.pump.tried) <= 13
            assert "pump-silent" in await bed.alarms()


@pytest.mark.shows("FIELD-03")
@pytest.mark.parametrize("kind", BOTH)
@in_virtual_time
async def test_a_stop_gets_through_a_port_that_hangs_up_at_every_question(kind: Kind) -> None:
    async with infusing(kind) as bed:
        await asyncio.sleep(5)
        bed.pump.faults.change({"unplug_on_request": -1, "unplug_s": 0.008})
        await asyncio.sleep(3)
        tapped_at = now()
        bed.pump.tried.clear()
        await bed.tap("pause")

        assert await bed.runs_at(0, within_s=5) < 2
        await asyncio.sleep(4)
        assert not bed.s.stopped  # it stands, and has not said so
        assert len(bed.pump.tried) <= 25 * (now() - tapped_at)
        bed.pump.faults.clear()
        await bed.until(lambda: bed.s.stopped, 5)
        assert Phase.PAUSED is bed.s.phase


@pytest.mark.shows("FIELD-02")
@pytest.mark.shows("INV-05")
@pytest.mark.parametrize("kind", BOTH)
@in_virtual_time
async def test_a_stop_tapped_while_the_adapter_is_away_goes_out_when_it_is_back(
    kind: Kind,
) -> None:
    async with infusing(kind) as bed:
        await asyncio.sleep(5)
        bed.pump.unplug(4)
        await asyncio.sleep(1)
        await bed.tap("pause")  # no reaction: the referee of that one has a healthy line in mind
        await asyncio.sleep(3)
        assert 200 == bed.pump.rate_ml_h()

        assert await bed.runs_at(0, within_s=5) < 1
        await bed.until(lambda: bed.s.stopped, 2)


@pytest.mark.shows("FIELD-01")
@pytest.mark.parametrize("at", [0, 1, 4, 7])
@pytest.mark.parametrize("kind", BOTH)
@in_virtual_time
async def test_a_line_lost_in_the_middle_of_an_answer_leaves_no_half_behind(
    kind: Kind, at: int
) -> None:
    async with infusing(kind) as bed:
        await asyncio.sleep(5)
        async with undisturbed(bed):
            for _ in range(4):
                bed.pump.faults.change({"unplug_in_reply": 1, "split_at": at, "unplug_s": 0.3})
                await bed.until(lambda: bed.pump.faults.unplug_in_reply == 0, 5)
                await bed.reported()


@pytest.mark.shows("FIELD-09")
@pytest.mark.parametrize("order", ["rate", "start"])
@pytest.mark.parametrize("kind", BOTH)
@in_virtual_time
async def test_an_order_is_given_once_though_the_port_closes_before_its_answer(
    kind: Kind, order: str
) -> None:
    async with beside(kind) as bed:
        await bed.prepare(3)
        await asyncio.sleep(1.5)

        def close_it() -> None:
            bed.pump.faults.change({"unplug_on_request": 1, "unplug_s": 1.0})

        bed.pump.on_command[getattr(kind, order)] = close_it
        await bed.tap("start")
        await bed.until(lambda: len(bed.pump.tried) > 1, 5)
        assert (200 if order == "start" else 0) == bed.pump.rate_ml_h()
        assert 0 == bed.times("RateReached")
        await bed.until(lambda: bed.times("RateReached") == 1, 10)
        await asyncio.sleep(5)

        assert 1 == bed.pump.executed(kind.start)
        assert 200 == bed.pump.rate_ml_h()
        assert [] == bed.referee.violations


@pytest.mark.shows("FIELD-09")
@pytest.mark.parametrize("kind", BOTH)
@in_virtual_time
async def test_a_stop_that_was_obeyed_as_the_port_closed_is_read_back_and_confirmed(
    kind: Kind,
) -> None:
    async with infusing(kind) as bed:
        await asyncio.sleep(5)

        def close_it() -> None:
            bed.pump.faults.change({"unplug_on_request": 1, "unplug_s": 1.0})

        bed.pump.on_command[kind.stop] = close_it
        await bed.tap("reaction")
        assert await bed.runs_at(0, within_s=2) < 1
        assert not bed.s.stopped
        await bed.until(lambda: bed.s.stopped, 5)
        await asyncio.sleep(5)

        assert "stopped" == bed.pump.truth().motion
        assert 1 == bed.pump.executed(kind.start)
