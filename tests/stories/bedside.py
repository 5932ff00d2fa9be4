"""One infusion at one chair: the whole service, its HTTP API and a simulated pump on a line.

Everything runs in virtual time from a seed. What is sent to the pump is written down byte by byte;
the pump's hidden truth can be read; a referee watches it from outside.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

import httpx2

from drivers.link.link import Link
from drivers.quantities import Volume
from service.catalog import WardConfig
from service.cli.client import Refused, Tablet
from service.cli.in_process import InProcessPump
from service.cli.nurse import NURSE, SECOND, VITAL_SIGNS, Nurse
from service.cli.referee import Referee
from service.cli.virtual_ward import VirtualWard, small_ward, virtual_ward
from service.core.session.state import Session
from service.core.times import Span
from service.shell.virtual_loop import run_virtual
from service.store.disk import FaultyDisk
from simulators.faults import Faults
from simulators.line import Line
from simulators.new_era import NewEra

P = ParamSpec("P")

LINE_BAUD = 19_200
BITS_PER_BYTE = 10
NL_PER_ML = 1_000_000
INCREMENT_ML = 0.1
"""The last digit of the pump's counter above 100 mL."""
LOOK_S = 0.02
LONGEST_STORY_S = 1_800
"""Of virtual time; a story that waits for what never happens ends here."""
STOPS = ("reaction", "pause", "discontinue")
NOT_RECORDED_YET = 503
"""Answer to a command that was taken and is not on the disk yet."""
_STX = 2
_ORDER = re.compile(r"RUN.*|STP|PUR|(RAT|VOL|DIR|FUN|PHN).+")


