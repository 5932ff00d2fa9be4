"""The Alaris simulator as a process."""

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import serial

from simulators.alaris_frames import message

ROOT = Path(__file__).parents[2]
PATIENCE_S = 20.0

Start = Callable[..., dict[str, Any]]


@contextmanager
def simulator(*options: str) -> Iterator[dict[str, Any]]:
    """Start it, yield its ready line, and end it as its parent's end would."""
    command = [sys.executable, "-m", "simulators", "alaris", "--die-with-parent", *options]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.communicate(timeout=PATIENCE_S)
        assert 0 == process.returncode


@pytest.fixture
def start() -> Iterator[Start]:
    """Start simulators that end with the test."""
    with ExitStack() as stack:
        yield lambda *options: stack.enter_context(simulator(*options))


def test_a_client_at_38400_baud_meets_the_pump_behind_the_link(
    start: Start, tmp_path: Path
) -> None:
    link = str(tmp_path / "pump")
    start("--pty", link, "--serial", "8002-51733", "--seed", "7")
    for _ in range(2):
        with serial.Serial(link, 38_400, timeout=PATIENCE_S) as port:
            port.write(message("INST_SERIALNO"))
            assert b"!INST_SERIALNO^8002-51733|ACFF\r" == port.read_until(b"\r")


def test_a_reading_and_a_preset_are_chosen_on_the_command_line(start: Start) -> None:
    preset = json.dumps({"rate_ml_h": "100", "infused_ml": "2", "remote": True})
    ready = start("--tcp", "0", "--reading", "vtbi=from_vi", "--reading", "vtbi_answer=left",
                  "--preset", preset, "--speed", "60")  # fmt: skip
    with socket.create_connection(("127.0.0.1", ready["tcp"]), PATIENCE_S) as port:
        port.sendall(message("INF_VTBI^ACTIV^3.000^ml^STOP"))
        assert message("INF_VTBI^ACTIV^1.000^ml^STOP") == port.makefile("rb").readline(29)


@pytest.mark.parametrize(
    ("family", "options"),
    [
        ("alaris", ["--profile", "ne9000"]),
        ("alaris", ["--serial", "8002^51740"]),
        ("alaris", ["--address", "1"]),
        ("alaris", ["--reading", "vtbi=whatever"]),
        ("alaris", ["--reading", "vtbi"]),
        ("alaris", ["--speed", "0"]),
        ("alaris", ["--preset", '{"watchdog_s": 30}']),
        ("new_era", ["--serial", "8002-51740"]),
        ("new_era", ["--reading", "vtbi=from_vi"]),
    ],
    ids=str,
)
def test_a_wrong_option_is_refused(family: str, options: list[str]) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "simulators", family, "--tcp", "0", *options],
        capture_output=True,
        cwd=ROOT,
        timeout=PATIENCE_S,
        check=False,
    )
    assert 2 == run.returncode
    assert run.stderr
    assert b"" == run.stdout
