"""A day and a plan for it as they are written in JSON; all times in minutes after midnight."""

from collections.abc import Mapping
from dataclasses import dataclass

from service.planner.checking.fields import COUNT_MAX, MINUTES_MAX, Fields, Unreadable, fields

OBJECTIVE_MAX = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One type of visit: how long its phases are (min), and what they ask for."""

    arrive: int
    premedicated: bool
    hang: int
    pump: int
    flush: int
    observe: int
    disconnect: int
    turn: int
    ratio: int
    compound: int
    """At the hood; 0: nothing is compounded."""
    stable_h: int
    to_order: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """So many nurses are away, from a minute until before another."""

    start: int
    end: int
    nurses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A visit that has been promised: it may be seated from `ready` on."""

    id: int
    kind: Kind
    ready: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """An instance: the ward of one day and who comes."""

    grid: int
    open: int
    close: int
    hard: int
    chairs: int
    nurses: int
    breaks: tuple[Break, ...]
    hoods: int
    pharmacy_open: int
    pharmacy_close: int
    transport: int
    pumps: int
    gaps: tuple[int, ...]
    """Allowed premedication gaps."""
    appointments: Mapping[int, Appointment]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One visit as the plan has it."""

    id: int
    seat: int
    wait: int | None
    bag: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plan, with the three numbers it says of itself."""

    objective: int
    deferral: int
    overtime: int
    rows: tuple[Row, ...]


def read_instance(found: object) -> Day:
    """Return the day that an instance describes; `Unreadable` if it is none."""
    day = fields("instance", found)
    if day.text("kind") != "day":
        raise Unreadable("instance: 'kind' is not 'day'")
    types = day.inner("types")
    kinds = {name: _kind(types.inner(name)) for name in types.values}
    appointments = [
        _appointment(fields(f"instance: appointment {place}", each), kinds)
        for place, each in enumerate(day.listed("appointments"))
    ]
    by_id = {each.id: each for each in appointments}
    if len(by_id) != len(appointments):
        raise Unreadable("instance: two appointments have the same id")
    return Day(
        grid=day.whole("grid", least=1, most=60),
        open=day.whole("open"),
        close=day.whole("close"),
        hard=day.whole("hard"),
        chairs=day.whole("chairs", most=COUNT_MAX),
        nurses=day.whole("nurses", most=COUNT_MAX),
        breaks=tuple(_break(each) for each in day.listed("nurse_breaks")),
        hoods=day.whole("hoods", most=COUNT_MAX),
        pharmacy_open=day.whole("pharm_open"),
        pharmacy_close=day.whole("pharm_close"),
        transport=day.whole("transport"),
        pumps=day.whole("pumps", most=COUNT_MAX),
        gaps=tuple(_minutes(each, "instance: premed") for each in day.listed("premed")),
        appointments=by_id,
    )


def read_plan(found: object) -> Plan:
    """Return the plan that a file holds; `Unreadable` if it holds none. Other keys are not read."""
    plan = fields("plan", found)
    rows = []
    for place, each in enumerate(plan.listed("visits")):
        row = fields(f"plan: visit {place}", each)
        rows.append(
            Row(
                id=row.whole("id", most=OBJECTIVE_MAX),
                seat=row.whole("seat"),
                wait=row.whole_or_null("wait"),
                bag=row.whole_or_null("bag"),
            )
        )
    return Plan(
        objective=plan.whole("objective", least=-OBJECTIVE_MAX, most=OBJECTIVE_MAX),
        deferral=plan.whole("deferral_min", least=-OBJECTIVE_MAX, most=OBJECTIVE_MAX),
        overtime=plan.whole("overtime_min", least=-OBJECTIVE_MAX, most=OBJECTIVE_MAX),
        rows=tuple(rows),
    )


def _kind(row: Fields) -> Kind:
    return Kind(
        arrive=row.whole("A"),
        premedicated=row.flag("pre"),
        hang=row.whole("B"),
        pump=row.whole("pump"),
        flush=row.whole("flush"),
        observe=row.whole("obs"),
        disconnect=row.whole("disc"),
        turn=row.whole("turn"),
        ratio=_ratio(row),
        compound=row.whole("comp"),
        stable_h=row.whole("stab"),
        to_order=row.flag("mto"),
    )


def _ratio(row: Fields) -> int:
    ratio = row.whole("ratio", least=1, most=12)
    if 12 % ratio:
        raise Unreadable(f"{row.where}: 'ratio' {ratio} does not divide 12 parts of a nurse")
    return ratio


def _appointment(row: Fields, kinds: Mapping[str, Kind]) -> Appointment:
    name = row.text("type")
    if name not in kinds:
        raise Unreadable(f"{row.where}: no type is called {name!r}")
    return Appointment(
        id=row.whole("id", most=OBJECTIVE_MAX), kind=kinds[name], ready=row.whole("ready")
    )


def _break(found: object) -> Break:
    if not isinstance(found, list) or len(found) != 3:
        raise Unreadable("instance: a row of 'nurse_breaks' is not [from, to, nurses]")
    start, end, nurses = (_minutes(each, "instance: nurse_breaks") for each in found)
    return Break(start=start, end=end, nurses=nurses)


def _minutes(found: object, where: str) -> int:
    return Fields(where, {"value": found}).whole("value", most=MINUTES_MAX)
