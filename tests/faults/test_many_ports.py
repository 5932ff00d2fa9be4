"""64 ports in one process, as a ward of 64 chairs has them: none of them waits for the others.

Real time, a service's process, real bytes over 64 ptys. What counts here is order and number; how
long it takes is measured elsewhere (docs/benchmarks.md).
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from service.cli.prehistory import Stage, write
from simulators.line import Line
from simulators.new_era import NewEra
from tests.bench.stopping import BAUD, ward_of_many
from tests.faults.on_pty import Asked, OnPty, on_pty
from tests.faults.places import served, write_ward_file
from tests.faults.scene import Page, once, page_of, running

POLL, STOP = "0DIS", "0STP"
"""The last question of each reading; STOP."""
WATCHED_S = 6.0
SILENT_S = 5.0
"""After so long without an answer the ward says that a pump is silent."""
TAPPED = (1, 30, 64)


@asynccontextmanager
async def infusing(folder: Path) -> AsyncIterator[tuple[Page, list[OnPty[Asked]]]]:
    """Run 64 infusions in a service's process; yield its page and the pumps by number."""
    ward, pumps = ward_of_many(), list[OnPty[Asked]]()
    store, places = folder / "ward.sqlite", []
    presets = await write(ward, {c.id: Stage(infusion_no=1, minute=1) for c in ward.chairs}, store)
    try:
        for number, place in enumerate(ward.pumps):
            device = NewEra("ne9000", seed=number)
            device.preset(presets[place.id])
            pumps.append(on_pty(Asked(Line(device, baud=BAUD, seed=number))))
            pumps[-1].plug_in()
            places.append(replace(place, port=pumps[-1].device))
        file = write_ward_file(folder / "ward.yaml", replace(ward, pumps=tuple(places)))
        async with served(file, store, folder / "log") as service, page_of(service.address) as page:
            yield Page(page, service), pumps
    finally:
        for one in pumps:
            one.pull_out()


def stopped(one: OnPty[Asked]) -> bool:
    """Whether a pump has heard STOP."""
    return bool(one.pump.times(STOP))


def untroubled(found: dict[str, Any]) -> bool:
    """Whether the last question to a chair's pump was answered."""
    return found["pump"]["trouble"] is None


async def polled_at_their_pace(pumps: list[OnPty[Asked]]) -> None:
    """Watch for a while: every pump is read about once a second, and none waits for the others."""
    loop = asyncio.get_running_loop()
    since_s = loop.time()
    await asyncio.sleep(WATCHED_S)
    polls = [one.pump.times(POLL, since_s) for one in pumps]

    counts = [len(each) for each in polls]
    assert min(counts) >= WATCHED_S / 2, counts
    assert max(counts) <= WATCHED_S + 2, counts
    assert max(after - before for each in polls for before, after in pairwise(each)) < SILENT_S


async def stop_goes_first(page: Page, pumps: list[OnPty[Asked]], number: int) -> None:
    """Tap STOP for one pump: it is the next or the next but one frame on that pump's line."""
    one, loop = pumps[number - 1], asyncio.get_running_loop()
    one.pump.heard.clear()
    answer = await page.tap(f"/pumps/pump-{number}/stop")
    assert answer.status_code == 202, answer.text
    before = len(one.pump.heard)
    await once(lambda: stopped(one))
    stop_at = [text for _, text in one.pump.heard].index(STOP)
    stopped_s = one.pump.heard[stop_at][0]

    assert stop_at - before <= 1  # what was in flight when the tap was answered
    others = [each for each in pumps if not stopped(each)]
    await once(lambda: all(each.pump.times(POLL, stopped_s) for each in others))
    assert loop.time() - stopped_s < SILENT_S


@pytest.mark.slow
@pytest.mark.timeout(180)
@pytest.mark.shows("INV-06")
async def test_64_ports_are_polled_at_their_pace_and_stop_goes_out_among_them(
    tmp_path: Path,
) -> None:
    async with infusing(tmp_path) as (page, pumps):
        for number in range(1, len(pumps) + 1):
            await page.until(running, number)
        await polled_at_their_pace(pumps)
        for number in TAPPED:
            await stop_goes_first(page, pumps, number)

        for number, one in enumerate(pumps, start=1):
            await page.until(untroubled, number)  # an answer may come late on a busy machine
            stands = not one.pump.truth().motor_rate_nl_h
            assert stands == (number in TAPPED), number
            assert stopped(one) == (number in TAPPED), number
