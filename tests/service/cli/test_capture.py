"""`chairside capture` and `replay`: what a line said, and what the journal says of it."""

import asyncio
import errno
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from drivers.link.capture import Capture
from drivers.link.captured import Piece, records
from drivers.link.lines import Lines
from drivers.link.mllp import Network
from service.cli import virtual_ward
from service.cli.capturing import capturing
from service.cli.in_process import InProcessPump, lines_to
from service.cli.main import app
from service.cli.nurse import Nurse
from service.cli.replaying import Claim, Heard, first_disagreement
from service.cli.virtual_ward import EPOCH_MS
from service.shell.virtual_loop import run_virtual
from tests.simulators.process import ROOT, simulator, truth

START_MS = 1_700_000_000_000


def chairside(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(each) for each in words], catch_exceptions=False)
    return result.exit_code, result.output


@pytest.mark.parametrize(("family", "profile"), [("new_era", "ne9000"), ("alaris", "alaris_50ml")])
def test_a_capture_of_a_simulator_is_read_back_by_its_family(
    family: str, profile: str, tmp_path: Path
) -> None:
    port, out = str(tmp_path / "pump"), tmp_path / "line.jsonl"
    with simulator(family, "--pty", port, "--control", "0") as ready:
        words = ["capture", port, "--family", family, "--profile", profile]
        command = [sys.executable, "-P", "-m", "service", *words, "--out", str(out), "--for", "2"]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert 0 == ended.returncode, ended.stderr
        assert 0 == truth(ready)["motor_rate_nl_h"]

    code, said = chairside("replay", out, "--family", family)

    assert 0 == code, said
    assert "stopped, 0 mL infused" in said
    assert " 0 lost" in said
    other = {"new_era": "alaris", "alaris": "new_era"}[family]
    code, said = chairside("replay", out, "--family", other)
    assert 1 == code
    assert "NOTHING UNDERSTOOD" in said


def test_a_capture_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("mine")

    code, said = chairside(
        *("capture", "/dev/none", "--family", "alaris", "--out", tmp_path / "there")
    )

    assert 2 == code
    assert "never written over" in said
    assert "mine" == (tmp_path / "there").read_text()


@pytest.mark.parametrize("command", ["capture", "serve"])
def test_a_capture_that_cannot_be_written_is_one_sentence(command: str, tmp_path: Path) -> None:
    out = tmp_path / "no folder" / "line.jsonl"
    words = {
        "capture": ["/dev/none", "--family", "alaris", "--out", out],
        "serve": ["--config", "demo", "--capture", out],
    }
    code, said = chairside(command, *words[command])

    assert 2 == code
    assert "No such file or directory" in said
    assert 1 == len(said.splitlines())


def test_a_capture_that_cannot_begin_leaves_no_file_and_no_descriptor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(*_: object, **__: object) -> None:
        raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(subprocess, "Popen", none_left)
    before = len(os.listdir("/proc/self/fd"))
    out = tmp_path / "line.jsonl"

    code, said = chairside("capture", "/dev/none", "--family", "alaris", "--out", out)

    assert 2 == code
    assert "Resource temporarily unavailable" in said
    assert not out.exists()
    assert before == len(os.listdir("/proc/self/fd"))


def test_what_was_captured_is_in_the_file_when_the_context_has_ended(tmp_path: Path) -> None:
    out = tmp_path / "line.jsonl"
    with capturing(out, family="none") as capture:
        for _ in range(500):
            capture.tap("x")("in", b"\x01" * 1_000, 1.0)

    assert 0o600 == out.stat().st_mode & 0o777
    lines = out.read_text("ascii").splitlines(keepends=True)
    kept = sum(len(each.data) for each in records(lines) if isinstance(each, Piece))
    assert 500_000 == kept + capture.lost
    assert capture.lost == json.loads(lines[-1])["lost"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--family", "none"], "one of: alaris, bbraun_bcc, ihe_pcd, new_era"),
        (["--family", "alaris", "--pump", "pump-1"], "go together"),
        (["--family", "alaris"], "no header"),
        (["--family", "ihe_pcd"], "name the pump's port"),
        (["--family", "ihe_pcd", "--line", "mllp://here"], "needs each of"),
    ],
)
def test_a_wrong_replay_says_why(words: list[str], said: str, tmp_path: Path) -> None:
    (tmp_path / "c").write_text("{}\n")

    code, shown = chairside("replay", tmp_path / "c", *words)

    assert code in (1, 2)
    assert said in shown


