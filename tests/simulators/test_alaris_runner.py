"""The Alaris simulator as a process."""

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import serial

from simulators.alaris_frames import message
from tests.simulators.process import PATIENCE_S, ROOT, simulator

Start = Callable[..., dict[str, Any]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start simulators that end with the test."""
    with ExitStack() as stack:
        yield lambda *options: stack.enter_context(simulator("alaris", *options))


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
        answer = message("INF_VTBI^ACTIV^1.000^ml^STOP")
        heard = b""
        while len(heard) < len(answer) and (part := port.recv(100)):
            heard += part
        assert answer == heard


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
