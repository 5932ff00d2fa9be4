"""The disk under the writer, and one that misbehaves on request.

Both writers ask it before and while they commit. The plain `Disk` adds nothing; `FaultyDisk` is for
tests and for simulated wards, where a frozen or full disk is one of the things to train for.
"""

import sqlite3
import threading
from enum import Enum


class Point(Enum):
    """Where in a commit a fault can strike."""

    BEGIN = "begin"
    """Before anything was written."""
    COMMIT = "commit"
    """Everything is written, nothing is committed: the transaction is lost."""
    COMMITTED = "committed"
    """The commit has happened and the answer is lost: the outcome is unknown."""


class Disk:
    """The disk as it is."""

    def extra_s(self) -> float:
        """Return how much longer than usual the next commit takes, in seconds."""
        return 0.0

    def frozen(self) -> bool:
        """Return whether the disk does not answer at all."""
        return False

    def wait(self) -> None:
        """Block the calling thread while the disk is frozen or slow. Never called on the loop."""

    def reach(self, point: Point) -> None:
        """Pass `point` of a commit; raises what the disk would raise there."""


class FaultyDisk(Disk):
    """A disk whose faults are set from outside; sound until told otherwise."""

    def __init__(self) -> None:
        self.slow_s = 0.0
        """Seconds that every commit takes longer."""
        self.commits = 0
        """Commits that passed: how much was grouped is seen from here."""
        self._turning = threading.Event()
        self._turning.set()
        self._fault: Exception | None = None
        self._at = Point.COMMIT
        self._times: int | None = None

    def freeze(self) -> None:
        """Stop answering until `release`."""
        self._turning.clear()

    def release(self) -> None:
        """Answer again."""
        self._turning.set()

    def fail(
        self,
        *,
        at: Point = Point.COMMIT,
        times: int | None = None,
        fault: Exception | None = None,
    ) -> None:
        """Fail at a point of each commit: the next `times` ones, or until `mend`."""
        self._fault = fault or sqlite3.OperationalError("disk I/O error")
        self._at, self._times = at, times

    def fill(self) -> None:
        """Be full until `mend`."""
        self.fail(fault=sqlite3.OperationalError("database or disk is full"))

    def mend(self) -> None:
        """Fail no more."""
        self._fault = None

    def extra_s(self) -> float:
        """Return `slow_s`."""
        return self.slow_s

    def frozen(self) -> bool:
        """Return whether it is between `freeze` and `release`."""
        return not self._turning.is_set()

    def wait(self) -> None:
        """Block the thread until released, then for `slow_s`."""
        self._turning.wait()
        if self.slow_s:
            threading.Event().wait(self.slow_s)

    def reach(self, point: Point) -> None:
        """Raise the fault that was set for this point, if one is left."""
        if point is Point.COMMITTED:
            self.commits += 1
        if self._fault is None or point is not self._at or self._times == 0:
            return
        if self._times is not None:
            self._times -= 1
        raise self._fault
