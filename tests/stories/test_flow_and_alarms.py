"""What flows against what was ordered: drift, noise, occlusion; alarms that tell of it in time."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from service.cli.client import Refused
from service.core.session.state import HoldReason, Phase
from tests.stories.bedside import (
    INCREMENT_ML,
    Bedside,
    ListenedPump,
    bedside,
    in_virtual_time,
    infusing,
    now,
    ward_of,
)

FAST = ward_of(speed=60)
STEADY = ward_of(speed=25)
HIGH_WITHIN_S = 5.0
LONGEST_MIN = 3.0
"""How far the time that is shown as left may be from what it turns out to be."""


@pytest.mark.shows("GIP-03")
@pytest.mark.parametrize(("turns", "told"), [(22, True), (24, False), (26, False), (28, True)])
def test_flow_twelve_percent_off_is_told_and_four_percent_is_not(turns: int, told: bool) -> None:
    @in_virtual_time
    async def story() -> None:
        async with bedside(ward=STEADY, pump=ListenedPump(speed=turns)) as bed:
            await bed.start(3)
            await bed.until(lambda: bed.pump.counter_ml() > 80, 120)

            expected = {"volume-mismatch": "high"} if told else {}
            assert expected == await bed.alarms()

    story()


@pytest.mark.shows("TIR-01")
@pytest.mark.shows("FDA-09")
@pytest.mark.parametrize("seed", range(1, 4))
@in_virtual_time
async def test_a_clean_infusion_asks_only_for_the_flush(seed: int) -> None:
    """Every simulated pump starts slowly, settles late and flows unevenly, each in its own way."""
    async with infusing(3, ward=STEADY, seed=seed) as bed:
        seen: set[str] = set()
        flows: set[float] = set()
        while bed.s.phase is Phase.INFUSING:
            await asyncio.sleep(2)
            seen |= set(await bed.alarms())
            flows.add(bed.pump.truth().flow_nl_h)

        await bed.until(lambda: bed.s.stopped)
        assert Phase.FLUSHING is bed.s.phase
        assert seen <= {"flush-due"}
        assert {"flush-due": "low"} == await bed.alarms()
        assert len(flows) > 50


@pytest.mark.shows("224-05")
@pytest.mark.shows("GIP-04")
@in_virtual_time
async def test_after_an_occlusion_nothing_is_caught_up_and_the_infusion_ends_later() -> None:
    async with infusing(ward=ward_of(bag_ml="6")) as bed:  # 108 s at 200 mL/h
        began, fastest = now(), 0.0
        await asyncio.sleep(20)
        bed.pump.catch_up()
        bed.pump.faults.occluded = True
        await bed.until(lambda: bed.s.phase is Phase.HELD, 60)
        held_at, sent_at = now(), now()
        assert HoldReason.PUMP_ALARM is bed.s.hold
        await asyncio.sleep(15)
        assert [] == bed.pump.orders(sent_at)

        bed.pump.faults.occluded = False
        await bed.tap("resume")
        stood_s = now() - held_at
        while bed.s.phase is not Phase.FLUSHING:
            await asyncio.sleep(0.1)
            fastest = max(fastest, bed.pump.rate_ml_h())

        assert 200 == fastest
        assert now() - began >= 6 / 200 * 3600 + stood_s - 2
        assert 6 - INCREMENT_ML <= bed.pump.counter_ml() <= 6
        assert [] == bed.referee.violations


@pytest.mark.shows("GIP-04")
@in_virtual_time
async def test_nothing_is_started_while_the_pump_has_an_alarm() -> None:
    async with bedside(ward=FAST) as bed:
        await bed.prepare(3)
        await bed.reported()
        bed.pump.device.raise_alarm("S")
        alarmed_at = now()
        await bed.until(lambda: bool(bed.s.heard and bed.s.heard.alarms), 3)

        with pytest.raises(Refused, match="has an alarm"):
            await bed.tap("start")
        assert [] == bed.pump.orders(alarmed_at)


async def _too_fast(bed: Bedside) -> None:
    bed.pump.press("rate", "300")


async def _raised(bed: Bedside) -> None:
    bed.pump.press("rate", "120")


async def _started_in_a_reaction(bed: Bedside) -> None:
    await bed.tap("reaction")
    await bed.until(lambda: bed.s.stopped)
    bed.pump.press("start")


async def _runs_on_after_a_power_cut(bed: Bedside) -> None:
    bed.pump.faults.resume_after_power = True
    bed.pump.power_cycle(0.5)


@pytest.mark.shows("A18-04")
@pytest.mark.parametrize(
    ("change", "alarm"),
    [
        (_too_fast, "over-the-limit"),
        (_raised, "raised-at-pump"),
        (_started_in_a_reaction, "running-while-stopped"),
        (_runs_on_after_a_power_cut, "pump-reset"),
    ],
)
def test_a_high_alarm_is_on_the_screen_within_five_seconds_of_the_pumps_change(
    change: Callable[[Bedside], Awaitable[None]], alarm: str
) -> None:
    @in_virtual_time
    async def story() -> None:
        async with infusing(2) as bed:
            await asyncio.sleep(20.3)
            await change(bed)
            changed_at = now()

            while "high" != (await bed.alarms()).get(alarm):
                assert now() - changed_at < HIGH_WITHIN_S
                await asyncio.sleep(0.1)

    story()


@pytest.mark.shows("GIP-07")
@in_virtual_time
async def test_what_is_left_follows_the_counter_and_the_end_moves_with_every_change() -> None:
    async with infusing(2, ward=FAST) as bed:
        planned = (await bed.look())["total_min"]
        assert 112.5 == pytest.approx(planned, abs=LONGEST_MIN)
        await bed.served(28)
        await bed.attest()
        await bed.runs_at(100)
        await bed.until(lambda: bed.s.step_no == 2)
        assert 112.5 == pytest.approx((await bed.look())["total_min"], abs=LONGEST_MIN)

        await bed.tap("pause")
        await bed.until(lambda: bed.s.stopped)
        await asyncio.sleep(20)  # as many minutes of the session
        await bed.tap("resume")
        await bed.runs_at(100)
        await bed.reported()
        await bed.reported()

        view = await bed.look()
        assert 132.5 == pytest.approx(view["total_min"], abs=LONGEST_MIN)
        assert 250 - bed.pump.counter_ml() == pytest.approx(float(view["left_ml"]), abs=2)
        volume_ml = sum(
            float(each["rate_ml_h"]) * (each["to_min"] - each["from_min"]) / 60
            for each in view["tail"]
        )
        assert float(view["left_ml"]) == pytest.approx(volume_ml, abs=2)
