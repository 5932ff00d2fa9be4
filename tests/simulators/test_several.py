"""Several simulators in one process: each is itself, and none is there when one cannot be."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import serial

from simulators.families import FAMILIES, Wanted
from simulators.line import Line
from simulators.new_era_frames import safe_packet
from simulators.ports import TcpPort
from simulators.runner import LONGEST_NAP_S, SHORTEST_NAP_S, ControlServer, Runner, Wired
from tests.simulators.process import PATIENCE_S, ROOT, control, truth

RATES = {"pump-1": "100", "pump-2": "50"}


def command(*words: object) -> str:
    return json.dumps(words) + "\n"


def run() -> "subprocess.Popen[str]":
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, "-m", "simulators", "several"],
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        text=True,
        cwd=ROOT,
    )


def new_era(pty: Path, *more: str) -> list[str]:
    return ["new_era", "--profile", "ne9000", "--pty", str(pty), "--control", "0", *more]


@pytest.fixture
def two(tmp_path: Path) -> Iterator[dict[str, dict[str, Any]]]:
    """Two pumps that run at their own rates."""
    words = [
        new_era(tmp_path / name, "--preset", json.dumps({"rate_ml_h": rate, "running": True}))
        for name, rate in RATES.items()
    ]
    with run() as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(command(*words))
        process.stdin.flush()
        try:
            yield {name: json.loads(process.stdout.readline()) for name in RATES}
        finally:
            process.communicate(timeout=PATIENCE_S)
    assert 0 == process.returncode
    assert not any(os.path.lexists(tmp_path / name) for name in RATES)


def seen(true: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE_S
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def answers(ready: dict[str, Any]) -> bytes:
    with serial.Serial(ready["pty"], 19_200, timeout=PATIENCE_S) as port:
        port.write(safe_packet("00RAT"))
        return bytes(port.read_until(b"\x03"))


def test_each_is_where_it_says_and_answers_for_itself(two: dict[str, dict[str, Any]]) -> None:
    assert [True, True] == [each["ready"] for each in two.values()]
    assert b"100" in answers(two["pump-1"])
    assert b"50" in answers(two["pump-2"])
    assert [100_000_000, 50_000_000] == [truth(each)["motor_rate_nl_h"] for each in two.values()]


def test_what_happens_to_one_happens_to_no_other(two: dict[str, dict[str, Any]]) -> None:
    first, second = two.values()

    assert control(first, do="unplug", outage_s=60.0)["ok"]
    assert control(first, do="press", key="stop")["ok"]

    assert seen(lambda: not os.path.lexists(first["pty"]))
    assert 0 == truth(first)["motor_rate_nl_h"]
    assert 50_000_000 == truth(second)["motor_rate_nl_h"]
    assert b"50" in answers(second)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ("\n", "Expecting value"),
        ("{}\n", "a JSON list of lists of words, at least one"),
        ("[]\n", "a JSON list of lists of words, at least one"),
        ('["new_era"]\n', "a JSON list of lists of words, at least one"),
        ('[["new_era", "--profile", "none", "--tcp", "0"]]\n', "new_era has no profile none"),
        ('[["nobody", "--tcp", "0"]]\n', "invalid choice: 'nobody'"),
        ("", "Expecting value"),
    ],
)
def test_what_is_no_list_of_pumps_is_said(told: str, says: str) -> None:
    with run() as process:
        out, err = process.communicate(told, timeout=PATIENCE_S)

    assert ("", 2) == (out, process.returncode)
    assert says in err
    assert "Traceback" not in err


def test_where_one_cannot_be_none_is_left(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", "utf-8")
    told = command(new_era(tmp_path / "pump-1"), new_era(tmp_path / "taken"))

    with run() as process:
        out, err = process.communicate(told, timeout=PATIENCE_S)

    assert ("", 2) == (out, process.returncode)
    assert "taken" in err
    assert ["taken"] == os.listdir(tmp_path)


def wired() -> tuple[Wired, ControlServer]:
    family = FAMILIES["new_era"]
    line = Line(family.make(Wanted(profile=family.profiles[0])), baud=family.baud)
    control_ = ControlServer(0)
    return Wired(line, TcpPort(0), control_), control_


def take_turns(*lines: Wired) -> None:
    """Let each have its turn, as they have in one process: all from one look at what is ready."""
    ready = set(select.select([file for each in lines for file in each.files()], [], [], 1.0)[0])
    for each in lines:
        each.turn(ready)


def test_who_hangs_up_at_one_cuts_no_other_off() -> None:
    """A connection to the second gets the number that one to the first has just given back."""
    (first, at_first), (second, at_second) = wired(), wired()
    with closing(first), closing(second):
        leaves = socket.create_connection(("127.0.0.1", at_first.number))
        take_turns(first, second)
        leaves.close()
        with socket.create_connection(("127.0.0.1", at_second.number), 0.5) as stays:
            take_turns(first, second)
            stays.sendall(b'{"get": "truth"}\n')
            take_turns(first, second)
            assert json.loads(stays.recv(4_096))["ok"]


class Counted(Wired):
    """A line that counts its turns."""

    turns = 0

    def turn(self, ready: set[int]) -> None:
        self.turns += 1
        super().turn(ready)


@pytest.fixture
def signals() -> Iterator[None]:
    """Give back what a runner takes for itself."""
    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)}
    yield
    os.close(signal.set_wakeup_fd(-1))
    for each, handler in before.items():
        signal.signal(each, handler)


@pytest.mark.usefixtures("signals")
def test_a_line_has_no_turn_for_the_bytes_of_another() -> None:
    family = FAMILIES["new_era"]
    lines = [
        Line(family.make(Wanted(profile=family.profiles[0])), baud=family.baud) for _ in range(12)
    ]
    wired_ = [Counted(line, TcpPort(0), None) for line in lines]
    runner = Runner(wired_)
    for each in wired_:
        each.turn(set())
    began_s = time.monotonic()

    lines[0].feed(safe_packet("00RAT") * 10)
    wired_[0].turn(set())
    while lines[0].quiet_s():
        runner._turn([], None)
    took_s = time.monotonic() - began_s
    for each in wired_:
        each.close()
    os.close(runner._wake)

    first, *others = (each.turns for each in wired_)
    assert first > max(others)
    assert max(others) <= 2 + took_s / LONGEST_NAP_S
    assert first <= 3 + took_s / SHORTEST_NAP_S


@pytest.mark.parametrize("values", [{"second_talker_s": 1e308}, {"delay_s": 1e7}])
def test_a_time_that_cannot_be_counted_is_refused(
    two: dict[str, dict[str, Any]], values: dict[str, float]
) -> None:
    first, second = two.values()
    answer = control(first, set=values)
    assert not answer["ok"]
    assert "0 to 1e+06" in answer["error"]
    assert truth(second)["powered"]
