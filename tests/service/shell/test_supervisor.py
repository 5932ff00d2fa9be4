"""The supervisor hears that the ward is ready and that its loop runs, over a real socket."""

import asyncio
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.shell.loop_watchdog import LoopLimits, LoopWatchdog
from service.shell.supervisor import Supervisor, supervisor_of
from tests.simulators.process import ROOT

PATIENCE_S = 30.0


@pytest.fixture(params=["path", "abstract"])
def listening(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[socket.socket, str]]:
    """A supervisor's socket, and the name that it gives its services."""
    name = str(tmp_path / "notify") if request.param == "path" else f"@chairside-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(name.replace("@", "\0", 1) if name.startswith("@") else name)
        heard.settimeout(PATIENCE_S)
        yield heard, name


def test_ready_carries_its_status_on_one_line(listening: tuple[socket.socket, str]) -> None:
    heard, name = listening
    supervisor = Supervisor(name)

    supervisor.ready("Ward\nREADY=0 of nobody")
    supervisor.stopping()
    supervisor.close()

    assert b"READY=1\nSTATUS=Ward READY=0 of nobody" == heard.recv(4_096)
    assert b"STOPPING=1" == heard.recv(4_096)


def test_a_sign_of_life_is_sent_three_times_within_the_limit(
    listening: tuple[socket.socket, str],
) -> None:
    heard, name = listening
    now_s = 100.0
    supervisor = Supervisor(name, 15.0, lambda: now_s)
    sent = []

    for quarter in range(61):
        now_s = 100.0 + quarter / 4
        supervisor.alive()
        heard.setblocking(False)
        try:
            assert b"WATCHDOG=1" == heard.recv(4_096)
            sent.append(now_s - 100.0)
        except BlockingIOError:
            pass

    supervisor.close()
    assert [0.0, 5.0, 10.0, 15.0] == sent


def test_without_a_limit_no_sign_of_life_is_sent(listening: tuple[socket.socket, str]) -> None:
    heard, name = listening
    supervisor = Supervisor(name)

    supervisor.alive()
    supervisor.stopping()
    supervisor.close()

    assert b"STOPPING=1" == heard.recv(4_096)


@pytest.mark.parametrize("address", ["", "/nowhere/at/all", "vsock:2:1", "@"])
def test_nobody_listening_is_no_fault(address: str) -> None:
    supervisor = Supervisor(address, 1.0)

    supervisor.ready("ready")
    supervisor.alive()
    supervisor.close()
    supervisor.stopping()


def test_a_supervisor_that_does_not_read_makes_nobody_wait(
    listening: tuple[socket.socket, str],
) -> None:
    _, name = listening
    supervisor = Supervisor(name)

    for _ in range(10_000):
        supervisor.stopping()
    supervisor.close()


@pytest.mark.parametrize(
    ("limit", "meant_for", "expected"),
    [
        ("15000000", "", 15.0),
        ("15000000", "ours", 15.0),
        ("15000000", "1", None),
        ("0", "", None),
        ("", "", None),
        ("soon", "", None),
    ],
)
def test_the_limit_is_the_supervisors_and_only_if_it_is_meant_for_us(
    limit: str, meant_for: str, expected: float | None
) -> None:
    process = meant_for.replace("ours", str(os.getpid()))
    environ = {"WATCHDOG_USEC": limit, "WATCHDOG_PID": process, "PATH": "/bin"}

    assert expected == supervisor_of(environ)._limit_s
    assert {"PATH": "/bin"} == environ


# ------------------------------------------------------------------------------ the loop's watchdog


def beats(story: float, *, dead: bool = False, monkeypatch: pytest.MonkeyPatch) -> int:
    """Watch a loop for a while; return how often it said that it is in order."""
    count = 0

    def beat() -> None:
        nonlocal count
        count += 1

    async def whole() -> None:
        limits = LoopLimits(stalled_s=100.0, ends_s=100.0)
        with LoopWatchdog(limits, on_beat=beat).watching():
            await asyncio.sleep(story)

    if dead:
        monkeypatch.setattr(threading.Thread, "is_alive", lambda self: False)
    asyncio.run(whole())
    return count


def test_a_running_loop_says_so_and_one_that_nobody_watches_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert 0 < beats(0.1, monkeypatch=monkeypatch)
    assert 0 == beats(0.1, dead=True, monkeypatch=monkeypatch)


def test_a_loop_that_stands_still_says_nothing() -> None:
    count = []

    async def whole() -> None:
        limits = LoopLimits(stalled_s=100.0, ends_s=100.0)
        with LoopWatchdog(limits, on_beat=lambda: count.append(1)).watching():
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            before = len(count)
            threading.Event().wait(1.0)  # four beats would have come
            assert before == len(count)

    asyncio.run(whole())


# ------------------------------------------------------------------------------- the whole service


@pytest.mark.slow
def test_a_served_ward_is_ready_lives_and_says_that_it_ends(
    tmp_path: Path, listening: tuple[socket.socket, str]
) -> None:
    heard, name = listening
    words = ["serve", "--config", "demo", "--port", "0", "--store", str(tmp_path / "w.sqlite")]
    environ = {**os.environ, "NOTIFY_SOCKET": name, "WATCHDOG_USEC": "900000"}
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "service", *words],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
    ) as process:
        said = [heard.recv(4_096)]
        while not said[-1].startswith(b"READY=1") or len(said) < 6:
            said.append(heard.recv(4_096))
            if any(each.startswith(b"READY=1") for each in said) and said.count(b"WATCHDOG=1") > 3:
                break
        process.terminate()
        while said[-1] != b"STOPPING=1":
            said.append(heard.recv(4_096))
        process.communicate(timeout=PATIENCE_S)
    assert 0 == process.returncode
    assert [b"READY=1\nSTATUS=Demo ward: 12 chairs"] == [each for each in said if b"READY" in each]
