"""A whole ward in one process on virtual time: service, store, drivers and simulated pumps."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2

import config
from service.catalog import PumpPlace, WardConfig, load_ward
from service.catalog.pumps import PumpProfile
from service.cli.client import Tablet
from service.cli.in_process import InProcessPump, lines_to
from service.store.disk import Disk
from service.store.writer import InLoopWriter
from service.wiring import Parts, Service, running
from simulators.families import FAMILIES, Wanted
from simulators.line import Line

EPOCH_MS = 1_767_225_600_000
"""The virtual wall clock starts at 2026-01-01T00:00Z; any would do, if it stays the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualWard:
    """A running service and the simulated pumps behind it."""

    service: Service
    pumps: dict[str, InProcessPump]
    """By the id of the pump in the ward."""
    tablet: Tablet
    path: Path
    """The store."""


def small_ward(pumps: int = 1, *, speed: int = 1, profile: PumpProfile | None = None) -> WardConfig:
    """Return the shipped demonstration ward with this many chairs, at this speed.

    `profile` is the kind of pump that stands at them, where it is not that of the ward's file.
    """
    ward = load_ward(config.find("wards", "demo"))
    places = tuple(_place(pump, profile or pump.profile) for pump in ward.pumps[:pumps])
    rules = replace(ward.rules, speed=speed)
    return replace(ward, pumps=places, chairs=ward.chairs[:pumps], rules=rules)


@asynccontextmanager
async def virtual_ward(
    ward: WardConfig,
    *,
    seed: int,
    disk: Disk | None = None,
    store: Path | None = None,
    pumps: dict[str, InProcessPump] | None = None,
) -> AsyncIterator[VirtualWard]:
    """Run `ward` on the running (virtual) loop; the same seed gives the same trace.

    `store` and `pumps` of an earlier run let a new service take over where that one ended.
    """
    loop = asyncio.get_running_loop()
    numbers = random.Random(seed)  # noqa: S311 - repeatable, not secret
    if pumps is None:
        pumps = {pump.id: _pump(numbers, pump, ward.rules.speed) for pump in ward.pumps}
    parts = Parts(
        writer=partial(InLoopWriter, seed=numbers.getrandbits(32)),
        disk=disk or Disk(),
        lines=lines_to({pump.port: pumps[pump.id] for pump in ward.pumps}),
        wall_ms=lambda: EPOCH_MS + round(loop.time() * 1_000),
        new_id=lambda: f"{numbers.getrandbits(64):016x}",
        virtual=True,
    )
    with TemporaryDirectory(prefix="chairside-") as folder:
        path = store or Path(folder) / "ward.sqlite"
        async with running(ward, path, parts) as service:
            transport = httpx2.ASGITransport(app=service.app)
            async with httpx2.AsyncClient(transport=transport, base_url="http://ward") as client:
                tablet = Tablet(client, ward.tablets[0].id)
                yield VirtualWard(service=service, pumps=pumps, tablet=tablet, path=path)


def _place(pump: PumpPlace, profile: PumpProfile) -> PumpPlace:
    baud = FAMILIES[profile.family].baud
    return replace(pump, port=f"sim:{pump.id}", profile=profile, baud=baud)


def _pump(numbers: random.Random, pump: PumpPlace, speed: int) -> InProcessPump:
    """Return a simulated pump of the family; of its profile where both sides call it the same."""
    seed, family = numbers.getrandbits(32), FAMILIES[pump.profile.family]
    known = pump.profile.profile in family.profiles
    profile = pump.profile.profile if known else family.profiles[0]
    device = family.make(Wanted(profile=profile, seed=seed, speed=speed))
    return InProcessPump(Line(device, baud=family.baud, seed=seed))
