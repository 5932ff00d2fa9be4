"""The watch on the event loop, with a clock that the test sets."""

import asyncio
import contextlib
import os
import subprocess
import sys
import threading
from dataclasses import dataclass, field

import pytest

from service.shell.loop_watchdog import (
    BEAT_S,
    EXIT_STALLED,
    FROZEN_S,
    LOOK_S,
    LoopLimits,
    LoopWatchdog,
    tell,
)

LIMITS = LoopLimits(stalled_s=1.0, ends_s=5.0)


@dataclass
class Bench:
    """A watchdog without its thread: the test beats, looks, and moves the clock."""

    at_s: float = 100.0
    stalls: int = 0
    watchdog: LoopWatchdog = field(init=False)

    def __post_init__(self) -> None:
        self.watchdog = LoopWatchdog(LIMITS, on_stall=self._stalled, now_s=lambda: self.at_s)
        self.watchdog.beat()

    def _stalled(self) -> None:
        self.stalls += 1

    def pass_s(self, seconds: float, *, beats: bool, looks: bool = True) -> float | None:
        """Let time pass in looks; return what the last look said, or the first that ends."""
        said = None
        for _ in range(round(seconds / LOOK_S)):
            self.at_s += LOOK_S
            if beats:
                self.watchdog.beat()
            if looks and (said := self.watchdog.look()) is not None:
                return said
        return said


def test_a_loop_that_beats_is_never_stalled_and_never_ended() -> None:
    bench = Bench()

    assert bench.pass_s(3_600, beats=True) is None
    assert (bench.watchdog.stalls(), bench.stalls) == (0, 0)


@pytest.mark.shows("INV-17")
@pytest.mark.shows("F-10")
@pytest.mark.parametrize(("blocked_s", "stalls"), [(0.12, 0), (0.2, 0), (1.0, 0), (1.1, 1), (2, 1)])
def test_a_stall_counts_once_it_is_longer_than_the_limit(blocked_s: float, stalls: int) -> None:
    """A full garbage collection takes 0.12 s and must not count."""
    bench = Bench()

    bench.at_s += blocked_s
    first = bench.watchdog.stalls()
    bench.watchdog.beat()

    assert (stalls, stalls) == (first, bench.watchdog.stalls())
    assert stalls == bench.stalls


@pytest.mark.shows("INV-17")
def test_whoever_asks_before_the_next_beat_hears_of_the_stall_already() -> None:
    """A keeper may run before the beat that was due: it must not act on what it read before."""
    bench = Bench()
    before = bench.watchdog.stalls()
    bench.at_s += 1.5

    assert before + 1 == bench.watchdog.stalls()


@pytest.mark.shows("INV-17")
@pytest.mark.shows("F-10")
def test_a_loop_that_does_not_come_back_is_ended_after_the_limit_and_not_before() -> None:
    bench = Bench()

    assert bench.pass_s(LIMITS.ends_s, beats=False) is None
    still_s = bench.pass_s(2 * LOOK_S, beats=False)

    assert still_s is not None
    assert LIMITS.ends_s < still_s <= LIMITS.ends_s + 2 * LOOK_S


def test_one_beat_is_enough_to_begin_again() -> None:
    bench = Bench()
    bench.pass_s(4.75, beats=False)
    bench.watchdog.beat()

    assert bench.pass_s(4.75, beats=False) is None


@pytest.mark.shows("INV-17")
def test_a_process_that_was_stopped_as_a_whole_is_not_ended_for_it() -> None:
    """SIGSTOP, or a lid that was closed: the thread was not there to look either."""
    bench = Bench()
    bench.pass_s(2.0, beats=False)
    bench.at_s += 600
    assert bench.watchdog.look() is None
    bench.watchdog.beat()

    assert bench.pass_s(60, beats=True) is None
    assert bench.stalls == 1  # and yet everything read before is too old


def test_a_loop_that_stays_away_after_the_whole_process_was_stopped_is_ended() -> None:
    bench = Bench()
    bench.at_s += 600
    bench.watchdog.look()

    assert bench.pass_s(LIMITS.ends_s + 2 * LOOK_S, beats=False) is not None


def test_looks_that_come_late_on_a_busy_machine_still_count() -> None:
    bench, said = Bench(), list[float]()
    for _ in range(20):
        bench.at_s += FROZEN_S - 0.05
        still_s = bench.watchdog.look()
        if still_s is not None:
            said.append(still_s)
            break

    assert said


def test_telling_never_waits_for_a_full_pipe() -> None:
    """The pipe that nobody reads may be why the loop stands still."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with contextlib.suppress(BlockingIOError):
        while os.write(writing, b"x" * 4_096):
            pass
    os.set_blocking(writing, True)

    done = threading.Thread(target=tell, args=["a line", writing], daemon=True)
    done.start()
    done.join(20)

    assert not done.is_alive()
    os.close(reading)
    tell("nobody is there to hear it", writing)
    os.close(writing)
    tell("closed", writing)


def test_the_line_is_one_line_of_what_a_pipe_takes_at_once() -> None:
    reading, writing = os.pipe()
    tell("x" * 10_000, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()

    assert b"x" * 4_095 + b"\n" == said


async def test_watching_beats_looks_and_leaves_no_thread_behind() -> None:
    ended = list[float]()
    watchdog = LoopWatchdog(LIMITS, end=ended.append)
    before = threading.active_count()
    with watchdog.watching():
        assert before + 1 == threading.active_count()
        await asyncio.sleep(4 * BEAT_S)

    assert before == threading.active_count()
    assert [] == ended


STUCK = """
import asyncio, sys, time
from service.shell.loop_watchdog import LoopLimits, LoopWatchdog

def the_place_to_blame():
    {stuck}

async def main():
    with LoopWatchdog(LoopLimits(stalled_s=1.0, ends_s=2.0)).watching():
        await asyncio.sleep(0.5)
        print("beating", flush=True)
        the_place_to_blame()

asyncio.run(main())
"""


@pytest.mark.shows("INV-17")
@pytest.mark.shows("F-10")
@pytest.mark.parametrize(
    "stuck",
    ["time.sleep(40)", "while True: pass", "sys.stdin.read()"],
    ids=["asleep", "busy", "waiting"],
)
def test_a_stuck_process_ends_itself_and_says_where_it_was_stuck(stuck: str) -> None:
    code, said = _run(STUCK.format(stuck=stuck), stderr=subprocess.PIPE)

    assert EXIT_STALLED == code
    assert said.startswith("chairside: the event loop has stood still for ")
    assert "the main thread is at the_place_to_blame (" in said
    assert said.count("\n") == 1


def test_a_process_whose_errors_nobody_reads_any_more_ends_itself_too() -> None:
    """Logging to a full pipe is what blocks it: nothing can be said, and yet it must end."""
    reading, writing = os.pipe()
    code, _ = _run(STUCK.format(stuck="sys.stderr.write('x' * 1_000_000)"), stderr=writing)
    os.close(reading)
    os.close(writing)

    assert EXIT_STALLED == code


def _run(script: str, *, stderr: int) -> tuple[int, str]:
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "beating\n"
        code = process.wait(40)
        said = process.stderr.read() if process.stderr is not None else ""
    return code, said
