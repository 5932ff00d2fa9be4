"""Instants and spans of ward time, in whole milliseconds.

Ward time is one clock that never goes back: wall time at the start of the process plus monotonic
time since (docs/decisions/0007). Core never asks what time it is; every command brings its instant.
"""

from typing import NewType

Instant = NewType("Instant", int)
"""Milliseconds since 1970-01-01T00:00Z on the ward clock."""

Span = NewType("Span", int)
"""A length of time in milliseconds."""

SECOND_MS = 1_000
MINUTE_MS = 60_000
DAY_MS = 24 * 60 * MINUTE_MS


def minutes(count: float) -> Span:
    """Return a span of `count` minutes; fractions are rounded to whole milliseconds."""
    return Span(round(count * MINUTE_MS))


def seconds(count: float) -> Span:
    """Return a span of `count` seconds; fractions are rounded to whole milliseconds."""
    return Span(round(count * SECOND_MS))


def since(later: Instant, earlier: Instant) -> Span:
    """Return the span from `earlier` to `later`; negative when they are the other way round."""
    return Span(later - earlier)


def after(instant: Instant, span: Span) -> Instant:
    """Return the instant `span` after `instant`."""
    return Instant(instant + span)
