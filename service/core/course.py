"""A patient's course: the days of a regimen as dates, after every delay and omission.

A delayed infusion is given as soon as possible, and everything after it moves by as many days, so
that the interval is kept (EU SmPC, missed dose). Infusions are counted as they are given, not by
the day of the cycle: one that is left out does not count. Only dates, no clock: a day is a day of
the ward, whatever its clocks do that night.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from service.core.next_profile import Chosen, NotAllowed, Past, next_profile
from service.core.plan import duration, staircase
from service.core.protocol import PremedicationItem, Protocol
from service.core.regimen import Drug, DrugWindow, GivenOn, Regimen
from service.core.times import MINUTE_MS, Span

DayOf = tuple[int, int]
"""Cycle and day of the cycle, both counted from 1."""

CYCLES_MAX = 100
"""More than seven years of treatment; a longer list is a slip of the hand."""


class CourseError(ValueError):
    """A course that cannot be. The message is a sentence for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What came otherwise than the regimen has it."""

    delayed: Mapping[DayOf, date] = field(default_factory=dict)
    """The dates on which delayed infusions are given."""
    omitted: frozenset[DayOf] = frozenset()
    """Infusions that the prescriber leaves out; nothing moves for them."""
    reacted: Mapping[DayOf, int] = field(default_factory=dict)
    """The worst grade of the reaction in an infusion."""
    unfinished: frozenset[DayOf] = frozenset()
    """Infusions of which not the whole bag went in."""
    ordered: Mapping[DayOf, str] = field(default_factory=dict)
    """The profile that a prescriber has named for an infusion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """One drug on one day."""

    drug: str
    dose: str
    """As the regimen or the protocol prints it; empty for the antibody, dosed by weight."""
    route: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A day on which something is given."""

    cycle: int
    day: int
    on: date
    infusion_no: int | None
    """Number of the antibody's infusion, infusions given; None: a day without one."""
    profile: str | None
    """By the number, or what the infusion before has made of it (`next_profile`)."""
    profile_reason: str | None
    """Why it is not simply the number's; a sentence for a person."""
    doses: tuple[Dose, ...]
    """In the order in which they are given."""
    premedication: tuple[PremedicationItem, ...]
    conflicts: tuple[str, ...]
    """What a planner must know: sentences for a person."""


def course(
    regimen: Regimen,
    protocol: Protocol,
    start: date,
    cycles: int,
    changes: Changes | None = None,
    born: date | None = None,
) -> tuple[Visit, ...]:
    """Return every day of the first `cycles` cycles on which something is given, in order.

    `born` decides between doses by age; without it the dose names both. `CourseError` where the
    changes do not fit, or the course has no end in the calendar.
    """
    changes = changes or Changes()
    if not 1 <= cycles <= CYCLES_MAX:
        raise CourseError(f"{cycles} cycles: a course has 1 to {CYCLES_MAX}.")
    if born is not None and born > start:
        raise CourseError(f"Born on {born}, after the course begins on {start}.")
    _check_known(regimen, cycles, changes)
    visits = []
    last: Past | None = None
    for at, on in _dates(regimen, start, cycles, changes):
        number, chosen = None, None
        if _infused(regimen, at) and at not in changes.omitted:
            number = 1 if last is None else last.infusion_no + 1
            chosen = _chosen(protocol, number, last, at, changes.ordered.get(at))
            last = Past(
                infusion_no=number,
                profile=chosen.profile,
                grade=changes.reacted.get(at, 0),
                completed=at not in changes.unfinished,
            )
        visit = _visit(regimen, protocol, at, on, number, chosen, born)
        if visit.doses:
            visits.append(visit)
    return tuple(visits)


