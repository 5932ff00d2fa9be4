"""The day with fractions of visits: a linear program, solved in seconds for any number of visits.

Visits of one kind differ only in when they are ready, and cost counts the seat: so how many of a
kind are seated at each slot is all that matters, and who they are follows in the order of `ready`.
The program has a column for each kind, seat and gap, whether 40 or 600 are booked. Its starts say
where the search should begin, its prices what each slot of each resource is worth (`bound`).
"""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from ortools.linear_solver import pywraplp

from service.planner.day.instance import NURSE_PARTS, OVERTIME_WEIGHT
from service.planner.day.tables import (
    AFTER_HANG,
    AFTER_SEAT,
    ARRIVE,
    CHAIRS,
    CLEAN,
    COMPOUND,
    DISCONNECT,
    GAPS,
    HANG,
    HOODS,
    LATEST_BAG,
    NURSES,
    ON_PUMP,
    PUMPS,
    RUNNING,
    SHARE,
    Tables,
    Whole,
)

PRICE_UNIT = 1_000_000
"""Prices are whole millionths of a slot."""
_LATE = 6
"""Slots after closing with which the program is tried first: far fewer columns."""
_NOTHING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxed:
    """The solution in fractions."""

    seats: tuple[tuple[tuple[int, float], ...], ...]
    """For each kind: slot, how many of it are seated there; ascending."""
    prices: Whole
    """What one more of a resource in a slot would save; rows and columns as `Tables.free`."""


@dataclass(frozen=True, slots=True)
class Chain:
    """One visit of a kind seated at `seat` with one gap: from when to when it takes what."""

    kind: int
    seat: int
    gap: int
    hang: int
    end: int
    takes: tuple[tuple[int, int, int, int], ...]
    """Resource, from, until before, how much; the hood, which depends on the bag, left out."""
    bags: tuple[int, int] | None
    """First and last start of the bag; None where none is made."""


def chain(day: Tables, kind: int, seat: int, gap: int) -> Chain:
    """Return what a visit takes (slots)."""
    row = [int(each) for each in day.kinds[kind]]
    arrived = seat + row[ARRIVE]
    hang = arrived + gap
    starts = hang + row[HANG]
    disconnect = starts + row[RUNNING]
    leaves = disconnect + row[DISCONNECT]
    end = leaves + row[CLEAN]
    bags = max(0, hang + row[AFTER_HANG], seat + row[AFTER_SEAT]), hang - row[LATEST_BAG]
    return Chain(
        kind,
        seat,
        gap,
        hang,
        end,
        (
            (CHAIRS, seat, end, 1),
            (NURSES, seat, arrived, NURSE_PARTS),
            (NURSES, arrived, hang, row[SHARE]),
            (NURSES, hang, starts, NURSE_PARTS),
            (NURSES, starts, disconnect, row[SHARE]),
            (NURSES, disconnect, leaves, NURSE_PARTS),
            (PUMPS, hang, hang + row[ON_PUMP], 1),
        ),
        bags if row[COMPOUND] else None,
    )


def chains(day: Tables, kind: int, earliest: int, end: int) -> list[Chain]:
    """Return every way in which a visit of this kind can go from `earliest` until `end`."""
    gaps = [int(gap) for gap in day.gaps] if day.kinds[kind, GAPS] else [0]
    found = [chain(day, kind, seat, gap) for seat in range(earliest, end) for gap in gaps]
    return [
        each
        for each in found
        if each.end <= end and (each.bags is None or each.bags[0] <= each.bags[1])
    ]


def overtime(day: Tables, each: Chain) -> int:
    """Return the weighted overtime of a visit (slots)."""
    return OVERTIME_WEIGHT * max(0, each.end - day.close)


