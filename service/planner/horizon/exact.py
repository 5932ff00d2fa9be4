"""The horizon in whole visits: CP-SAT, on the days that a better plan could use at all.

A day on which the relaxation says that a plan costs more than the best one known is left out. What
remains of 12,000 visits is small, and mostly proven.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from service.planner.horizon.instance import Horizon, Plan
from service.planner.horizon.relaxed import gap_cliques
from service.planner.horizon.terms import TEN_MIN, Loads, loads, tens_over

Options = Sequence[tuple[int | None, ...]]
"""For each visit the days that it may have; None among them: it may have none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search found."""

    plan: list[int | None]
    bound: float


class Exact:
    """One search; `stop` ends it from another thread."""

    def __init__(self, of: Horizon, options: Options, best: Plan) -> None:
        """Search plans in which each visit has one of its options, beginning with `best`."""
        from ortools.sat.python import cp_model

        self._of, self._cp = of, cp_model
        self._model = cp_model.CpModel()
        self._solver = cp_model.CpSolver()
        self._fixed = {visit: row[0] for visit, row in enumerate(options) if len(row) == 1}
        self._on: list[dict[int | None, Any]] = [
            {} if len(row) == 1 else {day: self._model.new_bool_var("") for day in row}
            for row in options
        ]
        self._costs: list[tuple[Any, int]] = []
        self._visits(best)
        self._series()
        put = loads(of, [self._fixed.get(visit) for visit in range(len(of.visits))])
        here: list[list[tuple[int, Any]]] = [[] for _ in of.days]
        for visit, row in enumerate(self._on):
            for day, one in row.items():
                if day is not None:
                    here[day].append((visit, one))
        for number in range(len(of.days)):
            self._day(number, put, here[number])
        self._always = sum(of.cost_of(visit, day) for visit, day in self._fixed.items())
        ones, costs = [one for one, _ in self._costs], [cost for _, cost in self._costs]
        self._model.minimize(cp_model.LinearExpr.weighted_sum(ones, costs) + self._always)

    def solve(
        self, seconds: float, seed: int, tell: Callable[[list[int | None], float], None]
    ) -> Found | None:
        """Return the best plan found, and what no plan of these days is better than."""
        parameters = self._solver.parameters
        parameters.max_time_in_seconds = max(0.1, seconds)
        # One worker follows the relaxation of the whole; with two, CP-SAT gives that up for others.
        parameters.num_workers = 1
        parameters.random_seed = seed
        parameters.linearization_level = 2
        parameters.symmetry_level = 0
        parameters.cp_model_probing_level = 0
        heard = _heard(self._cp, self._plan_of, tell)
        status = self._solver.solve(self._model, heard)
        if status not in (self._cp.OPTIMAL, self._cp.FEASIBLE):
            return None
        plan = self._plan_of(lambda one: bool(self._solver.value(one)))
        return Found(plan=plan, bound=self._solver.best_objective_bound)

    def stop(self) -> None:
        """End `solve` soon; what it has found is kept."""
        self._solver.stop_search()

    def _visits(self, best: Plan) -> None:
        for visit, row in enumerate(self._on):
            if row:
                self._model.add_exactly_one(row.values())
            for day, one in row.items():
                self._costs.append((one, self._of.cost_of(visit, day)))
                self._model.add_hint(one, best[visit] == day)

    def _series(self) -> None:
        for later, (before, cliques) in gap_cliques(self._of):
            for own, others in cliques:
                pair = ((later, own), (before, others))
                sure = any(self._fixed.get(visit, -1) in days for visit, days in pair)
                ones = [
                    self._on[visit][day]
                    for visit, days in pair
                    for day in days
                    if day in self._on[visit]
                ]
                if sure:
                    for one in ones:
                        self._model.add(one == 0)
                elif len(ones) > 1:
                    self._model.add_at_most_one(ones)

    def _day(self, number: int, put: Loads, here: Sequence[tuple[int, Any]]) -> None:
        of, day = self._of, self._of.days[number]
        ones = [one for _, one in here]
        for there, sure, amounts in (
            (day.chair_min, put.chair[number], [of.visits[v].chair_min for v, _ in here]),
            (day.nurse_min, put.nurse[number], [of.visits[v].nurse_min for v, _ in here]),
        ):
            used = self._cp.LinearExpr.weighted_sum(ones, amounts)
            self._model.add(used <= max(0, there - sure))
            soft = of.soft(there)
            least, most = tens_over(sure, soft), tens_over(max(there, sure), soft)
            over = self._model.new_int_var(least, most, "")
            self._model.add(used - TEN_MIN * over <= soft - sure)
            self._costs.append((over, of.weights.over_soft))
        firsts = [one for visit, one in here if of.visits[visit].first]
        most = max(0, put.firsts[number] + len(firsts) - day.firsts)
        beyond = self._model.new_int_var(max(0, put.firsts[number] - day.firsts), most, "")
        self._model.add(sum(firsts) - beyond <= day.firsts - put.firsts[number])
        self._costs.append((beyond, of.weights.first_over))

    def _plan_of(self, chosen: Callable[[Any], bool]) -> list[int | None]:
        return [
            next((day for day, one in row.items() if chosen(one)), None)
            if row
            else self._fixed[visit]
            for visit, row in enumerate(self._on)
        ]


def _heard(
    cp: Any,
    plan_of: Callable[[Callable[[Any], bool]], list[int | None]],
    tell: Callable[[list[int | None], float], None],
) -> Any:
    """Return what CP-SAT calls with each better plan."""

    class Heard(cp.CpSolverSolutionCallback):  # type: ignore[misc]
        def on_solution_callback(self) -> None:
            tell(plan_of(lambda one: bool(self.boolean_value(one))), self.best_objective_bound)

    return Heard()
