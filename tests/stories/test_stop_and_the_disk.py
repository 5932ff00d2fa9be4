"""STOP waits for nothing; everything that starts or raises waits for the disk (rules 1 and 2)."""

import asyncio

import pytest

from service.core.session.state import Phase
from simulators.faults import Faults
from tests.stories.bedside import (
    BITS_PER_BYTE,
    LINE_BAUD,
    Bedside,
    bedside,
    in_virtual_time,
    infusing,
    now,
    ward_of,
)

EXCHANGE_BYTES = 60
"""No question of this family is longer with its answer."""
LOOKS_S = 3 * 0.004
"""The line of a simulation is looked at every 4 ms."""
ONE_EXCHANGE_S = EXCHANGE_BYTES * BITS_PER_BYTE / LINE_BAUD + Faults().turnaround_s + LOOKS_S
FAST = ward_of(speed=60)
"""A minute of infusion is a second."""


async def stop_sent_after(bed: Bedside, tapped_at: float) -> float:
    """How long after a tap the first STOP was on the wire."""
    await bed.until(lambda: "STP" in bed.pump.commands(tapped_at), 2.0)
    return next(at for at, text in bed.pump.sent if at >= tapped_at and text == "STP") - tapped_at


async def freeze_before_the_raise(bed: Bedside) -> None:
    """The first step is attested and nearly served; then the disk answers no more."""
    await bed.served(28)
    await bed.attest()
    await bed.until(lambda: bed.world.service.ward.desk.writer.status.events_waiting == 0)
    bed.disk.freeze()


@pytest.mark.shows("RULE-1")
@pytest.mark.shows("INV-06")
@in_virtual_time
async def test_stop_waits_for_no_more_than_the_exchange_in_flight() -> None:
    async with infusing() as bed:
        for n in range(12):
            await asyncio.sleep(1 + n * 0.0083)  # somewhere in and between the readings
            tapped_at = now()
            await bed.tap("pause")

            assert await stop_sent_after(bed, tapped_at) <= ONE_EXCHANGE_S

            await bed.until(lambda: bed.s.stopped)
            await asyncio.sleep(1.1)
            await bed.tap("resume")
            await bed.runs_at(200)
        assert [] == bed.referee.violations


@pytest.mark.shows("RULE-1")
@pytest.mark.shows("INV-06")
@pytest.mark.shows("INV-20")
@pytest.mark.shows("F-07")
@in_virtual_time
async def test_on_a_frozen_disk_a_reaction_is_on_the_wire_and_answered_at_once() -> None:
    async with infusing() as bed:
        bed.disk.freeze()
        tapped_at = now()

        answer = await bed.post("reaction", tap="tap-frozen-1")

        assert (202, tapped_at) == (answer.status_code, now())
        assert await stop_sent_after(bed, tapped_at) <= ONE_EXCHANGE_S
        await bed.until(lambda: bed.s.stopped, 2.0)
        assert 0 == bed.pump.rate_ml_h()
        await asyncio.sleep(3)
        assert (await bed.look())["recorded"] is False
        assert "not-saved" == (await bed.ward())["record"]["state"]

        bed.disk.release()
        await asyncio.sleep(1)
        assert (await bed.look())["recorded"] is True
        assert "saved" == (await bed.ward())["record"]["state"]


@pytest.mark.shows("RULE-1")
@pytest.mark.shows("INV-06")
@in_virtual_time
async def test_a_stop_does_not_wait_behind_what_is_still_unrecorded() -> None:
    async with infusing(2, ward=FAST) as bed:
        await freeze_before_the_raise(bed)
        await bed.until(lambda: bed.s.raising, 5)
        await asyncio.sleep(3)
        tapped_at = now()

        answer = await bed.post("pause", tap="tap-behind-1")

        assert (202, tapped_at) == (answer.status_code, now())
        assert await stop_sent_after(bed, tapped_at) <= ONE_EXCHANGE_S
        await bed.until(lambda: bed.s.stopped, 2.0)
        bed.disk.release()


@pytest.mark.shows("RULE-1")
@pytest.mark.shows("RULE-6")
@in_virtual_time
async def test_a_stop_that_nobody_tapped_does_not_wait_for_the_disk_either() -> None:
    async with infusing(2) as bed:
        bed.disk.freeze()
        bed.pump.press("rate", "300")

        assert await bed.runs_at(0, within_s=3) < 2
        bed.disk.release()


