"""Nothing is unsafe to repeat, and no volume is given twice (rule 7); late words (rule 7)."""

import asyncio

import pytest

from service.core.session.state import PauseReason, Phase
from service.core.times import seconds
from tests.stories.bedside import (
    INCREMENT_ML,
    NL_PER_ML,
    bedside,
    in_virtual_time,
    infusing,
    now,
    ward_of,
)

SMALL = ward_of(bag_ml="3")
"""54 seconds at 200 mL/h."""


@pytest.mark.shows("RULE-7")
@pytest.mark.shows("INV-04")
@pytest.mark.shows("COM-04")
@in_virtual_time
async def test_stops_and_resumes_whose_answers_are_lost_never_give_more_than_the_order() -> None:
    async with bedside(ward=SMALL) as bed:
        await bed.prepare(3)
        await asyncio.sleep(1.5)

        def lose(replies: int) -> None:
            bed.pump.faults.lose_replies = replies

        bed.pump.on_command["RUN"] = lambda: lose(2)
        await bed.tap("start")
        await bed.runs_at(200)
        for _ in range(3):
            await asyncio.sleep(12)
            bed.pump.on_command["STP"] = lambda: lose(1)
            await bed.tap("pause")
            await bed.until(lambda: bed.s.stopped, 10)
            await asyncio.sleep(1.1)
            bed.pump.on_command["RUN"] = lambda: lose(3)
            await bed.tap("resume")
            await bed.runs_at(200)
        await bed.until(lambda: bed.s.phase is Phase.FLUSHING, 60)
        ended_at = now()
        await asyncio.sleep(30)

        assert 3 - INCREMENT_ML <= bed.pump.counter_ml() <= 3
        assert "RUN" not in bed.pump.commands(ended_at)
        assert 4 == bed.pump.commands().count("RUN")
        assert [] == bed.referee.violations


@pytest.mark.shows("RULE-7")
@pytest.mark.shows("INV-04")
@in_virtual_time
async def test_a_counter_that_did_not_begin_at_zero_ends_at_the_order_too() -> None:
    async with bedside(ward=SMALL) as bed:
        bed.pump.device.preset({"infused_ml": "120"})
        await bed.start(3)
        await bed.until(lambda: bed.s.phase is Phase.FLUSHING, 90)

        assert 123 - 2 * INCREMENT_ML <= bed.pump.counter_ml() <= 123


@pytest.mark.shows("RULE-7")
@pytest.mark.shows("INV-03")
@in_virtual_time
async def test_the_pump_itself_would_stop_at_the_order_without_us() -> None:
    async with infusing(ward=SMALL) as bed:
        truth = bed.pump.truth()
        assert 0 < truth.target_nl <= 3_000_000


@pytest.mark.shows("INV-03")
@pytest.mark.shows("RULE-7")
@in_virtual_time
async def test_what_the_pump_may_deliver_without_us_is_never_more_than_what_is_left() -> None:
    async with infusing(ward=SMALL) as bed:
        for _ in range(3):
            truth = bed.pump.truth()
            allowed_nl = truth.target_nl - truth.phase_nl
            assert 0 < truth.counter_nl + allowed_nl <= 3 * NL_PER_ML

            await asyncio.sleep(13)
            await bed.tap("pause")
            await bed.until(lambda: bed.s.stopped)
            await bed.tap("resume")
            await bed.runs_at(200)


@pytest.mark.shows("RULE-7")
@in_virtual_time
async def test_a_raise_never_stops_the_pump() -> None:
    async with infusing(2, ward=ward_of(speed=60)) as bed:
        await bed.served(28)
        await bed.attest()
        await bed.until(lambda: bed.s.raising)
        seen = set()
        ordered_at = now()
        while 100 not in seen and now() - ordered_at < 5:
            seen.add(bed.pump.rate_ml_h())
            await asyncio.sleep(0.005)

        assert {50, 100} == seen
        assert not {"STP", "RUN"} & set(bed.pump.commands(ordered_at))


@pytest.mark.shows("RULE-7")
@pytest.mark.shows("RULE-10")
@pytest.mark.shows("GIP-06")
@in_virtual_time
async def test_a_word_that_stays_away_pauses_the_pump_and_a_late_one_goes_on_at_the_same_rate() -> (
    None
):
    ward = ward_of(speed=60, late_max=seconds(20))
    async with infusing(2, ward=ward) as bed:
        await bed.served(30)
        await asyncio.sleep(15)
        assert 50 == bed.pump.rate_ml_h()
        await bed.runs_at(0, within_s=8)
        await bed.until(lambda: bed.s.stopped)
        assert (Phase.PAUSED, PauseReason.LATE_ATTESTATION) == (bed.s.phase, bed.s.pause)
        assert "medium" == (await bed.alarms())["paused-for-attestation"]

        await asyncio.sleep(10)
        await bed.attest()
        await bed.until(lambda: bed.pump.rate_ml_h() > 0, 5)
        assert 50 == bed.pump.rate_ml_h()
        assert [] == bed.referee.violations


@pytest.mark.shows("RULE-7")
@in_virtual_time
async def test_the_volume_of_the_order_ends_the_infusion_and_nothing_starts_again() -> None:
    async with infusing(ward=SMALL) as bed:
        await bed.until(lambda: bed.s.phase is Phase.FLUSHING, 60)
        ended_at = now()
        assert 0 == bed.pump.rate_ml_h()
        await bed.until(lambda: bed.s.stopped, 3)
        await asyncio.sleep(20)

        assert not [text for text in bed.pump.orders(ended_at) if text != "STP"]
        assert {"flush-due": "low"} == await bed.alarms()
