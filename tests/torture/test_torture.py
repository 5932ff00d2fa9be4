"""Tortured wards, planted bugs and kills at every point, as far as a push has time for them."""

import fcntl
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.torture import __main__ as torture_command
from tests.torture.bugs import BUGS, Bug
from tests.torture.chaos import FAULTS
from tests.torture.points import AT_GO, POINTS
from tests.torture.seed import Result

ROOT = Path(__file__).parents[2]
SEEDS = int(os.environ.get("CHAIRSIDE_SEEDS", "30"))
"""A few for everybody; the project's own server does some hundred."""
SHOWN = (
    *(f"INV-{number:02}" for number in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16)),
    *("INV-19", "INV-20", "INV-28", "INV-31", "INV-32", "INV-33", "INV-35", "INV-36", "INV-37"),
    *("RULE-4", "RULE-5", "RULE-6", "RULE-7", "RULE-8", "RULE-12", "GIP-04"),
    *("F-01", "F-02", "F-03", "F-04", "F-06", "F-07", "F-08", "F-09", "FDA-09"),
    *(f"COM-{number:02}" for number in range(1, 8)),
)


def torture(*words: str, timeout_s: float = 840) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "tests.torture", *words],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )


def shows(rows: tuple[str, ...]) -> list[pytest.MarkDecorator]:
    return [pytest.mark.shows(row) for row in rows]


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seeds", [pytest.param(SEEDS, marks=shows(SHOWN), id="seeds")])
def test_whatever_goes_wrong_nothing_happens_that_must_never_happen(seeds: int) -> None:
    done = torture("--seeds", str(seeds), "--jobs", "2")

    assert 0 == done.returncode, done.stdout[-8_000:] + done.stderr[-2_000:]
    assert f"{seeds} seeds, 0 violations" in done.stdout
    assert "false alarms on a clean link: 0" in done.stdout


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_same_seed_is_the_same_history_byte_by_byte() -> None:
    words = ("--first", "19", "--seeds", "1", "--trace")

    once, again = torture(*words), torture(*words)

    assert _without_times(once.stdout) == _without_times(again.stdout)
    assert re.search(r"trace [0-9a-f]{16}", once.stdout)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "name",
    [
        pytest.param("skips-a-step", id="any seed"),
        pytest.param("stop-behind-the-disk", id="faults and habits dwelt on"),
        pytest.param("epoch-not-compared", id="one named point"),
        pytest.param("wish-never-ages", id="a rule of the ward"),
        pytest.param("never-quiet", id="a longer seed"),
    ],
)
def test_a_failure_says_how_to_see_it_again_byte_by_byte(name: str) -> None:
    bug = BUGS[name]
    first = torture("--first", str(bug.first), "--seeds", "1", "--bug", name)
    assert 1 == first.returncode
    replay = r"^replay: chairside torture (.*)\n"
    told, command, _ = re.split(replay, first.stdout, maxsplit=1, flags=re.MULTILINE)

    again = torture(*command.split())

    assert 1 == again.returncode
    assert again.stdout.startswith(f"{told}replay: chairside torture {command}\n")
    assert re.search(r"^seed \d+, commit \w+, trace [0-9a-f]{16}, ", told, re.MULTILINE)


def test_a_seed_on_which_the_harness_fails_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(seed: int, **asked: object) -> Result:
        raise AssertionError("a person herself failed")

    monkeypatch.setattr(torture_command, "run_seed", fails)

    result = torture_command.one(7, 3.0, 40, None)

    assert 7 == result.seed
    assert ["HARNESS: AssertionError('a person herself failed')"] == result.violations
    assert any("in fails" in row for row in result.rows)


@pytest.fixture(scope="session")
def looked_for(tmp_path_factory: pytest.TempPathFactory, testrun_uid: str) -> dict[str, str]:
    """Look for every planted bug, once for all tests and all processes of this run."""
    told = tmp_path_factory.getbasetemp().parent / f"planted-bugs-{testrun_uid}"
    with told.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            told.write_text(torture("--bugs", "--fast", "--jobs", "2").stdout, "utf-8")
    lines = told.read_text("utf-8").splitlines()
    rows = [line.split(" | ") for line in lines if line.count(" | ") >= 3]
    return {row[0]: row[2] for row in rows}


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "bug", [pytest.param(bug, id=bug.name, marks=shows((bug.breaks,))) for bug in BUGS.values()]
)
def test_a_planted_bug_is_found(bug: Bug, looked_for: dict[str, str]) -> None:
    assert looked_for.get(bug.name, "not looked for").startswith("seed "), bug.what


def test_there_are_bugs_enough() -> None:
    assert len(BUGS) >= 30


def test_every_point_that_a_bug_dwells_on_is_one() -> None:
    known = {f"{at.frame} {at.what}" for at in POINTS} | {*AT_GO}

    assert {*()} == {point for bug in BUGS.values() for point in bug.focus.points} - known
    assert {*()} == {fault for bug in BUGS.values() for fault in bug.focus.faults} - {*FAULTS}


def _without_times(text: str) -> str:
    return re.sub(r", in \d+ s$", "", text, flags=re.MULTILINE)