@pytest.mark.shows("RULE-1")
@pytest.mark.shows("F-07")
@pytest.mark.shows("INV-20")
@pytest.mark.shows("FDA-04")
@in_virtual_time
async def test_on_a_failing_disk_stop_works_too() -> None:
    async with infusing() as bed:
        bed.disk.fill()
        tapped_at = now()

        await bed.post("pause", tap="tap-full-1")

        assert await stop_sent_after(bed, tapped_at) <= ONE_EXCHANGE_S
        await bed.until(lambda: bed.s.stopped, 2.0)
        assert "not-saved" == (await bed.ward())["record"]["state"]
        bed.disk.mend()


@pytest.mark.shows("RULE-1")
@pytest.mark.shows("INV-05")
@in_virtual_time
async def test_stop_is_repeated_on_a_dead_line_and_says_that_it_is_not_confirmed() -> None:
    async with infusing() as bed:
        bed.pump.faults.deaf = True
        tapped_at = now()
        await bed.post("reaction", tap="tap-dead-1")

        assert bed.s.association is not None
        answer_max_s = bed.s.association.capabilities.answer_max_ms / 1_000
        assert await stop_sent_after(bed, tapped_at) <= answer_max_s
        await asyncio.sleep(8)
        assert bed.pump.commands(tapped_at).count("STP") > 10
        assert "high" == (await bed.alarms())["stop-not-confirmed"]

        bed.pump.faults.deaf = False
        assert await bed.runs_at(0, within_s=2.0) < 1.0
        await bed.until(lambda: bed.s.stopped, 2.0)
        states = {each["id"]: each["state"] for each in (await bed.look())["alarms"]}
        assert "resolved" == states["stop-not-confirmed"]  # it waits for a person


@pytest.mark.shows("RULE-2")
@pytest.mark.shows("INV-11")
@pytest.mark.shows("INV-20")
@in_virtual_time
async def test_nothing_is_started_and_no_start_is_answered_before_it_is_recorded() -> None:
    async with bedside() as bed:
        await bed.prepare(3)
        await asyncio.sleep(1.5)
        bed.disk.freeze()
        ordered_at = now()

        answer = await bed.post("start", tap="tap-start-1")
        await asyncio.sleep(5)

        assert 503 == answer.status_code
        assert [] == bed.pump.orders(ordered_at)
        assert "not-saved" == (await bed.ward())["record"]["state"]

        bed.disk.release()
        await bed.runs_at(200, within_s=2.0)
        again = await bed.post("start", tap="tap-start-1")
        await asyncio.sleep(2)
        assert 200 == again.status_code
        assert 1 == bed.pump.commands(ordered_at).count("RUN")


@pytest.mark.shows("RULE-2")
@pytest.mark.shows("F-07")
@pytest.mark.shows("INV-20")
@in_virtual_time
async def test_nothing_is_raised_while_the_disk_is_frozen_and_then_it_goes_on() -> None:
    async with infusing(2, ward=FAST) as bed:
        await freeze_before_the_raise(bed)
        frozen_at = now()
        await bed.until(lambda: bed.s.raising, 5)
        await asyncio.sleep(5)

        assert [] == bed.pump.orders(frozen_at)
        assert 50 == bed.pump.rate_ml_h()
        assert "not-saved" == (await bed.ward())["record"]["state"]

        bed.disk.release()
        assert await bed.runs_at(100, within_s=2.0) < 1.0
        assert Phase.INFUSING is bed.s.phase
        assert [] == bed.referee.violations


@pytest.mark.shows("RULE-2")
@pytest.mark.shows("INV-11")
@in_virtual_time
async def test_a_raise_waits_for_its_own_record_also_on_a_disk_that_is_merely_slow() -> None:
    async with infusing(2, ward=FAST) as bed:
        await freeze_before_the_raise(bed)
        bed.disk.release()
        bed.disk.slow_s = 1.5
        await bed.until(lambda: bed.s.raising, 5)
        served_at = now()

        await bed.runs_at(100, within_s=5)

        raised_at = next(at for at, text in bed.pump.sent if text.startswith("RAT100"))
        assert raised_at - served_at > 1.4


@pytest.mark.shows("RULE-2")
@pytest.mark.shows("RULE-5")
@in_virtual_time
async def test_a_raise_that_the_disk_held_back_for_two_minutes_needs_a_new_attestation() -> None:
    async with infusing(2, ward=FAST) as bed:
        await freeze_before_the_raise(bed)
        frozen_at = now()
        await bed.until(lambda: bed.s.raising, 5)
        await asyncio.sleep(122)

        assert (Phase.INFUSING, False) == (bed.s.phase, bed.s.raising)
        assert bed.s.attested is None
        bed.disk.release()
        await asyncio.sleep(10)
        assert [] == bed.pump.orders(frozen_at)
        assert 50 == bed.pump.rate_ml_h()
