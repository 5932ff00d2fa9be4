"""Several scenarios on the same seeds, and what one buys against another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from service.core.protocol import Protocol
from service.planner.ward_day.intervals import Mean, mean
from service.planner.ward_day.measures import MEASURES, Measures
from service.planner.ward_day.scenario import Scenario, simulate


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A scenario with what was measured on each of its days, in the order of the seeds."""

    scenario: Scenario
    days: tuple[Measures, ...]

    def means(self) -> dict[str, Mean]:
        """Return each measure over the days."""
        return {name: mean([getattr(day, name) for day in self.days]) for name in MEASURES}

    def against(self, other: "Result") -> dict[str, Mean]:
        """Return each measure less the other's, day by day: the seeds must be the same."""
        return {
            name: mean(
                [
                    getattr(mine, name) - getattr(theirs, name)
                    for mine, theirs in zip(self.days, other.days, strict=True)
                ]
            )
            for name in MEASURES
        }


def results(
    scenarios: Sequence[Scenario],
    protocol: Protocol,
    seeds: Sequence[int],
    told: Callable[[], None] = lambda: None,
) -> tuple[Result, ...]:
    """Return every scenario on every seed; `told` is called after each simulated day."""
    found = []
    for scenario in scenarios:
        days = []
        for seed in seeds:
            days.append(simulate(scenario, protocol, seed).measured)
            told()
        found.append(Result(scenario=scenario, days=tuple(days)))
    return tuple(found)
