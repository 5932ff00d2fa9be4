"""Reports are believed, not commands; time counts only while it is served (rules 3 and 4)."""

import asyncio

import pytest

from drivers.quantities import NO_RATE, NO_VOLUME
from service.core.session.state import HoldReason, Phase
from service.core.times import seconds
from tests.stories.bedside import (
    Bedside,
    ListenedPump,
    bedside,
    in_virtual_time,
    infusing,
    now,
    ward_of,
)

FAST = ward_of(speed=60)
POLL_S = 1.1
"""How old the last report may be when something happens."""
COUNTER_S = 0.1 / 200 * 3600
"""What the last digit of the counter may hide of the time at 200 mL/h."""


async def start_unheard(bed: Bedside) -> None:
    """Start a third infusion on a pump that obeys, and from then on is not heard any more."""
    await bed.prepare(3)
    await asyncio.sleep(1.5)
    assert (await bed.look())["second_check_asked"] is True
    bed.pump.on_command["RUN"] = bed.pump.mute
    await bed.tap("start")
    await bed.runs_at(200, within_s=2.0)


@pytest.mark.shows("RULE-3")
@pytest.mark.shows("INV-12")
@pytest.mark.shows("F-04")
@pytest.mark.shows("COM-04")
@in_virtual_time
async def test_a_start_whose_answer_is_lost_is_reached_when_a_report_says_so() -> None:
    async with bedside() as bed:
        await start_unheard(bed)
        await asyncio.sleep(3)

        assert bed.s.reached == NO_RATE
        assert "RateReached" not in bed.kinds()
        assert (await bed.look())["started_at"] is None

        bed.pump.mute(False)
        heard_at = now()
        await bed.until(lambda: bed.times("RateReached") == 1, 3)
        await asyncio.sleep(10)
        assert bed.s.served / 1_000 <= now() - heard_at
        assert 1 == bed.pump.commands().count("RUN")


@pytest.mark.shows("RULE-3")
@in_virtual_time
async def test_what_ran_in_unseen_has_begun_and_no_second_check_is_asked_for_going_on() -> None:
    async with bedside() as bed:
        await start_unheard(bed)
        await asyncio.sleep(5)
        await bed.tap("pause")
        bed.pump.mute(False)
        await bed.until(lambda: bed.s.counted > NO_VOLUME, 3)
        await asyncio.sleep(2)

        seen = await bed.look()
        assert (seen["phase"], seen["started_at"]) == ("paused", None)
        assert seen["second_check_asked"] is False
        assert "second-check-missing" not in {each["id"] for each in seen["resume_gates"]}
        await bed.tap("resume")
        await bed.runs_at(200, within_s=2.0)


@pytest.mark.shows("RULE-3")
@pytest.mark.shows("F-04")
@pytest.mark.shows("COM-04")
@pytest.mark.shows("FIELD-12")
@in_virtual_time
async def test_a_start_that_the_pump_never_heard_is_not_taken_for_one() -> None:
    async with bedside() as bed:
        await bed.prepare(3)
        await asyncio.sleep(1.5)

        def lose_it() -> None:
            bed.pump.faults.lose_requests = 1

        bed.pump.on_command["RUN"] = lose_it
        await bed.tap("start")
        await bed.until(lambda: "RUN" in bed.pump.commands(), 2.0)
        await asyncio.sleep(0.5)
        assert (0, NO_RATE) == (bed.pump.rate_ml_h(), bed.s.reached)

        await bed.runs_at(200, within_s=5.0)
        await bed.until(lambda: bed.times("RateReached") == 1, 3)


@pytest.mark.shows("RULE-3")
@in_virtual_time
async def test_the_clock_of_a_raised_step_runs_from_the_report() -> None:
    async with infusing(2, ward=FAST) as bed:
        await bed.served(28)
        await bed.attest()
        bed.pump.on_command["RAT100"] = bed.pump.mute
        await bed.runs_at(100, within_s=5)
        await asyncio.sleep(4)

        assert "50" == (bed.s.reached or NO_RATE).ml_per_h
        assert 1 == bed.s.step_no

        bed.pump.mute(False)
        heard_at = now()
        await bed.until(lambda: bed.s.step_no == 2, 3)
        assert bed.s.served / 1_000 / 60 <= now() - heard_at


@pytest.mark.shows("RULE-4")
@in_virtual_time
async def test_a_pause_stops_the_served_clock() -> None:
    async with infusing() as bed:
        await asyncio.sleep(20)
        await bed.tap("pause")
        await bed.until(lambda: bed.s.stopped)
        served = bed.s.served

        await asyncio.sleep(40)
        assert served == bed.s.served

        await bed.tap("resume")
        await bed.runs_at(200)
        resumed_at = now()
        await asyncio.sleep(10)
        assert served < bed.s.served <= served + (now() - resumed_at) * 1_000


