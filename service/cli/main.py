"""The entry point: knows the names of the subcommands and imports the one that is asked for.

A subcommand is a module `service/cli/<name>.py` (with `_` for `-`) whose function `command` has the
options as its parameters and the help as its docstring. `chairside plan` must not wait for the web
framework, so nothing is imported before its command is known.
"""

import importlib
from typing import Any

import typer
from typer.core import TyperGroup

COMMANDS = ("plan", "check-config")
"""In the order of the help."""


class _Lazy(TyperGroup):
    """A group of commands that are found by name."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return one command, importing its module; None for a name that is none."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"service.cli.{cmd_name.replace('-', '_')}")
        single = typer.Typer(add_completion=False, rich_markup_mode=None)
        single.command(cmd_name)(module.command)
        return typer.main.get_command(single)


app = typer.Typer(
    cls=_Lazy,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback()
def _root() -> None:
    """Run an infusion day ward. Not a medical device; not for use on patients."""


def main() -> None:
    """Run the command line; exit code 2 and one line on standard error for a wrong call."""
    try:
        app(prog_name="chairside")
    except OSError as error:
        typer.echo(f"chairside: {error.strerror or error}: {error.filename or ''}", err=True)
        raise SystemExit(2) from error
