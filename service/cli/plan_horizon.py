"""`chairside plan-horizon`: on which day each visit of the coming weeks is, and what that costs."""

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli import refuse

if TYPE_CHECKING:
    from service.planner.horizon.engine import Best, Planned
    from service.planner.horizon.instance import Horizon


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE.json", help="Days and visits.")],
    seconds: Annotated[
        float, typer.Option(min=0.1, max=86_400.0, help="How long to plan; less when it is proven.")
    ] = 60.0,
    seed: Annotated[int, typer.Option(min=0, help="For the draws of the search.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print the plan as JSON.")] = False,
    progress_json: Annotated[
        bool,
        typer.Option("--progress-json", help="Tell of progress on standard error, a line each."),
    ] = False,
) -> None:
    """Plan the horizon: a day for each visit, inside its window, far enough from its series.

    The objective is the sum of its terms: days away from the due day, promised visits that move,
    tens of minutes beyond the soft caps, first infusions beyond a day's, visits without a day.
    Control-C or SIGTERM ends it with the best plan so far. With --json: {"objective", "bound",
    "terms", "first_objective", "seconds", "stopped", "visits": [{"id", "now", "on"}]}. A line of
    --progress-json: {"seconds", "step", "objective", "bound"}.

    Exit code 2 for a file that describes no horizon, 1 where the planner itself is at fault.
    """
    from service.planner.horizon.engine import Effort, PlannerWrong, plan_horizon
    from service.planner.horizon.reading import HorizonError, as_data, read_horizon

    with _until_signal() as stopped:
        try:
            of = read_horizon(file)
            effort = Effort(seconds=seconds, seed=seed)
            planned = plan_horizon(of, effort, _tell(progress_json), stopped)
        except HorizonError as error:
            refuse(str(error))
        except PlannerWrong as error:
            typer.echo(f"chairside: {error}", err=True)
            raise typer.Exit(1) from error
    if as_json:
        typer.echo(json.dumps(as_data(of, planned)))
    else:
        _print(of, planned)
    sys.stdout.flush()
    if planned.stopped:
        # A search that was stopped may not have come to its end: nobody waits for it.
        os._exit(0)


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


def _tell(as_lines: bool) -> Callable[["Best"], None]:
    """Return what hears of progress: lines of JSON, a line on a terminal, or nothing."""

    def line(best: "Best") -> None:
        said = {
            "seconds": round(best.seconds, 2),
            "step": best.step,
            "objective": best.objective,
            "bound": best.bound,
        }
        typer.echo(json.dumps(said), err=True)

    def words(best: "Best") -> None:
        bound = "" if best.bound is None else f", none is better than {best.bound:,}"
        typer.echo(
            f"\r{best.seconds:5.1f} s  {best.step:<9}  objective {best.objective:,}{bound}   ",
            nl=False,
            err=True,
        )

    if as_lines:
        return line
    return words if sys.stderr.isatty() else lambda _: None


def _print(of: "Horizon", planned: "Planned") -> None:
    best = planned.best
    bound = "not known" if best.bound is None else f"{best.bound:,}"
    typer.echo(f"objective     {best.objective:,}  (no plan is better than: {bound})")
    for name, cost in best.terms.costs(of).items():
        amount = getattr(best.terms, name)
        typer.echo(f"{name.replace('_', ' '):<12}  {amount:,}, cost {cost:,}")
    typer.echo(f"first plan    {planned.first.objective(of):,}")
    ended = "stopped after" if planned.stopped else "in"
    typer.echo(f"{len(of.visits):,} visits on {len(of.days)} days, {ended} {best.seconds:.1f} s")
    moves = [
        (visit, of.days[day].on)
        for visit, day in zip(of.visits, planned.plan, strict=True)
        if visit.now is not None and day is not None and of.days[day].on != visit.now
    ]
    if moves:
        typer.echo("\nvisit                 promised    planned")
        for visit, on in moves:
            typer.echo(f"{visit.id:<20}  {visit.now}  {on}")
