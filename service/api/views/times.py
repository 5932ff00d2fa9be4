"""Instants as text, spans as minutes, and the axis of a session."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from service.core.session.events import Event, RateReached
from service.core.times import MINUTE_MS, Instant

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=1024)
def iso(at: Instant) -> str:
    """Return an instant as ISO 8601 in UTC, with milliseconds.

    Kept: every look at a session shows the same instants of its past.
    """
    text = (_EPOCH + timedelta(milliseconds=at)).isoformat(timespec="milliseconds")
    return text.removesuffix("+00:00") + "Z"


def iso_or_none(at: Instant | None) -> str | None:
    """Return an instant as text, or None."""
    return None if at is None else iso(at)


def minutes_of(ms: int) -> float:
    """Return a span in minutes, to a thousandth."""
    return round(ms / MINUTE_MS, 3)


@dataclass(frozen=True, slots=True)
class Axis:
    """Session minutes: since the pump first reported the first rate, `speed` times ward time."""

    start: Instant | None
    speed: int

    @classmethod
    def of(cls, happened: Iterable[Event], speed: int) -> "Axis":
        """Return the axis of a session from its record."""
        starts = (event.at for event in happened if isinstance(event, RateReached))
        return cls(next(starts, None), speed)

    def span(self, at: Instant) -> int:
        """Return session milliseconds from the start until `at`; 0 before the start."""
        return 0 if self.start is None else max(0, at - self.start) * self.speed

    def minutes(self, at: Instant) -> float:
        """Return session minutes from the start until `at`; 0 before the start."""
        return minutes_of(self.span(at))
