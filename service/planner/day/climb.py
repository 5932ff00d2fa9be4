"""One search from a given plan, cooled from chunk to chunk, its ways of ruin drawn by success."""

import numpy as np

from service.planner.day.chance import Dice, Shares, dice
from service.planner.day.effort import Cooling, cooling_for
from service.planner.day.placing import cost
from service.planner.day.profiles import Ward, empty_ward, take
from service.planner.day.ruin import WAYS
from service.planner.day.search import CHOICES, FAMILIES, SIZES, improve
from service.planner.day.tables import GAP, SEAT, Tables, Whole


class Climb:
    """A plan that is being improved."""

    _LEAST = 0.1
    """Least weight of a choice, as a share of the mean one in its family."""
    _FEW = 12
    """With so few visits, taking all of them out must not become rare: none is below the mean."""
    _MEMORY = 0.9

    def __init__(self, day: Tables, solution: Whole, seed: int, cooling: Cooling | None) -> None:
        self.best: Whole = solution.copy()
        self.rounds = 0
        self._cooling = cooling or cooling_for(len(solution))
        self._day = day
        self._cycle = 0
        self._dice: Dice = dice(seed)
        self._weights: Shares = np.ones(CHOICES)
        self._weights[WAYS : WAYS + len(SIZES)] = [1 / size for size in SIZES]
        self._tried: Shares = np.zeros(CHOICES)
        self._won: Shares = np.zeros(CHOICES)
        self._costs: Whole = np.zeros(2, np.int64)
        self._begin(solution)
        self._costs[1] = self._costs[0]

    @property
    def cost(self) -> int:
        """Cost of the best plan (slots)."""
        return int(self._costs[1])

    def offer(self, cost: int, solution: Whole) -> None:
        """Hear of another search's plan; if it is better, the next cycle goes on from it."""
        if cost < self.cost:
            self._costs[1] = cost
            self.best[:] = solution

    def go(self, rounds: int, done: float) -> None:
        """Do some rounds; `done` says which share of the whole search lies behind (0 to 1)."""
        cycle = self._cooling.cycle(done)
        if cycle != self._cycle:
            self._cycle = cycle
            self._begin(self.best)
        improve(
            self._ward,
            self._solution,
            self.best,
            self._costs,
            rounds,
            self._cooling.heat(done),
            self._weights,
            self._tried,
            self._won,
            self._dice,
        )
        self.rounds += rounds
        self._learn()

    def _begin(self, solution: Whole) -> None:
        self._ward: Ward = empty_ward(self._day)
        self._solution: Whole = solution.copy()
        self._costs[0] = 0
        for visit, row in enumerate(solution):
            take(self._ward, self._solution, visit, 1)
            self._costs[0] += cost(self._ward, visit, int(row[SEAT]), int(row[GAP]))

    def _learn(self) -> None:
        """Draw the more often what has made plans better, for the work that it was."""
        least = self._LEAST if len(self.best) > self._FEW else 1.0
        for start, end in FAMILIES:
            gain = self._won[start:end] / np.maximum(self._tried[start:end], 1)
            if gain.sum() > 0:
                self._weights[start:end] = np.maximum(gain / gain.mean(), least)
        self._tried *= self._MEMORY
        self._won *= self._MEMORY
