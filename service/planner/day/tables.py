"""A day as the arrays of whole slots on which the search works, and plans to and from them."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from service.core.booking.grid import GRID_MIN
from service.planner.day.instance import NURSE_PARTS, OVERTIME_WEIGHT, Day, Kind
from service.planner.day.plan import DayPlan, Placed

Whole: TypeAlias = NDArray[np.int64]

# Columns of `Tables.kinds`; lengths in slots.
ARRIVE, HANG, RUNNING, DISCONNECT, CLEAN, ON_PUMP = range(6)
SHARE, LEVEL = 6, 7
"""Parts of a nurse while running, and which row of `runs` counts slots with so many free."""
COMPOUND, LATEST_BAG, AFTER_HANG, AFTER_SEAT = 8, 9, 10, 11
"""A bag starts at most hang - LATEST_BAG, at least hang + AFTER_HANG, seat + AFTER_SEAT."""
GAPS = 12
"""How many of `Tables.gaps` are to choose from; 0 for a kind without premedication."""
COLUMNS = 13

# Rows of `free`.
CHAIRS, NURSES, PUMPS, HOODS = range(4)
# Rows of `runs`: for how many slots from here on one is free; from FULL on by parts of a nurse.
CHAIR_RUN, PUMP_RUN, HOOD_RUN, FULL = range(4)

# Columns of a solution: one row for each visit, in slots; -1 where there is none.
SEAT, GAP, BAG = range(3)

ANY_TIME = -100_000
"""An offset that binds nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """One day. All arrays hold whole slots or counts; none is written to after this."""

    kinds: Whole
    """One row for each kind of visit that is booked."""
    gaps: Whole
    levels: Whole
    """Parts of a nurse that a phase can need; the first is a whole nurse."""
    visits: Whole
    """One row for each visit: its kind, its earliest slot."""
    free: Whole
    """What the empty ward has: one row for each resource, one column for each slot."""
    close: int
    overtime: int
    """What a slot after closing costs, in slots of deferral."""
    names: tuple[Kind, ...]
    """The kinds, in the order of their rows."""


def tables(day: Day) -> Tables:
    """Return the arrays of a day."""
    names = tuple(sorted({visit.kind for visit in day.visits}, key=lambda kind: kind.name))
    levels = [NURSE_PARTS, *sorted({kind.share for kind in names} - {NURSE_PARTS}, reverse=True)]
    count = day.hard // GRID_MIN
    free = np.zeros((4, count), np.int64)
    free[CHAIRS] = day.chairs
    free[NURSES] = day.nurse_parts()
    free[PUMPS] = day.pumps
    free[HOODS, day.pharmacy_open // GRID_MIN : day.pharmacy_close // GRID_MIN] = day.hoods
    rows = [_row(day, kind, levels) for kind in names]
    return Tables(
        kinds=np.array(rows, np.int64).reshape(len(rows), COLUMNS),
        gaps=np.array([gap // GRID_MIN for gap in day.gaps] or [0], np.int64),
        levels=np.array(levels, np.int64),
        visits=np.array(
            [(names.index(each.kind), day.earliest(each) // GRID_MIN) for each in day.visits],
            np.int64,
        ).reshape(len(day.visits), 2),
        free=free,
        close=day.close // GRID_MIN,
        overtime=OVERTIME_WEIGHT,
        names=names,
    )


def _row(day: Day, kind: Kind, levels: list[int]) -> list[int]:
    earliest, latest = kind.bag_window(0, 0, day.transport)
    here = ANY_TIME
    if kind.to_order:
        here = -(-(kind.arrive - kind.compound // 2) // GRID_MIN)
        earliest = kind.hang + kind.pump - 60 * kind.stable_h - kind.compound
    minutes = {
        ARRIVE: kind.arrive,
        HANG: kind.hang,
        RUNNING: kind.running,
        DISCONNECT: kind.disconnect,
        CLEAN: kind.clean,
        ON_PUMP: kind.hang + kind.pump + kind.flush,
        COMPOUND: kind.compound,
        LATEST_BAG: -latest,
        AFTER_HANG: earliest,
    }
    row = [0] * COLUMNS
    for column, length in minutes.items():
        row[column] = length // GRID_MIN
    row[SHARE], row[LEVEL] = kind.share, levels.index(kind.share)
    row[AFTER_SEAT] = here
    row[GAPS] = len(day.gaps) if kind.premedicated else 0
    return row


def plan_of(day: Day, solution: Whole) -> DayPlan:
    """Return the plan that a solution stands for; every visit must have its place."""
    return DayPlan(
        visits=tuple(
            Placed(
                visit=visit,
                seat=int(row[SEAT]) * GRID_MIN,
                gap=int(row[GAP]) * GRID_MIN if visit.kind.premedicated else None,
                bag=int(row[BAG]) * GRID_MIN if visit.kind.compound else None,
            )
            for visit, row in zip(day.visits, solution, strict=True)
        )
    )


def solution_of(plan: DayPlan) -> Whole:
    """Return a plan as a solution."""
    rows = [
        (each.seat // GRID_MIN, (each.gap or 0) // GRID_MIN, _bag(each.bag)) for each in plan.visits
    ]
    return np.array(rows, np.int64).reshape(len(rows), 3)


def _bag(bag: int | None) -> int:
    return -1 if bag is None else bag // GRID_MIN
