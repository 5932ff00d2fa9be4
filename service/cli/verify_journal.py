"""`chairside verify-journal`: is the record whole?"""

from pathlib import Path
from typing import Annotated

import typer

from service.store.verify import verify


def command(
    store: Annotated[
        Path, typer.Argument(help="SQLite file of a ward.", exists=True, dir_okay=False)
    ],
) -> None:
    """Follow the hash chain of a ward's journal from its first row to its anchor. Changes nothing.

    Exit code 0: whole. 1: damaged; every finding is printed.
    """
    found = verify(store)
    typer.echo("\n".join(_printable(line) for line in str(found).splitlines()))
    if not found.ok:
        raise typer.Exit(1)


def _printable(line: str) -> str:
    """Return a line without what could move a terminal's cursor: a damaged file says anything."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in line)
