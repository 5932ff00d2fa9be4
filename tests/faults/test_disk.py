"""A disk that is full, or fails at random: nothing is raised, STOP works, nothing is lost."""

import asyncio
import shutil
import subprocess
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from service.cli.prehistory import Stage
from tests.faults.places import CHAIRSIDE, Command, finished, started
from tests.faults.scene import Page, Scene, page_of, running, scene_at, stands, until

SIZE = "4m"
RATE_25, RATE_50 = 25_000_000, 50_000_000
FIU_RUN = shutil.which("fiu-run")
WRITES = "posix/io/rw/pwrite"
SYNCS = ("posix/io/sync/fdatasync", "posix/io/sync/fsync")
CHECKS = 10


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few megabytes, by itself."""
    place = tmp_path / "disk"
    place.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "chairside", str(place)]
    mounted = subprocess.run(mounting, capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"no file system of our own can be mounted here: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@contextmanager
def full(disk: Path) -> Iterator[None]:
    """Take all the room there is, and all that becomes free, as a log that grows would.

    The store's own log goes when its connection ends; its room alone would do for the next try.
    """
    over, ballast = threading.Event(), disk / "ballast"

    def grow() -> None:
        with ballast.open("wb", buffering=0) as file:
            while not over.is_set():
                with suppress(OSError):  # ENOSPC
                    while file.write(b"x" * 4_096) and not over.is_set():
                        pass
                over.wait(0.002)

    growing = threading.Thread(target=grow)
    growing.start()
    try:
        yield
    finally:
        over.set()
        growing.join()
        ballast.unlink()


def not_saved(found: dict[str, Any]) -> bool:
    return str(found["record"]["state"]) == "not-saved"


def due(found: dict[str, Any]) -> bool:
    """Whether the step is served."""
    return float(found["session"]["step"]["due_in_min"]) == 0.0


async def verified(store: Path) -> None:
    code, said, _ = await finished("verify-journal", str(store))
    assert (code, said) == (0, said), said


@pytest.mark.slow
@pytest.mark.shows("F-07")
@pytest.mark.shows("F-11")
@pytest.mark.shows("INV-06")
@pytest.mark.shows("INV-20")
async def test_on_a_full_disk_nothing_is_raised_and_stop_works_until_there_is_room_again(
    tmp_path: Path, small_disk: Path
) -> None:
    raising = Stage(infusion_no=1, minute=57, attests=False)
    stages = raising, Stage(infusion_no=3, minute=5)
    async with scene_at(tmp_path, *stages, speed=20, disk=small_disk) as scene:
        async with scene.page() as page:
            await page.until(running, 1)
            await page.until(running, 2)
            with full(small_disk):
                attested = await page.attest(1)
                shown = await page.until(not_saved)
                stopped = await page.stop(2)
                await page.until(due, 1)
                await asyncio.sleep(2.5)  # two more polls, in which it could do the wrong thing

                assert attested.status_code == 503
                assert shown["record"]["reason"]
                assert stopped["session"]["recorded"] is False
                assert stands(await scene.beside["pump-2"].truth())
                assert (await scene.beside["pump-1"].truth())["stored_rate_nl_h"] == RATE_25

            await page.until(lambda each: each["record"]["state"] == "saved")
            await until(lambda truth: truth["motor_rate_nl_h"] == RATE_50, scene.beside["pump-1"])
            found = await page.until(lambda each: each["session"]["recorded"], 2)
            assert found["session"]["phase"] == "interrupted"
        await verified(scene.store)


@asynccontextmanager
async def failing_service(scene: Scene, folder: Path) -> AsyncIterator[tuple[Page, "Faults"]]:
    """Serve the ward from a process in which calls of the system can be made to fail."""
    if FIU_RUN is None:
        pytest.skip("no fiu-run on this machine (Debian: fiu-utils)")
    control = folder / "fiu"
    words = (FIU_RUN, "-x", "-f", str(control), CHAIRSIDE, "serve")
    options = ("--config", str(scene.file), "--port", "0", "--store", str(scene.store))
    service = await started(scene.log, *words, *options, folder=folder)
    try:
        async with page_of(service.address) as client:
            yield Page(client, service), Faults(control, service)
    finally:
        await service.kill()


class Faults:
    """Which calls fail, and how often."""

    def __init__(self, control: Path, service: Command) -> None:
        self._words = ["fiu-ctrl", "-f", str(control)]
        self._service = service

    async def fail(self, name: str, probability: float) -> None:
        """Let a call fail from now on."""
        await self._tell(f"enable_random name={name},probability={probability}")

    async def mend(self, name: str) -> None:
        """Let it work again."""
        await self._tell(f"disable name={name}")

    async def _tell(self, order: str) -> None:
        words = [*self._words, "-c", order, str(self._service.process.pid)]
        told = await asyncio.create_subprocess_exec(*words)
        assert await asyncio.wait_for(told.wait(), 20) == 0


async def checks(page: Page, number: int, times: int) -> tuple[int, int]:
    """Have the rate checked again and again; return the last version acknowledged, and refusals."""
    session = (await page.chair(number))["session"]
    path, rate = f"/sessions/{session['id']}/second-check", session["planned"][0]["rate_ml_h"]
    acknowledged = refused = 0
    for _ in range(times):
        answer = await page.tap(path, by="nurse-b", rate_ml_h=rate)
        assert answer.status_code in (200, 503), answer.text
        if answer.status_code == 200:
            acknowledged = max(acknowledged, answer.json()["version"])
        else:
            refused += 1
    return acknowledged, refused


@pytest.mark.slow
@pytest.mark.skipif(FIU_RUN is None, reason="no fiu-run on this machine (Debian: fiu-utils)")
@pytest.mark.shows("F-07")
@pytest.mark.shows("INV-11")
@pytest.mark.shows("INV-20")
async def test_a_disk_that_fails_at_random_loses_nothing_that_was_acknowledged(
    tmp_path: Path,
) -> None:
    stages = Stage(infusion_no=3, minute=5), Stage(infusion_no=3, minute=None)
    async with scene_at(tmp_path, *stages) as scene:
        async with failing_service(scene, tmp_path) as (page, faults):
            before = (await page.until(running, 1))["session"]["version"]
            for sync in SYNCS:
                await faults.fail(sync, 0.15)
            await faults.fail(WRITES, 0.03)
            acknowledged, _ = await checks(page, 2, CHECKS)
            await faults.fail(WRITES, 1)

            lost, refused = await checks(page, 2, 1)
            await page.until(not_saved)
            session = (await page.chair(2))["session"]["id"]
            start = await page.tap(f"/sessions/{session}/start")
            stopped = await page.stop(1)
            await asyncio.sleep(2.5)  # two more polls, in which it could do the wrong thing
            await page.service.kill()

        assert acknowledged > 1, "nothing was acknowledged: nothing is shown"
        assert (lost, refused) == (0, 1)
        assert start.status_code == 503
        assert stopped["session"]["recorded"] is False
        async with scene.page() as page:
            kept = (await page.until(lambda each: each["pump"]["heard_at"], 2))["session"]
            found = await page.until(lambda each: each["session"]["phase"] != "infusing", 1)
            await asyncio.sleep(2.5)

            assert kept["version"] >= acknowledged
            assert kept["phase"] == "preparing"
            assert found["session"]["version"] > before
            assert (found["session"]["phase"], found["session"]["hold"]) == (
                "held",
                "found-stopped",
            )
            assert "RUN" not in (await scene.beside["pump-2"].truth())["executed"]
            assert stands(await scene.beside["pump-1"].truth())
        await verified(scene.store)


@pytest.mark.slow
@pytest.mark.skipif(FIU_RUN is None, reason="no fiu-run on this machine (Debian: fiu-utils)")
@pytest.mark.shows("F-07")
@pytest.mark.shows("INV-20")
async def test_nothing_is_raised_while_no_sync_succeeds_and_then_it_goes_on(
    tmp_path: Path,
) -> None:
    raising = Stage(infusion_no=1, minute=57, attests=False)
    async with scene_at(tmp_path, raising, speed=20) as scene:
        async with failing_service(scene, tmp_path) as (page, faults):
            await page.until(running)
            for sync in SYNCS:
                await faults.fail(sync, 1)
            attested = await page.attest()
            await page.until(not_saved)
            await page.until(due)
            await asyncio.sleep(2.5)

            assert attested.status_code == 503
            assert (await scene.beside["pump-1"].truth())["stored_rate_nl_h"] == RATE_25
            for sync in SYNCS:
                await faults.mend(sync)
            await until(lambda truth: truth["motor_rate_nl_h"] == RATE_50, scene.beside["pump-1"])
            await page.until(lambda each: each["record"]["state"] == "saved")
        await verified(scene.store)
