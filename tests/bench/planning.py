"""How good a ward-day is planned in the same time: first fit, CP-SAT, and the planner.

Objectives in minutes (less is better), with the bound that no plan can be better than. One process
each, on the golden days.
"""

from pathlib import Path

from service.planner.day import cpsat
from service.planner.day.bound import bound
from service.planner.day.effort import Effort
from service.planner.day.engine import plan_day
from service.planner.day.plan import Terms
from service.planner.day.reading import read_day
from tests.bench.table import Row

SECONDS = 30.0
DAYS = ("day_10_40_s1", "day_30_150_s1", "day_120_600_s1")
_GOLDEN = Path(__file__).parents[1] / "golden" / "booking"


def rows(seconds: float = SECONDS) -> list[Row]:
    """Measure, and return the rows of the table."""
    found: list[Row] = []
    for name in DAYS:
        day = read_day(_GOLDEN / f"{name}.json")
        planned = plan_day(day, Effort(seconds=seconds))
        best = planned.terms.objective
        solved = cpsat.solve(day, seconds).plan
        beside = (
            ("first fit, best of four orders", planned.first_fit),
            (f"CP-SAT, {seconds:.0f} s", None if solved is None else solved.terms(day)),
            ("no plan is better than", Terms(deferral=bound(day), overtime=0)),
        )
        for number, (what, terms) in enumerate(beside):
            found.append(
                (
                    f"{name.replace('_', ' ')}, planned in {seconds:.0f} s" if not number else "",
                    _said(planned.terms) if not number else "",
                    f"{what}: {'none' if terms is None else _said(terms)}",
                    "" if terms is None else f"{best / max(1, terms.objective):.2f}",
                )
            )
    return found


def _said(terms: Terms) -> str:
    return f"{terms.objective:,} (overtime {terms.overtime})"
