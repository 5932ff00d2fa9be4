"""Small faults that overlap, drawn from a seed; a referee who knows the pump's truth looks on."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest

from drivers.quantities import NO_RATE
from service.cli.client import Refused
from service.core.session.state import Phase
from service.store.verify import verify
from tests.stories.bedside import (
    INCREMENT_ML,
    Bedside,
    bedside,
    in_virtual_time,
    now,
    ward_of,
)

SEEDS = range(1, 11)
WARD = ward_of(speed=30)
LASTS_S = 240.0
"""How long people and faults act: longer than the infusion takes undisturbed."""
CALM_S = 60.0
"""Then everything is healthy; whatever was begun comes to its end."""


class Trouble:
    """Faults that come and go, each by its own clock."""

    def __init__(self, bed: Bedside, seed: int) -> None:
        self._bed, self._random = bed, random.Random(seed)
        self.log: list[str] = []
        self._end_s = now() + LASTS_S
        self._worn = 0
        self._calm_until_s = 0.0

    async def run(self) -> None:
        await asyncio.gather(
            self._again(self._lossy, 30),
            self._again(self._late, 40),
            self._again(self._silent, 80),
            self._again(self._hand, 150),
            self._again(self._disk, 60),
            self._again(self._react, 150),
        )

    async def _again(self, fault: Callable[[], Awaitable[None]], mean_s: float) -> None:
        while True:
            wait_s = self._random.expovariate(1 / mean_s)
            if now() + wait_s > self._end_s:
                return
            await asyncio.sleep(wait_s)
            await fault()

    def _begins(self, what: str) -> None:
        self.log.append(f"{now():.2f} {what}")

    async def _wear(self, what: str) -> None:
        """The line is about to fail; not within two seconds of a reaction (INV-05)."""
        await asyncio.sleep(max(0.0, self._calm_until_s - now()))
        self._worn += 1
        self._begins(what)

    async def _healthy(self) -> None:
        """A reaction on a line that fails has stories of its own."""
        while self._worn:  # noqa: ASYNC110 - it is a number, not an event
            await asyncio.sleep(0.1)
        self._calm_until_s = now() + 2.5

    async def _lossy(self) -> None:
        await self._wear("lossy")
        faults = self._bed.pump.faults
        faults.drop_to_pump = faults.drop_to_host = self._random.uniform(0, 0.01)
        faults.corrupt_to_pump = faults.corrupt_to_host = self._random.uniform(0, 0.01)
        await asyncio.sleep(self._random.uniform(1, 20))
        faults.drop_to_pump = faults.drop_to_host = 0.0
        faults.corrupt_to_pump = faults.corrupt_to_host = 0.0
        self._worn -= 1

    async def _late(self) -> None:
        self._begins("late")
        faults = self._bed.pump.faults
        faults.delay_s = self._random.uniform(0.1, 0.9)
        faults.delay_replies = self._random.randrange(1, 6)

    async def _silent(self) -> None:
        await self._wear("silent")
        cut = self._random.choice([self._bed.pump.cut, self._bed.pump.mute])
        cut()
        await asyncio.sleep(self._random.choice([0.5, 3, 12, 35]))
        cut(False)
        self._worn -= 1

    async def _hand(self) -> None:
        self._begins("hand")
        self._bed.pump.catch_up()
        self._bed.pump.device.press("stop")

    async def _disk(self) -> None:
        self._begins("disk")
        self._bed.disk.freeze()
        await asyncio.sleep(self._random.uniform(0.5, 5))
        self._bed.disk.release()

    async def _react(self) -> None:
        await self._healthy()
        self._begins("react")
        with suppress(Refused):
            await self._bed.tap("reaction")
            await self._bed.tap("grade", grade=2)


class Carer:
    """A nurse who keeps the infusion going as far as the service lets her."""

    def __init__(self, bed: Bedside) -> None:
        self._bed = bed

    async def run(self) -> None:
        while True:
            await asyncio.sleep(0.7)
            with suppress(Refused):
                await self._attend(await self._bed.look())

    async def _attend(self, view: dict[str, Any]) -> None:
        if view["phase"] == "preparing":
            await self._bed.tap("start")
        elif view["phase"] == "infusing" and _due(view["step"]):
            await self._bed.attest()
        elif view["phase"] == "interrupted":
            await self._bed.resume_after_reaction()
        elif view["phase"] in ("paused", "held"):
            await self._bed.tap("resume")


def _due(step: dict[str, Any]) -> bool:
    return bool(step["attest"]["open"] and step["attest"]["needed"])


@pytest.mark.shows("INV-01")
@pytest.mark.shows("INV-04")
@pytest.mark.shows("INV-14")
@pytest.mark.shows("FDA-03")
@pytest.mark.parametrize("seed", SEEDS)
@in_virtual_time
async def test_whatever_happens_the_pump_does_what_was_allowed(seed: int) -> None:
    async with bedside(ward=WARD, seed=seed) as bed:
        await bed.prepare(2)
        trouble, carer = Trouble(bed, seed), asyncio.create_task(Carer(bed).run())
        await trouble.run()
        carer.cancel()
        bed.pump.faults.clear()
        bed.disk.release()
        await asyncio.sleep(CALM_S)

        told = f"seed {seed}; faults: {trouble.log}; {bed.kinds()}"
        assert [] == bed.referee.violations, told
        running = bed.pump.rate_ml_h()
        assert running in (0, bed.s.current.rate.ul_per_h / 1_000), told
        if bed.s.phase in (Phase.INTERRUPTED, Phase.PAUSED, Phase.FLUSHING):
            assert (0, NO_RATE) == (running, bed.s.reached), told
        counted = bed.pump.counter_ml() + bed.s.base_infused.ul / 1_000
        # A running pump goes on between the last report and now.
        since_ml = running * WARD.rules.speed * 2 / 3600
        assert counted == pytest.approx(bed.s.infused.ul / 1_000, abs=INCREMENT_ML + since_ml), told
        assert "saved" == (await bed.ward())["record"]["state"], told
        await bed.world.service.store.close()
        assert verify(bed.world.path).ok, told
