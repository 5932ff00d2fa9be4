"""The planner of a day: plans to begin with, then searches until the time is up, the best kept."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from service.planner.day.effort import (
    CHUNK,
    CHUNK_S,
    Best,
    Cooling,
    Effort,
    NoPlan,
    Planned,
    PlannerWrong,
)
from service.planner.day.instance import OVERTIME_WEIGHT, Day
from service.planner.day.plan import DayPlan, Terms
from service.planner.day.tables import SEAT, Whole, plan_of, tables
from service.planner.day.valid import faults

if TYPE_CHECKING:
    from service.planner.day.climb import Climb
    from service.planner.day.helpers import Helpers

_FRACTIONS_SHARE = 0.4
"""Of the time, at most so much for the day in fractions."""
_EVENING_SHARE = 0.08
"""Of the effort, so much for a plan with less overtime where the best has a little."""
_LITTLE = 20
"""A little: overtime makes up at most a twentieth of the objective."""
_WORTH = 100
"""A plan with less overtime is taken if it costs at most a hundredth more than the best."""
_DEAR = 10
"""So many times dearer is overtime in that search."""
_GENTLE = Cooling(hot=2.0, cold=0.5, cycles=1)


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

        climb = Climb(self._tables, start, self._effort.seed, self._effort.cooling)
        helpers.begin(start, self._left() - _EVENING_SHARE * self._effort.seconds)
        self._told(climb.best)
        self._climbed(climb, 1 - _EVENING_SHARE, helpers)
        helpers.finish(climb)
        if self._over():
            return climb.cost, climb.best
        late = self._is_a_little(self._terms(climb.best))
        return self._without_evening(climb) if late else self._calmer(climb)

    def _climbed(
        self,
        climb: "Climb",
        until: float,
        helpers: "Helpers | None" = None,
        shown: Whole | None = None,
    ) -> None:
        """Let a search go on until this share of the effort is done, or somebody stops it.

        Progress tells of `shown`, or of the search's own best plan.
        """
        began, chunk = self._done(), CHUNK
        before, rounds = self._rounds, climb.rounds
        while self._done() < until and not self._stopped():
            started = time.monotonic()
            climb.go(self._at_most(chunk), (self._done() - began) / (until - began))
            if self._effort.rounds is None:
                took = max(time.monotonic() - started, 1e-4)
                chunk = max(1, min(2 * chunk, int(chunk * CHUNK_S / took)))
            if helpers is not None:
                helpers.exchange(climb)
            theirs = 0 if helpers is None else helpers.rounds
            self._rounds = before + climb.rounds - rounds + theirs
            self._told(climb.best if shown is None else shown)

    def _calmer(self, climb: "Climb") -> tuple[int, Whole]:
        from service.planner.day.climb import Climb

        calmer = Climb(self._tables, climb.best, self._effort.seed, _GENTLE)
        self._climbed(calmer, 1)
        return calmer.cost, calmer.best

    def _without_evening(self, climb: "Climb") -> tuple[int, Whole]:
        """Try for less overtime, as if it cost far more; keep such a plan if it is worth it."""
        from service.planner.day.climb import Climb

        dear = replace(self._tables, overtime=self._tables.overtime * _DEAR)
        home = Climb(dear, climb.best, self._effort.seed, _GENTLE)
        self._climbed(home, 1, shown=climb.best)
        before, after = (plan_of(self._day, each.best).terms(self._day) for each in (climb, home))
        worth = after.objective * _WORTH <= before.objective * (_WORTH + 1)
        taken = home if worth and after.overtime < before.overtime else climb
        self._told(taken.best)
        return taken.cost, taken.best

    def _is_a_little(self, terms: Terms | None) -> bool:
        if terms is None:
            return False
        return 0 < terms.overtime * OVERTIME_WEIGHT * _LITTLE <= terms.objective

    def _at_most(self, chunk: int) -> int:
        left = chunk if self._effort.rounds is None else self._effort.rounds - self._rounds
        return max(1, min(chunk, left))

    def _told(self, best: Whole) -> None:
        self._tell(
            Best(
                seconds=time.monotonic() - self._began,
                rounds=self._rounds,
                done=self._done(),
                terms=self._terms(best),
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
