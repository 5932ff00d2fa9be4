"""`chairside plan-day` as a person, a script or the ward's process sees it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from service.cli.main import app
from service.planner.day.plan import DayPlan, Placed
from service.planner.day.reading import read_day
from service.planner.day.valid import faults

GOLDEN = Path(__file__).parents[2] / "golden" / "booking" / "day_10_40_s1.json"
QUICK = ("--rounds", "2000")


def plan_day(*words: str) -> Result:
    return CliRunner().invoke(app, ["plan-day", *words], catch_exceptions=False)


def read(text: str) -> DayPlan:
    by_id = {visit.id: visit for visit in read_day(GOLDEN).visits}
    return DayPlan(
        visits=tuple(
            Placed(visit=by_id[row["id"]], seat=row["seat"], gap=row["wait"], bag=row["bag"])
            for row in json.loads(text)["visits"]
        )
    )


def test_every_term_and_every_visit_is_printed() -> None:
    said = plan_day(str(GOLDEN), *QUICK)

    assert 0 == said.exit_code
    words = {line.split()[0]: line for line in said.stdout.splitlines() if line}
    assert {"objective", "overtime", "deferral", "first", "visit"} <= set(words)
    assert "seed 1" in said.stdout
    assert {str(number) for number in range(40)} <= set(words)


def test_json_is_the_plan_and_keeps_every_rule() -> None:
    said = plan_day(str(GOLDEN), *QUICK, "--json")

    assert [] == faults(read_day(GOLDEN), read(said.stdout))
    assert json.loads(said.stdout)["objective"] < 13_175  # first fit


def test_progress_is_told_in_lines_on_standard_error() -> None:
    said = plan_day(str(GOLDEN), *QUICK, "--json", "--progress-json")

    lines = [json.loads(line) for line in said.stderr.splitlines()]
    assert {"seconds", "rounds", "done", "objective", "deferral_min", "overtime_min"} == {*lines[0]}
    assert lines[-1]["objective"] == json.loads(said.stdout)["objective"]


def test_the_bound_is_printed_alone() -> None:
    assert "no plan is better than 2,025\n" == plan_day(str(GOLDEN), "--bound").stdout
    assert {"bound": 2_025} == json.loads(plan_day(str(GOLDEN), "--bound", "--json").stdout)


def test_a_file_that_is_no_day_ends_with_2_and_says_file_key_and_reason(tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text(GOLDEN.read_text("utf-8").replace('"nurses": 4', '"nurses": 0'), "utf-8")

    said = plan_day(str(bad))

    assert 2 == said.exit_code
    assert f"chairside: {bad}: nurses: 0 is not between 1 and 100000\n" == said.stderr


def test_a_day_that_has_no_room_ends_with_1_and_says_who_has_no_place(tmp_path: Path) -> None:
    crowded = json.loads(GOLDEN.read_text("utf-8")) | {"chairs": 1}
    file = tmp_path / "crowded.json"
    file.write_text(json.dumps(crowded), "utf-8")

    said = plan_day(str(file), "--rounds", "100")

    assert 1 == said.exit_code
    assert said.stderr.startswith("chairside: no place was found for: ")


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_with_the_best_so_far(sent: signal.Signals) -> None:
    words = ("plan-day", str(GOLDEN), "--seconds", "900", "--json", "--progress-json")
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "service", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])},
        text=True,
    ) as planner:
        assert planner.stderr is not None
        planner.stderr.readline()  # it searches
        planner.send_signal(sent)
        plan, _ = planner.communicate()

    assert 0 == planner.returncode
    assert [] == faults(read_day(GOLDEN), read(plan))
