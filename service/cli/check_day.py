"""`chairside check-day`: whether a plan for a day keeps every rule."""

import json
from pathlib import Path
from typing import Annotated

import typer

from service.cli import refuse
from service.planner.checking import Unreadable, Verdict, check, json_of, read_instance, read_plan
from service.planner.checking.broken import Broken, clock


def command(
    instance: Annotated[Path, typer.Argument(help="File of the day: ward and appointments.")],
    plan: Annotated[Path, typer.Argument(help="File of the plan.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead.")] = False,
) -> None:
    """Check a plan for a day, and name every rule it breaks with visits and time.

    Shares no code with the planner. Exit code 0: accepted; 1: a rule is broken, or a number that
    the plan says of itself is wrong; 2: a file cannot be read. With --json: {"accepted",
    "objective", "overtime_min", "deferral_min", "broken": [{"rule", "visits", "from", "to",
    "why"}]}; "from" and "to" are "HH:MM" or null, hours going on after 24.
    """
    try:
        day = read_instance(json_of(_text(instance), str(instance)))
        found = read_plan(json_of(_text(plan), str(plan)))
    except Unreadable as error:
        refuse(str(error))
    verdict = check(day, found)
    if as_json:
        typer.echo(json.dumps(_as_data(verdict), indent=2))
    else:
        _print(verdict)
    raise typer.Exit(0 if verdict.accepted else 1)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        refuse(f"{path}: {error.strerror or error}")
    except UnicodeDecodeError:
        refuse(f"{path}: is not UTF-8")


def _print(verdict: Verdict) -> None:
    for each in verdict.broken:
        typer.echo(each.sentence())
    count = len(verdict.broken)
    typer.echo("accepted" if not count else f"refused: {count} broken rule{'s'[: count > 1]}")
    typer.echo(
        f"objective {verdict.objective} = 20 * {verdict.overtime} min overtime"
        f" + {verdict.deferral} min deferral"
    )


def _as_data(verdict: Verdict) -> dict[str, object]:
    return {
        "accepted": verdict.accepted,
        "objective": verdict.objective,
        "overtime_min": verdict.overtime,
        "deferral_min": verdict.deferral,
        "broken": [_broken(each) for each in verdict.broken],
    }


def _broken(each: Broken) -> dict[str, object]:
    return {
        "rule": each.rule.value,
        "visits": list(each.visits),
        "from": None if each.start is None else clock(each.start),
        "to": None if each.end is None else clock(each.end),
        "why": each.why,
    }
