"""The search for a better repair: small models one after the other, until the time is over."""

import random
import time
from collections.abc import Iterable, Mapping
from typing import Any

from service.planner.repair.choice import WIDE, around, used, windows
from service.planner.repair.model import Answer, improved

Row = Mapping[str, Any]
A_LOOK_S = 0.12
"""So long one window is searched at most."""
LEAST_S = 0.03
"""With less time left than this no model is begun."""


class _Search:
    """A problem whose hints become better."""

    def __init__(self, problem: Row, until: float, jobs: int) -> None:
        self.rows: list[dict[str, Any]] = [dict(row) for row in problem["visits"]]
        self.problem = {**problem, "visits": self.rows}
        self.left = {pool: list(row) for pool, row in problem["free"].items()}
        self.until, self.jobs = until, jobs
        self.count(range(len(self.rows)), -1)

    def count(self, numbers: Iterable[int], sign: int) -> None:
        """Take what some visits take, or with `sign` 1 give it back."""
        for number in numbers:
            row = self.rows[number]
            for pool, start, length, amount in used(row, *row["hint"]):
                left = self.left.get(pool)
                if left is not None:
                    for slot in range(max(0, start), min(start + length, len(left))):
                        left[slot] += sign * amount

    def over(self) -> bool:
        return self.until - time.monotonic() < LEAST_S

    def late(self) -> bool:
        """Whether anybody still waits for the ward."""
        return any(row["hint"][0] > row["blamed"] for row in self.rows)

    def look(self, free: list[int], seconds: float) -> None:
        """Search one window."""
        self.count(free, 1)
        seconds = min(seconds, self.until - time.monotonic())
        found = improved(self.problem, free, self.left, seconds, self.jobs)
        if found is not None:
            for number, place in zip(free, found, strict=True):
                self.rows[number]["hint"] = place
        self.count(free, -1)


def solve(
    problem: Row, until: float, jobs: int = 1, wide: int = WIDE, look_s: float = A_LOOK_S
) -> Answer:
    """Return seat, gap and bag of every visit: as good as the hints, or better.

    First the windows in the order of time, then around visits that wait, drawn by how long.
    `until` is on the clock of `time.monotonic`.
    """
    search, chance = _Search(problem, until, jobs), random.Random(1)  # noqa: S311 - repeatable
    for free in windows(search.problem, wide):
        if search.over():
            break
        search.look(free, look_s)
    while search.late() and not search.over():
        search.look(around(search.problem, chance, wide), look_s)
    return [list(row["hint"]) for row in search.rows]