# ------------------------------------------------------------------------------------ the journal


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Five minutes of an infusion in a virtual ward: its line, captured, and its journal."""
    folder = tmp_path_factory.mktemp("told")
    line, journal = folder / "line.jsonl", folder / "ward.sqlite"

    async def infusion(patched: pytest.MonkeyPatch) -> None:
        loop, descriptor = asyncio.get_running_loop(), os.open(line, os.O_WRONLY | os.O_CREAT)
        capture = Capture(descriptor, lambda: 1_000 * (EPOCH_MS + round(loop.time() * 1_000)))

        def captured(pumps: dict[str, InProcessPump], network: Network | None) -> Lines:
            plain = lines_to(pumps, network)
            return Lines(capture.opener(plain._opener), network)

        patched.setattr(virtual_ward, "lines_to", captured)
        ward = virtual_ward.small_ward()
        async with virtual_ward.virtual_ward(ward, seed=1, store=journal) as world:
            nurse = Nurse(world.tablet)
            place = ward.chairs[0].id, ward.pumps[0].id
            await nurse.prepare("sim-patient", "isatuximab", 3, *place)
            await nurse.start()
            await asyncio.sleep(300.0)
        capture.end()
        os.close(descriptor)

    with pytest.MonkeyPatch.context() as patched:
        run_virtual(infusion(patched))
    return line, journal


def replayed(line: Path, journal: Path, pump: str = "pump-1") -> tuple[int, str]:
    return chairside(*("replay", line, "--family", "new_era", "--journal", journal, "--pump", pump))


def test_the_parsers_over_a_capture_bear_out_the_journal(told: tuple[Path, Path]) -> None:
    code, said = replayed(*told)

    assert 0 == code, said
    agreed = re.search(r"pump-1: (\d+) entries of the journal agree; 0 lie outside", said)
    assert agreed is not None, said
    assert 5 <= int(agreed[1])
    assert "running at 200 mL/h" in said


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ("infused_ul = infused_ul + 1", "running at 200 mL/h"),
        ("rate_ul_h = 199000", "running at 199 mL/h"),
        ("delivery = 'stopped'", "stopped at 200 mL/h"),
    ],
)
def test_the_first_disagreement_is_said(
    told: tuple[Path, Path], tmp_path: Path, change: str, shown: str
) -> None:
    line, journal = told
    for each in journal.parent.iterdir():
        shutil.copy(each, tmp_path)
    with closing(sqlite3.connect(tmp_path / "ward.sqlite")) as database, database:
        third = "SELECT id FROM telemetry WHERE rate_ul_h = 200000 ORDER BY id LIMIT 1 OFFSET 2"
        database.execute(f"UPDATE telemetry SET {change} WHERE id = ({third})")  # noqa: S608 - both are written here

    code, said = replayed(line, tmp_path / "ward.sqlite")

    assert 1 == code
    assert re.search(r"FIRST DISAGREEMENT at \d\d:\d\d:\d\d: the journal has " + shown, said), said


def test_a_damaged_journal_and_an_unknown_pump_are_refused(
    told: tuple[Path, Path], tmp_path: Path
) -> None:
    line, journal = told
    code, said = replayed(line, journal, "pump-9")
    assert 2 == code
    assert "says nothing of a pump pump-9" in said
    (tmp_path / "ward.sqlite").write_bytes(journal.read_bytes()[:-1])
    code, said = replayed(line, tmp_path / "ward.sqlite")
    assert 2 == code
    assert "is damaged" in said


@pytest.mark.slow
def test_a_ward_keeps_its_own_lines(tmp_path: Path) -> None:
    out, words = tmp_path / "ward.jsonl", ["serve", "--config", "demo", "--port", "0"]
    command = [sys.executable, "-P", "-m", "service", *words, "--capture", str(out)]
    command += ["--store", str(tmp_path / "ward.sqlite")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "Demo ward" in process.stdout.readline()
        due_s = time.monotonic() + 30.0
        while not out.exists() or out.read_text("ascii").count('"way":"in"') < 100:
            assert time.monotonic() < due_s
            time.sleep(0.2)
        process.terminate()
        process.communicate(timeout=30)
    lines = {
        each.line
        for each in records(out.read_text("ascii").splitlines(keepends=True))
        if isinstance(each, Piece)
    }
    assert 12 == len(lines)
    code, said = chairside("replay", out, "--family", "new_era")
    assert 2 == code
    assert "name a --line" in said
    code, said = chairside("replay", out, "--family", "new_era", "--line", sorted(lines)[0])
    assert 0 == code, said


def test_a_claim_is_borne_out_by_a_reading_near_its_time() -> None:
    heard = [
        Heard(at_ms=START_MS, delivery="running", rate_ul_h=25_000, infused_ul=100),
        Heard(at_ms=START_MS + 60_000, delivery="stopped", rate_ul_h=0, infused_ul=500),
    ]
    good = [
        Claim(at_ms=START_MS + 200, delivery="running", rate_ul_h=25_000, infused_ul=100),
        Claim(at_ms=START_MS + 61_000, delivery="stopped"),
    ]

    assert first_disagreement(good, heard) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"delivery": "stopped"},
        {"rate_ul_h": 25_100},
        {"infused_ul": 101},
        {"at_ms": START_MS + 30_000},
    ],
)
def test_a_claim_that_nothing_bears_out_is_found(changed: dict[str, Any]) -> None:
    heard = [Heard(at_ms=START_MS, delivery="running", rate_ul_h=25_000, infused_ul=100)]
    claim = Claim(at_ms=START_MS, delivery="running", rate_ul_h=25_000, infused_ul=100)
    late = replace(claim, at_ms=START_MS + 90_000)

    assert replace(claim, **changed) == first_disagreement(
        [late, replace(claim, **changed), claim], heard
    )
