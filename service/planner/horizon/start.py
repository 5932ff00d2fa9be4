"""The plan that is always there: each visit on the cheapest day that is left, then one by one."""

from service.planner.horizon.instance import Horizon, Plan
from service.planner.horizon.terms import tens_over

PASSES = 20
"""So often at most all visits are looked at again."""


class Board:
    """A plan under way, with the loads of its days."""

    def __init__(self, of: Horizon) -> None:
        self._of = of
        self.plan: list[int | None] = [None] * len(of.visits)
        self._chair = [day.chair_used for day in of.days]
        self._nurse = [day.nurse_used for day in of.days]
        self._firsts = [0] * len(of.days)
        self._soft = [(of.soft(day.chair_min), of.soft(day.nurse_min)) for day in of.days]

    def put(self, visit: int, day: int | None) -> None:
        """Give a visit a day, or none."""
        self._count(visit, self.plan[visit], -1)
        self.plan[visit] = day
        self._count(visit, day, 1)

    def best(self, visit: int) -> int | None:
        """Return the cheapest day for a visit, as if it had none now; None: nowhere is room."""
        own = self.plan[visit]
        self.put(visit, None)
        found, least = None, self._of.cost_of(visit, None)
        for day in self._of.windows[visit]:
            if self.fits(visit, day):
                cost = self._of.cost_of(visit, day) + self._adds(visit, day)
                if cost < least or (cost == least and day == own):
                    found, least = day, cost
        self.put(visit, own)
        return found

    def fits(self, visit: int, day: int) -> bool:
        """Whether there is room on a day for a visit that has none, far enough from its series."""
        of, asked = self._of, self._of.visits[visit]
        on = of.days[day]
        if self._chair[day] + asked.chair_min > on.chair_min:
            return False
        if self._nurse[day] + asked.nurse_min > on.nurse_min:
            return False
        return self._far_enough(visit, day, of.before[visit], asked.gap) and self._behind(
            visit, day
        )

    def _behind(self, visit: int, day: int) -> bool:
        behind = self._of.behind[visit]
        return behind is None or self._far_enough(visit, day, behind, self._of.visits[behind].gap)

    def _far_enough(self, visit: int, day: int, other: int | None, gap: int) -> bool:
        """Whether a day is on the right side of another visit's, and far enough from it."""
        where = None if other is None else self.plan[other]
        if where is None or other is None:
            return True
        days = (self._of.days[day].on - self._of.days[where].on).days
        return (days if other < visit else -days) >= gap

    def _adds(self, visit: int, day: int) -> int:
        """Return what a visit adds to the cost of a day's loads."""
        of, asked = self._of, self._of.visits[visit]
        chair, nurse = self._soft[day]
        over = tens_over(self._chair[day] + asked.chair_min, chair)
        over -= tens_over(self._chair[day], chair)
        over += tens_over(self._nurse[day] + asked.nurse_min, nurse)
        over -= tens_over(self._nurse[day], nurse)
        first = asked.first and self._firsts[day] >= of.days[day].firsts
        return over * of.weights.over_soft + first * of.weights.first_over

    def _count(self, visit: int, day: int | None, sign: int) -> None:
        if day is not None:
            asked = self._of.visits[visit]
            self._chair[day] += sign * asked.chair_min
            self._nurse[day] += sign * asked.nurse_min
            self._firsts[day] += sign * asked.first


def first_plan(of: Horizon) -> list[int | None]:
    """Return a plan that keeps to everything that is hard.

    Who has the fewest days to choose from has the first choice, then first infusions, then the
    longest.
    """
    return improved(of, [None] * len(of.visits))


def improved(of: Horizon, plan: Plan) -> list[int | None]:
    """Return a plan in which no visit alone has a cheaper day; who has none is given one.

    What the plan has already is taken over as far as there is room for it.
    """
    board = Board(of)
    order = sorted(
        range(len(of.visits)),
        key=lambda n: (len(of.windows[n]), not of.visits[n].first, -of.visits[n].chair_min, n),
    )
    for visit in order:
        day = plan[visit]
        if day is not None and board.fits(visit, day):
            board.put(visit, day)
    for _ in range(PASSES):
        changed = False
        for visit in order:
            day = board.best(visit)
            if day is not None and day != board.plan[visit]:
                board.put(visit, day)
                changed = True
        if not changed:
            break
    return board.plan
