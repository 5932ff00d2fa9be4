"""The whole check: every visit once, every rule, and the numbers that the plan says of itself."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.planner.checking.broken import Broken, Rule
from service.planner.checking.counting import broken_together
from service.planner.checking.one_visit import broken_alone
from service.planner.checking.phases import placed
from service.planner.checking.reading import Day, Plan, Row

OVERTIME_WEIGHT = 20
"""Minutes of deferral that a minute after closing counts as much as."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the checker found. The numbers are its own, of the known visits in the plan."""

    broken: tuple[Broken, ...]
    objective: int
    deferral: int
    """Minutes between ready and seat, of all visits together."""
    overtime: int
    """Minutes after closing until the chair is clean, of all visits together."""

    @property
    def accepted(self) -> bool:
        """Whether no rule is broken."""
        return not self.broken


def check(day: Day, plan: Plan) -> Verdict:
    """Return every rule that a plan breaks.

    A visit that stands twice in the plan counts as the first of its rows has it.
    """
    rows = {row.id: row for row in reversed(plan.rows) if row.id in day.appointments}
    visits = [placed(day.appointments[id_], row) for id_, row in sorted(rows.items())]
    deferral = sum(visit.seat - visit.ready for visit in visits)
    overtime = sum(max(0, visit.end - day.close) for visit in visits)
    objective = deferral + OVERTIME_WEIGHT * overtime
    broken = [
        *_who(day, plan.rows),
        *(each for visit in visits for each in broken_alone(day, visit)),
        *broken_together(day, visits),
        *_said(Rule.DEFERRAL, plan.deferral, deferral),
        *_said(Rule.OVERTIME, plan.overtime, overtime),
        *_said(Rule.OBJECTIVE, plan.objective, objective),
    ]
    return Verdict(broken=tuple(broken), objective=objective, deferral=deferral, overtime=overtime)


def _who(day: Day, rows: Sequence[Row]) -> Iterator[Broken]:
    """Return who is missing, unknown or there more than once."""
    times = Counter(row.id for row in rows)
    for id_, appointment in sorted(day.appointments.items()):
        if id_ not in times:
            yield Broken(
                rule=Rule.MISSING, visits=(id_,), start=appointment.ready, why="has no place"
            )
    first = {row.id: row.seat for row in reversed(rows)}
    for id_, count in sorted(times.items()):
        if id_ not in day.appointments:
            why = "the instance has no such visit"
            yield Broken(rule=Rule.UNKNOWN, visits=(id_,), start=first[id_], why=why)
        if count > 1:
            why = f"stands {count} times in the plan"
            yield Broken(rule=Rule.TWICE, visits=(id_,), start=first[id_], why=why)


def _said(rule: Rule, said: int, counted: int) -> Iterator[Broken]:
    if said != counted:
        yield Broken(rule=rule, visits=(), why=f"the plan says {said}, counted are {counted}")
