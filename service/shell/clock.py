"""The ward's one clock.

Ward time is wall time when the process starts plus monotonic time since, so that no step of the
wall clock (NTP, daylight saving, 1970) changes a decision. A new process starts no earlier than the
last recorded event: ward time never goes back. Where the wall clock shows an earlier time than the
record, it was set back while nobody served, and how long that was cannot be told: then so much ward
time has passed as `unknown_gap` says. The raw wall clock is recorded beside it as evidence.
"""

import asyncio
import time
from collections.abc import Callable

from service.core.times import Instant, Span

JUST_AFTER_S = 1e-6


def wall_clock_ms() -> int:
    """Return the raw wall clock in milliseconds since 1970, UTC."""
    return time.time_ns() // 1_000_000


class WardClock:
    """Ward time on a running event loop (real or virtual)."""

    def __init__(
        self,
        *,
        not_before: Instant = Instant(0),
        unknown_gap: Span = Span(0),
        wall_ms: Callable[[], int] = wall_clock_ms,
        loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        """Anchor ward time to the wall now, but not before the last recorded instant.

        `unknown_gap` should be longer than any absence after which a pump may be raised: an absence
        of unknown length must not count as a short one.
        """
        self._loop = loop or asyncio.get_running_loop()
        self._wall_ms = wall_ms
        wall = wall_ms()
        earliest = not_before + 1
        starts = max(wall, earliest) if wall >= not_before else earliest + unknown_gap
        self._anchor = starts - round(self._loop.time() * 1_000)

    def now(self) -> Instant:
        """Return ward time."""
        return Instant(self._anchor + int(self._loop.time() * 1_000))

    def wall_ms(self) -> int:
        """Return the raw wall clock, for the record only."""
        return self._wall_ms()

    def loop_time(self, instant: Instant) -> float:
        """Return a time of the event loop (seconds) at which ward time has reached an instant.

        A microsecond after it: in binary fractions the instant itself may lie a hair before its own
        millisecond, and whoever is woken there would find that it is not yet time, again and again.
        """
        return (instant - self._anchor) / 1_000 + JUST_AFTER_S

    def at_loop_time(self, seconds: float) -> Instant:
        """Return the ward instant of an event-loop time."""
        return Instant(self._anchor + int(seconds * 1_000))
