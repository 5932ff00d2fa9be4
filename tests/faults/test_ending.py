"""Ctrl-C and SIGTERM end the whole of it, tablets connected or not; nothing is left running."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from tests.faults.places import Command, fresh, ward_of, write_ward_file

WITHIN_S = 5.0
ENDS_WITHIN_S = {"serve": 3.0, "demo": 5.0}
"""A stream is no reason to stay: a second on a busy machine. The demo ends 12 pumps, too."""


def children(parent: int) -> dict[int, str]:
    """Return the command lines of a process's children, by process id."""
    found = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            status = (folder / "stat").read_text("utf-8", "replace")
            words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:  # it has ended meanwhile
            continue
        if int(status.rpartition(")")[2].split()[1]) == parent:
            found[int(folder.name)] = words
    return found


def alive(processes: Iterable[int]) -> list[int]:
    """Return those of the processes that have not ended."""
    return [each for each in processes if Path(f"/proc/{each}").exists()]


@asynccontextmanager
async def watched(service: Command) -> AsyncIterator[None]:
    """A tablet's page is open: its event stream has brought the ward."""
    async with (
        httpx2.AsyncClient(base_url=service.address, timeout=WITHIN_S) as client,
        client.stream("GET", "/api/v1/events") as stream,
    ):
        lines = stream.aiter_lines()  # once it is let go of, the connection is closed
        async for line in lines:
            if line.startswith("event: snapshot"):
                break
        yield
        assert lines is not None


async def started(what: str, folder: Path) -> Command:
    """Start the demonstration, or a ward of two simulated pumps."""
    log = folder / "log"
    if what == "demo":
        return await fresh(log, "demo", "--port", "0")
    file = write_ward_file(folder / "ward.yaml", ward_of(2, speed=20))
    store = folder / "ward.sqlite"
    return await fresh(log, "serve", "--config", str(file), "--port", "0", "--store", str(store))


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda each: each.name)
@pytest.mark.parametrize("what", ["demo", "serve"])
async def test_a_signal_ends_everything_although_a_tablet_is_connected(
    what: str, number: signal.Signals, tmp_path: Path
) -> None:
    service = await started(what, tmp_path)
    try:
        simulators = children(service.process.pid)
        assert sum("simulators" in words for words in simulators.values()) == 1
        async with watched(service):
            service.process.send_signal(number)
            code = await asyncio.wait_for(service.process.wait(), ENDS_WITHIN_S[what])
    finally:
        await service.kill()

    assert (code, service.said()) == (0, service.said())
    assert "Traceback" not in service.said()
    assert alive(simulators) == []


@pytest.mark.slow
async def test_simulators_end_with_a_service_that_is_killed(tmp_path: Path) -> None:
    service = await started("serve", tmp_path)
    simulators = children(service.process.pid)
    await service.kill()

    async with asyncio.timeout(WITHIN_S):
        while alive(simulators):  # noqa: ASYNC110 - they are processes of others
            await asyncio.sleep(0.05)
