"""Errors of the line under the whole service: noise, half answers, pumps exchanged (COM, F-02)."""

import asyncio

import pytest

from service.core.session.state import HoldReason, Phase
from tests.stories.bedside import ListenedPump, in_virtual_time, infusing, now, ward_of


@pytest.mark.shows("COM-06")
@pytest.mark.shows("F-02")
@pytest.mark.shows("FIELD-01")
@pytest.mark.parametrize("seed", [1, 2, 3])
@in_virtual_time
async def test_a_second_talker_and_half_answers_set_nothing_and_the_line_recovers(
    seed: int,
) -> None:
    async with infusing(seed=seed) as bed:
        await asyncio.sleep(10)
        noisy_at = now()
        bed.pump.faults.second_talker_s = 0.7
        bed.pump.faults.half_replies = 5
        await asyncio.sleep(60)

        assert [] == [text for text in bed.pump.orders(noisy_at) if text != "STP"]
        assert bed.pump.rate_ml_h() in (0, 200)
        assert bed.s.phase in (Phase.INFUSING, Phase.HELD)
        bed.pump.faults.clear()
        await bed.until(lambda: bed.s.silent_since is None and not bed.s.unproven, 10)
        if bed.s.phase is Phase.HELD:
            await bed.tap("resume")
        await bed.runs_at(200)
        assert [] == bed.referee.violations


@pytest.mark.shows("COM-07")
@pytest.mark.shows("INV-22")
@in_virtual_time
async def test_another_model_that_takes_the_pumps_place_gets_no_order_and_is_named() -> None:
    async with infusing() as bed:
        await asyncio.sleep(10)
        bed.pump.catch_up()
        bed.pump.line.devices = (ListenedPump(profile="ne1000").device,)
        exchanged_at = now()
        await asyncio.sleep(40)

        assert [] == bed.pump.orders(exchanged_at)
        pump = (await bed.ward())["chairs"][0]["pump"]
        assert "a NE-1000 answers" in pump["trouble"]
        assert "VER" == bed.pump.commands()[-1]
        assert "SAF30" not in bed.pump.commands(exchanged_at)
        assert "pump-silent" in await bed.alarms()


@pytest.mark.shows("COM-07")
@pytest.mark.parametrize(
    ("counter_ml", "alarm"), [("0", "held"), ("200", "volume-mismatch")], ids=["less", "more"]
)
def test_another_infusion_on_the_line_is_told_by_its_counter_and_raises_nothing(
    counter_ml: str, alarm: str
) -> None:
    @in_virtual_time
    async def story() -> None:
        async with infusing(2, ward=ward_of(speed=60)) as bed:
            await bed.served(26)
            await bed.attest()
            bed.pump.catch_up()
            bed.pump.device = ListenedPump(speed=60).device
            bed.pump.line.devices = (bed.pump.device,)
            bed.pump.catch_up()
            bed.pump.device.preset({"infused_ml": counter_ml, "rate_ml_h": "50"})
            bed.pump.press("start")
            exchanged_at = now()
            await asyncio.sleep(8)

            assert alarm in await bed.alarms()
            assert [] == bed.pump.orders(exchanged_at)
            assert "StepServed" not in bed.kinds()
            if alarm == "held":
                assert HoldReason.COUNTER_WENT_BACK is bed.s.hold

    story()
