"""One infusion on a pump that only a person at it starts, changes and stops.

The whole service, its HTTP API and a simulated gateway, in virtual time. Nobody stands at the pump
by himself: a story presses its keys.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

import httpx2

from service.catalog import WardConfig
from service.cli.client import Tablet
from service.cli.in_process_gateway import InProcessGateway, PumpAtHand
from service.cli.nurse import NURSE, SECOND, VITAL_SIGNS, Nurse
from service.cli.simulate import profile_of
from service.cli.virtual_ward import VirtualWard, small_ward, virtual_ward
from service.core.session.state import Session
from service.core.times import Span
from service.shell.virtual_loop import run_virtual
from simulators.gateways import IhePcd
from simulators.ihe_pcd_program import Order
from tests.stories.bedside import now

P = ParamSpec("P")
NL_PER_ML = 1_000_000
LONGEST_STORY_S = 4 * 3_600
"""Of virtual time; a first step alone takes an hour."""
PATIENCE_S = 200.0
"""The pump speaks once a minute."""
POLL_MS = Span(2_000)


def in_hours(story: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Make a test of a story that takes hours of virtual time."""

    @wraps(story)
    def test(*args: P.args, **kwargs: P.kwargs) -> None:
        async def bounded() -> None:
            async with asyncio.timeout(LONGEST_STORY_S):
                await story(*args, **kwargs)

        run_virtual(bounded())

    return test


@dataclass(kw_only=True)
class AtHand:
    """What a story can see and do."""

    world: VirtualWard
    nurse: Nurse
    config: WardConfig
    pump: PumpAtHand

    @property
    def gateway(self) -> InProcessGateway:
        assert self.world.gateway is not None
        return self.world.gateway

    @property
    def simulated(self) -> IhePcd:
        found = self.gateway.simulated
        assert isinstance(found, IhePcd)
        return found

    @property
    def order(self) -> Order | None:
        """The order of the program that is in the pump."""
        program = self.simulated.gateway.bedsides[self.pump.name].pump.program
        return program.order if program else None

    @property
    def orders(self) -> int:
        """How many different orders the gateway has got."""
        return self.simulated.gateway.counts["orders"]

    @property
    def s(self) -> Session:
        return self.world.service.ward.runners[self.nurse.session].session

    def kinds(self) -> list[str]:
        runner = self.world.service.ward.runners[self.nurse.session]
        return [type(event).__name__ for event in runner.happened]

    def rate_ml_h(self) -> float:
        """The rate at which the motor really turns."""
        return self.pump.truth().motor_rate_nl_h / NL_PER_ML

    def press(self, key: str, **values: str) -> None:
        """Press a key, which must not be refused."""
        assert "" == self.pump.press(key, **values)

    async def alarms(self) -> dict[str, str]:
        """The sentence of each alarm whose condition holds."""
        shown = (await self.nurse.look())["alarms"]
        return {each["id"]: each["sentence"] for each in shown if each["state"] != "resolved"}

    async def record(self) -> str:
        """Every sentence of the record, a line each."""
        found = await self.world.tablet.get(f"/sessions/{self.nurse.session}/record")
        return "\n".join(each["sentence"] for each in found["entries"])

    async def tap(self, verb: str, person: str = NURSE, **body: Any) -> dict[str, Any]:
        return await self.world.tablet.tap(f"/sessions/{self.nurse.session}/{verb}", person, **body)

    async def prepare(self, infusion_no: int = 1, patient: str = "patient-1") -> None:
        place, chair = self.config.pumps[0], self.config.chairs[0]
        await self.nurse.prepare(patient, "isatuximab", infusion_no, chair.id, place.id)

    async def offered(self, ml_h: float) -> None:
        """Wait until an order of this rate is on the pump's screen and the tablet asks for it."""
        await self.until(lambda: self.pump.offered_nl_h() == ml_h * NL_PER_ML, 90)
        await self.asks_for("confirm-at-pump")

    async def asks_for(self, alarm: str, within_s: float = 5.0) -> str:
        """Wait until the tablet shows an alarm; return its sentence."""
        began = now()
        while alarm not in (found := await self.alarms()):
            assert now() - began < within_s, f"{alarm} not within {within_s} s; {found}"
            await asyncio.sleep(0.25)
        return found[alarm]

    async def started(self, infusion_no: int = 1, ml_h: float = 25) -> None:
        """Bring the pump to the first rate, as it says itself."""
        await self.prepare(infusion_no)
        await self.start_offered(ml_h)
        self.press("confirm")
        await self.until(lambda: self.s.started, 5)

    async def start_offered(self, ml_h: float = 25) -> None:
        """Order the start; the pump has it on its screen."""
        await self.tap("start")
        await self.offered(ml_h)

    async def raise_offered(self, ml_h: float = 50) -> None:
        """Serve the step, attest it, and have the next rate on the pump's screen."""
        serve = self.s.current.serve
        assert serve is not None
        await asyncio.sleep((serve - self.s.served) / 1_000 - 60)
        step = (await self.nurse.look())["step"]["no"]
        await self.tap("vital-signs", **VITAL_SIGNS)
        await self.tap("attestation", step=step, no_reaction=True, vitals_taken=True)
        await self.until(lambda: self.s.raising, 180)
        await self.offered(ml_h)

    async def second_check(self, ml_h: str) -> None:
        await self.tap("second-check", SECOND, rate_ml_h=ml_h)

    async def until(self, true: Callable[[], bool], within_s: float) -> None:
        began = now()
        while not true():
            assert now() - began < within_s, f"not within {within_s} s; {self.kinds()[-6:]}"
            await asyncio.sleep(0.1)


def ward_at_hand() -> WardConfig:
    """A ward of one chair whose pump is behind a gateway."""
    ward = small_ward(1, profile=profile_of("ihe_pcd"))
    return replace(ward, timing=replace(ward.timing, poll=POLL_MS))


@asynccontextmanager
async def at_hand(
    *, seed: int = 1, store: Path | None = None, gateway: InProcessGateway | None = None
) -> AsyncIterator[AtHand]:
    """Run such a ward; a `gateway` that is given runs already, and outlives it."""
    config = ward_at_hand()
    async with virtual_ward(config, seed=seed, store=store, gateway=gateway) as world:
        nurse = Nurse(world.tablet, patience_s=PATIENCE_S)
        place = config.pumps[0].id
        yield AtHand(world=world, nurse=nurse, config=config, pump=world.at_hand(place))


@asynccontextmanager
async def after(before: AtHand, store: Path, *, seed: int = 2) -> AsyncIterator[AtHand]:
    """Run a new service on the record and the gateway of one that has ended."""
    async with at_hand(seed=seed, store=store, gateway=before.gateway) as bed:
        transport = httpx2.ASGITransport(app=bed.world.service.app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://ward") as client:
            # Taps outlive a service: a new one is spoken to from another tablet.
            tablet = Tablet(client, bed.config.tablets[1].id)
            nurse = Nurse(tablet, patience_s=PATIENCE_S)
            nurse.session = before.nurse.session
            yield replace(bed, nurse=nurse, world=replace(bed.world, tablet=tablet))
