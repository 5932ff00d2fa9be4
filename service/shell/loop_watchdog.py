"""Sees an event loop that stands still, and ends the process if it does not come back.

While the loop is blocked no pump is read, no tap is answered and no STOP can leave. Two halves, and
only one of them is a thread (docs/decisions/0011):

- On the loop: a beat every quarter of a second, and `stalls`, by which a keeper knows that what it
  read is from before a stall. It is then read again before anything is started or raised.
- In a thread of its own: looks at the beats by a clock of its own and ends the process when none
  has come for too long. The supervisor starts it again, and design rule 5 decides.

Time in which the thread was not there to look either (a stopped process, a suspended machine) is no
fault of the loop and does not count towards the end.
"""

import asyncio
import logging
import os
import select
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import NoReturn

_log = logging.getLogger(__name__)

EXIT_STALLED = 75
"""Exit code of a process that ended itself because its loop stood still (EX_TEMPFAIL)."""
BEAT_S = 0.25
LOOK_S = 0.25
"""Beats and looks per second: the end comes at most two of these late."""
FROZEN_S = 1.0
"""Four missed looks in a row: nothing of this process ran, so the loop could not either."""
_STDERR = 2
_LINE_MAX = 4_096
"""A pipe that is ready takes this much in one write without waiting (PIPE_BUF, pipe(7))."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopLimits:
    """How long the loop may be away (s)."""

    stalled_s: float
    """After this, what was read before is too old to start or raise on."""
    ends_s: float
    """After this, the process ends itself."""


def boot_s() -> float:
    """Return seconds since the machine came up, those in which it was suspended included."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def end_process(still_s: float) -> NoReturn:
    """Say in one line where the main thread stands, and end at once: no handler, no clean-up."""
    try:
        frame = sys._current_frames().get(threading.main_thread().ident or 0)
        tell(
            f"chairside: the event loop has stood still for {still_s:.1f} s: ending, exit code "
            f"{EXIT_STALLED}; the main thread is at {_place(frame)}"
        )
    finally:
        os._exit(EXIT_STALLED)


def tell(line: str, descriptor: int = _STDERR) -> None:
    """Write one line without ever waiting: a full pipe may be the very reason for the stall."""
    ready = select.poll()
    ready.register(descriptor, select.POLLOUT)
    if ready.poll(0) == [(descriptor, select.POLLOUT)]:
        os.write(descriptor, line.encode()[: _LINE_MAX - 1] + b"\n")


class LoopWatchdog:
    """Watches one event loop. `beat` and `stalls` belong to the loop, `look` to the thread."""

    def __init__(
        self,
        limits: LoopLimits,
        *,
        on_stall: Callable[[], None] = lambda: None,
        on_beat: Callable[[], None] = lambda: None,
        now_s: Callable[[], float] = boot_s,
        end: Callable[[float], object] = end_process,
    ) -> None:
        """`on_stall` is called on the loop after each stall, `end` in the thread.

        `on_beat` is called on the loop as long as both halves live: what says so to a supervisor.
        """
        self._limits = limits
        self._on_stall = on_stall
        self._on_beat = on_beat
        self._now_s = now_s
        self._end = end
        self._stalls = 0
        self._beats = 0
        self._beat_s = now_s()
        # The thread's own.
        self._beats_seen = 0
        self._looked_s = self._beat_s
        self._still_s = 0.0

    def beat(self) -> None:
        """Say that the loop runs."""
        self._note()
        self._beat_s = self._now_s()
        self._beats += 1

    def stalls(self) -> int:
        """Return how often the loop has been away for too long, a stall just over included."""
        self._note()
        return self._stalls

    def look(self) -> float | None:
        """Return for how long (s) the loop has stood still, once that is too long."""
        now_s, beats = self._now_s(), self._beats
        gap_s, self._looked_s = now_s - self._looked_s, now_s
        if beats != self._beats_seen:
            self._beats_seen, self._still_s = beats, 0.0
        elif gap_s <= FROZEN_S:
            self._still_s += gap_s
        return self._still_s if self._still_s > self._limits.ends_s else None

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Beat on the running loop, and look at the beats from a thread, for a while."""
        over = threading.Event()
        thread = threading.Thread(target=self._watch, args=[over], name="loop watchdog")
        thread.daemon = True  # it must not keep alive what it is there to end
        beating = asyncio.create_task(self._keep_beating(thread), name="beat")
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()
            beating.cancel()

    async def _keep_beating(self, thread: threading.Thread) -> None:
        while True:
            self.beat()
            if thread.is_alive():
                self._on_beat()
            await asyncio.sleep(BEAT_S)

    def _watch(self, over: threading.Event) -> None:
        while not over.wait(LOOK_S):
            # Nothing here may wait for the loop's thread. Logging would: it takes its locks.
            still_s = self.look()
            if still_s is not None:
                self._end(still_s)
                return

    def _note(self) -> None:
        away_s = self._now_s() - self._beat_s
        if away_s <= self._limits.stalled_s:
            return
        self._beat_s += away_s
        self._stalls += 1
        _log.warning(
            "the event loop stood still for %.1f s: every pump is read again before anything is "
            "started or raised",
            away_s,
        )
        self._on_stall()


def _place(frame: FrameType | None) -> str:
    """Return the frames of a thread in one line, innermost first. Reads no file."""
    places = []
    while frame is not None:
        code = frame.f_code
        places.append(f"{code.co_name} ({code.co_filename}:{frame.f_lineno})")
        frame = frame.f_back
    return " < ".join(places) or "no place that can be told"


__all__ = ["EXIT_STALLED", "LoopLimits", "LoopWatchdog", "boot_s", "end_process", "tell"]
