"""The simulator as a process: pty, loopback ports, signals."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import serial

from simulators.new_era_frames import safe_packet

ROOT = Path(__file__).parents[2]
PRESET = json.dumps({"rate_ml_h": "100", "running": True, "watchdog_s": 30})
RUNNING = safe_packet("00I")
PATIENCE_S = 10.0


class Simulator:
    """A simulator in its own process."""

    def __init__(self, *options: str) -> None:
        """Start it and wait for its ready line."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "simulators", "new_era", "--die-with-parent", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
        )
        assert self.process.stdout is not None
        self.ready = json.loads(self.process.stdout.readline())

    def control(self, **request: object) -> dict[str, Any]:
        """Ask the control channel."""
        with socket.create_connection(("127.0.0.1", self.ready["control"]), 5.0) as channel:
            channel.sendall(json.dumps(request).encode() + b"\n")
            return dict(json.loads(channel.makefile().readline()))

    def end(self) -> int:
        """End it as its parent's end would."""
        self.process.communicate(timeout=PATIENCE_S)
        return self.process.returncode


Start = Callable[..., Simulator]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start simulators that end with the test."""
    started = []

    def make(*options: str) -> Simulator:
        started.append(Simulator(*options))
        return started[-1]

    yield make
    for simulator in started:
        with suppress(ValueError):
            simulator.end()


def target(link: Path) -> str | None:
    """Where a link points; None while it is away."""
    try:
        return os.readlink(link)
    except FileNotFoundError:
        return None


def ask(port: serial.Serial, text: str, length: int = 8) -> bytes:
    """Ask over a real port."""
    port.write(safe_packet(text))
    return bytes(port.read(length))


def test_the_pty_survives_clients_that_come_and_go(start: Start, tmp_path: Path) -> None:
    """Three clients one after the other meet the same running pump."""
    link = str(tmp_path / "pump")
    simulator = start("--pty", link, "--control", "0", "--preset", PRESET)
    assert simulator.ready == {
        "ready": True,
        "pty": link,
        "tcp": None,
        "control": simulator.ready["control"],
    }
    for _ in range(3):
        with serial.Serial(link, 19_200, timeout=2.0) as port:
            assert ask(port, "0") == RUNNING
    assert simulator.control(get="truth")["truth"]["frames_valid"] == 3
    assert simulator.end() == 0
    assert not os.path.lexists(link)


def test_another_baud_rate_meets_noise(start: Start, tmp_path: Path) -> None:
    """The speed a client sets is compared with the pump's."""
    link = str(tmp_path / "pump")
    start("--pty", link, "--preset", PRESET)
    with serial.Serial(link, 9_600, timeout=0.2) as port:
        assert ask(port, "0") != RUNNING
    time.sleep(0.6)
    with serial.Serial(link, 19_200, timeout=2.0) as port:
        assert ask(port, "0") == RUNNING


def test_an_unplugged_adapter_comes_back_behind_the_same_link(start: Start, tmp_path: Path) -> None:
    """The open port dies, the link goes and returns, to another node."""
    link = tmp_path / "pump"
    simulator = start("--pty", str(link), "--control", "0", "--preset", PRESET)
    with serial.Serial(str(link), 19_200, timeout=2.0) as port:
        node = target(link)
        simulator.control(do="unplug", outage_s=0.2)
        while target(link) == node:
            time.sleep(0.01)
        with pytest.raises((serial.SerialException, OSError)):
            ask(port, "0")
    deadline_s = time.monotonic() + PATIENCE_S
    while target(link) is None and time.monotonic() < deadline_s:
        time.sleep(0.02)
    assert target(link) not in (None, node)
    with serial.Serial(str(link), 19_200, timeout=2.0) as port:
        assert ask(port, "0") == RUNNING


def test_the_loopback_port_serves_one_client_at_a_time(start: Start) -> None:
    """A second client is turned away, a later one is welcome."""
    simulator = start("--tcp", "0", "--preset", PRESET)
    where = ("127.0.0.1", simulator.ready["tcp"])
    with socket.create_connection(where, 5.0) as first:
        first.sendall(safe_packet("0"))
        assert first.makefile("rb").read(len(RUNNING)) == RUNNING
        with socket.create_connection(where, 5.0) as second:
            assert second.recv(1) == b""
    deadline_s = time.monotonic() + PATIENCE_S
    answer = b""
    while not answer and time.monotonic() < deadline_s:
        with socket.create_connection(where, 5.0) as later, suppress(OSError):
            later.sendall(safe_packet("0"))
            answer = later.recv(1)
    assert answer == RUNNING[:1]


def test_the_fluid_may_run_faster_than_the_clock(start: Start) -> None:
    """At 3600 times the speed a second is an hour."""
    simulator = start("--tcp", "0", "--control", "0", "--preset", PRESET, "--speed", "3600")
    time.sleep(0.2)
    truth = simulator.control(get="truth")["truth"]
    assert truth["counter_nl"] > 10_000_000
    assert truth["watchdog_left_s"] > 20.0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(start: Start, tmp_path: Path, number: signal.Signals) -> None:
    """The link goes and the exit is a success."""
    link = tmp_path / "pump"
    simulator = start("--pty", str(link))
    simulator.process.send_signal(number)
    assert simulator.process.wait(PATIENCE_S) == 0
    assert not os.path.lexists(link)


@pytest.mark.parametrize(
    "options",
    [["--profile", "ne1"], ["--address", "100"], ["--preset", "{"], ["--pty", "no/such/pump"]],
    ids=str,
)
def test_a_wrong_option_is_refused(options: list[str]) -> None:
    """With a reason and without a ready line."""
    where = [] if "--pty" in options else ["--tcp", "0"]
    run = subprocess.run(
        [sys.executable, "-m", "simulators", "new_era", *where, *options],
        capture_output=True,
        cwd=ROOT,
        timeout=PATIENCE_S,
        check=False,
    )
    assert run.returncode == 2
    assert run.stderr
    assert run.stdout == b""
