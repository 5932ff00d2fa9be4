"""The planner of the horizon: a plan at once, then a bound, then better plans until time is up."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from math import ceil
from typing import TYPE_CHECKING, TypeVar

from service.planner.horizon.instance import Horizon, Plan
from service.planner.horizon.start import first_plan, improved
from service.planner.horizon.terms import Terms, broken, terms

if TYPE_CHECKING:
    from service.planner.horizon.relaxed import Relaxed

T = TypeVar("T")

LOOK_S = 0.05
"""How often a search is asked whether it shall stop."""
END_S = 1.0
"""How long a search has to end, once it was told."""
FRACTIONS_SHARE = 0.6
"""Of the time, at most so much for the horizon in fractions."""
MARGINS = (1, 12)
"""First the days are tried that cost so much more than the horizon in fractions, then others."""
KERNEL_SHARE = 0.3
"""Of the time that is left, at most so much for each of them."""
LIBRARY = "ortools"


class PlannerWrong(Exception):
    """A plan was found that breaks a rule; it is not given to anybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How much to plan."""

    seconds: float = 60.0
    seed: int = 1
    gap: float = 0.0
    """Enough, when the plan costs at most this share more than what is proven."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Best:
    """How far it is."""

    seconds: float
    terms: Terms
    objective: int
    bound: int | None
    """No plan costs less; None: not known yet."""
    step: str
    """`start`, `fractions` or `whole`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What came of it."""

    plan: Sequence[int | None]
    first: Terms
    """The first plan's: what is always there."""
    best: Best
    stopped: bool


def plan_horizon(
    of: Horizon,
    effort: Effort,
    tell: Callable[[Best], None] = lambda _: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Planned:
    """Plan the horizon; `tell` hears of progress, `stopped` is asked every 50 ms.

    Without OR-Tools the first plan is all there is, and no bound. `PlannerWrong` where a plan
    breaks a rule: that would be a fault of the planner.
    """
    return _Planner(of, effort, tell, stopped).run()


class _Planner:
    """What one call of `plan_horizon` knows."""

    def __init__(
        self,
        of: Horizon,
        effort: Effort,
        tell: Callable[[Best], None],
        stopped: Callable[[], bool],
    ) -> None:
        self._began = time.monotonic()
        self._of, self._effort, self._tell, self._stopped = of, effort, tell, stopped
        self._plan: list[int | None] = []
        self._cost = 0
        self._bound: int | None = None

    def run(self) -> Planned:
        self._plan = first_plan(self._of)
        first = terms(self._of, self._plan)
        self._cost = first.objective(self._of)
        self._told("start")
        if self._of.visits and find_spec(LIBRARY) is not None and not self._over():
            self._search()
        wrong = list(broken(self._of, self._plan))
        if wrong:
            raise PlannerWrong("; ".join(wrong[:5]))
        return Planned(
            plan=self._plan, first=first, best=self._told("whole"), stopped=self._stopped()
        )

    def _search(self) -> None:
        from service.planner.horizon.relaxed import Relaxation

        relaxation = Relaxation(self._of)
        limit = self._left() * FRACTIONS_SHARE
        found = self._watched(lambda: relaxation.solve(limit), relaxation.stop)
        if found is None:
            return
        self._bound = max(0, ceil(found.bound - 1e-6))
        self._take(improved(self._of, [found.whole(n) for n in range(len(self._of.visits))]))
        self._told("fractions")
        for margin in (*MARGINS, None):
            if not self._over() and not self._good():
                self._widened(found, margin)

    def _widened(self, found: "Relaxed", margin: int | None) -> None:
        """Search on the days that cost at most so much more; None: on all that could be of use."""
        from service.planner.horizon.exact import Exact

        whole = self._cost - found.bound
        last = margin is None or margin >= whole
        options = [
            found.options(visit, whole if margin is None else min(margin, whole), own)
            for visit, own in enumerate(self._plan)
        ]
        exact = Exact(self._of, options, self._plan)

        def heard(plan: list[int | None], bound: float) -> None:
            self._take(plan)
            self._told("whole")
            if self._good():
                exact.stop()

        limit = self._left() * (1 if last else KERNEL_SHARE)
        proven = self._watched(lambda: exact.solve(limit, self._effort.seed, heard), exact.stop)
        if proven is not None:
            self._take(proven.plan)
            if last and self._bound is not None:
                # What was left out costs more than the best plan known: the bound holds for all.
                self._bound = max(self._bound, min(self._cost, ceil(proven.bound - 1e-6)))

    def _watched(self, work: Callable[[], T | None], stop: Callable[[], None]) -> T | None:
        """Return `work()`, run in a thread while this one hears signals and looks at the time."""
        results: list[T | None] = []
        thread = threading.Thread(target=lambda: results.append(work()), daemon=True)
        thread.start()
        while thread.is_alive():
            thread.join(LOOK_S)
            if self._over():
                stop()
                thread.join(END_S)
                break
        return results[0] if results else None

    def _take(self, plan: Plan) -> None:
        cost = terms(self._of, plan).objective(self._of)
        if cost < self._cost:
            self._plan, self._cost = list(plan), cost

    def _told(self, step: str) -> Best:
        found = terms(self._of, self._plan)
        best = Best(
            seconds=time.monotonic() - self._began,
            terms=found,
            objective=found.objective(self._of),
            bound=self._bound,
            step=step,
        )
        self._tell(best)
        return best

    def _good(self) -> bool:
        return self._bound is not None and self._cost <= self._bound * (1 + self._effort.gap)

    def _left(self) -> float:
        return self._effort.seconds - (time.monotonic() - self._began)

    def _over(self) -> bool:
        return self._left() <= 0 or self._stopped()
