"""`chairside verify-journal`: is the record whole?"""

from pathlib import Path
from typing import Annotated

import typer

from service.people.checking import verify_acts
from service.people.file import people_path
from service.store.anchor import anchor_path
from service.store.findings import Verification
from service.store.verify import verify


def command(
    store: Annotated[
        Path, typer.Argument(help="SQLite file of a ward.", exists=True, dir_okay=False)
    ],
) -> None:
    """Follow the hash chain of a ward's journal from its first row to its anchor. Changes nothing.

    Where people sign in, the acts about people and tablets beside it are followed in the same way.
    Exit code 0: whole. 1: damaged; every finding is printed.
    """
    found = verify(store)
    _print(found)
    people = people_path(store)
    whole = found.ok
    if people.exists() or anchor_path(people).exists():
        acts = verify_acts(people)
        typer.echo(f"Acts about people and tablets ({people.name}):")
        _print(acts)
        whole = whole and acts.ok
    if not whole:
        raise typer.Exit(1)


def _print(found: Verification) -> None:
    typer.echo("\n".join(_printable(line) for line in str(found).splitlines()))


def _printable(line: str) -> str:
    """Return a line without what could move a terminal's cursor: a damaged file says anything."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in line)
