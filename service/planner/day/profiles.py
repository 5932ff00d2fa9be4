"""What the ward has free, slot by slot, as visits take it and give it back.

Beside each profile stands, for each slot, for how many slots from there on it suffices: whether a
phase fits is one comparison, however long it is.
"""

from typing import NamedTuple

import numba
import numpy as np

from service.planner.day.compiled import INT, NOTHING, ROW, TABLE, compiled
from service.planner.day.instance import NURSE_PARTS
from service.planner.day.tables import (
    ARRIVE,
    BAG,
    CHAIR_RUN,
    CHAIRS,
    CLEAN,
    COMPOUND,
    DISCONNECT,
    FULL,
    GAP,
    HANG,
    HOOD_RUN,
    HOODS,
    NURSES,
    ON_PUMP,
    PUMP_RUN,
    PUMPS,
    RUNNING,
    SEAT,
    SHARE,
    Tables,
    Whole,
)


class Ward(NamedTuple):
    """A day and what is free in it; what compiled functions are handed."""

    kinds: Whole
    gaps: Whole
    levels: Whole
    visits: Whole
    free: Whole
    """One row for each resource; changes as visits come and go, as `runs` does."""
    runs: Whole
    """For how many slots from each on there is enough; one column more than `free`, of 0."""
    close: int
    overtime: int


WARD = numba.types.NamedTuple(  # type: ignore[no-untyped-call]  # numba's own
    (TABLE, ROW, ROW, TABLE, TABLE, TABLE, INT, INT), Ward
)


def empty_ward(day: Tables) -> Ward:
    """Return the ward of a day with nobody in it."""
    count = day.free.shape[1]
    ward = Ward(
        kinds=day.kinds,
        gaps=day.gaps,
        levels=day.levels,
        visits=day.visits,
        free=day.free.copy(),
        runs=np.zeros((FULL + len(day.levels), count + 1), np.int64),
        close=day.close,
        overtime=day.overtime,
    )
    for row, resource in ((CHAIR_RUN, CHAIRS), (PUMP_RUN, PUMPS), (HOOD_RUN, HOODS)):
        _count(ward.free, resource, 1, ward.runs, row, 0, count)
    for row, parts in enumerate(day.levels, FULL):
        _count(ward.free, NURSES, int(parts), ward.runs, row, 0, count)
    return ward


@compiled(NOTHING, [TABLE, INT, INT, TABLE, INT, INT, INT])
def _count(
    free: Whole, resource: int, need: int, runs: Whole, row: int, start: int, end: int
) -> None:
    """Count row `row` of `runs` anew after the resource changed from `start` until `end`."""
    run = runs[row, end]
    for slot in range(end - 1, -1, -1):
        run = run + 1 if free[resource, slot] >= need else 0
        if slot < start and runs[row, slot] == run:
            break
        runs[row, slot] = run


@compiled(NOTHING, [TABLE, INT, INT, INT, INT])
def _less(free: Whole, resource: int, start: int, end: int, amount: int) -> None:
    for slot in range(start, end):
        free[resource, slot] -= amount


@compiled(NOTHING, [WARD, TABLE, INT, INT])
def take(ward: Ward, solution: Whole, visit: int, times: int) -> None:
    """Take what a visit holds at its place: `times` 1. Give it back: -1. Nothing if it has none."""
    seat, bag = solution[visit, SEAT], solution[visit, BAG]
    if seat < 0:
        return
    kinds, free, runs = ward.kinds, ward.free, ward.runs
    kind = ward.visits[visit, 0]
    share = kinds[kind, SHARE] * times
    whole = NURSE_PARTS * times
    arrived = seat + kinds[kind, ARRIVE]
    hang = arrived + solution[visit, GAP]
    starts = hang + kinds[kind, HANG]
    disconnect = starts + kinds[kind, RUNNING]
    leaves = disconnect + kinds[kind, DISCONNECT]
    end = leaves + kinds[kind, CLEAN]
    _less(free, CHAIRS, seat, end, times)
    _count(free, CHAIRS, 1, runs, CHAIR_RUN, seat, end)
    _less(free, NURSES, seat, arrived, whole)
    _less(free, NURSES, arrived, hang, share)
    _less(free, NURSES, hang, starts, whole)
    _less(free, NURSES, starts, disconnect, share)
    _less(free, NURSES, disconnect, leaves, whole)
    for level in range(ward.levels.shape[0]):
        _count(free, NURSES, ward.levels[level], runs, FULL + level, seat, leaves)
    if kinds[kind, ON_PUMP] > 0:
        unhooked = hang + kinds[kind, ON_PUMP]
        _less(free, PUMPS, hang, unhooked, times)
        _count(free, PUMPS, 1, runs, PUMP_RUN, hang, unhooked)
    if bag >= 0:
        made = bag + kinds[kind, COMPOUND]
        _less(free, HOODS, bag, made, times)
        _count(free, HOODS, 1, runs, HOOD_RUN, bag, made)
