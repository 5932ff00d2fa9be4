"""A plan of a day, and what it costs, each term by itself."""

from collections.abc import Mapping
from dataclasses import dataclass

from service.planner.day.instance import OVERTIME_WEIGHT, Booked, Day


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where one visit is (minutes after midnight)."""

    visit: Booked
    seat: int
    gap: int | None
    """The premedication gap (minutes); None for a kind without one."""
    bag: int | None
    """When compounding begins; None where no bag is made."""

    @property
    def hang(self) -> int:
        """When the nurse hangs the bag."""
        return self.seat + self.visit.kind.arrive + (self.gap or 0)

    @property
    def end(self) -> int:
        """When the chair is clean again."""
        return self.hang + self.visit.kind.after_hang


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The objective in its parts (minutes)."""

    deferral: int
    """Sum over visits of seat less ready."""
    overtime: int
    """Sum over visits of what lies after closing."""

    @property
    def objective(self) -> int:
        """What the planner makes small."""
        return self.deferral + OVERTIME_WEIGHT * self.overtime


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPlan:
    """Every visit of a day, in the order of the day's file."""

    visits: tuple[Placed, ...]

    def terms(self, day: Day) -> Terms:
        """Return what the plan costs."""
        return Terms(
            deferral=sum(each.seat - each.visit.ready for each in self.visits),
            overtime=sum(max(0, each.end - day.close) for each in self.visits),
        )


def as_data(day: Day, plan: DayPlan) -> Mapping[str, object]:
    """Return a plan as it is written with `--json`."""
    terms = plan.terms(day)
    return {
        "objective": terms.objective,
        "deferral_min": terms.deferral,
        "overtime_min": terms.overtime,
        "visits": [
            {"id": each.visit.id, "seat": each.seat, "wait": each.gap, "bag": each.bag}
            for each in plan.visits
        ],
    }
