"""The pump's own power fails: what it says while it boots, and what it has kept."""

import asyncio

import pytest

from service.core.session.state import Phase
from tests.field.beside import BOTH, Kind, counting, infusing
from tests.stories.bedside import Bedside, in_virtual_time, now

BABBLES = ["silent", "echo", "noise"]


async def runs_again(bed: Bedside) -> None:
    """A person looks, and resumes."""
    await asyncio.sleep(2)
    await bed.tap("resume")
    await bed.runs_at(200)


@pytest.mark.shows("FIELD-05")
@pytest.mark.parametrize("babble", BABBLES)
@pytest.mark.parametrize("boot_s", [0.5, 3.0])
@pytest.mark.parametrize("kind", BOTH)
@in_virtual_time
async def test_nothing_a_booting_pump_sends_is_believed_and_nothing_is_started(
    kind: Kind, boot_s: float, babble: str
) -> None:
    async with infusing(kind) as bed:
        await asyncio.sleep(15)
        bed.pump.faults.change(
            {"boot_s": boot_s, "boot_babble": babble, "ignore_first_command": True}
        )
        cut_at, reached = now(), bed.times("RateReached")
        async with counting(bed, kept=False):
            infused = bed.s.infused
            bed.pump.unplug(0.4)  # the adapter has its power from the pump, and is back before it
            bed.pump.power_cycle(0.2)
            await bed.until(lambda: bed.s.phase is Phase.HELD, boot_s + 3 * kind.answer_s + 5)
            await asyncio.sleep(20)
            assert kind.start not in bed.pump.commands(cut_at)
            assert (0, infused) == (bed.pump.rate_ml_h(), bed.s.infused)
            assert reached == bed.times("RateReached")
        bed.pump.faults.clear()
        await runs_again(bed)


@pytest.mark.shows("FIELD-07")
@pytest.mark.parametrize("keep_target", [True, False])
@pytest.mark.parametrize("keep_counter", [True, False])
@pytest.mark.parametrize("kind", BOTH)
@in_virtual_time
async def test_a_pump_that_forgot_or_kept_is_not_started_and_its_volume_stays(
    kind: Kind, keep_counter: bool, keep_target: bool
) -> None:
    async with infusing(kind) as bed:
        await asyncio.sleep(15)
        bed.pump.faults.change({"keep_counter": keep_counter, "keep_target": keep_target})
        infused, cut_at = bed.s.infused, now()
        bed.pump.power_cycle(0.5)
        await bed.until(lambda: bed.s.phase is Phase.HELD, 15)
        await asyncio.sleep(20)
        assert kind.start not in bed.pump.commands(cut_at)
        assert 0 == bed.pump.rate_ml_h()
        assert infused <= bed.s.infused
        await runs_again(bed)


@pytest.mark.shows("FIELD-07")
@pytest.mark.parametrize("keep_counter", [True, False])
@pytest.mark.parametrize("kind", BOTH)
@in_virtual_time
async def test_a_pump_that_goes_on_by_itself_can_be_stopped_whatever_it_has_kept(
    kind: Kind, keep_counter: bool
) -> None:
    async with infusing(kind) as bed:
        await asyncio.sleep(15)
        bed.pump.faults.change({"keep_counter": keep_counter, "resume_after_power": True})
        cut_at = now()
        bed.pump.power_cycle(0.5)
        await asyncio.sleep(1)
        if kind.tells_reset:
            await bed.until(lambda: bed.s.phase is Phase.HELD, 4)
            assert await bed.runs_at(0, within_s=3) < 3
        else:
            await asyncio.sleep(5)
            assert keep_counter or bed.s.phase is Phase.HELD
        assert kind.start not in bed.pump.commands(cut_at)
        await bed.tap("reaction")

        assert await bed.runs_at(0, within_s=3) < 2
        await bed.until(lambda: bed.s.stopped, 10)
