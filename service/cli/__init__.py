"""The `chairside` command. Each subcommand is a module here, imported only when it is called."""

from typing import NoReturn

import typer


def refuse(message: str) -> NoReturn:
    """End the command with exit code 2 and one clear line on standard error."""
    typer.echo(f"chairside: {message}", err=True)
    raise typer.Exit(2)
