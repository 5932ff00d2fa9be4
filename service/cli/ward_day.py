"""`chairside ward-day`: days of a ward as they may go, and what would change them."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from service.cli import refuse
from service.cli.preparing import prepared, protocol_file
from service.cli.ward_day_asked import Asked, asked_for
from service.cli.ward_day_told import as_data, tell
from service.core.protocol import Protocol
from service.planner.ward_day.picture import Sample, picture
from service.planner.ward_day.policies import FIRST_POLICY, POLICIES
from service.planner.ward_day.report import Result, results
from service.planner.ward_day.scenario import Scenario, simulate

NAMES = ", ".join(POLICIES)


def command(
    seed: Annotated[int, typer.Option(min=0, max=10**9, help="Seed of the first day.")] = 1,
    days: Annotated[
        int, typer.Option(min=1, max=2_000, help="Days, each with the next seed.")
    ] = 20,
    chairs: Annotated[
        list[str] | None,
        typer.Option(metavar="C|+N", help="Chairs (30); +1: what would one more change?"),
    ] = None,
    nurses: Annotated[
        list[str] | None,
        typer.Option(
            metavar="N|+N", help="Nurses (five for twelve chairs); +1: what would one more change?"
        ),
    ] = None,
    load: Annotated[
        str, typer.Option(help="Chair-minutes asked for, of those that are open, in percent.")
    ] = "87",
    policy: Annotated[
        list[str] | None,
        typer.Option(help=f"Way of booking; several times to compare them. One of {NAMES}."),
    ] = None,
    compare: Annotated[bool, typer.Option("--compare", help="Compare all policies.")] = False,
    first_before: Annotated[
        str | None,
        typer.Option(metavar="HH:MM", help="What would it change to seat first infusions before?"),
    ] = None,
    staff_missing: Annotated[
        int, typer.Option(min=0, max=90, help="Percent of the nurses who do not come.")
    ] = 3,
    picture_file: Annotated[
        Path | None,
        typer.Option("--picture", metavar="FILE.svg", help="Draw the first day of the first."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead.")] = False,
) -> None:
    """Simulate days of a ward: who is booked and waits, what reactions do, when the last leaves.

    The same seed gives the same days; every scenario meets the same patients with the same
    reactions, delays and missing nurses, so that a difference is the scenario's. Numbers are means
    over days with 95 % intervals. Times are in minutes. Planning numbers for software, not clinical
    evidence: docs/booking/ward-day.md.
    """
    asked = asked_for(
        Asked(
            chairs=tuple(chairs or ()),
            nurses=tuple(nurses or ()),
            load=load,
            policies=tuple(POLICIES) if compare else tuple(policy or (FIRST_POLICY,)),
            first_before=first_before,
            staff_missing=staff_missing,
        )
    )
    isatuximab = prepared(protocol_file("isatuximab"), 1)
    seeds = range(seed, seed + days)
    if picture_file is not None:
        _draw(picture_file, asked[0], isatuximab, seed)
    found = _simulated(asked, isatuximab, seeds)
    if as_json:
        typer.echo(json.dumps(as_data(found, seeds), indent=2))
    else:
        tell(found, seeds)


def _simulated(asked: tuple[Scenario, ...], protocol: Protocol, seeds: range) -> tuple[Result, ...]:
    """Show on a terminal how far it is; nothing where the output goes elsewhere."""
    if not sys.stderr.isatty():
        return results(asked, protocol, seeds)
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("simulating", total=len(asked) * len(seeds))
        return results(asked, protocol, seeds, lambda: shown.advance(task))


def _draw(file: Path, scenario: Scenario, protocol: Protocol, seed: int) -> None:
    used: list[Sample] = []
    day = simulate(
        scenario, protocol, seed, lambda now, pools: used.append((now, pools.nurses.used))
    )
    title = (
        f"{scenario.name}, seed {seed}: {scenario.ward.chairs} chairs, {day.played.present} nurses,"
        f" load {scenario.load_percent} %"
    )
    try:
        file.write_text(picture(title, day.played, used), "utf-8")
    except OSError as error:
        refuse(f"{file}: {error.strerror or error}")
