"""The ward's clocks put on and taken off: wall time to slots and back, over every change of them.

A slot is UTC and knows no summer. A local time that a change leaves out begins at the first moment
after it; one that a change gives twice begins at its first and ends at its second.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from service.core.booking.grid import GRID_MIN, Slot
from service.core.booking.resources import DAY_MIN
from service.core.times import MINUTE_MS, Instant

SLOT_MS = GRID_MIN * MINUTE_MS
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_GRID = timedelta(minutes=GRID_MIN)


def slot_at(instant: Instant) -> Slot:
    """Return the slot in which an instant lies."""
    return Slot(instant // SLOT_MS)


def begins(slot: Slot) -> Instant:
    """Return the instant at which a slot begins."""
    return Instant(slot * SLOT_MS)


class Clocks:
    """The clocks on the wall of one ward."""

    def __init__(self, zone: str) -> None:
        """`ZoneInfoNotFoundError` for an unknown zone; the catalog has asked before."""
        self.zone = zone
        self._zone = ZoneInfo(zone)

    def slot(self, on: date, minute: int) -> Slot:
        """Return when a day's clock first shows `minute` after midnight, or first passes it."""
        wall = _wall(on, minute)
        earliest = self._utc(wall, fold=0)
        if self.wall(earliest) == wall:
            return earliest
        # Left out: with `fold` 1 the instant lies before the change, with 0 behind it.
        slot = self._utc(wall, fold=1)
        while self.wall(slot) < wall:
            slot = Slot(slot + 1)
        return slot

    def end(self, on: date, minute: int) -> Slot:
        """Return when a day's clock last shows `minute` after midnight, or first passes it."""
        wall = _wall(on, minute)
        latest = self._utc(wall, fold=1)
        return latest if self.wall(latest) == wall else self.slot(on, minute)

    def shown(self, wall: datetime) -> tuple[Slot, ...]:
        """Return every slot at which the clocks show a wall time: none, one or two, in order."""
        found = {self._utc(wall, fold=fold) for fold in (0, 1)}
        return tuple(sorted(slot for slot in found if self.wall(slot) == wall))

    def wall(self, slot: Slot) -> datetime:
        """Return what the clocks show at a slot, as a wall time without a zone."""
        return self.at(slot).replace(tzinfo=None, fold=0)

    def at(self, slot: Slot) -> datetime:
        """Return a slot as an aware moment of the ward's zone."""
        return (_EPOCH + slot * _GRID).astimezone(self._zone)

    def date(self, slot: Slot) -> date:
        """Return the ward's day of a slot."""
        return self.at(slot).date()

    def _utc(self, wall: datetime, *, fold: int) -> Slot:
        moment = wall.replace(tzinfo=self._zone, fold=fold).astimezone(UTC)
        return Slot((moment - _EPOCH) // _GRID)


def _wall(on: date, minute: int) -> datetime:
    days, rest = divmod(minute, DAY_MIN)
    day = on + timedelta(days=days)
    return datetime.combine(day, time(rest // 60, rest % 60))
