"""`chairside plan-day`: when each visit of a ward-day is seated, and what that costs."""

import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli import refuse
from service.core.booking.grid import GRID_MIN

if TYPE_CHECKING:
    from service.planner.day.effort import Best, Effort, Planned
    from service.planner.day.instance import Day
    from service.planner.day.plan import Terms

_LIBRARIES = ("numpy", "numba", "ortools")


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE.json", help="The day to be planned.")],
    seconds: Annotated[
        float, typer.Option(min=1.0, max=86_400.0, help="How long to plan; all that it takes.")
    ] = 30.0,
    seed: Annotated[int, typer.Option(help="For the draws of the search.")] = 1,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="Processes that search.")] = 2,
    rounds: Annotated[
        int | None,
        typer.Option(
            min=1, help="So many rounds instead of seconds: the same plan again. One process."
        ),
    ] = None,
    bound: Annotated[
        bool, typer.Option("--bound", help="Only prove what no plan can be better than.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the plan as JSON.")] = False,
    progress_json: Annotated[
        bool,
        typer.Option("--progress-json", help="Tell of progress on standard error, a line each."),
    ] = False,
) -> None:
    """Plan a ward-day: seats, premedication gaps and bags that keep every rule, at little cost.

    The objective (min) is the sum of waiting from ready to seat plus 20 for each minute that a
    visit lasts after closing. Control-C or SIGTERM ends it with the best plan so far. With --json:
    {"objective", "deferral_min", "overtime_min", "visits": [{"id", "seat", "wait", "bag"}]}; with
    --bound: {"bound"}. Lines of --progress-json: {"seconds", "rounds", "done", "objective",
    "deferral_min", "overtime_min"}, the last three null until every visit has a place.

    Exit code 2 for a file that describes no day, 1 where no plan was found.
    """
    missing = [name for name in _LIBRARIES if find_spec(name) is None]
    if missing:
        refuse(f"plan-day needs {', '.join(missing)}: install chairside[planner]")
    day = _day(file)
    if bound:
        _print_bound(day, as_json)
        return
    if rounds is not None:
        jobs = 1
    from service.planner.day.effort import Effort

    effort = Effort(seconds=seconds, rounds=rounds, seed=seed, jobs=jobs)
    planned = _planned(day, effort, progress_json)
    if as_json:
        from service.planner.day.plan import as_data

        typer.echo(json.dumps(as_data(day, planned.plan)))
    else:
        _print(day, planned, effort)


def _day(file: Path) -> "Day":
    from service.planner.day.reading import DayError, read_day

    try:
        return read_day(file)
    except DayError as error:
        refuse(str(error))


def _planned(day: "Day", effort: "Effort", progress_json: bool) -> "Planned":
    from service.planner.day.effort import NoPlan, PlannerWrong
    from service.planner.day.engine import plan_day

    with _until_signal() as stopped, _told(progress_json) as tell:
        try:
            return plan_day(day, effort, tell, stopped)
        except (NoPlan, PlannerWrong) as error:
            failure = str(error)
    typer.echo(f"chairside: {failure}", err=True)
    raise typer.Exit(1)


@contextmanager
def _until_signal() -> Iterator[Callable[[], bool]]:
    """Hear SIGINT and SIGTERM; yields the question whether one came."""
    came: list[int] = []
    before = {
        each: signal.signal(each, lambda number, _: came.append(number))
        for each in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield lambda: bool(came)
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextmanager
def _told(as_lines: bool) -> Iterator[Callable[["Best"], None]]:
    """Yield what hears of progress: lines of JSON, a bar on a terminal, or nothing."""
    if as_lines:
        yield _Lines()
    elif sys.stderr.isatty():
        with _bar() as tell:
            yield tell
    else:
        yield lambda _: None


class _Lines:
    """Progress for a program: at most one line in a quarter of a second, and one at the end."""

    _EVERY_S = 0.25

    def __init__(self) -> None:
        self._last = -self._EVERY_S

    def __call__(self, best: "Best") -> None:
        if best.seconds < self._last + self._EVERY_S and best.done < 1:
            return
        self._last = best.seconds
        terms = best.terms
        line = {
            "seconds": round(best.seconds, 2),
            "rounds": best.rounds,
            "done": round(best.done, 3),
            "objective": None if terms is None else terms.objective,
            "deferral_min": None if terms is None else terms.deferral,
            "overtime_min": None if terms is None else terms.overtime,
        }
        typer.echo(json.dumps(line), err=True)


@contextmanager
def _bar() -> Iterator[Callable[["Best"], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = BarColumn(), TextColumn("{task.description}"), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("first fit", total=1.0)

        def tell(best: "Best") -> None:
            said = "not all have a place" if best.terms is None else _said(best.terms)
            progress.update(task, completed=best.done, description=said)

        yield tell


def _said(terms: "Terms") -> str:
    return f"objective {terms.objective:,}, overtime {terms.overtime} min"


def _print_bound(day: "Day", as_json: bool) -> None:
    from service.planner.day.bound import bound

    least = bound(day)
    typer.echo(json.dumps({"bound": least}) if as_json else f"no plan is better than {least:,}")


def _print(day: "Day", planned: "Planned", effort: "Effort") -> None:
    terms, first = planned.terms, planned.first_fit
    typer.echo(f"objective  {terms.objective:,}")
    typer.echo(f"overtime   {terms.overtime:,} min, at 20 each")
    typer.echo(f"deferral   {terms.deferral:,} min, {_mean(terms.deferral, len(day.visits))} each")
    if first is not None:
        typer.echo(
            f"first fit  {first.objective:,} (overtime {first.overtime:,}, deferral"
            f" {first.deferral:,})"
        )
    ended = "stopped after" if planned.stopped else "in"
    typer.echo(
        f"{planned.rounds:,} rounds {ended} {planned.seconds:.1f} s, seed {effort.seed}, processes"
        f" {effort.jobs}"
    )
    typer.echo("\nvisit  kind      ready   seat   wait   bag    end")
    for each in sorted(planned.plan.visits, key=lambda placed: (placed.seat, placed.visit.id)):
        gap = "" if each.gap is None else f"{each.gap:>3}"
        bag = "" if each.bag is None else _clock(each.bag)
        typer.echo(
            f"{each.visit.id:>5}  {each.visit.kind.name:<8}  {_clock(each.visit.ready)}  "
            f"{_clock(each.seat)}  {gap:>4}  {bag:>5}  {_clock(each.end)}"
        )


def _mean(total: int, count: int) -> str:
    return f"{total / count:.0f}" if count else "0"


def _clock(minutes: int) -> str:
    """Return the time of day; past midnight the hours go on."""
    return f"{minutes // 60:02d}:{minutes // GRID_MIN * GRID_MIN % 60:02d}"
