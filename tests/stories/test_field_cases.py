"""What went wrong elsewhere, told with this ward (docs/safety/hazards.yaml, cases)."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx2
import pytest

from drivers.port import PumpDriver
from drivers.quantities import Rate
from service.cli.client import Tablet
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
BOUND_S = 0.5 + 1.0 + 1.0
"""Added to a stated bound: the pump's answer, the time between two reports, and between looks."""


async def the_screens(bed: Bedside) -> str:
    """Everything that a tablet can show now, in lower case."""
    return json.dumps([await bed.look(), await bed.ward()]).lower()


async def _starts(bed: Bedside) -> None:
    await bed.tap("start")


async def _is_raised(bed: Bedside) -> None:
    await bed.served(28)
    await bed.attest()
    await bed.until(lambda: bed.s.raising, 5)


@pytest.mark.shows("C-01")
@pytest.mark.shows("C-02")
@pytest.mark.shows("F-04")
@pytest.mark.shows("FIELD-11")
@pytest.mark.parametrize(
    ("order", "act", "rate"), [("RUN", _starts, 50), ("RAT100", _is_raised, 100)]
)
def test_an_order_that_was_obeyed_unheard_is_not_called_failed_and_not_given_again(
    order: str, act: Callable[[Bedside], Awaitable[None]], rate: int
) -> None:
    @in_virtual_time
    async def story() -> None:
        async with bedside(ward=FAST) as bed:
            await bed.prepare(2)
            await asyncio.sleep(1.5)
            if order != "RUN":
                await _starts(bed)
                await bed.until(lambda: bed.s.served > 0)
            bed.pump.on_command[order] = bed.pump.mute
            await act(bed)
            await bed.runs_at(rate, within_s=5)
            for _ in range(8):
                await asyncio.sleep(0.5)
                assert "fail" not in await the_screens(bed)
            assert "no answer" in await the_screens(bed)

            bed.pump.mute(False)
            await bed.until(lambda: bed.s.reached == Rate.from_ml_per_h(str(rate)), 5)
            await asyncio.sleep(5)
            view = await bed.look()
            assert (str(rate), []) == (view["reported_rate_ml_h"], view["alarms"])
            given = [text for text in bed.pump.commands() if text.startswith(order)]
            assert 1 == len(given)

    story()


@pytest.mark.shows("C-05")
@in_virtual_time
async def test_a_resume_is_taken_as_soon_as_the_stop_before_it_is_confirmed() -> None:
    async with infusing() as bed:
        for n in range(12):
            await asyncio.sleep(1 + n * 0.083)  # somewhere in and between the readings
            await bed.tap("pause")
            await bed.until(lambda: bed.s.stopped)
            await bed.tap("resume")
            await bed.runs_at(200, within_s=3)


@pytest.mark.shows("C-07")
@pytest.mark.shows("INV-05")
@pytest.mark.parametrize("frame", ["VER", "RAT200", "VOL2", "RUN"])
def test_a_stop_that_crosses_a_start_is_called_confirmed_only_once_the_pump_stands(
    frame: str,
) -> None:
    @in_virtual_time
    async def story() -> None:
        async with bedside() as bed:
            await bed.prepare(3)
            await asyncio.sleep(1.5)
            on_its_way = asyncio.Event()
            bed.pump.on_command[frame] = on_its_way.set
            bed.pump.faults.turnaround_s = 0.2  # time for the stop to cross the start
            await bed.tap("start")
            await asyncio.wait_for(on_its_way.wait(), 10)
            await bed.tap("pause")
            ran, confirmed_at = False, None
            while confirmed_at is None or now() - confirmed_at < 1:
                await asyncio.sleep(0.01)
                ran |= bed.pump.rate_ml_h() > 0
                stop = (await bed.look())["stop"]
                if stop["confirmed_at"]:
                    confirmed_at = confirmed_at or now()
                    assert "stopped" == bed.pump.truth().motion
            assert (frame == "RUN") is ran
            assert 0 == bed.pump.rate_ml_h()

    story()


