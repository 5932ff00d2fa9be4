"""Waking the step logic at an instant. Wakeups hold no truth: they only make us look again.

Two implementations of one port of two methods: APScheduler on the real clock, the event loop's own
timers under virtual time.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from service.core.times import Instant
from service.shell.clock import WardClock

Call = Callable[[], None]


class Wakeups(Protocol):
    """Wakes callers at ward instants; one wakeup for each key."""

    def wake(self, key: str, at: Instant, call: Call) -> None:
        """Call `call` at `at`, instead of whatever was set for `key`."""
        ...

    def forget(self, key: str) -> None:
        """Set nothing for `key`."""
        ...


class ScheduledWakeups:
    """APScheduler on the real clock: no job store, no grace time, coalescing (design section 5)."""

    def __init__(self, clock: WardClock) -> None:
        """Prepare a scheduler; `start` needs a running loop."""
        self._clock = clock
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    def start(self) -> None:
        """Begin to fire."""
        self._scheduler.start()

    def stop(self) -> None:
        """Fire no more."""
        self._scheduler.shutdown(wait=False)

    def wake(self, key: str, at: Instant, call: Call) -> None:
        """Schedule on the wall clock, by the span from now: ward time may differ from the wall."""
        wall_ms = self._clock.wall_ms() + max(0, at - self._clock.now())
        date = datetime.fromtimestamp(wall_ms / 1_000, UTC)
        self._scheduler.add_job(
            _awaited, "date", [call], run_date=date, id=key, replace_existing=True
        )

    def forget(self, key: str) -> None:
        """Remove the job of `key`, if there is one."""
        if self._scheduler.get_job(key):
            self._scheduler.remove_job(key)


async def _awaited(call: Call) -> None:
    """Run on the event loop: APScheduler would send a plain function to a thread."""
    call()


class LoopWakeups:
    """The event loop's own timers, for virtual time."""

    def __init__(self, clock: WardClock) -> None:
        """Use the running loop."""
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def wake(self, key: str, at: Instant, call: Call) -> None:
        """Set a timer at the loop's time of `at`."""
        self.forget(key)
        self._timers[key] = self._loop.call_at(self._clock.loop_time(at), call)

    def forget(self, key: str) -> None:
        """Cancel the timer of `key`, if there is one."""
        timer = self._timers.pop(key, None)
        if timer:
            timer.cancel()
