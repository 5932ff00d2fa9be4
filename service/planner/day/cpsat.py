"""The same day as a model of constraints: proves small days, and what the search is held against.

OR-Tools CP-SAT, intervals and cumulatives; all in slots. At the size of a ward it is not the
engine: docs/decisions/0012.
"""

import math
from dataclasses import dataclass
from typing import Any

from ortools.sat.python import cp_model

from service.core.booking.grid import GRID_MIN
from service.planner.day.instance import NURSE_PARTS, OVERTIME_WEIGHT, Booked, Day
from service.planner.day.plan import DayPlan, Placed


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """What CP-SAT says of a day."""

    plan: DayPlan | None
    proven: bool
    """The plan is the best there is; or there is none."""
    bound: int
    """No plan costs less (min)."""


class _Model:
    """The model as it is built."""

    def __init__(self, day: Day) -> None:
        self.day = day
        self.model: Any = cp_model.CpModel()
        self.count = day.hard // GRID_MIN
        self.chairs: list[Any] = []
        self.nurses: list[tuple[Any, int]] = []
        self.pumps: list[Any] = []
        self.hoods: list[Any] = []
        self.costs: list[Any] = []
        self.places = [self.visit(visit) for visit in day.visits]
        for slot, parts in enumerate(day.nurse_parts()):
            away = NURSE_PARTS * day.nurses - parts
            if away:
                self.nurses.append((self.fixed(slot, 1), away))
        model = self.model
        model.add_cumulative(self.chairs, [1] * len(self.chairs), day.chairs)
        model.add_cumulative(
            [interval for interval, _ in self.nurses],
            [parts for _, parts in self.nurses],
            NURSE_PARTS * day.nurses,
        )
        model.add_cumulative(self.pumps, [1] * len(self.pumps), day.pumps)
        model.add_cumulative(self.hoods, [1] * len(self.hoods), day.hoods)
        model.minimize(sum(self.costs))

    def moment(self, least: int, most: int) -> Any:
        return self.model.new_int_var(least, most, "")

    def fixed(self, start: Any, length: int) -> Any:
        return self.model.new_fixed_size_interval_var(start, length, "")

    def visit(self, visit: Booked) -> tuple[Any, Any, Any]:
        """Add a visit; return its seat, its gap and its bag (None where none is made)."""
        day, kind, model = self.day, visit.kind, self.model
        seat = self.moment(day.earliest(visit) // GRID_MIN, self.count)
        gaps = [gap // GRID_MIN for gap in day.gaps_of(kind)]
        gap = model.new_int_var_from_domain(cp_model.Domain.from_values(gaps), "")
        arrive = kind.arrive // GRID_MIN
        hang = self.moment(0, self.count)
        model.add(hang == seat + arrive + gap)
        end = hang + kind.after_hang // GRID_MIN
        model.add(end <= self.count)
        stays = self.moment(0, self.count)
        model.add(stays == arrive + gap + kind.after_hang // GRID_MIN)
        self.chairs.append(model.new_interval_var(seat, stays, end, ""))
        starts = hang + kind.hang // GRID_MIN
        disconnect = starts + kind.running // GRID_MIN
        self.nurses += [
            (self.fixed(seat, arrive), NURSE_PARTS),
            (model.new_interval_var(seat + arrive, gap, hang, ""), kind.share),
            (self.fixed(hang, kind.hang // GRID_MIN), NURSE_PARTS),
            (self.fixed(starts, kind.running // GRID_MIN), kind.share),
            (self.fixed(disconnect, kind.disconnect // GRID_MIN), NURSE_PARTS),
        ]
        self.pumps.append(self.fixed(hang, (kind.hang + kind.pump + kind.flush) // GRID_MIN))
        late = self.moment(0, self.count)
        model.add(late >= end - day.close // GRID_MIN)
        self.costs.append(seat - day.earliest(visit) // GRID_MIN + OVERTIME_WEIGHT * late)
        return seat, gap, self.bag(visit, seat, hang)

    def bag(self, visit: Booked, seat: Any, hang: Any) -> Any:
        day, kind, model = self.day, visit.kind, self.model
        if not kind.compound:
            return None
        compound = kind.compound // GRID_MIN
        first, last = day.pharmacy_open // GRID_MIN, day.pharmacy_close // GRID_MIN - compound
        bag = self.moment(first, max(first, min(last, self.count)))
        self.hoods.append(self.fixed(bag, compound))
        model.add(bag + compound <= day.pharmacy_close // GRID_MIN)
        model.add(bag + compound + day.transport // GRID_MIN <= hang)
        pumped = hang + (kind.hang + kind.pump) // GRID_MIN
        model.add(pumped <= bag + compound + 60 * kind.stable_h // GRID_MIN)
        if kind.to_order:
            model.add(2 * GRID_MIN * bag >= 2 * GRID_MIN * seat + 2 * kind.arrive - kind.compound)
        return bag


def solve(day: Day, seconds: float, jobs: int = 1, seed: int = 1) -> Solved:
    """Solve a day with CP-SAT in at most so many seconds."""
    model = _Model(day)
    solver: Any = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = jobs
    solver.parameters.random_seed = seed
    status = solver.solve(model.model)
    early = sum(day.earliest(visit) - visit.ready for visit in day.visits)
    if status == cp_model.INFEASIBLE:
        return Solved(plan=None, proven=True, bound=0)
    # The objective is whole slots; CP-SAT tells its bound as a float.
    bound = early + GRID_MIN * max(0, math.ceil(solver.best_objective_bound - 1e-6))
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Solved(plan=None, proven=False, bound=bound)

    def minutes(value: Any) -> int:
        return int(solver.value(value)) * GRID_MIN

    plan = DayPlan(
        visits=tuple(
            Placed(
                visit=visit,
                seat=minutes(seat),
                gap=minutes(gap) if visit.kind.premedicated else None,
                bag=None if bag is None else minutes(bag),
            )
            for visit, (seat, gap, bag) in zip(day.visits, model.places, strict=True)
        )
    )
    return Solved(plan=plan, proven=status == cp_model.OPTIMAL, bound=bound)