@pytest.mark.shows("C-08")
@in_virtual_time
async def test_a_tablet_that_has_only_just_opened_its_page_finds_the_stop_and_it_works() -> None:
    async with infusing() as bed:
        await asyncio.sleep(10)
        transport = httpx2.ASGITransport(app=bed.world.service.app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://ward") as client:
            other = Tablet(client, bed.config.tablets[1].id)
            (chair,) = (await other.get("/ward"))["chairs"]
            session = chair["session"]["id"]
            assert "infusing" == chair["session"]["phase"]

            await other.tap(f"/sessions/{session}/reaction", "nurse-b")

        assert await bed.runs_at(0, within_s=2) < 1


@pytest.mark.shows("C-09")
@pytest.mark.shows("INV-06")
@in_virtual_time
async def test_stop_is_answered_while_the_pump_is_still_being_looked_for(tmp_path: Path) -> None:
    async with infusing(store=tmp_path / "ward.sqlite") as first:
        await asyncio.sleep(10)
    first.pump.cut()
    async with bedside(after=first, store=first.world.path) as bed:
        await asyncio.sleep(2)
        (chair,) = (await bed.ward())["chairs"]
        assert chair["pump"]["model"] is None
        tapped_at = now()

        answer = await bed.post("reaction", tap="tap-looking-1")

        assert (202, tapped_at) == (answer.status_code, now())
        await asyncio.sleep(5 + BOUND_S)
        assert "high" == (await bed.alarms())["stop-not-confirmed"]
        assert (await bed.look())["stop"]["confirmed_at"] is None
        assert 200 == bed.pump.rate_ml_h()
        assert "STP" in bed.pump.commands(tapped_at)  # beside the question who is there

        bed.pump.cut(False)
        assert await bed.runs_at(0, within_s=5) < 3
        await bed.until(lambda: bed.s.stopped, 3)


@pytest.mark.shows("C-14")
@in_virtual_time
async def test_the_volume_after_a_stop_is_the_counters_and_not_the_clocks() -> None:
    async with bedside(ward=FAST, pump=ListenedPump(speed=50)) as bed:
        await bed.start(3)
        began = now()
        await asyncio.sleep(10.3)
        await bed.tap("reaction")
        await bed.until(lambda: bed.s.stopped)
        by_time_ml = 200 / 60 * (now() - began)

        recorded_ml = float((await bed.look())["infused_ml"])
        assert bed.pump.counter_ml() == pytest.approx(recorded_ml, abs=INCREMENT_ML)
        assert by_time_ml - recorded_ml > 4


@pytest.mark.shows("C-19")
@pytest.mark.shows("INV-15")
@in_virtual_time
async def test_a_pump_that_dies_without_a_word_is_told_by_its_silence() -> None:
    async with infusing() as bed:
        await asyncio.sleep(10)
        assert {} == await bed.alarms()
        bed.pump.catch_up()
        bed.pump.line.power_off()
        died_at = now()

        seen: dict[str, float] = {}
        while "pump-silent-long" not in seen and now() - died_at < 100:
            await asyncio.sleep(0.5)
            for alarm in await bed.alarms():
                seen.setdefault(alarm, now() - died_at)

        assert 4 < seen["pump-silent"] <= 5 + BOUND_S
        assert 58 <= seen["pump-silent-long"] <= 65 + 2 * BOUND_S
        assert "does not answer" in (await bed.look())["alarms"][0]["sentence"]


KNOWN = {"", "VER", "SAF", "PHN", "FUN", "DIR", "DIS", "RAT", "VOL", "RUN", "STP"}


@pytest.mark.shows("C-21")
@pytest.mark.shows("REC-03")
@in_virtual_time
async def test_no_frame_that_primes_purges_ramps_or_begins_later_ever_leaves() -> None:
    async with infusing(2, ward=FAST) as bed:
        await bed.served(28)
        await bed.attest()
        await bed.runs_at(100)
        await bed.until(lambda: bed.s.step_no == 2)
        await bed.tap("pause")
        await bed.until(lambda: bed.s.stopped)
        await bed.tap("resume")
        await bed.runs_at(100)
        await bed.tap("reaction")
        await bed.tap("grade", grade=2)
        await bed.until(lambda: bed.s.stopped)
        await bed.resume_after_reaction()
        await bed.runs_at(25)
        await bed.tap("discontinue", reason="told")
        await bed.until(lambda: bed.s.stopped)

        assert KNOWN >= {text[:3] for text in bed.pump.commands()}
        assert {"FUN", "FUNSTP", "FUNRAT"} >= {
            text for text in bed.pump.commands() if text.startswith("FUN")
        }
        assert {"DIR", "DIRINF"} >= {text for text in bed.pump.commands() if text.startswith("DIR")}


@pytest.mark.shows("C-21")
@pytest.mark.shows("RULE-7")
def test_the_port_has_no_verb_but_to_set_to_stop_and_to_read() -> None:
    verbs = {name for name in vars(PumpDriver) if not name.startswith("_")}

    assert verbs == {
        "capabilities", "open", "close", "read", "apply", "stop", "stop_sent_at_ms"
    }  # fmt: skip
