"""The horizon in fractions: what no plan can be better than, and what hardly any good plan does.

A linear program in which a visit may be torn over its days. A gap in a series is said by cliques:
beside a day of the earlier visit, or any later one, no day of the next that is too near. So few
visits are torn in its best answer (12 of 12,000) that rounding it is nearly the best plan.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from service.planner.horizon.instance import Horizon
from service.planner.horizon.terms import TEN_MIN

_WHOLE = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxed:
    """The best answer in fractions."""

    bound: float
    share: tuple[Mapping[int, float], ...]
    """For each visit how much of it is on which day."""
    price: tuple[Mapping[int, float], ...]
    """For each visit by how much at least a plan costs more than the bound with it on a day."""
    none: tuple[float, ...]
    """The same for a visit without a day."""

    def whole(self, visit: int) -> int | None:
        """Return the day of a visit that is not torn; None: it is, or has none."""
        for day, share in self.share[visit].items():
            if share > 1 - _WHOLE:
                return day
        return None

    def options(self, visit: int, margin: float, own: int | None) -> tuple[int | None, ...]:
        """Return what a visit can have in a plan that costs less than the margin more.

        What it has in fractions is among it, and its own day of a plan that is known.
        """
        found: dict[int | None, None] = {
            day: None for day, price in self.price[visit].items() if price <= margin
        }
        found[own] = None
        if self.none[visit] <= margin:
            found[None] = None
        return tuple(found)


class Relaxation:
    """Solves the relaxation; `stop` ends it from another thread."""

    def __init__(self, of: Horizon) -> None:
        from ortools.linear_solver import pywraplp

        self._of = of
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._optimal = pywraplp.Solver.OPTIMAL
        # No bound of 1: the row of the visit says it, and a second one would hide what a day costs.
        infinity = self._solver.infinity()
        self._on = [
            {day: self._solver.NumVar(0, infinity, "") for day in window} for window in of.windows
        ]
        self._none = [self._solver.NumVar(0, infinity, "") for _ in of.visits]
        self._costs()
        self._series()
        for number in range(len(of.days)):
            self._day(number)

    def solve(self, seconds: float) -> Relaxed | None:
        """Return the best answer; None where it was not found in time."""
        self._solver.SetTimeLimit(max(1, int(seconds * 1_000)))
        if self._solver.Solve() != self._optimal:
            return None
        return Relaxed(
            bound=self._solver.Objective().Value(),
            share=tuple(
                {day: one.solution_value() for day, one in row.items()} for row in self._on
            ),
            price=tuple(
                {day: max(0.0, one.reduced_cost()) for day, one in row.items()} for row in self._on
            ),
            none=tuple(max(0.0, one.reduced_cost()) for one in self._none),
        )

    def stop(self) -> None:
        """End `solve` soon."""
        self._solver.InterruptSolve()

    def _costs(self) -> None:
        objective, of = self._solver.Objective(), self._of
        for visit, row in enumerate(self._on):
            one = self._solver.RowConstraint(1, 1, "")
            one.SetCoefficient(self._none[visit], 1)
            objective.SetCoefficient(self._none[visit], of.cost_of(visit, None))
            for day, here in row.items():
                one.SetCoefficient(here, 1)
                objective.SetCoefficient(here, of.cost_of(visit, day))
        objective.SetMinimization()

    def _series(self) -> None:
        for later, (before, cliques) in gap_cliques(self._of):
            for own, others in cliques:
                row = self._at_most(1)
                for day in own:
                    row.SetCoefficient(self._on[later][day], 1)
                for day in others:
                    row.SetCoefficient(self._on[before][day], 1)

    def _day(self, number: int) -> None:
        of, day = self._of, self._of.days[number]
        here = [
            (visit, self._on[visit][number])
            for visit in range(len(of.visits))
            if number in self._on[visit]
        ]
        for there, fixed, amount in (
            (day.chair_min, day.chair_used, [v.chair_min for v in of.visits]),
            (day.nurse_min, day.nurse_used, [v.nurse_min for v in of.visits]),
        ):
            hard = self._at_most(max(0, there - fixed))
            soft = self._at_most(of.soft(there) - fixed)
            for visit, one in here:
                hard.SetCoefficient(one, amount[visit])
                soft.SetCoefficient(one, amount[visit])
            self._beyond(soft, TEN_MIN, of.weights.over_soft, fixed - of.soft(there))
        firsts = self._at_most(day.firsts)
        for visit, one in here:
            if of.visits[visit].first:
                firsts.SetCoefficient(one, 1)
        self._beyond(firsts, 1, of.weights.first_over, 0)

    def _beyond(self, row: Any, step: int, cost: int, least: int) -> None:
        """Let a row go beyond its limit, for a cost a step."""
        over = self._solver.NumVar(max(0, -(-least // step)), self._solver.infinity(), "")
        row.SetCoefficient(over, -step)
        self._solver.Objective().SetCoefficient(over, cost)

    def _at_most(self, most: int) -> Any:
        return self._solver.RowConstraint(-self._solver.infinity(), most, "")


Cliques = list[tuple[tuple[int, ...], tuple[int, ...]]]
"""Days of the later visit and days of the earlier one, of which at most one is used."""


def gap_cliques(of: Horizon) -> Iterator[tuple[int, tuple[int, Cliques]]]:
    """Yield for each visit the one before it, and the days of both that exclude each other."""
    for later, before in enumerate(of.before):
        if before is None:
            continue
        cliques: Cliques = []
        gap = of.visits[later].gap
        for day in of.windows[before]:
            on = of.days[day].on
            near = tuple(d for d in of.windows[later] if (of.days[d].on - on).days < gap)
            if near:
                cliques.append((near, tuple(d for d in of.windows[before] if d >= day)))
        if cliques:
            yield later, (before, cliques)
