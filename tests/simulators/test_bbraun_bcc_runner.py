"""The BCC station as a process."""

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from simulators.bbraun_bcc_frames import frame
from tests.simulators.bcc_host import Part, unpack
from tests.simulators.process import PATIENCE_S, ROOT, control, simulator

Start = Callable[..., dict[str, Any]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start simulators that end with the test."""
    with ExitStack() as stack:
        yield lambda *options: stack.enter_context(simulator("bbraun_bcc", *options))


def part(port: socket.socket) -> Part:
    """Read one part from a connection."""
    heard = b""
    while not heard.endswith(b"\x04") and (more := port.recv(4_096)):
        heard += more
    (one,) = unpack(heard.removeprefix(b"\x06"))
    return one


def test_a_client_asks_a_station_for_everything_over_tcp(start: Start) -> None:
    preset = json.dumps({"slots": ["11", "2A"], "slot": "2A", "rate_ml_h": "40", "running": True})
    ready = start("--profile", "space", "--tcp", "0", "--preset", preset)
    with socket.create_connection(("127.0.0.1", ready["tcp"]), PATIENCE_S) as port:
        port.sendall(frame("1/1/1>MEM:GET"))
        first = part(port)
        port.sendall(b"\x06")
        second = part(port)
    assert [(False, "0"), (True, "40.00")] == [
        (one.last, one.value("INRT")) for one in (first, second)
    ]


def test_readings_and_a_serial_number_are_chosen_on_the_command_line(start: Start) -> None:
    ready = start("--tcp", "0", "--control", "0", "--serial", "1815", "--seed", "7",
                  "--reading", "requests=answered", "--reading", "no_ack=give_up")  # fmt: skip
    with socket.create_connection(("127.0.0.1", ready["tcp"]), PATIENCE_S) as port:
        port.sendall(frame("1/1/1>MEM:GETSLOT#11"))
        assert "1815" == part(port).value("INSERNUM")
        assert {"ok": True, "refused": ""} == control(ready, do="press", key="take_out@11")
        port.sendall(frame("1/1/1>MEM:GETSLOT#11"))
        assert "39" == part(port).value("GNERR")


@pytest.mark.parametrize(
    "options",
    [
        ["--profile", "asena"],
        ["--address", "3"],
        ["--serial", "8002-51740"],
        ["--reading", "vtbi=from_vi"],
        ["--speed", "0"],
        ["--preset", '{"slots": ["1P"]}'],
    ],
    ids=str,
)
def test_a_wrong_option_is_refused(options: list[str]) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "simulators", "bbraun_bcc", "--tcp", "0", *options],
        capture_output=True,
        cwd=ROOT,
        timeout=PATIENCE_S,
        check=False,
    )
    assert 2 == run.returncode
    assert run.stderr
    assert b"" == run.stdout
