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
    typer.echo(str(found))
    if not found.ok:
        raise typer.Exit(1)