class _Program:
    """The linear program as it is built."""

    def __init__(self, day: Tables, end: int) -> None:
        self.day = day
        self.end = end
        self.solver = pywraplp.Solver.CreateSolver("GLOP")
        # Twice as fast here as the primal one.
        self.solver.SetSolverSpecificParametersAsString("use_dual_simplex: true")
        self.changes: dict[tuple[int, int], dict[int, int]] = defaultdict(lambda: defaultdict(int))
        self.columns: list[tuple[Chain, pywraplp.Variable]] = []
        self.use: dict[tuple[int, int], pywraplp.Variable] = {}
        for kind in range(len(day.names)):
            self._kind(kind)
        self._resources()

    def variable(self, least: float = 0, most: float | None = None) -> pywraplp.Variable:
        return self.solver.NumVar(least, self.solver.infinity() if most is None else most, "")

    def flow(self, change: dict[int, float], level: pywraplp.Variable, before: object) -> None:
        """Let `level` be the level before plus the changes (coefficients by variable's index)."""
        row = self.solver.Constraint(0, 0)
        row.SetCoefficient(level, -1)
        if before is not None:
            row.SetCoefficient(before, 1)
        for index, times in change.items():
            row.SetCoefficient(self.solver.variable(index), times)

    def takes(self, column: pywraplp.Variable, resource: int, start: int, end: int, n: int) -> None:
        if start < end:
            self.changes[resource, start][column.index()] += n
            self.changes[resource, end][column.index()] -= n

    def _kind(self, kind: int) -> None:
        ready = sorted(int(each) for of, each in self.day.visits if of == kind)
        seated: dict[int, dict[int, float]] = defaultdict(dict)
        ways = []
        for each in chains(self.day, kind, ready[0], self.end):
            column = self.variable()
            self.solver.Objective().SetCoefficient(column, each.seat + overtime(self.day, each))
            for resource, start, end, amount in each.takes:
                self.takes(column, resource, start, end, amount)
            seated[each.seat][column.index()] = 1
            ways.append((each, column))
        self.columns += ways
        level = None
        for seat in sorted(seated):
            # No more are seated than are ready; in the end all.
            least = len(ready) if seat == max(seated) else 0
            now = self.variable(least, bisect_right(ready, seat))
            self.flow(seated[seat], now, level)
            level = now
        if self.day.kinds[kind, COMPOUND]:
            self._bags(kind, ways)

    def _bags(self, kind: int, ways: list[tuple[Chain, pywraplp.Variable]]) -> None:
        """Bags are there when they are needed, and none is begun before it may be."""
        compound = int(self.day.kinds[kind, COMPOUND])
        needed: dict[int, dict[int, float]] = defaultdict(dict)
        allowed: dict[int, dict[int, float]] = defaultdict(dict)
        for each, column in ways:
            if each.bags is not None:
                needed[each.bags[1]][column.index()] = -1
                allowed[each.bags[0]][column.index()] = 1
        for start in range(min(allowed), max(needed) + 1):
            bag = self.variable()
            self.takes(bag, HOODS, start, start + compound, 1)
            needed[start][bag.index()] = 1
            allowed[start][bag.index()] = -1
        for changes in (needed, allowed):
            level = None
            for slot in sorted(changes):
                now = self.variable()
                self.flow(changes[slot], now, level)
                level = now

    def _resources(self) -> None:
        count = self.day.free.shape[1]
        for resource in (CHAIRS, NURSES, PUMPS, HOODS):
            slots = [slot for of, slot in self.changes if of == resource]
            level = None
            for slot in range(min(slots, default=0), max(slots, default=-1) + 1):
                there = int(self.day.free[resource, slot]) if slot < count else 0
                now = self.variable(0, there)
                changes = {at: float(n) for at, n in self.changes[resource, slot].items()}
                self.flow(changes, now, level)
                self.use[resource, slot] = level = now


def relaxed(day: Tables, seconds: float | None = None) -> Relaxed | None:
    """Solve the day in fractions; None where no solution was found, in this time if one is given.

    None does not prove that the day has no plan: the arithmetic is in floating point.
    """
    count = day.free.shape[1]
    for end in (day.close + _LATE, count):
        found = _solved(day, min(end, count), seconds)
        if found is not None:
            return found
    return None


def _solved(day: Tables, end: int, seconds: float | None) -> Relaxed | None:
    if any(not chains(day, int(kind), int(ready), end) for kind, ready in day.visits):
        return None
    program = _Program(day, end)
    if seconds is not None:
        program.solver.SetTimeLimit(max(1, int(seconds * 1_000)))
    if program.solver.Solve() != pywraplp.Solver.OPTIMAL:
        return None
    seats: list[dict[int, float]] = [defaultdict(float) for _ in day.names]
    for each, column in program.columns:
        if column.solution_value() > _NOTHING:
            seats[each.kind][each.seat] += column.solution_value()
    prices = np.zeros(day.free.shape, np.int64)
    for (resource, slot), level in program.use.items():
        if slot < day.free.shape[1]:
            prices[resource, slot] = max(0, round(-level.reduced_cost() * PRICE_UNIT))
    return Relaxed(seats=tuple(tuple(sorted(each.items())) for each in seats), prices=prices)
