"""Searches in other processes, each from a seed of its own; the best plan goes round.

A helper ends when its planner says so, when its time is up, and when its planner is no more.
"""

import multiprocessing
import signal
import time
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Self

from service.planner.day.climb import Climb
from service.planner.day.effort import CHUNK, CHUNK_S, Effort
from service.planner.day.tables import Tables, Whole

_PATIENCE_S = 2.0
"""For the last word of a helper."""
_STRIDE = 1_000_003
"""Between the seeds of the processes."""


class Helpers:
    """The other processes of one planner; none where it plans alone."""

    def __init__(self, day: Tables, effort: Effort) -> None:
        self.rounds = 0
        self._said: dict[Connection, int] = {}
        self._processes: list[BaseProcess] = []
        self._sent: dict[Connection, int] = {}
        # Not forked: the solver and the progress bar of this process may have threads.
        context = multiprocessing.get_context("spawn")
        for number in range(1, effort.jobs):
            ours, theirs = context.Pipe()
            process = context.Process(
                target=_help,
                args=(theirs, day, effort, effort.seed + number * _STRIDE),
                daemon=True,
            )
            process.start()
            theirs.close()
            self._processes.append(process)
            self._said[ours] = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for connection in self._said:
            connection.close()
        for process in self._processes:
            process.join(_PATIENCE_S)
            if process.is_alive():
                process.kill()
                process.join()

    def begin(self, solution: Whole, seconds: float) -> None:
        """Let them search from this plan for so long."""
        for connection in list(self._said):
            self._send(connection, (solution, time.monotonic() + seconds))

    def exchange(self, climb: Climb) -> None:
        """Hear what they have found, and tell them if ours is better."""
        for connection in list(self._said):
            found = self._heard(connection, climb, 0)
            if found > climb.cost and self._sent.get(connection) != climb.cost:
                self._sent[connection] = climb.cost
                self._send(connection, (climb.cost, climb.best))

    def finish(self, climb: Climb) -> None:
        """Let them stop, and hear their last word."""
        for connection in list(self._said):
            self._send(connection, None)
        for connection in list(self._said):
            self._heard(connection, climb, _PATIENCE_S)

    def _heard(self, connection: Connection, climb: Climb, patience: float) -> int:
        """Return the cost of the last plan heard; without a limit where none was."""
        found = climb.cost
        try:
            while connection.poll(patience):
                found, solution, rounds, last = connection.recv()
                climb.offer(found, solution)
                self.rounds += rounds - self._said[connection]
                self._said[connection] = rounds
                if last:
                    break
        except (EOFError, OSError):  # it died; the others and this process go on
            self._said.pop(connection, None)
        return int(found)

    def _send(self, connection: Connection, word: object) -> None:
        try:
            connection.send(word)
        except OSError:
            self._said.pop(connection, None)


def _help(connection: Connection, day: Tables, effort: Effort, seed: int) -> None:
    """Search in this process until told to stop."""
    # Control-C at a terminal reaches every process; only the planner answers it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        solution, deadline = connection.recv()
        _search(connection, Climb(day, solution, seed, effort.cooling), deadline)
    except (EOFError, OSError):
        return  # the planner is no more, or has enough


def _search(connection: Connection, climb: Climb, deadline: float) -> None:
    began = time.monotonic()
    told, chunk, going = climb.cost, CHUNK, True
    while going and time.monotonic() < deadline:
        before = time.monotonic()
        climb.go(chunk, min(1.0, (before - began) / max(1e-3, deadline - began)))
        took = max(time.monotonic() - before, 1e-4)
        chunk = max(1, min(2 * chunk, int(chunk * CHUNK_S / took)))
        while going and connection.poll():
            word = connection.recv()
            going = word is not None
            if word is not None:
                climb.offer(*word)
                told = min(told, climb.cost)
        if climb.cost < told:
            told = climb.cost
            connection.send((climb.cost, climb.best, climb.rounds, False))
    connection.send((climb.cost, climb.best, climb.rounds, True))
    connection.recv()  # until the planner has heard it: a closed pipe
