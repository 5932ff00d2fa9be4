"""`chairside course`: every day of a patient's treatment, with what is given on it."""

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated

import typer

import config
from service.catalog import ConfigError, RegimenFile, load_protocol, read_regimen
from service.cli import refuse
from service.core.course import Changes, CourseError, DayOf, Visit, course
from service.core.protocol import PremedicationItem, Protocol
from service.core.times import MINUTE_MS


def command(
    regimen: Annotated[str, typer.Argument(help="Name of a regimen, such as isa-kd.")],
    start: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="The date of day 1 of cycle 1.")],
    cycles: Annotated[int, typer.Option(min=1, max=100, help="How many cycles.")] = 3,
    born: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM-DD", help="Date of birth; decides between doses by age."),
    ] = None,
    delay: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CYCLE:DAY:DATE",
            help="The infusion of a day is given on DATE; all that follows moves by as many days."
            " May be given several times.",
        ),
    ] = None,
    omit: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CYCLE:DAY",
            help="The infusion of a day is left out; it does not count. May be given several"
            " times.",
        ),
    ] = None,
    reaction: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CYCLE:DAY:GRADE",
            help="The infusion of a day had a reaction of this grade. May be given several times.",
        ),
    ] = None,
    unfinished: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CYCLE:DAY",
            help="Not the whole bag of a day went in. May be given several times.",
        ),
    ] = None,
    order: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CYCLE:DAY:PROFILE",
            help="The prescriber has named the profile of a day. May be given several times.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead.")] = False,
) -> None:
    """List every day of a course: cycle, date, infusion and profile, premedication, order of drugs.

    With --json: {"regimen", "name", "status", "visits": [{"cycle", "day", "date", "infusion",
    "profile", "profile_reason", "doses": [{"drug", "dose", "route"}],
    "premedication": [{"id", "name", "dose", "not_before_min", "not_after_min"}], "conflicts"}]}.
    "infusion" and "profile" are null on a day without one; "profile_reason" says why the profile is
    not simply the number's.
    """
    treatment, antibody = _files(regimen)
    try:
        visits = course(
            treatment.regimen,
            antibody,
            _date(start, "--start"),
            cycles,
            Changes(
                delayed=dict(_delay(each) for each in delay or ()),
                omitted=frozenset(_day_of(each, "--omit") for each in omit or ()),
                reacted=dict(_grade(each) for each in reaction or ()),
                unfinished=frozenset(_day_of(each, "--unfinished") for each in unfinished or ()),
                ordered=dict(_profile(each) for each in order or ()),
            ),
            None if born is None else _date(born, "--born"),
        )
    except CourseError as error:
        refuse(str(error))
    if as_json:
        typer.echo(json.dumps(as_data(treatment, visits), indent=2, ensure_ascii=False))
    else:
        _print(treatment, visits)


def as_data(treatment: RegimenFile, visits: Sequence[Visit]) -> dict[str, object]:
    """Return a course as it is printed with `--json`."""
    return {
        "regimen": treatment.regimen.id,
        "name": treatment.regimen.name,
        "status": treatment.status.value,
        "visits": [_visit(treatment, visit) for visit in visits],
    }


def _visit(treatment: RegimenFile, visit: Visit) -> dict[str, object]:
    return {
        "cycle": visit.cycle,
        "day": visit.day,
        "date": visit.on.isoformat(),
        "infusion": visit.infusion_no,
        "profile": visit.profile,
        "profile_reason": visit.profile_reason,
        "doses": [
            {"drug": each.drug, "dose": each.dose, "route": each.route} for each in visit.doses
        ],
        "premedication": [
            {
                "id": item.id,
                "name": item.name,
                "dose": _dose_before(treatment, visit, item),
                "not_before_min": item.not_before // MINUTE_MS,
                "not_after_min": item.not_after // MINUTE_MS,
            }
            for item in visit.premedication
        ],
        "conflicts": list(visit.conflicts),
    }


