"""`chairside check-day` as a person or a script sees it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from service.cli.main import app
from tests.service.planner.tiny_day import Planned, instance

GOLDEN = Path(__file__).parents[2] / "golden" / "booking"
DAY = instance((1, "SC", 480), (2, "SC", 480))
RIGHT = Planned([(1, 480, None, None), (2, 490, None, None)], deferral=10)
WRONG = Planned([(1, 480, None, None), (2, 477, None, None)], deferral=-3)


def check_day(*words: str) -> Result:
    return CliRunner().invoke(app, ["check-day", *words], catch_exceptions=False)


@pytest.fixture
def day(tmp_path: Path) -> str:
    return written(tmp_path / "day.json", json.dumps(DAY))


def written(path: Path, text: str) -> str:
    path.write_text(text, "utf-8")
    return str(path)


def test_a_plan_that_keeps_every_rule_is_accepted(day: str, tmp_path: Path) -> None:
    said = check_day(day, written(tmp_path / "plan.json", json.dumps(RIGHT.data())))

    assert (0, "accepted", "objective 10 = 20 * 0 min overtime + 10 min deferral") == (
        said.exit_code,
        *said.stdout.splitlines(),
    )


def test_a_broken_rule_is_told_with_visit_and_time(day: str, tmp_path: Path) -> None:
    said = check_day(day, written(tmp_path / "plan.json", json.dumps(WRONG.data())))

    assert 1 == said.exit_code
    assert "seat-off-grid: 07:57: visit 2: not on the grid of 5 minutes" in said.stdout
    assert "refused: 3 broken rules" in said.stdout


def test_json_has_every_broken_rule(day: str, tmp_path: Path) -> None:
    plan = written(tmp_path / "plan.json", json.dumps(WRONG.data()))

    said = check_day(day, plan, "--json")

    found = json.loads(said.stdout)
    assert ["accepted", "objective", "overtime_min", "deferral_min", "broken"] == [*found]
    assert (1, False, -3) == (said.exit_code, found["accepted"], found["objective"])
    assert {
        "rule": "seated-before-ready",
        "visits": [2],
        "from": "07:57",
        "to": None,
        "why": "is ready at 08:00",
    } in found["broken"]


UNREADABLE = [
    ("", "is not JSON"),
    ("[" * 100_000, "is not JSON"),
    ("[]", "plan: is not an object"),
    ('{"visits": 1}', "'visits' is not a list"),
    ('{"visits": [], "visits": []}', "a key stands twice"),
    ('{"visits": [], "objective": NaN}', "NaN is not a number"),
    ('{"visits": []}', "'objective' is missing"),
    ('{"visits": [], "objective": 1.0}', "'objective' is not a whole number"),
    ('{"visits": [], "objective": true}', "'objective' is not a whole number"),
    ('{"visits": [1]}', "plan: visit 0: is not an object"),
    ('{"visits": [{"id": 1}]}', "plan: visit 0: 'seat' is missing"),
    ('{"visits": [{"id": 1, "seat": "08:00"}]}', "'seat' is not a whole number"),
    ('{"visits": [{"id": 1, "seat": -5}]}', "'seat' lies outside of 0 to 2880"),
    ('{"visits": [{"id": 1, "seat": 480, "wait": null}]}', "'bag' is missing"),
]


@pytest.mark.parametrize(("text", "why"), UNREADABLE)
def test_a_plan_that_cannot_be_read_is_not_called_a_broken_one(
    day: str, tmp_path: Path, text: str, why: str
) -> None:
    said = check_day(day, written(tmp_path / "plan.json", text))

    assert (2, "") == (said.exit_code, said.stdout)
    assert why in said.stderr


ODD = [
    ({"kind": "week"}, "'kind' is not 'day'"),
    ({"grid": 0}, "'grid' lies outside of 1 to 60"),
    ({"nurse_breaks": [[1, 2]]}, "is not [from, to, nurses]"),
    ({"premed": ["15"]}, "is not a whole number"),
    ({"types": {}}, "no type is called 'SC'"),
    ({"appointments": DAY["appointments"] * 2}, "two appointments have the same id"),  # type: ignore[operator]
]


@pytest.mark.parametrize(("change", "why"), ODD)
def test_a_day_that_cannot_be_read_is_refused(
    tmp_path: Path, change: dict[str, object], why: str
) -> None:
    odd = written(tmp_path / "day.json", json.dumps({**DAY, **change}))
    plan = written(tmp_path / "plan.json", json.dumps(RIGHT.data()))

    said = check_day(odd, plan)

    assert 2 == said.exit_code
    assert why in said.stderr


def test_a_file_that_is_not_there_is_told() -> None:
    said = check_day("no-such-file.json", "nor-this.json")

    assert (2, "chairside: no-such-file.json: No such file or directory\n") == (
        said.exit_code,
        said.stderr,
    )


@pytest.mark.parametrize("name", sorted(each.name for each in GOLDEN.glob("*.json")))
def test_an_empty_plan_leaves_every_visit_of_a_golden_day_without_a_place(
    name: str, tmp_path: Path
) -> None:
    asked = len(json.loads((GOLDEN / name).read_text("utf-8"))["appointments"])
    plan = written(tmp_path / "plan.json", json.dumps(Planned().data()))

    said = check_day(str(GOLDEN / name), plan, "--json")

    missing = [each["rule"] for each in json.loads(said.stdout)["broken"]]
    assert (1, ["visit-missing"] * asked) == (said.exit_code, missing)
