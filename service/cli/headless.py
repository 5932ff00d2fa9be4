"""`chairside demo --headless`: one first infusion with a reaction, on a real pty, as its record."""

import asyncio
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2
import typer

from drivers.quantities import Rate
from service.catalog import WardConfig
from service.cli.client import Tablet
from service.cli.drawing import draw
from service.cli.fleet import simulators_for
from service.cli.nurse import Nurse
from service.core.plan import Reaction, Segment
from service.core.session.events import RateReached
from service.core.times import Span, minutes
from service.wiring import running

SPEED = 240
POLL_MS = Span(250)
WIDTH = 96
REACTION = Reaction(at=minutes(55), grade=2, hold=minutes(30))


async def headless(ward: WardConfig) -> None:
    """Run it and print the planned staircase, the delivered one, and every event."""
    rules, timing = replace(ward.rules, speed=SPEED), replace(ward.timing, poll=POLL_MS)
    ward = replace(ward, chairs=ward.chairs[:1], pumps=ward.pumps[:1], rules=rules, timing=timing)
    with TemporaryDirectory(prefix="chairside-demo-") as folder:
        store = Path(folder) / "ward.sqlite"
        async with simulators_for(ward) as (placed, _), running(placed, store) as service:
            transport = httpx2.ASGITransport(app=service.app)
            async with httpx2.AsyncClient(transport=transport, base_url="http://ward") as client:
                tablet = Tablet(client, ward.tablets[0].id)
                nurse = Nurse(tablet, speed=SPEED)
                typer.echo(f"One first infusion at {SPEED} times the speed: a minute and a half.")
                await nurse.prepare(
                    "demo-patient", "isatuximab", 1, ward.chairs[0].id, ward.pumps[0].id
                )
                await nurse.start()
                runner = service.ward.runners[nurse.session]
                first = next(each.at for each in runner.happened if isinstance(each, RateReached))
                started = asyncio.get_running_loop().time()
                started -= (service.ward.now() - first) / 1_000
                await nurse.infuse([REACTION], started)
                _print(await tablet.get(f"/sessions/{nurse.session}/record"))


def _print(record: dict[str, Any]) -> None:
    planned = [
        _segment(row["from_min"], row["to_min"], row["rate_ml_h"]) for row in record["planned"]
    ]
    points = record["delivered"]
    delivered = [
        _segment(point["at_min"], following["at_min"], point["rate_ml_h"])
        for point, following in pairwise(points)
    ]
    for title, segments in (("planned", planned), ("delivered", delivered)):
        typer.echo(f"\n{title}")
        for line in draw(segments, width=WIDTH):
            typer.echo(line)
    typer.echo("\nevents")
    for entry in record["entries"]:
        who = f" ({entry['by']['name']})" if entry["by"] else ""
        typer.echo(f"{entry['at'][11:23]}  {entry['sentence']}{who}")


def _segment(from_min: float, to_min: float, rate_ml_h: str) -> Segment:
    start, end = minutes(from_min), minutes(to_min)
    rate = Rate.from_ml_per_h(rate_ml_h)
    return Segment(start=start, end=end, rate=rate, volume=rate.over(end - start))
