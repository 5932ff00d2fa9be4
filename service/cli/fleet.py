"""Simulated pumps in a process of their own, each behind a pty of its own."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from service.catalog import SIMULATOR, PumpPlace, WardConfig

READY_WITHIN_S = 10.0
"""A simulator starts in a tenth of a second; this is for a machine that is busy."""
PUMPS_A_PROCESS = 64
"""Five files a pump: what a process may wait for and may have open are 1,024 on many machines."""


class SimulatorFailed(Exception):
    """A simulator did not come up; the message is its own."""


@dataclass(frozen=True, slots=True)
class SimulatedPump:
    """A running simulator."""

    process: asyncio.subprocess.Process
    """The ward's other simulated pumps are in it too: it costs as much to start with one."""
    pty: Path
    control: int
    """Loopback port of its control channel."""

    async def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Send one request to the control channel and return its answer."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.control)
        try:
            writer.write(json.dumps(request).encode() + b"\n")
            answer: dict[str, Any] = json.loads(await reader.readline())
        finally:
            writer.close()
            await writer.wait_closed()
        return answer


@asynccontextmanager
async def simulators_for(
    ward: WardConfig, presets: Mapping[str, dict[str, Any]] | None = None
) -> AsyncIterator[tuple[WardConfig, dict[str, SimulatedPump]]]:
    """Start a simulator for every pump whose port is `simulator`; yield the ward with real ports.

    `presets` brings pumps, by id, into a state as if a controller had been driving them.
    Raises `SimulatorFailed`. The processes end with this context, or with this process.
    """
    ours = [pump for pump in ward.pumps if pump.port == SIMULATOR]
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="chairside-")))
        words = {
            pump.id: _words(pump, number, folder, ward.rules.speed, (presets or {}).get(pump.id))
            for number, pump in enumerate(ours)
        }
        started: dict[str, SimulatedPump] = {}
        for first in range(0, len(ours), PUMPS_A_PROCESS):
            some = [pump.id for pump in ours[first : first + PUMPS_A_PROCESS]]
            process = await stack.enter_async_context(_process())
            found = await _started(process, [words[id_] for id_ in some])
            started |= {
                id_: SimulatedPump(process, Path(each["pty"]), each["control"])
                for id_, each in zip(some, found, strict=True)
            }
        places = tuple(
            replace(pump, port=str(started[pump.id].pty)) if pump.id in started else pump
            for pump in ward.pumps
        )
        yield replace(ward, pumps=places), started


def _words(
    pump: PumpPlace, number: int, folder: Path, speed: int, preset: dict[str, Any] | None
) -> list[str]:
    words = [pump.profile.family, "--profile", pump.profile.profile]
    words += ["--pty", str(folder / pump.id), "--control", "0"]
    words += ["--speed", str(speed), "--seed", str(number), "--baud", str(pump.baud)]
    words += ["--address", str(pump.address)]
    return words if preset is None else [*words, "--preset", json.dumps(preset)]


@asynccontextmanager
async def _process() -> AsyncIterator[asyncio.subprocess.Process]:
    pipe = asyncio.subprocess.PIPE
    # In a session of its own: Ctrl-C reaches the service first, which then ends its simulators.
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "simulators", "several"),
        stdin=pipe,
        stdout=pipe,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        await _end(process)


async def _started(
    process: asyncio.subprocess.Process, words: list[list[str]]
) -> list[dict[str, Any]]:
    """Tell the process its pumps; return where each of them is."""
    if process.stdin is None or process.stdout is None:
        raise SimulatorFailed("the simulated pumps have no pipe to be told through")
    process.stdin.write(json.dumps(words).encode() + b"\n")
    try:
        async with asyncio.timeout(READY_WITHIN_S):
            await process.stdin.drain()
            return [json.loads(await process.stdout.readline()) for _ in words]
    except (TimeoutError, ConnectionError, ValueError) as error:
        raise SimulatorFailed("the simulated pumps did not start") from error


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), 2.0)
        except TimeoutError:
            process.kill()
            await process.wait()
