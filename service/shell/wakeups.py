"""Waking the step logic at an instant. Wakeups hold no truth: they only make us look again.

Two implementations of one port: APScheduler on the real clock, the event loop's own
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

MANY = 1_000_000
"""APScheduler counts a job as running until a turn of the loop after it has ended, and drops a job
of the same key that is due before. Ours run on the loop, so no two ever run at once."""


class Wakeups(Protocol):
    """Wakes callers at ward instants; one wakeup for each key."""

    def wake(self, key: str, at: Instant, call: Call) -> None:
        """Call `call` at `at`, instead of whatever was set for `key`."""
        ...

    def forget(self, key: str) -> None:
        """Set nothing for `key`."""
        ...

    def every(self, key: str, seconds: float, call: Call) -> None:
        """Call `call` again and again, so many seconds apart, until `forget`."""
        ...


class ScheduledWakeups:
    """APScheduler on the real clock: no job store, no grace time, coalescing (design section 5)."""

    def __init__(self, clock: WardClock) -> None:
        """Prepare a scheduler; `start` needs a running loop."""
        self._clock = clock
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": MANY},
        )
        self._guards: dict[str, asyncio.TimerHandle] = {}

    def start(self) -> None:
        """Begin to fire."""
        self._scheduler.start()

    def stop(self) -> None:
        """Fire no more."""
        for guard in self._guards.values():
            guard.cancel()
        self._guards.clear()
        self._scheduler.shutdown(wait=False)

    def wake(self, key: str, at: Instant, call: Call) -> None:
        """Schedule on the wall clock, by the span from now: ward time may differ from the wall."""
        wall_ms = self._clock.wall_ms() + max(0, at - self._clock.now())
        date = datetime.fromtimestamp(wall_ms / 1_000, UTC)
        self._scheduler.add_job(
            _awaited, "date", [call], run_date=date, id=key, replace_existing=True
        )

    def every(self, key: str, seconds: float, call: Call) -> None:
        """Set each job when the one before has fired: a clock set forward makes up for nothing.

        A wall clock that is set back by an hour would keep APScheduler waiting for that hour. So
        the loop's own clock looks whether the job came, and sets it anew.
        """
        loop = asyncio.get_running_loop()

        def arm() -> None:
            self._guards[key] = loop.call_later(2 * seconds, fire)
            self.wake(key, Instant(self._clock.now() + round(seconds * 1_000)), fire)

        def fire() -> None:
            guard = self._guards.pop(key, None)
            if guard is None:
                return  # forgotten, when this was already on its way
            guard.cancel()
            arm()
            call()

        self.forget(key)
        arm()

    def forget(self, key: str) -> None:
        """Remove the job of `key`, if there is one."""
        guard = self._guards.pop(key, None)
        if guard is not None:
            guard.cancel()
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

    def every(self, key: str, seconds: float, call: Call) -> None:
        """Set each timer when the one before has fired."""

        def fire() -> None:
            self.every(key, seconds, call)
            call()

        self.forget(key)
        self._timers[key] = self._loop.call_later(seconds, fire)

    def forget(self, key: str) -> None:
        """Cancel the timer of `key`, if there is one."""
        timer = self._timers.pop(key, None)
        if timer:
            timer.cancel()
