"""A whole service beside a simulated pump of either serial family, driven through its faults.

The same story is told with a New Era and with an Alaris pump. What a story needs to know of a
family's bytes stands here, so that it stands once.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import pytest

from drivers.quantities import Volume
from service.catalog import WardConfig
from service.catalog.pumps import load_pump
from service.cli.in_process import InProcessPump
from service.cli.smaller import with_bag
from service.cli.virtual_ward import small_ward
from service.core.session.state import Phase
from simulators.alaris import BAUD, Alaris
from simulators.alaris_readings import Readings
from simulators.line import Line
from tests.stories.bedside import Bedside, ListenedPump, bedside, now

SYRINGE = Volume.from_ml("50")


class ListenedAlaris(ListenedPump):
    """An Alaris pump at the end of such a line; its commands are listed by their text."""

    def __init__(self, *, seed: int = 1, speed: int = 1) -> None:
        readings = Readings(unsolicited="always")
        self.device = Alaris(seed=seed, speed=speed, readings=readings)  # type: ignore[assignment]  # the other has a New Era there
        InProcessPump.__init__(self, Line(self.device, baud=BAUD, seed=seed))
        self.sent, self.on_command, self.tried = [], {}, []

    def write(self, data: bytes) -> None:
        text = data[1:-6].decode("latin-1")
        self.sent.append((self._loop.time(), text))
        for name in [name for name in self.on_command if text.startswith(name)]:
            self.on_command.pop(name)()
        InProcessPump.write(self, data)

    def orders(self, since: float = 0.0) -> list[str]:
        given = ("INF_START", "INF_STOP", "INF_RATE^", "INF_VTBI^")
        return [text for text in self.commands(since) if text.startswith(given)]


@dataclass(frozen=True, slots=True)
class Kind:
    """One serial family in these stories."""

    name: str
    make: Callable[..., ListenedPump]
    ward: Callable[[], WardConfig]
    start: str
    """The command that starts, as it is sent; also its name in the pump's own count."""
    stop: str
    rate: str
    """How the command that sets a rate begins."""
    status: str
    """The question of every reading."""
    alarm: str
    """An alarm that stops the pump."""
    answer_s: float
    """How long it may take to answer."""
    tells_reset: bool
    """Whether it says that its power failed."""


def _alaris_ward() -> WardConfig:
    ward = small_ward(1, profile=load_pump("alaris_50ml"), speed=1)
    return replace(ward, protocols=(with_bag(ward.protocols[0], SYRINGE),))


NEW_ERA = Kind(
    "new_era", ListenedPump, lambda: small_ward(1), "RUN", "STP", "RAT2", "DIS", "S", 0.55, True
)
ALARIS = Kind(
    "alaris",
    ListenedAlaris,
    _alaris_ward,
    "INF_START",
    "INF_STOP",
    "INF_RATE^",
    "INF",
    "AL_OCCLU",
    4.0,
    False,
)
BOTH = [pytest.param(NEW_ERA, id="new_era"), pytest.param(ALARIS, id="alaris")]


@asynccontextmanager
async def beside(kind: Kind, *, seed: int = 1, store: Path | None = None) -> AsyncIterator[Bedside]:
    """Run a ward of one chair with a pump of this kind, nothing prepared yet."""
    async with bedside(ward=kind.ward(), pump=kind.make(seed=seed), seed=seed, store=store) as bed:
        yield bed


@asynccontextmanager
async def infusing(kind: Kind, *, seed: int = 1) -> AsyncIterator[Bedside]:
    """The same with the third infusion running at its one rate."""
    async with beside(kind, seed=seed) as bed:
        await bed.start(3)
        yield bed


@asynccontextmanager
async def counting(bed: Bedside, *, kept: bool = True) -> AsyncIterator[list[int]]:
    """Write down the recorded volume (µL) all the while: it never falls, nor leads the pump's.

    Unless the pump has not `kept` its counter.
    """
    seen: list[int] = []

    async def watch() -> None:
        while True:
            seen.append(bed.s.infused.ul)
            await asyncio.sleep(0.05)

    watching = asyncio.create_task(watch())
    try:
        yield seen
    finally:
        watching.cancel()
    assert 0 <= seen[0]
    assert all(before <= after for before, after in pairwise(seen))
    assert not kept or seen[-1] <= bed.pump.counter_ml() * 1_000


@asynccontextmanager
async def undisturbed(bed: Bedside) -> AsyncIterator[None]:
    """Whatever goes wrong meanwhile: no byte that changes the pump, and the infusion goes on."""
    began, reached = now(), bed.times("RateReached")
    async with counting(bed):
        yield
        bed.pump.faults.clear()
        last = bed.s.heard_at
        await bed.until(lambda: bed.s.heard_at != last and not bed.s.unproven, 15)
        await bed.reported()
    assert [] == bed.pump.orders(began)
    assert (Phase.INFUSING, 200) == (bed.s.phase, bed.pump.rate_ml_h())
    assert reached == bed.times("RateReached")
    assert [] == bed.referee.violations
