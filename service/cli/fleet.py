"""Simulated pumps as processes of their own, each behind a pty of its own."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from service.catalog import SIMULATOR, PumpPlace, WardConfig

READY_WITHIN_S = 10.0
"""A simulator starts in a tenth of a second; this is for a machine that is busy."""


class SimulatorFailed(Exception):
    """A simulator did not come up; the message is its own."""


@dataclass(frozen=True, slots=True)
class SimulatedPump:
    """A running simulator."""

    process: asyncio.subprocess.Process
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
    presets = presets or {}
    ours = [pump for pump in ward.pumps if pump.port == SIMULATOR]
    started: dict[str, SimulatedPump] = {}
    with TemporaryDirectory(prefix="chairside-") as folder:
        try:
            found = await asyncio.gather(
                *(
                    _start(pump, number, Path(folder), ward.rules.speed, presets.get(pump.id))
                    for number, pump in enumerate(ours)
                )
            )
            started = {pump.id: one for pump, one in zip(ours, found, strict=True)}
            places = tuple(
                replace(pump, port=str(started[pump.id].pty)) if pump.id in started else pump
                for pump in ward.pumps
            )
            yield replace(ward, pumps=places), started
        finally:
            await asyncio.gather(*(_end(one.process) for one in started.values()))


async def _start(
    pump: PumpPlace, number: int, folder: Path, speed: int, preset: dict[str, Any] | None
) -> SimulatedPump:
    pty = folder / pump.id
    words = [sys.executable, "-m", "simulators", pump.profile.family]
    words += ["--profile", pump.profile.profile, "--pty", str(pty), "--control", "0"]
    words += ["--speed", str(speed), "--seed", str(number), "--baud", str(pump.baud)]
    words += ["--address", str(pump.address), "--die-with-parent"]
    if preset is not None:
        words += ["--preset", json.dumps(preset)]
    pipe = asyncio.subprocess.PIPE
    # In a session of its own: Ctrl-C reaches the service first, which then ends its simulators.
    process = await asyncio.create_subprocess_exec(
        *words, stdin=pipe, stdout=pipe, start_new_session=True
    )
    if process.stdout is None:
        raise SimulatorFailed(f"simulator of {pump.id}: no output to read")
    try:
        line = await asyncio.wait_for(process.stdout.readline(), READY_WITHIN_S)
        ready = json.loads(line)
    except (TimeoutError, ValueError) as error:
        await _end(process)
        raise SimulatorFailed(f"the simulator of {pump.id} did not start") from error
    return SimulatedPump(process=process, pty=pty, control=ready["control"])


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), 2.0)
        except TimeoutError:
            process.kill()
            await process.wait()