@pytest.mark.shows("RULE-4")
@in_virtual_time
async def test_an_alarm_at_the_pump_stops_the_served_clock_and_holds() -> None:
    async with infusing() as bed:
        await asyncio.sleep(20)
        await bed.reported()
        served, held_at = bed.s.served, now()
        bed.pump.device.raise_alarm("S")
        await asyncio.sleep(30)

        assert HoldReason.PUMP_ALARM is bed.s.hold
        assert served == bed.s.served
        assert [] == bed.pump.orders(held_at)
        assert "medium" == (await bed.alarms())["pump-alarm"]


@pytest.mark.shows("RULE-4")
@in_virtual_time
async def test_a_hand_that_stops_the_pump_stops_the_served_clock_with_the_last_report() -> None:
    async with infusing() as bed:
        await asyncio.sleep(20)
        await bed.reported()
        served = bed.s.served
        bed.pump.press("stop")
        await bed.until(lambda: bed.s.phase is Phase.HELD, 3)
        await asyncio.sleep(10)

        assert served == bed.s.served


@pytest.mark.shows("RULE-4")
@in_virtual_time
async def test_a_gap_in_which_the_pump_ran_is_served_as_its_counter_proves() -> None:
    async with infusing() as bed:
        await asyncio.sleep(20)
        served, gap_at = bed.s.served, now()
        bed.pump.mute()
        await asyncio.sleep(40)
        assert bed.s.served - served < 3_000
        bed.pump.mute(False)
        await bed.until(lambda: not bed.s.unproven, 3)

        gap_s = now() - gap_at
        assert gap_s - COUNTER_S <= (bed.s.served - served) / 1_000 <= gap_s + POLL_S


@pytest.mark.shows("RULE-4")
@in_virtual_time
async def test_a_gap_in_which_the_pump_stood_is_not_served_although_it_runs_again() -> None:
    async with infusing() as bed:
        await asyncio.sleep(20)
        served = bed.s.served
        bed.pump.mute()
        await asyncio.sleep(10)
        bed.pump.press("stop")
        await asyncio.sleep(25)
        bed.pump.press("start")
        await asyncio.sleep(5)
        bed.pump.mute(False)
        await bed.until(lambda: not bed.s.unproven, 3)

        ran_s = (bed.s.served - served) / 1_000
        assert 15 - COUNTER_S - POLL_S <= ran_s <= 15 + COUNTER_S + POLL_S


@pytest.mark.shows("RULE-9")
@pytest.mark.shows("GIP-03")
@in_virtual_time
async def test_two_clocks_that_disagree_alarm_and_nothing_is_raised() -> None:
    ward = ward_of(speed=60)
    async with bedside(ward=ward, pump=ListenedPump(speed=50)) as bed:
        await bed.start(2)
        await bed.served(28)
        await bed.attest()
        await asyncio.sleep(8)

        assert "high" == (await bed.alarms())["volume-mismatch"]
        assert 50 == bed.pump.rate_ml_h()
        assert 1 == bed.s.step_no


@pytest.mark.shows("RULE-10")
@pytest.mark.shows("INV-02")
@pytest.mark.shows("GIP-02")
@in_virtual_time
async def test_without_a_word_the_rate_stays_and_with_it_the_next_step_begins() -> None:
    async with infusing(2, ward=FAST) as bed:
        await bed.served(30)
        await asyncio.sleep(15)

        assert 50 == bed.pump.rate_ml_h()
        assert "medium" == (await bed.alarms())["attestation-due"]

        await bed.attest()
        assert await bed.runs_at(100, within_s=4) < 3
        assert [] == bed.referee.violations


@pytest.mark.shows("RULE-10")
@in_virtual_time
async def test_a_word_taken_back_raises_nothing() -> None:
    async with infusing(2, ward=FAST) as bed:
        await bed.served(27)
        await bed.attest()
        await bed.tap("attestation/withdrawal")
        await asyncio.sleep(10)

        assert 50 == bed.pump.rate_ml_h()
        assert 1 == bed.s.step_no


@pytest.mark.shows("RULE-10")
@pytest.mark.shows("INV-02")
@in_virtual_time
async def test_a_word_that_has_grown_old_raises_nothing_and_is_asked_for_again() -> None:
    ward = ward_of(speed=60, attestation_max_age=seconds(1))
    async with infusing(2, ward=ward) as bed:
        await bed.served(25.2)
        await bed.attest()
        await asyncio.sleep(10)

        assert 50 == bed.pump.rate_ml_h()
        assert "attestation-due" in await bed.alarms()

        await bed.attest()
        await bed.runs_at(100, within_s=4)