def _dose_before(treatment: RegimenFile, visit: Visit, item: PremedicationItem) -> str:
    """A drug of the regimen that is also premedication is given once, in the regimen's dose."""
    for drug in treatment.regimen.drugs:
        if drug.id == item.id:
            return next((dose.dose for dose in visit.doses if dose.drug == drug.name), item.dose)
    return item.dose


def _print(treatment: RegimenFile, visits: Sequence[Visit]) -> None:
    # Imported here: --json and errors need no tables.
    from rich import box
    from rich.console import Console
    from rich.table import Table

    plain = not (sys.stdout.encoding or "").lower().startswith("utf")
    console = Console(highlight=False, markup=False, emoji=False)
    console.print(f"{treatment.regimen.name}, {treatment.status.value}")
    table = Table(box=box.ASCII2 if plain else box.SIMPLE_HEAD, header_style="")
    for heading in ("cycle", "day", "date", "infusion", "profile", "in this order"):
        table.add_column(heading, justify="right" if heading in ("cycle", "day") else "left")
    for visit in visits:
        table.add_row(
            str(visit.cycle),
            str(visit.day),
            f"{visit.on:%a} {visit.on.isoformat()}",
            "" if visit.infusion_no is None else str(visit.infusion_no),
            visit.profile or "",
            ", ".join(
                f"{each.drug} {each.dose}".strip() + f" {_short(each.route)}"
                for each in visit.doses
            ),
        )
    console.print(table)
    for line in _remarks(treatment, visits):
        console.print(line, soft_wrap=True)


def _remarks(treatment: RegimenFile, visits: Sequence[Visit]) -> Iterator[str]:
    infusions = [visit for visit in visits if visit.premedication]
    if infusions:
        yield "Premedication before every infusion:"
        for item in infusions[0].premedication:
            window = f"{item.not_before // MINUTE_MS} to {item.not_after // MINUTE_MS} min before"
            yield f"  {item.name}, {_dose_before(treatment, infusions[0], item)}, {window}"
    for visit in visits:
        if visit.profile_reason:
            yield f"Cycle {visit.cycle}, day {visit.day}: {visit.profile_reason}"
        for said in visit.conflicts:
            yield f"Cycle {visit.cycle}, day {visit.day}: {said}"


def _short(route: str) -> str:
    return {"intravenous": "IV", "oral": "PO", "oral or intravenous": "PO or IV"}.get(route, route)


def _files(name: str) -> tuple[RegimenFile, Protocol]:
    try:
        treatment = read_regimen(config.find("regimens", name))
        return treatment, load_protocol(config.find("protocols", treatment.regimen.protocol))
    except (config.UnknownName, ConfigError) as error:
        refuse(str(error))


def _date(text: str, where: str) -> date:
    """Only YYYY-MM-DD: the other forms of ISO 8601 are too easily misread."""
    try:
        read = date.fromisoformat(text)
    except ValueError:
        read = None
    if read is None or read.isoformat() != text:
        refuse(f"{where}: {text!r} is not a date; it is written YYYY-MM-DD, such as 2027-01-04")
    return read


def _delay(text: str) -> tuple[DayOf, date]:
    at, _, on = text.rpartition(":")
    return _day_of(at, "--delay"), _date(on, "--delay")


def _grade(text: str) -> tuple[DayOf, int]:
    at, _, grade = text.rpartition(":")
    if text.count(":") != 2 or grade not in ("1", "2", "3", "4", "5"):
        refuse(f"--reaction: {text!r} is not CYCLE:DAY:GRADE with a grade from 1 to 5")
    return _day_of(at, "--reaction"), int(grade)


def _profile(text: str) -> tuple[DayOf, str]:
    at, _, profile = text.rpartition(":")
    return _day_of(at, "--order"), profile


def _day_of(text: str, where: str) -> DayOf:
    cycle, _, day = text.partition(":")
    if not all(each.isascii() and each.isdigit() and len(each) <= 3 for each in (cycle, day)):
        refuse(f"{where}: {text!r} is not CYCLE:DAY, such as 1:8")
    return int(cycle), int(day)
