"""Days with their capacity, visits with their tolerance: what a plan of the horizon is about.

Amounts are whole minutes, of chairs and of nurses. Days are numbered as they stand in the instance;
a day that is not there is closed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What each term costs; reported with it. First values, local."""

    day_away: int = 10
    """For each day between the due day and the visit's."""
    moved: int = 30
    """For each visit that has a promise already and gets another day."""
    over_soft: int = 1
    """For each ten minutes, begun or whole, of chairs or of nurses beyond the soft cap of a day."""
    first_over: int = 100
    """For each first infusion beyond a day's cap."""
    unplaced: int = 1_000
    """For each visit without a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDay:
    """What one day has for the visits of the instance."""

    on: date
    chair_min: int
    """Of all chairs together."""
    chair_used: int
    """Of that by visits which are not to be planned."""
    nurse_min: int
    nurse_used: int
    firsts: int
    """First infusions that are right for the day; fewer before a closed one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One visit to be planned."""

    id: str
    series: str | None
    """Visits of one series follow each other as they stand in the instance."""
    due: date
    early: int
    """So many days before the due day are still right."""
    late: int
    gap: int
    """At least so many days after the visit before it in the series."""
    chair_min: int
    nurse_min: int
    first: bool
    """A first infusion."""
    now: date | None
    """The day that is promised; None: none yet."""


@dataclass(frozen=True, kw_only=True)
class Horizon:
    """One instance."""

    days: tuple[OpenDay, ...]
    """In order; no day twice."""
    visits: tuple[Visit, ...]
    soft_percent: int
    weights: Weights = field(default_factory=Weights)

    @cached_property
    def windows(self) -> tuple[tuple[int, ...], ...]:
        """For each visit the numbers of the days that are right for it, in order."""
        number = {day.on: index for index, day in enumerate(self.days)}
        return tuple(
            tuple(
                number[on]
                for away in range(-visit.early, visit.late + 1)
                if (on := visit.due + timedelta(days=away)) in number
            )
            for visit in self.visits
        )

    @cached_property
    def before(self) -> tuple[int | None, ...]:
        """For each visit the number of the one before it in its series."""
        last: dict[str, int] = {}
        found: list[int | None] = []
        for index, visit in enumerate(self.visits):
            found.append(None if visit.series is None else last.get(visit.series))
            if visit.series is not None:
                last[visit.series] = index
        return tuple(found)

    @cached_property
    def behind(self) -> tuple[int | None, ...]:
        """For each visit the number of the one behind it in its series."""
        found: list[int | None] = [None] * len(self.visits)
        for index, before in enumerate(self.before):
            if before is not None:
                found[before] = index
        return tuple(found)

    def cost_of(self, visit: int, day: int | None) -> int:
        """Return what a visit's own day costs, the loads apart."""
        if day is None:
            return self.weights.unplaced
        asked, on = self.visits[visit], self.days[day].on
        away = abs((on - asked.due).days) * self.weights.day_away
        moved = asked.now is not None and asked.now != on
        return away + moved * self.weights.moved

    def soft(self, capacity: int) -> int:
        """Return how much of a capacity is used before it costs."""
        return capacity * self.soft_percent // 100


Plan = Sequence[int | None]
"""For each visit the number of its day; None: it has none."""
