"""A ward's day that is under way whenever a demonstration is begun: at night, on a Sunday too."""

from dataclasses import replace
from datetime import UTC, datetime

from service.book.calendar import Calendar, ClosedDay
from service.book.clocks import slot_at
from service.catalog import WardConfig
from service.core.booking.resources import Resources
from service.core.times import Instant

HOUR = 11
"""What the ward's clocks show: the first patients sit since hours, the last are still to come."""


def under_way(ward: WardConfig, now: Instant) -> WardConfig:
    """Return the ward with its clocks in a zone in which it is between eleven and twelve.

    Today is as the first day of its week, whatever it is; every other day is as in its file.
    """
    zone = zone_at(now)
    booking = ward.booking
    if booking is not None:
        booking = _open_today(replace(booking, zone=zone), now)
    return replace(ward, zone=zone, booking=booking)


def zone_at(now: Instant) -> str:
    """Return the zone of whole hours in which it is `HOUR` o'clock and some minutes."""
    ahead = HOUR - datetime.fromtimestamp(now // 1_000, UTC).hour
    return f"Etc/GMT{-ahead:+d}"  # these names count to the west


def _open_today(resources: Resources, now: Instant) -> Resources:
    calendar = Calendar(resources)
    today = calendar.clocks.date(slot_at(now))
    weekday, pharmacy = frozenset({today.weekday()}), resources.pharmacy
    hours = resources.opening[min(resources.opening)]
    open_ = replace(
        resources,
        opening={**resources.opening, today.weekday(): hours},
        shifts=tuple(replace(each, days=each.days | weekday) for each in resources.shifts),
        pharmacy=None if pharmacy is None else replace(pharmacy, days=pharmacy.days | weekday),
    )
    if isinstance(Calendar(open_).day(today), ClosedDay):
        closures = tuple(each for each in open_.closures if today not in each)
        return replace(open_, holidays=None, closures=closures)
    return open_
