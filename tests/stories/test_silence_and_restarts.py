"""After silence or a restart the pump is read first, and what stands is not started (5 and 12)."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from drivers.quantities import NO_RATE
from service.core.session.state import HoldReason, Phase
from service.store.errors import NotAllWritten
from service.store.verify import verify
from tests.stories.bedside import (
    Bedside,
    bedside,
    in_virtual_time,
    infusing,
    now,
    ward_of,
)

FAST = ward_of(speed=60)
WATCHDOG_S = 30


@pytest.mark.shows("RULE-5")
@pytest.mark.shows("INV-15")
@pytest.mark.shows("F-02")
@in_virtual_time
async def test_a_cable_out_for_three_seconds_disturbs_nobody() -> None:
    async with infusing() as bed:
        await asyncio.sleep(10)
        before, cut_at = bed.kinds(), now()
        bed.pump.cut()
        await asyncio.sleep(3)
        bed.pump.cut(False)
        await asyncio.sleep(5)

        assert before == bed.kinds()
        assert 200 == bed.pump.rate_ml_h()
        assert [] == bed.pump.orders(cut_at)


@pytest.mark.shows("RULE-5")
@pytest.mark.shows("RULE-12")
@pytest.mark.shows("INV-32")
@pytest.mark.shows("F-02")
@pytest.mark.shows("INV-15")
@in_virtual_time
async def test_a_cable_out_for_longer_than_the_watchdog_ends_in_a_stopped_held_pump() -> None:
    async with infusing() as bed:
        await asyncio.sleep(10)
        cut_at = now()
        bed.pump.cut()
        await asyncio.sleep(10)
        assert "medium" == (await bed.alarms())["pump-silent"]

        assert await bed.runs_at(0, within_s=25) <= WATCHDOG_S - 10 + 1
        bed.pump.cut(False)
        await bed.until(lambda: bed.s.phase is Phase.HELD, 5)
        await asyncio.sleep(30)

        assert 0 == bed.pump.rate_ml_h()
        assert "RUN" not in bed.pump.commands(cut_at)


@pytest.mark.shows("RULE-5")
@pytest.mark.shows("INV-16")
@pytest.mark.shows("INV-15")
@in_virtual_time
async def test_a_pump_that_hears_us_and_cannot_be_heard_is_left_to_its_watchdog() -> None:
    async with infusing() as bed:
        await asyncio.sleep(10)
        cut_at = now()
        bed.pump.mute()
        await asyncio.sleep(58)
        assert 200 == bed.pump.rate_ml_h()
        await asyncio.sleep(42)  # quiet after 60 s, and the watchdog waits for 30
        assert 0 == bed.pump.rate_ml_h()
        assert "high" == (await bed.alarms())["pump-silent-long"]
        await asyncio.sleep(80)
        bed.pump.mute(False)
        await bed.until(lambda: bed.s.phase is Phase.HELD, 40)
        await asyncio.sleep(10)

        assert [] == bed.pump.orders(cut_at)
        assert 0 == bed.pump.rate_ml_h()


@pytest.mark.shows("RULE-5")
@pytest.mark.shows("F-02")
@pytest.mark.shows("INV-15")
@pytest.mark.parametrize(("silent_s", "raised"), [(20, True), (58, True), (150, False)])
def test_a_step_served_in_silence_is_raised_after_a_short_gap_only(
    silent_s: float, raised: bool
) -> None:
    @in_virtual_time
    async def story() -> None:
        async with infusing(2, ward=ward_of(speed=5)) as bed:
            await bed.served(28)
            await bed.attest()
            bed.pump.mute()
            await asyncio.sleep(silent_s)
            bed.pump.mute(False)
            await asyncio.sleep(40)

            assert (100 if raised else 0) == bed.pump.rate_ml_h()
            assert (Phase.INFUSING if raised else Phase.HELD) is bed.s.phase

    story()


@pytest.mark.shows("RULE-5")
@pytest.mark.shows("INV-14")
@pytest.mark.shows("F-01")
@in_virtual_time
async def test_a_running_pump_goes_on_under_a_new_service(tmp_path: Path) -> None:
    async with infusing(store=tmp_path / "ward.sqlite") as first:
        await asyncio.sleep(60)
    died_at = now()
    await asyncio.sleep(8)

    async with bedside(after=first, store=first.world.path) as bed:
        await bed.until(lambda: not bed.s.unproven, 3)
        await asyncio.sleep(5)

        assert Phase.INFUSING is bed.s.phase
        assert 200 == bed.pump.rate_ml_h()
        assert not {"RUN", "STP"} & set(bed.pump.commands(died_at))
        assert pytest.approx(bed.pump.counter_ml(), abs=0.2) == bed.s.infused.ul / 1_000
        assert pytest.approx(bed.pump.counter_ml() * 18, abs=4) == bed.s.served / 1_000
        assert [] == bed.referee.violations
    assert verify(first.world.path).ok


@pytest.mark.shows("RULE-5")
@pytest.mark.shows("INV-32")
@pytest.mark.shows("F-01")
@in_virtual_time
async def test_a_pump_whose_stop_died_with_its_record_is_never_started(tmp_path: Path) -> None:
    first = await _dies_with_a_stop_unrecorded(tmp_path / "ward.sqlite")
    died_at = now()

    async with bedside(after=first, store=first.world.path) as bed:
        await bed.until(lambda: bed.s.phase is Phase.HELD, 3)
        await asyncio.sleep(60)

        assert HoldReason.FOUND_STOPPED is bed.s.hold
        assert [] == bed.pump.orders(died_at)
        assert 0 == bed.pump.rate_ml_h()


@pytest.mark.shows("RULE-5")
@pytest.mark.shows("INV-11")
@pytest.mark.shows("F-01")
@pytest.mark.shows("INV-30")
@pytest.mark.parametrize("last", ["RAT200", "VOL2", "RUN"])
def test_a_start_that_was_under_way_when_the_service_died_is_not_repeated(
    tmp_path: Path, last: str
) -> None:
    @in_virtual_time
    async def story() -> None:
        async with bedside(store=tmp_path / "ward.sqlite") as first:
            await first.prepare(3)
            await asyncio.sleep(1.5)
            sent = asyncio.Event()
            first.pump.on_command[last] = sent.set
            await first.tap("start")
            await asyncio.wait_for(sent.wait(), 5)
        died_at = now()
        await asyncio.sleep(5)

        async with bedside(after=first, store=first.world.path) as bed:
            await asyncio.sleep(20)

            assert [] == bed.pump.orders(died_at)
            if last == "RUN":  # obeyed: believed, as the pump says so
                assert (Phase.INFUSING, 200) == (bed.s.phase, bed.pump.rate_ml_h())
            else:
                assert (Phase.HELD, 0) == (bed.s.phase, bed.pump.rate_ml_h())

    story()


@pytest.mark.shows("RULE-1")
@pytest.mark.shows("INV-07")
@pytest.mark.shows("F-01")
@in_virtual_time
async def test_a_reaction_that_never_reached_the_pump_is_sent_by_the_next_service(
    tmp_path: Path,
) -> None:
    async with infusing(store=tmp_path / "ward.sqlite") as first:
        await asyncio.sleep(10)
        first.pump.cut()
        await first.tap("reaction")
        await asyncio.sleep(2)
        assert 200 == first.pump.rate_ml_h()
    first.pump.cut(False)

    async with bedside(after=first, store=first.world.path) as bed:
        assert await bed.runs_at(0, within_s=3) < 2
        await bed.until(lambda: bed.s.stopped, 2)
        await asyncio.sleep(20)
        assert (Phase.INTERRUPTED, 0) == (bed.s.phase, bed.pump.rate_ml_h())


@pytest.mark.shows("RULE-5")
@pytest.mark.shows("INV-07")
@pytest.mark.shows("INV-30")
@pytest.mark.shows("C-10")
@in_virtual_time
async def test_a_paused_infusion_stays_paused_under_a_new_service(tmp_path: Path) -> None:
    async with infusing(store=tmp_path / "ward.sqlite") as first:
        await first.tap("pause")
        await first.until(lambda: first.s.stopped)
    died_at = now()

    async with bedside(after=first, store=first.world.path) as bed:
        await asyncio.sleep(30)
        assert (Phase.PAUSED, 0) == (bed.s.phase, bed.pump.rate_ml_h())
        assert "RUN" not in bed.pump.commands(died_at)

        await bed.tap("resume")
        await bed.runs_at(200)


@pytest.mark.shows("RULE-12")
@pytest.mark.shows("INV-16")
@in_virtual_time
async def test_a_pump_without_its_service_stops_by_itself_within_thirty_seconds(
    tmp_path: Path,
) -> None:
    async with infusing(store=tmp_path / "ward.sqlite") as first:
        await asyncio.sleep(20)
        assert WATCHDOG_S == first.pump.truth().watchdog_s
        armed, started = (first.pump.commands().index(each) for each in ("SAF30", "RUN"))
        assert armed < started
    died_at, counter_ml = now(), first.pump.counter_ml()
    assert 200 == first.pump.rate_ml_h()

    await asyncio.sleep(WATCHDOG_S)

    assert 0 == first.pump.rate_ml_h()
    assert "T" == first.pump.truth().alarm
    assert first.pump.counter_ml() - counter_ml <= 200 / 3600 * WATCHDOG_S
    async with bedside(after=first, store=first.world.path) as bed:
        await bed.until(lambda: bed.s.phase is Phase.HELD, 3)
        await asyncio.sleep(10)
        assert "RUN" not in bed.pump.commands(died_at)


@pytest.mark.shows("RULE-12")
@pytest.mark.shows("C-11")
@in_virtual_time
async def test_a_confirmed_stop_is_a_full_stop() -> None:
    async with infusing() as bed:
        await asyncio.sleep(5)
        await bed.tap("pause")
        await bed.until(lambda: bed.s.stopped)

        assert "stopped" == bed.pump.truth().motion
        assert bed.s.reached == NO_RATE


@pytest.mark.shows("INV-07")
@pytest.mark.shows("RULE-8")
@pytest.mark.shows("INV-33")
@pytest.mark.shows("C-04")
@pytest.mark.shows("GIP-15")
@pytest.mark.parametrize("frame", ["VER", "SAF", "PHN", "DIS", "RAT200", "VOL2", "RUN"])
@pytest.mark.parametrize("stop", ["tap", "power"])
def test_nothing_starts_when_the_ground_shifts_inside_a_start(frame: str, stop: str) -> None:
    @in_virtual_time
    async def story() -> None:
        async with bedside() as bed:
            await bed.prepare(3)
            await asyncio.sleep(1.5)
            happened = asyncio.Event()
            taps: dict[str, Callable[[Bedside], Awaitable[object]]] = {
                "tap": lambda bed: bed.tap("pause"),
                "power": _power,
            }
            bed.pump.on_command[frame] = happened.set
            await bed.tap("start")
            await asyncio.wait_for(happened.wait(), 5)
            shifted_at = now()
            await taps[stop](bed)
            await asyncio.sleep(20)

            assert "RUN" not in [text for at, text in bed.pump.sent if at > shifted_at]
            assert 0 == bed.pump.rate_ml_h()
            assert bed.s.phase is (Phase.PAUSED if stop == "tap" else Phase.HELD)

    story()


async def _power(bed: Bedside) -> None:
    bed.pump.power_cycle(0.05)


async def _dies_with_a_stop_unrecorded(store: Path) -> Bedside:
    beds = []
    with suppress(NotAllWritten):
        async with infusing(store=store) as bed:
            beds.append(bed)
            await asyncio.sleep(20)
            bed.disk.fill()
            await bed.post("pause", tap="tap-lost-1")
            await bed.runs_at(0)
        raise AssertionError("the record of the stop was not lost")
    return beds[0]
