"""What a plan of the horizon costs, term by term; and whether it keeps to what is hard."""

from collections.abc import Iterator
from dataclasses import dataclass

from service.planner.horizon.instance import Horizon, Plan

TEN_MIN = 10
"""Minutes over a soft cap count by tens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loads:
    """What a plan puts on each day, beside what is fixed there."""

    chair: tuple[int, ...]
    nurse: tuple[int, ...]
    firsts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Amounts, and what each of them costs by the instance's weights."""

    days_away: int
    """Days between due and planned, summed over visits."""
    moved: int
    """Visits that lose a promised day."""
    over_soft: int
    """Tens of minutes beyond the soft caps, chairs and nurses together."""
    firsts_over: int
    unplaced: int

    def costs(self, of: Horizon) -> dict[str, int]:
        """Return the cost of each term by its name."""
        weights = of.weights
        return {
            "days_away": self.days_away * weights.day_away,
            "moved": self.moved * weights.moved,
            "over_soft": self.over_soft * weights.over_soft,
            "firsts_over": self.firsts_over * weights.first_over,
            "unplaced": self.unplaced * weights.unplaced,
        }

    def objective(self, of: Horizon) -> int:
        """Return the sum: what the planner makes small."""
        return sum(self.costs(of).values())


def loads(of: Horizon, plan: Plan) -> Loads:
    """Return what a plan puts on each day, what is fixed included."""
    chair = [day.chair_used for day in of.days]
    nurse = [day.nurse_used for day in of.days]
    firsts = [0] * len(of.days)
    for visit, day in zip(of.visits, plan, strict=True):
        if day is not None:
            chair[day] += visit.chair_min
            nurse[day] += visit.nurse_min
            firsts[day] += visit.first
    return Loads(chair=tuple(chair), nurse=tuple(nurse), firsts=tuple(firsts))


def terms(of: Horizon, plan: Plan) -> Terms:
    """Return what a plan costs."""
    away = moved = unplaced = 0
    for visit, day in zip(of.visits, plan, strict=True):
        if day is None:
            unplaced += 1
            continue
        on = of.days[day].on
        away += abs((on - visit.due).days)
        moved += visit.now is not None and visit.now != on
    put = loads(of, plan)
    over = firsts = 0
    for number, day_ in enumerate(of.days):
        over += tens_over(put.chair[number], of.soft(day_.chair_min))
        over += tens_over(put.nurse[number], of.soft(day_.nurse_min))
        firsts += max(0, put.firsts[number] - day_.firsts)
    return Terms(days_away=away, moved=moved, over_soft=over, firsts_over=firsts, unplaced=unplaced)


def tens_over(amount: int, soft: int) -> int:
    """Return the tens of minutes beyond a soft cap, the last one perhaps begun."""
    return max(0, -(-(amount - soft) // TEN_MIN))


def broken(of: Horizon, plan: Plan) -> Iterator[str]:
    """Yield what a plan does that no plan may: window, gap, capacity."""
    for index, (visit, day) in enumerate(zip(of.visits, plan, strict=True)):
        if day is None:
            continue
        if day not in of.windows[index]:
            yield f"{visit.id} is outside of its window"
        before = of.before[index]
        earlier = None if before is None else plan[before]
        if earlier is not None and (of.days[day].on - of.days[earlier].on).days < visit.gap:
            yield f"{visit.id} is too near to the visit before it"
    put = loads(of, plan)
    for number, day_ in enumerate(of.days):
        for used, fixed, there, what in (
            (put.chair[number], day_.chair_used, day_.chair_min, "chair"),
            (put.nurse[number], day_.nurse_used, day_.nurse_min, "nurse"),
        ):
            if used > there and used > fixed:
                yield f"{day_.on}: {used} of {there} {what} minutes"
