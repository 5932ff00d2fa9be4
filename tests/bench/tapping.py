"""From the tap to the last byte of STOP, with nothing left out that a real ward has.

The service is a process of its own (`chairside serve`); the tap crosses a socket to its web server,
and STOP comes back over a pty. The pumps are simulated here, at the pace of a line of 19200 baud:
so both ends of the way are dated by one clock, and the service pays for no pump.
"""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2

from drivers.new_era.driver import EXCHANGE_BITS
from service.catalog import Chair
from service.cli.prehistory import Stage, write
from simulators.line import Line
from simulators.new_era import NewEra
from tests.bench.stopping import BAUD, Stopped, Witnessed
from tests.bench.table import Row, histogram, spread
from tests.faults.on_pty import OnPty, on_pty
from tests.faults.places import Command, served, ward_of, write_ward_file

PUMPS = 12
TAPS = 200
EVERY_S = 0.08
"""Mean time between two taps."""
AGAIN_S = 0.5
"""Before this a pump is not tapped again: a STOP still under way would be taken for the new one."""
BYTE_BITS = 10


def pump_on_pty(number: int) -> OnPty[Witnessed]:
    """Return a pump behind a new pty."""
    device = NewEra("ne9000", seed=number)
    return on_pty(Witnessed(Line(device, baud=BAUD, seed=number)))


@asynccontextmanager
async def ward_with_ptys() -> AsyncIterator[tuple[httpx2.AsyncClient, list[OnPty[Witnessed]]]]:
    """Run infusions in a process of their own; yield a client of the API and the pumps."""
    async with (
        ward_served(PUMPS) as (service, pumps),
        httpx2.AsyncClient(base_url=service.address) as client,
    ):
        yield client, pumps


@asynccontextmanager
async def ward_served(count: int) -> AsyncIterator[tuple[Command, list[OnPty[Witnessed]]]]:
    """Run so many infusions in a process of their own, all heard; yield it and the pumps."""
    ward, pumps = ward_of(PUMPS, speed=1), [pump_on_pty(number) for number in range(count)]
    placed = tuple(
        replace(ward.pumps[0], id=f"pump-{number}", port=one.device)
        for number, one in enumerate(pumps, start=1)
    )
    chairs = tuple(Chair(id=f"chair-{n}", pump=f"pump-{n}") for n in range(1, count + 1))
    ward = replace(ward, pumps=placed, chairs=chairs)
    with TemporaryDirectory(prefix="chairside-bench-") as name:
        folder = Path(name)
        stages = {chair.id: Stage(infusion_no=1, minute=1) for chair in ward.chairs}
        presets = await write(ward, stages, folder / "ward.sqlite")
        for place, one in zip(ward.pumps, pumps, strict=True):
            one.pump.line.devices[0].preset(presets[place.id])
            one.plug_in()
        file = write_ward_file(folder / "ward.yaml", ward)
        try:
            async with served(file, folder / "ward.sqlite", folder / "log") as service:
                await asyncio.sleep(3.0)  # every pump has been opened and heard
                yield service, pumps
        finally:
            for one in pumps:
                one.pull_out()


async def tap(client: httpx2.AsyncClient, one: OnPty[Witnessed], number: int, key: str) -> Stopped:
    """Tap STOP for one pump and wait until its last byte is out."""
    pump, loop = one.pump, asyncio.get_running_loop()
    sent = asyncio.Event()
    pump.on_stop = sent.set
    pump.answered_s.clear()
    tapped_s = loop.time()
    headers = {"Idempotency-Key": key, "X-Person": "nurse-a", "X-Tablet": "tablet-1"}
    path = f"/api/v1/pumps/pump-{number + 1}/stop"
    posting = asyncio.create_task(client.post(path, headers=headers))
    await asyncio.wait_for(sent.wait(), 5.0)
    answer = await posting
    assert answer.status_code == 202, answer.text
    line_s = pump.stop_bytes * BYTE_BITS / BAUD
    first_s = min(pump.answered_s, default=pump.stopped_s)
    rest_s = min(first_s - tapped_s, EXCHANGE_BITS / BAUD) if first_s < pump.stopped_s else 0.0
    return Stopped(took_s=pump.stopped_s - tapped_s + line_s, limit_s=rest_s + line_s)


async def _measured() -> list[Stopped]:
    chance, found = random.Random(1), list[Stopped]()
    async with ward_with_ptys() as (client, pumps):
        loop, tapped_s = asyncio.get_running_loop(), [0.0] * PUMPS
        for count in range(TAPS):
            await asyncio.sleep(chance.uniform(0.0, 2 * EVERY_S))
            rested = [n for n in range(PUMPS) if loop.time() - tapped_s[n] > AGAIN_S]
            number = chance.choice(rested)
            tapped_s[number] = loop.time()
            found.append(await tap(client, pumps[number], number, f"tapped-{count:06d}"))
    return found


def rows() -> list[Row]:
    """Measure, and return the rows of the table, with how often it took how long."""
    found = asyncio.run(_measured())
    took, limit = [each.took_s for each in found], [each.limit_s for each in found]
    over = [each.took_s - each.limit_s for each in found]
    name = f"tap to last STOP byte, real socket, process and pty, {len(found)} taps"
    return [
        (name, spread(took), spread(limit), f"{sum(took) / sum(limit):.2f}"),
        ("  above its own limit, real socket, process and pty", spread(over), "0", ""),
        *histogram(took),
    ]
