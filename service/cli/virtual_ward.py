"""A whole ward in one process on virtual time: service, store, drivers and simulated pumps."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2

import config
from drivers.link.in_process_network import InProcessNetwork
from service.catalog import PumpPlace, WardConfig, load_defaults, load_ward
from service.catalog.pumps import PumpProfile
from service.cli.client import Tablet
from service.cli.in_process import InProcessPump, lines_to
from service.cli.in_process_gateway import InProcessGateway, PumpAtHand
from service.cli.watched import WatchedPump
from service.store.disk import Disk
from service.store.writer import InLoopWriter
from service.wiring import Parts, Service, running
from simulators.families import FAMILIES, Wanted
from simulators.gateways import GATEWAYS
from simulators.line import Line

EPOCH_MS = 1_767_225_600_000
"""The virtual wall clock starts at 2026-01-01T00:00Z; any would do, if it stays the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualWard:
    """A running service and the simulated pumps behind it."""

    service: Service
    pumps: dict[str, InProcessPump]
    """Those on lines, by their id in the ward."""
    gateway: InProcessGateway | None
    """With all pumps behind it; None where every pump is on a line."""
    tablet: Tablet
    path: Path
    """The store."""

    def watched(self, pump: str) -> WatchedPump:
        """Return a pump of the ward for whoever watches it from outside."""
        return self.pumps[pump] if pump in self.pumps else self.at_hand(pump)

    def at_hand(self, pump: str) -> PumpAtHand:
        """Return a pump that only a person at it starts and stops."""
        if self.gateway is None:
            raise LookupError(f"{pump} is behind no gateway")
        return self.gateway.pumps[pump]


def small_ward(pumps: int = 1, *, speed: int = 1, profile: PumpProfile | None = None) -> WardConfig:
    """Return the shipped demonstration ward with this many chairs, at this speed.

    `profile` is the kind of pump that stands at them, where it is not that of the ward's file.
    """
    ward = load_ward(config.find("wards", "demo"))
    places = tuple(
        _place(pump, profile or pump.profile, number)
        for number, pump in enumerate(ward.pumps[:pumps], 1)
    )
    rules = replace(ward.rules, speed=speed)
    if speed == 1:  # time enough to record vital signs, as a ward of patients asks
        first = load_defaults(config.find("wards", "default")).rules
        rules = replace(rules, vitals=first.vitals)
    return replace(ward, pumps=places, chairs=ward.chairs[:pumps], rules=rules)


def gateway_for(ward: WardConfig, *, seed: int) -> InProcessGateway | None:
    """Return a gateway of the ward's pumps that are behind one; None where no pump is."""
    behind = [pump for pump in ward.pumps if pump.profile.family in GATEWAYS]
    if not behind:
        return None
    loop, began = asyncio.get_running_loop(), datetime.fromtimestamp(EPOCH_MS / 1_000, UTC)
    return InProcessGateway(
        GATEWAYS[behind[0].profile.family],
        [pump.id for pump in behind],
        InProcessNetwork(lambda: began + timedelta(seconds=loop.time())),
        seed=seed,
        speed=ward.rules.speed,
    )


@asynccontextmanager
async def virtual_ward(
    ward: WardConfig,
    *,
    seed: int,
    disk: Disk | None = None,
    store: Path | None = None,
    pumps: dict[str, InProcessPump] | None = None,
    gateway: InProcessGateway | None = None,
    book: bool = False,
    begins_ms: int | None = None,
) -> AsyncIterator[VirtualWard]:
    """Run `ward` on the running (virtual) loop; the same seed gives the same trace.

    `book` opens the ward's book as well; `begins_ms` is what the virtual wall clock shows
    first; `EPOCH_MS` where nothing is said.

    `store`, `pumps` and a running `gateway` of an earlier run let a new service take over where
    that one ended.
    """
    loop = asyncio.get_running_loop()
    numbers = random.Random(seed)  # noqa: S311 - repeatable, not secret
    if pumps is None:
        pumps = {
            pump.id: _pump(numbers, pump, ward.rules.speed)
            for pump in ward.pumps
            if pump.profile.family in FAMILIES
        }
    ours = gateway is None
    if gateway is None:
        gateway = gateway_for(ward, seed=numbers.getrandbits(32))
    parts = Parts(
        writer=partial(InLoopWriter, seed=numbers.getrandbits(32)),
        disk=disk or Disk(),
        lines=lines_to(
            {pump.port: pumps[pump.id] for pump in ward.pumps if pump.id in pumps},
            gateway.network if gateway else None,
        ),
        # Read each time: tests set the wall clock of a ward that runs.
        wall_ms=lambda: (EPOCH_MS if begins_ms is None else begins_ms) + round(loop.time() * 1_000),
        new_id=lambda: f"{numbers.getrandbits(64):016x}",
        virtual=True,
        book=book or None,
    )
    with TemporaryDirectory(prefix="chairside-") as folder:
        path = store or Path(folder) / "ward.sqlite"
        async with AsyncExitStack() as stack:
            if gateway and ours:
                await stack.enter_async_context(gateway.running())
            service = await stack.enter_async_context(running(ward, path, parts))
            transport = httpx2.ASGITransport(app=service.app)
            async with httpx2.AsyncClient(transport=transport, base_url="http://ward") as client:
                yield VirtualWard(
                    service=service,
                    pumps=pumps,
                    gateway=gateway,
                    tablet=Tablet(client, ward.tablets[0].id),
                    path=path,
                )


def _place(pump: PumpPlace, profile: PumpProfile, number: int) -> PumpPlace:
    if profile.family in GATEWAYS:
        url = GATEWAYS[profile.family].url(number)
        return replace(pump, port=url, profile=profile, address=0, baud=0)
    baud = FAMILIES[profile.family].baud
    return replace(pump, port=f"sim:{pump.id}", profile=profile, baud=baud)


def _pump(numbers: random.Random, pump: PumpPlace, speed: int) -> InProcessPump:
    """Return a simulated pump of the family; of its profile where both sides call it the same."""
    seed, family = numbers.getrandbits(32), FAMILIES[pump.profile.family]
    known = pump.profile.profile in family.profiles
    profile = pump.profile.profile if known else family.profiles[0]
    device = family.make(Wanted(profile=profile, seed=seed, speed=speed))
    return InProcessPump(Line(device, baud=family.baud, seed=seed))
