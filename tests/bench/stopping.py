"""From the tap to the last byte of STOP, on a ward of 64 pumps in real time.

The pumps are simulated in this process, on the same loop, at the pace of a line of 19200 baud. That
takes a tenth of a core from the service, which pays for it in these figures. The tap is a request
to the HTTP API without a socket below it.

A STOP waits for the rest of the exchange in flight and takes its own time on the line: together
that is the limit, known for each tap from the bytes that went over its line.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2

import config
from drivers.new_era.driver import EXCHANGE_BITS
from service.catalog import Chair, WardConfig, load_ward
from service.cli.in_process import InProcessPump, lines_to
from service.cli.prehistory import Stage, write
from service.store.disk import FaultyDisk
from service.wiring import Parts, running
from simulators.line import BITS_PER_BYTE, Line
from simulators.new_era import NewEra
from tests.bench.table import Row, spread

PUMPS = 64
BAUD = 19_200
TURNS = 2
"""How often sound and frozen disk alternate."""
FROZEN_S = 5.0
EVERY_S = 0.08
"""Mean time between two taps."""
ANSWER_END = 0x03
STOP_WORD = b"STP"


@dataclass
class Witnessed(InProcessPump):
    """A simulated pump whose line is watched: when questions left, when answers were whole."""

    line: Line
    answered_s: list[float] = field(default_factory=list)
    """When answers came to their end, since the tap."""
    stopped_s: float = 0.0
    """When the latest STOP was handed to the line."""
    stop_bytes: int = 0
    on_stop: Callable[[], None] = field(default=lambda: None)

    def __post_init__(self) -> None:
        """Put an ear on the line."""
        super().__init__(self.line)

    def write(self, data: bytes) -> None:
        """Note when STOP is handed over."""
        if STOP_WORD in data:
            self.stopped_s, self.stop_bytes = self._loop.time(), len(data)
            self.on_stop()
        super().write(data)

    def catch_up(self) -> None:
        """Note when an answer has come to its end."""
        hand_over = self.receive

        def heard(data: bytes) -> None:
            if data[-1] == ANSWER_END:
                self.answered_s.append(self._loop.time())
            hand_over(data)

        self.receive = heard
        try:
            super().catch_up()
        finally:
            self.receive = hand_over


@dataclass(frozen=True, slots=True)
class Stopped:
    """One tap: what it took until the last byte was out, and what it may have taken (s)."""

    took_s: float
    limit_s: float


def ward_of_many() -> WardConfig:
    """Return a ward of 64 chairs at the speed of the clock."""
    ward = load_ward(config.find("wards", "demo"))
    numbers = range(1, PUMPS + 1)
    pumps = tuple(replace(ward.pumps[0], id=f"pump-{n}", port=f"sim:{n}") for n in numbers)
    chairs = tuple(Chair(id=f"chair-{n}", pump=f"pump-{n}") for n in numbers)
    return replace(ward, pumps=pumps, chairs=chairs, rules=replace(ward.rules, speed=1))


@asynccontextmanager
async def busy_ward(disk: FaultyDisk) -> AsyncIterator[tuple[httpx2.AsyncClient, list[Witnessed]]]:
    """Run 64 infusions; yield a client of the API and the pumps, in the order of their numbers."""
    ward = ward_of_many()
    with TemporaryDirectory(prefix="chairside-bench-") as folder:
        store = Path(folder) / "ward.sqlite"
        stages = {chair.id: Stage(infusion_no=1, minute=1) for chair in ward.chairs}
        presets = await write(ward, stages, store)
        pumps = []
        for number, place in enumerate(ward.pumps):
            device = NewEra("ne9000", seed=number)
            device.preset(presets[place.id])
            pumps.append(Witnessed(Line(device, baud=BAUD, seed=number)))
        by_url = {place.port: pump for place, pump in zip(ward.pumps, pumps, strict=True)}
        parts = Parts(disk=disk, lines=lines_to({**by_url}))
        async with running(ward, store, parts) as service:
            transport = httpx2.ASGITransport(app=service.app)
            async with httpx2.AsyncClient(transport=transport, base_url="http://ward") as client:
                await asyncio.sleep(3.0)  # every pump has been opened and heard
                yield client, pumps
                disk.release()


async def tap(client: httpx2.AsyncClient, pumps: list[Witnessed], number: int, key: str) -> Stopped:
    """Tap STOP for one pump and wait until its last byte is out."""
    pump, loop, sent = pumps[number], asyncio.get_running_loop(), asyncio.Event()
    pump.on_stop = sent.set
    pump.answered_s.clear()
    tapped_s = loop.time()
    headers = {"Idempotency-Key": key, "X-Person": "nurse-a", "X-Tablet": "tablet-1"}
    answer = await client.post(f"/api/v1/pumps/pump-{number + 1}/stop", headers=headers)
    assert answer.status_code == 202, answer.text
    await asyncio.wait_for(sent.wait(), 5.0)
    pump.on_stop = lambda: None
    line_s = pump.stop_bytes * BITS_PER_BYTE / BAUD
    # One exchange only: whatever else was let through first is the service's own delay.
    first_s = min(pump.answered_s, default=pump.stopped_s)
    rest_s = min(first_s - tapped_s, EXCHANGE_BITS / BAUD) if first_s < pump.stopped_s else 0.0
    return Stopped(took_s=pump.stopped_s - tapped_s + line_s, limit_s=rest_s + line_s)


async def tap_for(
    client: httpx2.AsyncClient, pumps: list[Witnessed], chance: random.Random, name: str
) -> list[Stopped]:
    """Tap at random moments, on random pumps, for as long as a disk is frozen."""
    loop, found = asyncio.get_running_loop(), list[Stopped]()
    end_s = loop.time() + FROZEN_S
    while loop.time() < end_s:
        await asyncio.sleep(chance.uniform(0.0, 2 * EVERY_S))
        number = chance.randrange(PUMPS)
        found.append(await tap(client, pumps, number, f"{name}-{len(found):06d}"))
    return found


async def _measured() -> tuple[list[Stopped], list[Stopped]]:
    disk, chance = FaultyDisk(), random.Random(1)
    sound: list[Stopped] = []
    frozen: list[Stopped] = []
    async with busy_ward(disk) as (client, pumps):
        for turn in range(TURNS):
            sound += await tap_for(client, pumps, chance, f"sound-{turn}")
            disk.freeze()
            frozen += await tap_for(client, pumps, chance, f"frozen-{turn}")
            disk.release()
            await asyncio.sleep(1.0)
    return sound, frozen


def rows() -> list[Row]:
    """Measure, and return the rows of the table."""
    sound, frozen = asyncio.run(_measured())
    shown = []
    for name, found in (("disk sound", sound), ("disk frozen for 5 s", frozen)):
        took, limit = [each.took_s for each in found], [each.limit_s for each in found]
        over = [each.took_s - each.limit_s for each in found]
        ratio = f"{sum(took) / sum(limit):.2f}"
        shown.append(
            (
                f"tap to last STOP byte, {name}, {len(found)} taps",
                spread(took),
                spread(limit),
                ratio,
            )
        )
        shown.append((f"  above its own limit, {name}", spread(over), "0", ""))
    return shown
