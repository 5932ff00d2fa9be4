"""`chairside plan` as a person or a script sees it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import config
from service.cli.main import app

FIRST_55 = ("--infusion", "1", "--reaction", "55:2:30")


def plan(*words: str, **env: str) -> Result:
    return CliRunner().invoke(app, ["plan", "isatuximab", *words], env=env, catch_exceptions=False)


@pytest.mark.parametrize(
    ("words", "total_min"),
    [
        (("--infusion", "1"), 200.0),
        (("--infusion", "2"), 112.5),
        (("--infusion", "3"), 75.0),
        (("--infusion", "40"), 75.0),
        (FIRST_55, 303.3),
        (("--infusion", "3", "--reaction", "60:2:30"), 120.0),
        (("--infusion", "3", "--reaction", "12.5:2:30"), 120.0),
    ],
)
def test_json_gives_the_total(words: tuple[str, ...], total_min: float) -> None:
    data = json.loads(plan(*words, "--json").stdout)

    assert list(data) == ["total_min", "volume_ml", "segments"]
    assert (data["total_min"], data["volume_ml"]) == (total_min, "250")


def test_json_has_minutes_as_numbers_and_quantities_as_exact_text() -> None:
    data = json.loads(plan(*FIRST_55, "--json").stdout)

    assert data["segments"][:3] == [
        {"from_min": 0.0, "to_min": 55.0, "rate_ml_h": "25", "volume_ml": "22.916"},
        {"from_min": 55.0, "to_min": 85.0, "rate_ml_h": "0", "volume_ml": "0"},
        {"from_min": 85.0, "to_min": 115.0, "rate_ml_h": "12.5", "volume_ml": "6.25"},
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--infusion", "0"), "--infusion"),
        (("--infusion", "-1"), "--infusion"),
        (("--infusion", "first"), "--infusion"),
        ((), "--infusion"),
        (("--infusion", "1", "--reaction", "-5:2:30"), "'-5' is not a plain decimal number"),
        (("--infusion", "1", "--reaction", "nan:2:30"), "'nan' is not a plain decimal number"),
        (("--infusion", "1", "--reaction", "5:2:inf"), "'inf' is not a plain decimal number"),
        (("--infusion", "1", "--reaction", "5:2:-1"), "'-1' is not a plain decimal number"),
        (("--infusion", "1", "--reaction", "5:0:30"), "the grade '0' is not one of 1 to 5"),
        (("--infusion", "1", "--reaction", "5:6:30"), "the grade '6' is not one of 1 to 5"),
        (("--infusion", "1", "--reaction", "5:٢:30"), "is not one of 1 to 5"),
        (("--infusion", "1", "--reaction", "5:2"), "write MIN:GRADE:HOLD_MIN, such as 55:2:30"),
        (("--infusion", "1", "--reaction", ""), "write MIN:GRADE:HOLD_MIN, such as 55:2:30"),
        (("--infusion", "3", "--reaction", "75:2:30"), "the infusion is over at minute 75"),
        (("--infusion", "3", "--reaction", "500:2:30"), "the infusion is over at minute 75"),
        (
            ("--infusion", "1", "--reaction", "50:1:30", "--reaction", "60:2:30"),
            "the infusion stands still until minute 80",
        ),
        (
            ("--infusion", "1", "--reaction", "60:2:30", "--reaction", "50:3:30"),
            "reaction 60:2:30: the infusion is over at minute 50",
        ),
    ],
)
def test_a_wrong_call_ends_with_2_and_a_clear_line(words: tuple[str, ...], said: str) -> None:
    result = plan(*words)

    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("name", ["nothing", "../wards/demo", "ISATUXIMAB", ""])
def test_an_unknown_protocol_is_refused_with_the_known_ones(name: str) -> None:
    result = CliRunner().invoke(app, ["plan", name, "--infusion", "1"])

    assert result.exit_code == 2
    assert result.stderr.startswith("chairside: no protocol is called ")
    assert f"(there are: {', '.join(config.names('protocols'))})" in result.stderr


def test_the_table_and_the_staircase_are_made_for_people() -> None:
    lines = plan("--infusion", "1", COLUMNS="80").stdout.splitlines()

    assert lines[0] == "isatuximab, infusion 1: 250 of 250 mL in 200 min (3 h 20 min)"
    assert "draft, not signed for clinical use" in " ".join(lines[1:3])
    stairs = lines[lines.index("mL/h") :]
    assert [row.split()[0] for row in stairs[1:-1]] == ["150", "125", "100", "75", "50", "25"]
    assert stairs[-1].split() == ["min", "0", "60", "90", "120", "150", "180", "200"]


@pytest.mark.parametrize("columns", ["60", "80", "120"])
@pytest.mark.parametrize("words", [("--infusion", "1"), ("--infusion", "3"), FIRST_55])
def test_nothing_is_wider_than_the_screen(words: tuple[str, ...], columns: str) -> None:
    lines = plan(*words, COLUMNS=columns).stdout.splitlines()

    assert max(map(len, lines)) <= int(columns)


def test_no_colour_is_written_where_none_is_wanted() -> None:
    assert "\x1b" not in plan("--infusion", "1").stdout
    assert "\x1b" not in plan("--infusion", "1", NO_COLOR="1", FORCE_COLOR="1").stdout


@pytest.mark.parametrize(
    ("reaction", "said"),
    [
        ("30:1:10", "minute 30: reaction of grade 1, then the same step again from its start"),
        ("30:2:10", "minute 30: reaction of grade 2, then half of the initial rate"),
        ("30:3:10", "minute 30: reaction of grade 3, ends the infusion for good"),
    ],
)
def test_the_consequence_of_a_reaction_is_said_in_words(reaction: str, said: str) -> None:
    result = plan("--infusion", "1", "--reaction", reaction, COLUMNS="100")

    assert said in result.stdout


def test_a_reaction_that_ends_the_infusion_at_once_leaves_nothing_to_draw() -> None:
    result = plan("--infusion", "1", "--reaction", "0:4:0")

    assert result.stdout.startswith("isatuximab, infusion 1: 0 of 250 mL in 0 min")


def chairside(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from service.cli.main import main; main()", *words],
        capture_output=True,
        text=True,
        env={**os.environ, **env},
        cwd=Path(__file__).resolve().parents[3],
        check=False,
    )


def test_a_terminal_without_unicode_gets_a_staircase_in_ascii() -> None:
    result = chairside("plan", "isatuximab", *FIRST_55, PYTHONIOENCODING="ascii")

    assert result.returncode == 0
    assert result.stdout.isascii()
    assert "+---" in result.stdout


def test_plan_imports_neither_the_web_nor_the_database() -> None:
    """It answers at once: what is slow to import belongs to other commands."""
    code = (
        "import sys; from service.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted({'fastapi', 'sqlmodel', 'sqlalchemy', 'uvicorn'} & {*sys.modules}))"
    )
    words = ["plan", "isatuximab", "--infusion", "1", "--json"]

    result = subprocess.run(
        [sys.executable, "-c", code, *words],
        capture_output=True,
        text=True,
        cwd=Path(__file__).resolve().parents[3],
        check=True,
    )

    assert result.stdout.splitlines()[-1] == "[]"