def in_virtual_time(story: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Make a test of a story that lives on a virtual loop."""

    @wraps(story)
    def test(*args: P.args, **kwargs: P.kwargs) -> None:
        async def bounded() -> None:
            async with asyncio.timeout(LONGEST_STORY_S):
                await story(*args, **kwargs)

        run_virtual(bounded())

    return test


class ListenedPump(InProcessPump):
    """A simulated pump on whose line somebody writes down what is sent to it, and when."""

    def __init__(self, *, seed: int = 1, speed: int = 1, profile: str = "ne9000") -> None:
        self.device = NewEra(profile, seed=seed, speed=speed)
        super().__init__(Line(self.device, baud=LINE_BAUD, seed=seed))
        self.sent: list[tuple[float, str]] = []
        self.on_command: dict[str, Callable[[], object]] = {}
        """What is to happen, once, when a command that begins so is on its way to the pump."""
        self.tried: list[float] = []
        """When somebody tried to open its port, successfully or not."""

    @property
    def faults(self) -> Faults:
        return self.device.faults

    def write(self, data: bytes) -> None:
        command = _command(data)
        self.sent.append((self._loop.time(), command))
        for name in [name for name in self.on_command if command.startswith(name)]:
            self.on_command.pop(name)()
        super().write(data)

    async def open(self) -> Link:
        self.tried.append(self._loop.time())
        return await super().open()

    def press(self, key: str, rate_ml_h: str = "") -> None:
        """A hand at the keypad, which must not be refused."""
        self.catch_up()
        assert self.device.press(key, rate_ml_h) == ""

    def cut(self, on: bool = True) -> None:
        """The cable is out: nothing passes, either way."""
        self.catch_up()
        self.faults.deaf = self.faults.mute = on

    def unplug(self, for_s: float) -> None:
        """The adapter vanishes under whoever has it open, and comes back by itself."""
        self.catch_up()
        self.line.unplug_s = for_s
        self.catch_up()

    def mute(self, on: bool = True) -> None:
        """The pump hears and obeys, but its answers are lost."""
        self.catch_up()
        self.faults.mute = on

    def power_cycle(self, outage_s: float) -> None:
        self.catch_up()
        self.line.power_cycle(outage_s)
        self._arm()

    def rate_ml_h(self) -> float:
        """The rate at which the motor really turns."""
        return self.truth().motor_rate_nl_h / NL_PER_ML

    def counter_ml(self) -> float:
        return self.truth().counter_nl / NL_PER_ML

    def executed(self, name: str) -> int:
        """How often the pump has carried out a command."""
        return self.truth().executed.get(name, 0)

    def commands(self, since: float = 0.0) -> list[str]:
        """What was sent since a moment, without address."""
        return [text for at, text in self.sent if at >= since]

    def orders(self, since: float = 0.0) -> list[str]:
        """The frames since a moment that could change what is delivered; questions left out."""
        return [text for text in self.commands(since) if _ORDER.fullmatch(text)]


def _command(data: bytes) -> str:
    body = data[2:-3] if data[0] == _STX else data.rstrip(b"\r")
    return body.decode("ascii", "replace").lstrip("0123456789")


@dataclass(kw_only=True)
class Bedside:
    """What a story can see and do."""

    world: VirtualWard
    pump: ListenedPump
    disk: FaultyDisk
    config: WardConfig
    tablet: Tablet
    nurse: Nurse
    referee: Referee
    client: httpx2.AsyncClient

    @property
    def session(self) -> str:
        return self.nurse.session

    @property
    def s(self) -> Session:
        """The session's state in the memory of the service."""
        return self.world.service.ward.runners[self.session].session

    def kinds(self) -> list[str]:
        """What has happened so far, by name."""
        runner = self.world.service.ward.runners[self.session]
        return [type(event).__name__ for event in runner.happened]

    def times(self, kind: str) -> int:
        return self.kinds().count(kind)

    async def look(self) -> dict[str, Any]:
        return await self.tablet.get(f"/sessions/{self.session}")

    async def ward(self) -> dict[str, Any]:
        return await self.tablet.get("/ward")

    async def alarms(self) -> dict[str, str]:
        """The alarms on the screen, each with its priority."""
        return {each["id"]: each["priority"] for each in (await self.look())["alarms"]}

    async def prepare(self, infusion_no: int) -> None:
        pump, chair = self.config.pumps[0].id, self.config.chairs[0].id
        await self.nurse.prepare("patient-1", "isatuximab", infusion_no, chair, pump)

    async def start(self, infusion_no: int) -> None:
        """Bring the pump to the first rate, as it says itself."""
        await self.prepare(infusion_no)
        await self.nurse.start()

    async def tap(self, verb: str, person: str = NURSE, **body: Any) -> dict[str, Any]:
        """Give a command; the referee hears of a stop when it is tapped, of others when taken."""
        view = await self.look()
        if verb in STOPS:
            self.referee.tapped(verb, view)
        path = f"/sessions/{self.session}/{verb}"
        try:
            answer = await self.tablet.tap(path, person, **body)
        except Refused as refused:
            if refused.problem["status"] == NOT_RECORDED_YET:
                self._tell(verb, view)
            raise
        self._tell(verb, view)
        return answer

    def _tell(self, verb: str, view: dict[str, Any]) -> None:
        """Something was allowed that may come to pass from now on."""
        if verb not in STOPS:
            self.referee.tapped("attest" if verb == "attestation" else verb, view)

    async def attest(self) -> None:
        step = (await self.look())["step"]["no"]
        await self.tap("vital-signs", **VITAL_SIGNS)
        await self.tap("attestation", step=step, no_reaction=True, vitals_taken=True)

    async def resume_after_reaction(self) -> None:
        rate = (await self.look())["resume_rate_ml_h"]
        await self.tap("second-check", SECOND, rate_ml_h=rate)
        await self.tap("resume", improved_to=0, prescriber="prescriber-a")

    async def post(self, verb: str, tap: str) -> httpx2.Response:
        """Give a command and return the bare HTTP answer."""
        self.referee.tapped(verb, await self.look())
        headers = {"Idempotency-Key": tap, "X-Person": NURSE, "X-Tablet": "tablet-1"}
        path = f"/api/v1/sessions/{self.session}/{verb}"
        return await self.client.post(path, json={}, headers=headers)

    async def until(self, true: Callable[[], bool], within_s: float = 30.0) -> float:
        """Wait until something has become true; return how long that took."""
        began = now()
        while not true():
            assert now() - began < within_s, f"not within {within_s} s; {self.kinds()[-5:]}"
            await asyncio.sleep(LOOK_S)
        return now() - began

    async def runs_at(self, rate_ml_h: float, within_s: float = 30.0) -> float:
        """Wait until the pump really runs at a rate."""
        return await self.until(lambda: self.pump.rate_ml_h() == rate_ml_h, within_s)

    async def reachable(self, pump: str) -> None:
        """Wait until a pump has said who it is."""
        keeper = self.world.service.ward.keepers[pump]
        await self.until(lambda: keeper.identity is not None)

    async def reported(self) -> None:
        """Wait for the pump's next report."""
        last = self.s.heard_at
        await self.until(lambda: self.s.heard_at != last, 10.0)

    async def served(self, minutes: float) -> None:
        """Wait until the step in force has been served for so long."""
        served_ms = round(minutes * 60_000)
        left_s = (served_ms - self.s.served) / 1_000 / self.config.rules.speed
        await asyncio.sleep(max(0.0, left_s))
        await self.until(lambda: self.s.served >= served_ms, 60.0)


def now() -> float:
    """The loop's time, in seconds."""
    return asyncio.get_running_loop().time()


def ward_of(
    *, speed: int = 1, poll_s: float = 1.0, bag_ml: str = "250", **rules: Any
) -> WardConfig:
    """Return a ward of one chair; the bag may be smaller, and rules may be changed."""
    ward = small_ward(1, speed=speed)
    timing = replace(ward.timing, poll=Span(round(poll_s * 1_000)))
    protocol = replace(ward.protocols[0], bag_volume=Volume.from_ml(bag_ml))
    rules_ = replace(ward.rules, **rules)
    return replace(ward, timing=timing, protocols=(protocol,), rules=rules_)


@asynccontextmanager
async def bedside(
    *,
    ward: WardConfig | None = None,
    seed: int = 1,
    store: Path | None = None,
    after: Bedside | None = None,
    pump: ListenedPump | None = None,
) -> AsyncIterator[Bedside]:
    """Run a ward of one chair; `after` an earlier one: a new service on its record and pump."""
    ward = ward or (after.config if after else ward_of())
    if pump is None:
        pump = after.pump if after else ListenedPump(seed=seed, speed=ward.rules.speed)
    disk = FaultyDisk()
    pumps: dict[str, InProcessPump] = {ward.pumps[0].id: pump}
    async with virtual_ward(ward, seed=seed, disk=disk, store=store, pumps=pumps) as world:
        referee = after.referee if after else Referee(pump, ward.protocols[0].bag_volume.ul)
        watching = asyncio.create_task(referee.watch())
        transport = httpx2.ASGITransport(app=world.service.app)
        try:
            async with httpx2.AsyncClient(transport=transport, base_url="http://ward") as client:
                # Taps outlive a service: a new one is spoken to from another tablet.
                tablet = Tablet(client, ward.tablets[1 if after else 0].id)
                nurse = Nurse(tablet, speed=ward.rules.speed, on_tap=referee.tapped)
                nurse.session = after.session if after else ""
                yield Bedside(
                    world=world,
                    pump=pump,
                    disk=disk,
                    config=ward,
                    tablet=tablet,
                    nurse=nurse,
                    referee=referee,
                    client=client,
                )
        finally:
            watching.cancel()


@asynccontextmanager
async def infusing(
    infusion_no: int = 3,
    *,
    ward: WardConfig | None = None,
    seed: int = 1,
    store: Path | None = None,
) -> AsyncIterator[Bedside]:
    """Begin with an infusion that runs at its first rate."""
    async with bedside(ward=ward, seed=seed, store=store) as bed:
        await bed.start(infusion_no)
        yield bed
