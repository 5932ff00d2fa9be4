"""`chairside torture`: wards under overlapping faults. Lives with the tests, in a checkout."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from service.cli import refuse

_CHECKOUT = Path(__file__).parents[2]


def command(
    seeds: Annotated[int, typer.Option(min=1, help="How many seeds.")] = 100,
    first: Annotated[int, typer.Option(min=0, help="The first of them.")] = 1,
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes; one for each core.")] = None,
    minutes: Annotated[
        float, typer.Option(min=2.0, help="Simulated ward minutes per seed at most.")
    ] = 3.0,
    bug: Annotated[str | None, typer.Option(help="Plant a bug; the run must fail.")] = None,
    trace: Annotated[bool, typer.Option(help="Print every row of every seed.")] = False,
) -> None:
    """Torture simulated wards: kills, lying lines, hands at pumps, frozen disks, all at once.

    Exit code 1 when something happened that must never happen; the seed and a command that replays
    it are printed. Needs a source checkout with its tools (`make venv`).
    """
    if not (_CHECKOUT / "tests" / "torture" / "__main__.py").is_file():
        refuse("torture runs from a source checkout: clone the repository, then `make venv`")
    words = ["--seeds", str(seeds), "--first", str(first), "--minutes", str(minutes)]
    words += ["--jobs", str(jobs)] if jobs else []
    words += ["--bug", bug] if bug else []
    words += ["--trace"] if trace else []
    done = subprocess.run(  # noqa: S603 - our own module, words from typed options
        [sys.executable, "-P", "-m", "tests.torture", *words],
        cwd=_CHECKOUT,
        env=_environment(),
        check=False,
    )
    raise typer.Exit(done.returncode)


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(_CHECKOUT), "PYTHONHASHSEED": "0"}
