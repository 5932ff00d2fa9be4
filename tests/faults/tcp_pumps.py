"""Simulated pumps as processes of their own, each behind a port of the network."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from service.catalog import PumpPlace, WardConfig
from service.cli.fleet import SimulatedPump

READY_WITHIN_S = 20.0


@asynccontextmanager
async def tcp_pumps_for(
    ward: WardConfig,
) -> AsyncIterator[tuple[WardConfig, dict[str, SimulatedPump]]]:
    """Start a simulator for every pump, as `simulators_for` does; yield the ward with its ports."""
    pumps: dict[str, SimulatedPump] = {}
    places = []
    try:
        for number, place in enumerate(ward.pumps):
            pumps[place.id], port = await _start(place, number, ward.rules.speed)
            places.append(replace(place, port=f"socket://127.0.0.1:{port}"))
        yield replace(ward, pumps=tuple(places)), pumps
    finally:
        for pump in pumps.values():
            pump.process.terminate()
        for pump in pumps.values():
            await pump.process.wait()


async def _start(place: PumpPlace, number: int, speed: int) -> tuple[SimulatedPump, int]:
    words = [sys.executable, "-m", "simulators", place.profile.family, "--die-with-parent"]
    words += ["--profile", place.profile.profile, "--tcp", "0", "--control", "0"]
    words += ["--speed", str(speed), "--seed", str(number), "--address", str(place.address)]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*words, stdin=pipe, stdout=pipe)
    assert process.stdout is not None
    ready = json.loads(await asyncio.wait_for(process.stdout.readline(), READY_WITHIN_S))
    nowhere = Path(f"tcp-{ready['tcp']}")
    return SimulatedPump(process=process, pty=nowhere, control=ready["control"]), ready["tcp"]
