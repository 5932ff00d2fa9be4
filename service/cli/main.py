"""The entry point: knows the names of the subcommands and imports the one that is asked for.

A subcommand is a module `service/cli/<name>.py` (with `_` for `-`) whose function `command` has the
options as its parameters and the help as its docstring; or whose `group` has commands of its own.
`chairside plan` must not wait for the web framework, so nothing is imported before its command is
known.
"""

import importlib
from importlib.util import find_spec
from typing import Any

import typer
from typer.core import TyperGroup

COMMANDS = {
    "demo": "Run a ward of simulated pumps and print its address.",
    "serve": "Run a ward as its file describes it.",
    "user": "Say who may sign in at a ward: add, list, roles, pin, unlock, disable.",
    "enrol": "Print a code with which a tablet becomes the ward's.",
    "simulate": "Run one infusion on a simulated pump, in virtual time.",
    "plan": "Show the rate steps of an infusion and what a reaction would change.",
    "dose": "Show the dose for a weight, and how its bag is prepared.",
    "course": "List every day of a treatment with what is given on it.",
    "plan-day": "Plan the seats, gaps and bags of a ward-day, or prove how good one can be.",
    "check-day": "Check a plan for a day, and name every rule it breaks.",
    "ward-day": "Simulate days of a ward: what a policy, a nurse or a chair more would change.",
    "plan-horizon": "Plan on which day each visit of the coming weeks is.",
    "check-config": "Check protocols, regimens, pumps and wards, and show their sources.",
    "verify-journal": "Check that a ward's journal is whole and unchanged.",
    "ports": "List serial ports by stable name, and who has them.",
    "qualify": "Play the script that a model must pass before it may be controlled.",
    "capture": "Read a pump once a second, and keep every byte of its line.",
    "replay": "Say what a captured line said, and whether the journal agrees.",
    "torture": "Run simulated wards under overlapping faults (source checkout).",
}
"""Name and one line of help, in the order of the help. The help must import none of them either."""


class _Lazy(TyperGroup):
    """A group of commands that are found by name."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of the commands whose module is there."""
        return [name for name in COMMANDS if find_spec(_module_of(name)) is not None]

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the names and lines of help; asking each command would import it."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name]) for name in self.list_commands(ctx)])

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return one command, importing its module; None for a name that is none."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(_module_of(cmd_name))
        if hasattr(module, "group"):
            return typer.main.get_command(module.group)
        single = typer.Typer(add_completion=False, rich_markup_mode=None)
        single.command(cmd_name)(module.command)
        return typer.main.get_command(single)


def _module_of(name: str) -> str:
    return f"service.cli.{name.replace('-', '_')}"


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
