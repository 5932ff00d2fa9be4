"""`chairside ward-day` as a person or a script sees it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from service.cli.main import app

SMALL = ("--chairs", "6", "--days", "3")


def ward_day(*words: str) -> Result:
    return CliRunner().invoke(app, ["ward-day", *words], catch_exceptions=False)


def test_the_seeds_are_printed_and_the_ward_and_the_policy_are_named() -> None:
    said = ward_day(*SMALL, "--seed", "5", "--policy", "picks")

    assert "seeds 5 to 7; 6 chairs, 3 nurses, load 87 %" in said.stdout
    assert "picks: the free start next to the wish" in said.stdout
    assert "placed, % of their time" in said.stdout


def test_json_has_means_intervals_and_every_day() -> None:
    said = ward_day(*SMALL, "--policy", "nominal", "--policy", "deadline", "--json")

    found = json.loads(said.stdout)
    assert ["seeds", "chairs", "nurses", "load_percent", "scenarios"] == [*found]
    assert [1, 2, 3] == found["seeds"]
    nominal, deadline = found["scenarios"]
    assert ("nominal", "deadline", "nominal") == (
        nominal["name"],
        deadline["name"],
        deadline["against"],
    )
    days = [day["wait"] for day in nominal["days"]]
    assert nominal["means"]["wait"]["mean"] == pytest.approx(sum(days) / 3)
    assert nominal["means"]["wait"]["half"] > 0
    assert 0 == nominal["differences"]["wait"]["mean"]


def test_the_same_words_print_the_same_in_another_process() -> None:
    words = [sys.executable, "-P", "-m", "service", "ward-day", *SMALL, "--policy", "picks"]

    once, again = (
        subprocess.run(
            [*words, "--json"],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[3])},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    )

    assert once == again
    assert json.loads(once)["seeds"] == [1, 2, 3]


def test_the_manager_s_questions_are_scenarios_of_their_own() -> None:
    said = ward_day(
        *SMALL, "--policy", "picks", "--nurses", "+1", "--chairs", "+1",
        "--first-before", "10:00", "--json",
    )  # fmt: skip

    found = json.loads(said.stdout)["scenarios"]
    assert [
        ("picks", 6, 3),
        ("picks +1 nurse", 6, 4),
        ("picks +1 chair", 7, 3),
        ("picks first<10:00", 6, 3),
    ] == [(each["name"], each["chairs"], each["nurses"]) for each in found]
    asked = [[day["asked"] for day in each["days"]] for each in found]
    assert [asked[0]] * 4 == asked


@pytest.mark.parametrize("load", ["87", "87%", "0.87"])
def test_a_load_is_percent_or_a_share(load: str) -> None:
    said = ward_day(*SMALL, "--policy", "nominal", "--load", load)

    assert "load 87 %" in said.stdout


def test_a_picture_is_written(tmp_path: Path) -> None:
    file = tmp_path / "day.svg"

    ward_day(*SMALL, "--policy", "nominal", "--picture", str(file))

    assert file.read_text("utf-8").startswith("<svg ")


REFUSED = [
    (("--policy", "luck"), "there are nominal-bound, nominal, deadline"),
    (("--chairs", "none"), "--chairs: 'none' is not a number up to 300, or +1"),
    (("--chairs", "0"), "--chairs: '0': a ward has one number, at least 1"),
    (("--chairs", "6", "--chairs", "7"), "--chairs: '7': a ward has one number"),
    (("--chairs", "6", "--nurses", "-9"), "at least one chair and one nurse"),
    (("--load", "400"), "lies outside of 5 to 200 percent"),
    (("--load", "much"), "--load: 'much' is not percent"),
    (("--first-before", "7:00"), "--first-before: '7:00' is not a time of the open day"),
    (("--first-before", "08:00"), "is not a time of the open day"),
    (("--picture", "/no/such/folder/day.svg"), "No such file or directory"),
]


@pytest.mark.parametrize(("words", "why"), REFUSED)
def test_what_makes_no_ward_is_refused_with_the_reason(words: tuple[str, ...], why: str) -> None:
    said = ward_day("--days", "1", "--policy", "nominal", *words)

    assert (2, "") == (said.exit_code, said.stdout)
    assert why in said.stderr
