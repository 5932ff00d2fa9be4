"""A repair as a model of constraints: fewest told, by the published weights, from a hint.

OR-Tools CP-SAT over those visits that a repair may change; all others stay where the hint has them
and only take their share away. Slots of the day throughout (docs/booking/repair.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ortools.sat.python import cp_model

from service.core.booking.grid import GRID_MIN
from service.core.booking.shape import NURSE_PARTS

Row = Mapping[str, Any]
Answer = list[list[int | None]]


@dataclass(slots=True)
class _Placed:
    """The variables of one visit that may change."""

    seat: Any
    wait: Any
    bag: Any
    again: Any = None
    """Whether a bag that has been begun is compounded once more; None: it cannot be needed."""


@dataclass(slots=True)
class _Pools:
    """What is taken of each pool: an interval and how much."""

    taken: dict[str, list[tuple[Any, int]]] = field(default_factory=dict)

    def take(self, pool: str, interval: Any, amount: int) -> None:
        self.taken.setdefault(pool, []).append((interval, amount))


class _Model:
    """The model as it is built."""

    def __init__(
        self, problem: Row, free: Sequence[int], left: Mapping[str, Sequence[int]]
    ) -> None:
        self.problem = problem
        self.model: Any = cp_model.CpModel()
        self.ends = int(problem["ends"])
        self.pools = _Pools()
        self.costs: list[Any] = []
        self.hints: list[tuple[Any, int]] = []
        rows = problem["visits"]
        self.placed = {number: self.visit(rows[number]) for number in free}
        self.limit(left)
        self.model.minimize(sum(self.costs))

    # -- what there is

    def limit(self, left: Mapping[str, Sequence[int]]) -> None:
        """Let no pool give more than it has left."""
        for pool, rows in self.pools.taken.items():
            if pool in left:
                self.cumulative(left[pool], rows)

    def cumulative(self, left: Sequence[int], rows: Sequence[tuple[Any, int]]) -> None:
        most = max(0, *left)
        intervals, demands = [each for each, _ in rows], [amount for _, amount in rows]
        first = 0
        for slot in range(1, len(left) + 1):
            if slot == len(left) or max(0, left[slot]) != max(0, left[first]):
                gone = most - max(0, left[first])
                if gone:
                    intervals.append(self.fixed(first, slot - first))
                    demands.append(gone)
                first = slot
        self.model.add_cumulative(intervals, demands, most)

    # -- one visit

    def visit(self, row: Row) -> _Placed:
        """Add a visit, with what it takes and costs."""
        model, (seat_hint, wait_hint, bag_hint) = self.model, row["hint"]
        seat = self.moment(row["due"], self.latest(row), seat_hint)
        wait = model.new_int_var_from_domain(cp_model.Domain.from_values(row["waits"]), "")
        self.hints.append((wait, wait_hint))
        behind = row["infuse"] + row["flush"] + row["observe"]
        tail = row["hang"] + behind + row["disconnect"] + row["clean"]
        length = wait + row["arrive"] + tail
        end = self.moment(0, self.ends, seat_hint + wait_hint + row["arrive"] + tail)
        hang = self.moment(0, self.ends, seat_hint + row["arrive"] + wait_hint)
        model.add(hang == seat + row["arrive"] + wait)
        model.add(end == hang + tail)
        take, nurse = self.pools.take, "nurse"
        take(row["place"], model.new_interval_var(seat, length, end, ""), 1)
        take(nurse, self.fixed(seat, row["arrive"]), NURSE_PARTS)
        off = hang + row["hang"] + behind
        watched = model.new_interval_var(seat + row["arrive"], wait + row["hang"] + behind, off, "")
        take(nurse, watched, row["share"])
        take(nurse, self.fixed(hang, row["hang"]), NURSE_PARTS - row["share"])
        take(nurse, self.fixed(off, row["disconnect"]), NURSE_PARTS)
        if row["infuse"]:
            take("pump", self.fixed(hang, row["hang"] + row["infuse"] + row["flush"]), 1)
        self.price(row, seat, end, seat_hint)
        bag, again = self.bag(row, seat, hang, bag_hint)
        return _Placed(seat, wait, bag, again)

    def latest(self, row: Row) -> int:
        """Return the latest seat: within the limit, or where the hint is beyond it."""
        limit = row["blamed"] + self.problem["limit_min"] // GRID_MIN
        return int(max(limit, row["hint"][0]))

    def price(self, row: Row, seat: Any, end: Any, seat_hint: int) -> None:
        weights, costs = self.problem["weights"], self.costs
        costs.append((seat - row["blamed"]) * (GRID_MIN * weights["shift"]))
        tell = weights["told-short" if row["short_notice"] else "told"]
        self.step(seat, row["blamed"] + self.problem["tell_min"] // GRID_MIN, tell, seat_hint)
        limit = row["blamed"] + self.problem["limit_min"] // GRID_MIN
        if self.latest(row) > limit:
            self.step(seat, limit, weights["beyond-limit"], seat_hint)
        closes = self.problem["closes"]
        late = self.moment(0, max(0, self.ends - closes), None)
        self.model.add(late >= end - closes)
        costs.append(late * (GRID_MIN * weights["overtime"]))

    def step(self, seat: Any, last: int, weight: int, seat_hint: int) -> None:
        """Let a seat after `last` cost so much."""
        over = self.model.new_bool_var("")
        self.model.add(seat <= last).only_enforce_if(~over)
        self.hints.append((over, int(seat_hint > last)))
        self.costs.append(over * weight)

    def bag(self, row: Row, seat: Any, hang: Any, hint: int | None) -> tuple[Any, Any]:
        made, model = row["made"], self.model
        if made is None:
            return None, None
        own, compound = row["bag"], made["compound"]
        if hint == own and self.keeps(row, made):
            if not made["begun"]:
                self.pools.take("isolator", self.fixed(own, compound), 1)
            return None, None
        again = None
        if made["begun"]:
            again = model.new_bool_var("")
            self.hints.append((again, int(hint != own)))
            self.costs.append(again * self.problem["weights"]["bag-again"])
        begins = self.moment(min(own, self.problem["now"]), self.ends, hint)
        ready = begins + compound
        model.add(ready + made["transport"] <= hang)
        model.add(hang + row["hang"] + row["infuse"] <= ready + made["stable"])
        if again is not None:
            model.add(begins == own).only_enforce_if(~again)
            model.add(begins >= self.problem["now"]).only_enforce_if(again)
            made_again = model.new_optional_fixed_size_interval_var(begins, compound, again, "")
            self.pools.take("isolator", made_again, 1)
        else:
            model.add(begins >= self.problem["now"])
            self.pools.take("isolator", self.fixed(begins, compound), 1)
        if made["to_order"]:
            first = seat + row["arrive"] - compound // 2
            rule = model.add(begins >= first)
            if again is not None:
                rule.only_enforce_if(again)
        return begins, again

    def keeps(self, row: Row, made: Row) -> bool:
        """Whether the bag as planned is right for every seat and gap that the visit may have."""
        earliest = row["due"] + row["arrive"] + min(row["waits"])
        latest = self.latest(row) + row["arrive"] + max(row["waits"])
        ready, late = row["bag"] + made["compound"], row["hang"] + row["infuse"]
        there = ready + made["transport"] <= earliest
        return bool(there and latest + late <= ready + made["stable"] and not made["to_order"])

    # -- parts

    def moment(self, least: int, most: int, hint: int | None) -> Any:
        found = self.model.new_int_var(least, max(least, most), "")
        if hint is not None:
            self.hints.append((found, hint))
        return found

    def fixed(self, start: Any, length: int) -> Any:
        return self.model.new_fixed_size_interval_var(start, length, "")


def improved(
    problem: Row,
    free: Sequence[int],
    left: Mapping[str, Sequence[int]],
    seconds: float,
    jobs: int = 1,
) -> Answer | None:
    """Return the places of those visits that may change; None: nothing was found in the time.

    `left` is what the pools have in each slot without them. Never more costly than their hints.
    """
    model = _Model(problem, free, left)
    for variable, value in model.hints:
        model.model.add_hint(variable, value)
    solver: Any = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = jobs
    solver.parameters.random_seed = 1
    status = solver.solve(model.model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    rows, found = problem["visits"], []
    for number, placed in model.placed.items():
        bag = rows[number]["hint"][2] if placed.bag is None else int(solver.value(placed.bag))
        found.append([int(solver.value(placed.seat)), int(solver.value(placed.wait)), bag])
    return found
