"""`chairside demo`: a ward of simulated pumps in the browser, or one infusion on the terminal."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import httpx2
import typer

import config
from service.catalog import WardConfig, load_ward
from service.cli import refuse
from service.cli.client import Tablet
from service.cli.demo_book import write_book
from service.cli.demo_day import under_way
from service.cli.demo_nurses import busy_ward
from service.cli.fleet import SimulatorFailed, simulators_for
from service.cli.headless import headless
from service.cli.prehistory import Stage, write
from service.cli.web import PortTaken, listen, serve_on
from service.core.session import commands as c
from service.core.times import Instant, Span
from service.shell.clock import wall_clock_ms
from service.wiring import running

POLL_MS = Span(500)
"""Twice as often as a ward: at 60 times the speed a second is a minute."""

STAGES = {
    "chair-1": Stage(
        infusion_no=1, minute=57, attests=False
    ),  # about to step: waits for somebody's attestation
    "chair-2": Stage(infusion_no=1, minute=48),  # about to react
    "chair-3": Stage(infusion_no=2, minute=20),
    "chair-4": Stage(infusion_no=3, minute=30),
    "chair-5": Stage(infusion_no=1, minute=110),
    "chair-6": Stage(infusion_no=1, minute=192),  # the last drops
    "chair-7": Stage(infusion_no=1, minute=None, premedicated_min=20),  # ready to start
    "chair-8": Stage(infusion_no=2, minute=None, premedicated_min=5, checked=False),
    "chair-9": Stage(infusion_no=2, minute=45, then=c.Pause),
    "chair-10": Stage(infusion_no=1, minute=75, stopped_by_hand=True),
    "chair-11": Stage(infusion_no=1, minute=40, then=c.ReportReaction),
}
"""What the chairs are doing when the page opens; chair-12 is free."""


def command(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any free port.")] = 0,
    without_page: Annotated[
        bool, typer.Option("--headless", help="One infusion on the terminal, then end.")
    ] = False,
) -> None:
    """Run a ward of 12 simulated pumps at 60 times the speed of the clock, until Ctrl-C.

    Everything is temporary, nothing leaves this machine. With --headless: one first infusion with a
    reaction of grade 2, on the same parts, printed as its record.
    """
    logging.basicConfig(level=logging.ERROR, format="%(levelname)s %(name)s: %(message)s")
    ward = load_ward(config.find("wards", "demo"))
    try:
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(headless(ward) if without_page else _demo(_now(ward), port))
    except (PortTaken, SimulatorFailed) as error:
        refuse(str(error))


def _now(ward: WardConfig) -> WardConfig:
    """Return the ward with quicker polls, in the middle of its day."""
    quick = replace(ward, timing=replace(ward.timing, poll=POLL_MS))
    return under_way(quick, Instant(wall_clock_ms()))


async def _demo(ward: WardConfig, port: int) -> None:
    began = time.perf_counter()
    with listen(ward.bind, port) as bound, _folder() as folder:
        store = folder / "ward.sqlite"
        presets = await write(ward, STAGES, store)
        async with (
            simulators_for(ward, presets) as (placed, _),
            running(placed, store) as service,
        ):
            if service.book is not None:
                await write_book(service.book, placed, STAGES)
            host, number = bound.getsockname()[:2]
            transport = httpx2.ASGITransport(app=service.app)
            async with httpx2.AsyncClient(transport=transport, base_url="http://ward") as client:
                nurses = asyncio.create_task(busy_ward(Tablet(client, "tablet-2")))
                typer.echo(f"{ward.name}, simulated pumps at {ward.rules.speed} times the speed.")
                typer.echo(f"On its clocks ({ward.zone}) it is between eleven and twelve.")
                typer.echo("Not a medical device. Nothing here is connected to anybody.")
                typer.echo("Nobody signs in here: whoever taps is believed.")
                typer.echo(f"http://{host}:{number}  (Ctrl-C ends it)")
                typer.echo(f"ready after {time.perf_counter() - began:.1f} s")
                await serve_on(service, bound)
                nurses.cancel()
                await asyncio.gather(nurses, return_exceptions=True)


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="chairside-demo-") as folder:
        yield Path(folder)
