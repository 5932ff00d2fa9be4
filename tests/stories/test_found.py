"""What tortured wards found, told on real bytes in its shortest form (docs/safety/found.md)."""

import asyncio

import pytest

from drivers.quantities import NO_RATE
from service.core.session.state import HoldReason, Phase
from simulators.new_era import NewEra
from tests.stories.bedside import bedside, in_virtual_time, infusing, now, ward_of

FAST = ward_of(speed=60)


@pytest.mark.shows("INV-08")
@pytest.mark.shows("RULE-6")
@in_virtual_time
async def test_a_stop_key_in_the_second_after_the_start_is_not_overruled() -> None:
    async with bedside() as bed:
        await bed.prepare(3)
        await bed.tap("start")
        await bed.runs_at(200)
        bed.pump.press("stop")
        await asyncio.sleep(30)

        assert 1 == bed.pump.commands().count("RUN")
        assert 0 == bed.pump.rate_ml_h()
        assert HoldReason.STOPPED_AT_PUMP is bed.s.hold


@pytest.mark.shows("COM-07")
@pytest.mark.shows("INV-14")
@in_virtual_time
async def test_a_pump_exchanged_under_an_open_line_adds_nothing_to_the_record() -> None:
    async with infusing(ward=FAST) as bed:
        await asyncio.sleep(10)
        bed.pump.catch_up()
        ours = bed.pump.line.devices
        stranger = NewEra("ne1000", seed=3)
        bed.pump.line.devices = (stranger,)
        exchanged_at = now()
        await asyncio.sleep(8)
        heard = set(bed.pump.commands(exchanged_at + 3))
        infused = bed.s.infused
        bed.pump.line.devices = ours
        await asyncio.sleep(8)

        assert {"VER"} >= heard, heard  # once it has said who it is, it hears nothing else
        assert 0 == stranger.truth().executed.get("SAF", 0)
        assert infused.ul / 1_000 <= bed.pump.counter_ml() + 0.1
        assert bed.s.infused.ul / 1_000 == pytest.approx(bed.pump.counter_ml(), abs=7)


@pytest.mark.shows("INV-05")
@pytest.mark.shows("RULE-8")
@in_virtual_time
async def test_a_stop_opens_the_port_again_while_a_mute_pump_is_left_alone() -> None:
    async with infusing() as bed:
        bed.pump.mute()
        await asyncio.sleep(62)  # long enough that nothing is asked any more
        bed.pump.unplug(0.01)
        await asyncio.sleep(5)
        bed.pump.mute(False)
        stopped_at = now()

        await bed.tap("reaction")

        await bed.until(lambda: "STP" in bed.pump.commands(stopped_at), 2)
        await bed.until(lambda: bed.s.reached == NO_RATE, 5)
        assert Phase.INTERRUPTED is bed.s.phase


@pytest.mark.shows("INV-05")
@in_virtual_time
async def test_a_stop_is_confirmed_of_a_pump_that_may_not_be_driven_any_more() -> None:
    async with infusing() as bed:

        def refuse() -> None:
            bed.pump.faults.refuse_next = "?NA"
            bed.pump.on_command["SAF"] = refuse

        await asyncio.sleep(10)
        bed.pump.on_command["SAF"] = refuse
        bed.pump.unplug(0.01)
        await asyncio.sleep(3)
        assert 200 == bed.pump.rate_ml_h()
        await bed.tap("reaction")
        await bed.runs_at(0, within_s=0.5)
        await bed.until(lambda: bed.s.stopped, 0.5)

        assert (await bed.look())["stop"]["confirmed_at"] is not None
        await asyncio.sleep(8)
        alarms = await bed.alarms()
        assert "stop-not-confirmed" not in alarms
        assert len([at for at in bed.pump.tried if at > now() - 8]) < 3 * 8
