"""`chairside ports`: what is plugged in, by the name that a ward's file should use."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from drivers.link.plugged import PluggedIn, Taken, all_seen, plugged_in

NONE = "no serial port on this machine: is the adapter plugged in?"
UNSEEN = (
    "Some processes belong to other users and cannot be looked into: a port without a"
    " taker may be taken all the same. As root all are seen."
)


def command(
    as_json: Annotated[bool, typer.Option("--json", help="For a script.")] = False,
) -> None:
    """List serial ports by stable name, with their adapters and who has them. Opens none."""
    ports, seen = plugged_in(), all_seen()
    if as_json:
        rows = [{**asdict(port), "stable": port.stable} for port in ports]
        typer.echo(json.dumps({"ports": rows, "every_process_seen": seen}, indent=2))
        return
    if not ports:
        typer.echo(NONE)
        return
    for port in ports:
        typer.echo("\n".join(_lines(port)))
    if not seen:
        typer.echo(UNSEEN)


def _lines(port: PluggedIn) -> list[str]:
    name = port.stable or f"{port.device}  (no stable name: its number may change)"
    lines = [name]
    if port.stable:
        lines.append(f"  now      {port.device}")
    if port.by_id and port.by_path:
        lines.append(f"  socket   {port.by_path}")
    adapter = " ".join(filter(None, (port.vendor, port.product)))
    if port.usb:
        number = f", serial number {port.serial_number}" if port.serial_number else ""
        lines.append(f"  adapter  {adapter or 'unnamed'} ({port.usb}){number}")
    lines.append(f"  taken    {_takers(port.taken_by)}")
    return [_printable(line) for line in lines]


def _takers(found: tuple[Taken, ...]) -> str:
    return (
        ", ".join(f"process {one.process} {one.name}".strip() for one in found) or "by nobody seen"
    )


def _printable(line: str) -> str:
    """Return a line without what could move a terminal's cursor: an adapter names itself."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in line)
