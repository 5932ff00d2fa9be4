"""The cable is pulled out and plugged in again: the same pump, under another device name.

The ward file names a link, as `/dev/serial/by-id` has them; the test is the udev that moves it.
"""

import asyncio
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from service.cli.prehistory import Stage
from tests.faults.places import name_below_dev, write_ward_file
from tests.faults.scene import Scene, alarms, once, running, scene_at, stands

OUT_S = 8.0
"""Longer than the silence after which everything must be read first."""


@pytest.fixture
def by_id() -> Iterator[Path]:
    """A stable name below /dev, yet without a device behind it."""
    with name_below_dev() as name:
        yield name


def named(scene: Scene, link: Path) -> Scene:
    """Return the scene with a ward file that names the pump's port by `link`."""
    link.symlink_to(scene.beside["pump-1"].pump.pty.resolve())
    (pump,) = scene.placed.pumps
    placed = replace(scene.placed, pumps=(replace(pump, port=str(link)),))
    return replace(scene, placed=placed, file=write_ward_file(scene.file, placed))


async def out_and_in(scene: Scene, link: Path, *, stop_key: bool) -> None:
    """Pull the cable, perhaps press the pump's STOP key meanwhile, plug it in elsewhere."""
    pump, before = scene.beside["pump-1"], os.readlink(link)
    await pump.ask({"do": "unplug", "outage_s": OUT_S})
    await once(lambda: not os.path.lexists(pump.pump.pty))
    os.unlink(link)
    if stop_key:
        await pump.ask({"do": "press", "key": "stop"})
    await once(lambda: os.path.lexists(pump.pump.pty))
    after = os.readlink(pump.pump.pty)
    assert before != after
    os.symlink(after, link)


@pytest.mark.shows("FIELD-04")
@pytest.mark.slow
@pytest.mark.shows("F-02")
@pytest.mark.shows("INV-15")
async def test_the_same_pump_under_another_device_name_is_found_and_goes_on(
    tmp_path: Path, by_id: Path
) -> None:
    async with scene_at(tmp_path, Stage(infusion_no=3, minute=5)) as unnamed:
        scene = named(unnamed, by_id)
        async with scene.page() as page:
            await page.until(running)
            pulled = asyncio.create_task(out_and_in(scene, by_id, stop_key=False))
            lost = await page.until(lambda each: "pump-silent" in alarms(each))
            await pulled

            found = await page.until(lambda each: "pump-silent" not in alarms(each))
            await asyncio.sleep(2.5)  # two more polls, in which it could do the wrong thing

            assert str(by_id) in lost["pump"]["trouble"]
            assert lost["session"]["wanted"] is None
            assert found["session"]["phase"] == "infusing"
            truth = await scene.beside["pump-1"].truth()
            assert truth["motor_rate_nl_h"] == 200_000_000
            assert "RUN" not in truth["executed"]


@pytest.mark.shows("FIELD-04")
@pytest.mark.slow
@pytest.mark.shows("F-02")
@pytest.mark.shows("INV-32")
async def test_a_pump_found_stopped_behind_another_device_name_is_never_started(
    tmp_path: Path, by_id: Path
) -> None:
    async with scene_at(tmp_path, Stage(infusion_no=3, minute=5)) as unnamed:
        scene = named(unnamed, by_id)
        async with scene.page() as page:
            await page.until(running)
            await out_and_in(scene, by_id, stop_key=True)

            found = await page.until(lambda each: each["session"]["phase"] != "infusing")
            await asyncio.sleep(2.5)

            assert (found["session"]["phase"], found["session"]["hold"]) == (
                "held",
                "found-stopped",
            )
            truth = await scene.beside["pump-1"].truth()
            assert stands(truth)
            assert "RUN" not in truth["executed"]