def age_on(born: date, on: date) -> int:
    """Return an age in whole years. Somebody born on 29 February is a year older on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _chosen(
    protocol: Protocol, number: int, last: Past | None, at: DayOf, ordered: str | None
) -> Chosen:
    try:
        return next_profile(protocol, number, last, ordered)
    except NotAllowed as error:
        raise CourseError(f"Day {at[1]} of cycle {at[0]}: {error}.") from error


def _check_known(regimen: Regimen, cycles: int, changes: Changes) -> None:
    happened = (*changes.reacted, *changes.unfinished, *changes.ordered)
    for cycle, day in (*changes.delayed, *changes.omitted, *happened):
        if not 1 <= cycle <= cycles or not _infused(regimen, (cycle, day)):
            raise CourseError(f"{regimen.name} has no infusion on day {day} of cycle {cycle}.")
    for cycle, day in sorted({*changes.delayed} & changes.omitted):
        raise CourseError(f"Day {day} of cycle {cycle} cannot be both delayed and left out.")
    for cycle, day in sorted({*happened} & changes.omitted):
        raise CourseError(f"Day {day} of cycle {cycle} was left out: nothing was infused.")
    for (cycle, day), grade in changes.reacted.items():
        if not 1 <= grade <= 5:
            raise CourseError(f"Day {day} of cycle {cycle}: grades go from 1 to 5, not {grade}.")


def _infused(regimen: Regimen, at: DayOf) -> bool:
    cycle = regimen.cycle(at[0])
    return cycle is not None and at[1] in cycle.days


def _dates(
    regimen: Regimen, start: date, cycles: int, changes: Changes
) -> Iterator[tuple[DayOf, date]]:
    """Return every day with its date, moved by the delays before it."""
    begins = start
    for number in range(1, cycles + 1):
        cycle = regimen.cycle(number)
        if cycle is None:
            return
        for day in regimen.days(number):
            due = _later(begins, day - 1)
            on = changes.delayed.get((number, day), due)
            if on < due:
                raise CourseError(
                    f"Day {day} of cycle {number} is due on {due}; {on} would be before that."
                )
            begins = _later(begins, (on - due).days)
            yield (number, day), on
        begins = _later(begins, cycle.length_days)


def _later(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError as error:
        raise CourseError("The course goes beyond the end of the calendar.") from error


def _visit(
    regimen: Regimen,
    protocol: Protocol,
    at: DayOf,
    on: date,
    infusion_no: int | None,
    chosen: Chosen | None,
    born: date | None,
) -> Visit:
    due = {drug.id: (drug, row) for drug in regimen.drugs if (row := drug.on(*at)) is not None}
    infusing = infusion_no is not None or _any_infused(due)
    doses = {
        id_: Dose(
            drug=drug.name,
            dose=_dose(row, born, on),
            route=drug.route_with_infusion if infusing else drug.route_otherwise,
        )
        for id_, (drug, row) in due.items()
    }
    if infusion_no is not None:
        doses[protocol.id] = Dose(drug=protocol.drug, dose="", route="intravenous")
    return Visit(
        cycle=at[0],
        day=at[1],
        on=on,
        infusion_no=infusion_no,
        profile=chosen.profile if chosen else None,
        profile_reason=chosen.reason if chosen else None,
        doses=tuple(doses[id_] for id_ in _in_order(regimen.sequence, doses)),
        premedication=() if infusion_no is None else protocol.premedication,
        conflicts=_conflicts(regimen, protocol, at, infusion_no, doses),
    )


def _any_infused(due: Mapping[str, tuple[Drug, GivenOn]]) -> bool:
    """Whether a drug of the regimen itself goes through a line, whatever else happens that day."""
    return any(drug.route_otherwise == "intravenous" for drug, _ in due.values())


def _in_order(sequence: Sequence[str], doses: Mapping[str, Dose]) -> list[str]:
    ranked = [id_ for id_ in sequence if id_ in doses]
    return [*ranked, *(id_ for id_ in doses if id_ not in sequence)]


def _dose(row: GivenOn, born: date | None, on: date) -> str:
    if row.aged is None:
        return row.dose
    if born is None:
        return f"{row.dose} ({row.aged.dose} from age {row.aged.age_from})"
    return row.aged.dose if age_on(born, on) >= row.aged.age_from else row.dose


def _conflicts(
    regimen: Regimen,
    protocol: Protocol,
    at: DayOf,
    infusion_no: int | None,
    doses: Mapping[str, Dose],
) -> tuple[str, ...]:
    window = regimen.window
    if window is None or infusion_no is None or not window.cycles.covers(at[0]):
        return ()
    if window.first not in doses or window.then not in doses:
        return ()
    said = _window_conflict(window, protocol, infusion_no, doses)
    return () if said is None else (said,)


def _window_conflict(
    window: DrugWindow, protocol: Protocol, infusion_no: int, doses: Mapping[str, Dose]
) -> str | None:
    """Say whether the infusion fits between two drugs, wherever its own window puts its start."""
    takes = duration(staircase(protocol, infusion_no))
    item = next((each for each in protocol.premedication if each.id == window.first), None)
    if item is None or item.not_after + takes <= window.not_after:
        return None
    first, then = doses[window.first].drug, doses[window.then].drug
    spare = Span(window.not_after - takes)
    limit = f"{_minutes(window.not_after)} min from {first} to {then}"
    if spare < item.not_before:
        return f"{limit} cannot be kept: the infusion takes {_minutes(takes)} min."
    return (
        f"{limit} are kept only if the infusion starts at most {_minutes(spare)} min after {first}"
        f" and {then} follows at once; any reaction breaks it. The prescriber decides."
    )


def _minutes(span: Span) -> str:
    whole, rest = divmod(span, MINUTE_MS)
    return f"{whole}.{rest * 10 // MINUTE_MS}" if rest else str(whole)
