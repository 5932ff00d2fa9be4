"""The planner of a day: plans to begin with, then searches until the time is up, the best kept."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from service.planner.day.effort import CHUNK, CHUNK_S, Best, Effort, NoPlan, Planned, PlannerWrong
from service.planner.day.instance import Day
from service.planner.day.plan import DayPlan, Terms
from service.planner.day.tables import SEAT, Whole, plan_of, tables
from service.planner.day.valid import faults

if TYPE_CHECKING:
    from service.planner.day.climb import Climb
    from service.planner.day.helpers import Helpers

_FRACTIONS_SHARE = 0.4
"""Of the time, at most so much for the day in fractions."""


def plan_day(
    day: Day,
    effort: Effort,
    tell: Callable[[Best], None] = lambda _: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Planned:
    """Plan a day; `tell` hears of progress, `stopped` is asked about every 50 ms.

    Raises:
        NoPlan: no plan was found; says who has no place in the best one.
        PlannerWrong: the plan found breaks a rule.
    """
    return _Planner(day, effort, tell, stopped).run()


class _Planner:
    """What one call of `plan_day` knows."""

    def __init__(
        self,
        day: Day,
        effort: Effort,
        tell: Callable[[Best], None],
        stopped: Callable[[], bool],
    ) -> None:
        self._began = time.monotonic()
        self._day, self._effort, self._tell, self._stopped = day, effort, tell, stopped
        self._tables = tables(day)
        self._rounds = 0

    def run(self) -> Planned:
        if not self._day.visits:
            return self._proven(DayPlan(visits=()), None)
        # Imported here: compiling or loading the search counts within the seconds.
        from service.planner.day.helpers import Helpers
        from service.planner.day.starts import first_fit

        first = min(first_fit(self._tables), key=_cost)
        best = first
        with Helpers(self._tables, self._effort) as helpers:
            if not self._over():
                start = min([first, *self._guided()], key=_cost)
                best = self._searched(start[1], helpers)
        missing = [
            str(visit.id)
            for visit, row in zip(self._day.visits, best[1], strict=True)
            if row[SEAT] < 0
        ]
        if missing:
            raise NoPlan(f"no place was found for: {', '.join(missing)}")
        return self._proven(plan_of(self._day, best[1]), self._terms(first[1]))

    def _guided(self) -> list[tuple[int, Whole]]:
        from service.planner.day.relaxation import relaxed
        from service.planner.day.starts import guided

        # Where rounds are counted the clock decides nothing, so that the plan is the same anywhere.
        counted = self._effort.rounds is not None
        found = relaxed(self._tables, None if counted else self._left() * _FRACTIONS_SHARE)
        return [] if found is None else list(guided(self._tables, found, self._effort.seed))

    def _searched(self, start: Whole, helpers: "Helpers") -> tuple[int, Whole]:
        from service.planner.day.climb import Climb

        began = self._done()
        climb = Climb(self._tables, start, self._effort.seed, self._effort.cooling)
        helpers.begin(start, self._left())
        chunk = CHUNK
        self._told(climb)
        while not self._over():
            before = time.monotonic()
            climb.go(self._at_most(chunk), (self._done() - began) / (1 - began))
            if self._effort.rounds is None:
                took = max(time.monotonic() - before, 1e-4)
                chunk = max(1, min(2 * chunk, int(chunk * CHUNK_S / took)))
            helpers.exchange(climb)
            self._rounds = climb.rounds + helpers.rounds
            self._told(climb)
        helpers.finish(climb)
        return climb.cost, climb.best

    def _at_most(self, chunk: int) -> int:
        left = chunk if self._effort.rounds is None else self._effort.rounds - self._rounds
        return max(1, min(chunk, left))

    def _told(self, climb: "Climb") -> None:
        self._tell(
            Best(
                seconds=time.monotonic() - self._began,
                rounds=self._rounds,
                done=self._done(),
                terms=self._terms(climb.best),
            )
        )

    def _terms(self, solution: Whole) -> Terms | None:
        if (solution[:, SEAT] < 0).any():
            return None
        return plan_of(self._day, solution).terms(self._day)

    def _left(self) -> float:
        return self._effort.seconds - (time.monotonic() - self._began)

    def _done(self) -> float:
        if self._effort.rounds is not None:
            return min(1.0, self._rounds / max(1, self._effort.rounds))
        return min(1.0, 1 - self._left() / self._effort.seconds)

    def _over(self) -> bool:
        return self._done() >= 1 or self._stopped()

    def _proven(self, plan: DayPlan, first_fit: Terms | None) -> Planned:
        broken = faults(self._day, plan)
        if broken:
            raise PlannerWrong("; ".join(broken[:5]))
        return Planned(
            plan=plan,
            terms=plan.terms(self._day),
            first_fit=first_fit,
            rounds=self._rounds,
            seconds=time.monotonic() - self._began,
            stopped=self._stopped(),
        )


def _cost(each: tuple[int, Whole]) -> int:
    return each[0]
