"""`chairside course` as a person or a script sees it."""

import json

import pytest
from typer.testing import CliRunner, Result

from service.cli.main import app


def course(*words: str) -> Result:
    return CliRunner().invoke(app, ["course", *words], catch_exceptions=False)


def test_json_has_every_day_with_its_drugs() -> None:
    words = ("isa-kd", "--start", "2027-01-04", "--cycles", "3", "--json")
    data = json.loads(course(*words).stdout)

    assert ["regimen", "name", "status", "visits"] == [*data]
    assert 24 == len(data["visits"])
    first = data["visits"][0]
    assert (1, 1, "2027-01-04", 1, "first") == tuple(
        first[key] for key in ("cycle", "day", "date", "infusion", "profile")
    )
    assert ["dexamethasone", "isatuximab", "carfilzomib"] == [
        each["drug"] for each in first["doses"]
    ]
    assert {"dexamethasone": "20 mg"} == {
        each["id"]: each["dose"]
        for each in first["premedication"]
        if each["id"] != "paracetamol" and each["id"] != "antihistamine"
    }
    assert 1 == len(first["conflicts"])
    assert (None, None, []) == tuple(
        data["visits"][1][key] for key in ("infusion", "profile", "premedication")
    )


def test_the_table_names_every_day_and_what_a_planner_must_know() -> None:
    said = course("isa-pd", "--start", "2027-01-04", "--cycles", "1", "--delay", "1:8:2027-01-13")

    assert "Mon 2027-01-04" in said.stdout
    assert "Wed 2027-01-27" in said.stdout
    assert "paracetamol, 650 to 1000 mg, 15 to 60 min before" in said.stdout


def test_a_reaction_and_an_order_are_told_with_the_profile() -> None:
    words = ("isa-kd", "--start", "2027-01-04", "--cycles", "1")
    said = course(*words, "--reaction", "1:1:2", "--unfinished", "1:8", "--order", "1:15:second")

    assert "day 8: A reaction of grade 2 in infusion 1: first once more" in said.stdout
    assert "day 15: second, as the prescriber ordered." in said.stdout


REFUSED = [
    (("isa-kd", "--start", "2027-01-04", "--reaction", "1:1"), "--reaction: '1:1' is not"),
    (("isa-kd", "--start", "2027-01-04", "--reaction", "1:1:7"), "a grade from 1 to 5"),
    (("isa-kd", "--start", "2027-01-04", "--order", "1:1:later"), "not a profile of this"),
    (("isa-xx", "--start", "2027-01-04"), "no regimen is called 'isa-xx'"),
    (("isa-kd", "--start", "2027-13-04"), "--start: '2027-13-04' is not a date"),
    (("isa-kd", "--start", "20270104"), "is not a date"),
    (("isa-kd", "--start", "2027-W01-1"), "is not a date"),
    (("isa-kd", "--start", "2027-02-29"), "is not a date"),
    (("isa-kd", "--start", "2027-01-04", "--born", "1950"), "--born: '1950' is not a date"),
    (("isa-kd", "--start", "2027-01-04", "--omit", "1-8"), "--omit: '1-8' is not CYCLE:DAY"),
    (("isa-kd", "--start", "2027-01-04", "--omit", "1:٨"), "is not CYCLE:DAY"),
    (("isa-kd", "--start", "2027-01-04", "--delay", "1:8"), "--delay"),
    (("isa-kd", "--start", "2027-01-04", "--omit", "1:2"), "no infusion on day 2 of cycle 1"),
    (("isa-kd", "--start", "2027-01-04", "--born", "2028-01-01"), "after the course begins"),
]


@pytest.mark.parametrize(("words", "reason"), REFUSED)
def test_a_wrong_call_is_one_clear_line(words: tuple[str, ...], reason: str) -> None:
    said = course(*words)

    assert 2 == said.exit_code
    assert reason in said.stderr
    assert 1 == said.stderr.count("\n")
