"""`chairside replay`: what a captured line said, and whether the journal says the same."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from drivers.link.captured import CaptureDamaged, Lost, Opened, records
from drivers.port import PortUnavailable
from drivers.registry import GATEWAY_LISTENERS, LISTENERS
from service.cli import refuse
from service.cli.overhearing import BehindGateway, OneLine, Overhearing
from service.cli.replaying import Claim, Heard, claims_of, first_disagreement


@dataclass(slots=True)
class _Told:
    """What a capture holds."""

    heard: list[Heard] = field(default_factory=list)
    lines: set[str] = field(default_factory=set)
    came: int = 0
    went: int = 0
    lost: int = 0
    openings_lost: int = 0
    garbage: int = 0


def command(
    capture: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    family: Annotated[str, typer.Option(help="Whose parsers read it.")],
    line: Annotated[
        str | None, typer.Option(help="Port, if the capture has several; always behind a gateway.")
    ] = None,
    address: Annotated[int, typer.Option(min=0, max=99, help="On a shared line.")] = 0,
    journal: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="SQLite file of the ward.")
    ] = None,
    pump: Annotated[str | None, typer.Option(help="Its id in the ward; with --journal.")] = None,
) -> None:
    """Read a capture with a family's parsers and print what the pump said, change by change.

    With a journal: does it say of this pump what the line said? The first disagreement is printed.
    Exit code 0: understood, and agreed. 1: damaged, nothing understood, or disagreed.
    """
    overhearing = _overhearing(family, line, address)
    if (journal is None) != (pump is None):
        refuse("--journal and --pump go together")
    told = _read(capture, overhearing)
    for each in _changes(told.heard):
        typer.echo(f"{each.wall:%H:%M:%S}.{each.wall.microsecond // 1000:03d}  {each.text}")
    typer.echo(
        f"{len(told.heard)} readings; {told.went} bytes sent, {told.came} received,"
        f" {told.garbage} of them in no frame; {told.lost} lost{_openings(told.openings_lost)}"
    )
    if not told.heard:
        typer.echo("NOTHING UNDERSTOOD: is it this family, this line, this address?")
        raise typer.Exit(1)
    if journal is not None and pump is not None:
        _compare(told, claims_of(journal, pump), pump)


def _openings(lost: int) -> str:
    return f", and {lost} openings" if lost else ""


def _overhearing(family: str, line: str | None, address: int) -> Overhearing:
    if family in LISTENERS:
        return OneLine(LISTENERS[family], line, address)
    if family not in GATEWAY_LISTENERS:
        known = LISTENERS.keys() | GATEWAY_LISTENERS.keys()
        refuse(f"--family is one of: {', '.join(sorted(known))}")
    if line is None:
        refuse("name the pump's port with --line, as in the ward's file")
    try:
        return BehindGateway(GATEWAY_LISTENERS[family](line))
    except PortUnavailable as error:
        refuse(str(error))


def _read(path: Path, overhearing: Overhearing) -> _Told:
    told = _Told()
    try:
        with path.open(encoding="ascii", errors="replace") as file:
            for record in records(file):
                if isinstance(record, Lost):
                    told.lost += record.count
                    told.openings_lost += record.openings
                    continue
                told.lines.add(record.line)
                if not overhearing.wants(record.line):
                    continue
                if isinstance(record, Opened):
                    overhearing.opened(record)
                    continue
                if record.way == "out":
                    told.went += len(record.data)
                else:
                    told.came += len(record.data)
                told.heard += overhearing.heard(record)
    except CaptureDamaged as error:
        typer.echo(f"{path}: {error}", err=True)
        raise typer.Exit(1) from error
    if overhearing.takes_any and len(told.lines) > 1:
        refuse(f"name a --line: {', '.join(sorted(told.lines))}")
    told.garbage = overhearing.garbage
    return told


def _changes(heard: list[Heard]) -> list[Heard]:
    """Return the readings at which delivery or rate changed, and the last one."""
    kept = [
        each
        for before, each in zip([None, *heard], heard, strict=False)
        if before is None or before.looks != each.looks
    ]
    return kept if not heard or kept[-1] is heard[-1] else [*kept, heard[-1]]


def _compare(told: _Told, claims: list[Claim], pump: str) -> None:
    begins, ends = told.heard[0].at_ms, told.heard[-1].at_ms
    within = [claim for claim in claims if begins <= claim.at_ms <= ends]
    wrong = first_disagreement(within, told.heard)
    if wrong is None:
        beyond = len(claims) - len(within)
        typer.echo(f"{pump}: {len(within)} entries of the journal agree; {beyond} lie outside")
        return
    at = datetime.fromtimestamp(wrong.at_ms / 1_000, UTC)
    typer.echo(f"{pump}: FIRST DISAGREEMENT at {at:%H:%M:%S}: the journal has {wrong.text},")
    near = min(told.heard, key=lambda each: abs(each.at_ms - wrong.at_ms))
    typer.echo(f"and the line said nothing of the kind; nearest {near.wall:%H:%M:%S}: {near.text}")
    if told.lost:
        typer.echo(f"({told.lost} bytes of the capture are lost: they may have said it)")
    raise typer.Exit(1)
