"""The expected day of a ward: laid out once, and put anew beside whatever has been booked.

Both go in steps, a visit each, so that whoever runs a ward gives others their turn in between.
"""

from collections.abc import Generator, Iterable
from typing import TypeVar, cast

from service.core.booking.day import DayState, booked
from service.core.booking.outlook import Expected, Outlook, by_kind, nearest, room_for

T = TypeVar("T")
Steps = Generator[None, None, T]
"""Something that is found in steps; each of them takes far less than a millisecond."""


def finished(steps: Steps[T]) -> T:
    """Return what is found when all steps have been gone."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return cast(T, end.value)


def expected_day(day: DayState, asked: Iterable[Expected]) -> tuple[Expected, ...]:
    """Return a template: the visits of an expected day, longest first, each next to its wish.

    `asked` has the wished seats; a visit without a place is left out. This is the plain way; the
    planner may bring a better template.
    """
    return finished(laid_out(day, asked))


def laid_out(day: DayState, asked: Iterable[Expected]) -> Steps[tuple[Expected, ...]]:
    """Make what `expected_day` returns."""
    rest, kept = day, []
    for each in _longest_first(asked):
        moved = nearest(rest, each)
        if moved is not None:
            rest = booked(rest, moved.shape, moved.place, moved.fit)
            kept.append(moved)
        yield
    return tuple(kept)


def beside(
    day: DayState, template: Iterable[Expected], bookings: Iterable[Expected]
) -> Steps[Outlook]:
    """Make the outlook of a day with all its bookings in it.

    What of the template nobody has asked for yet is kept at its own place; where that is taken, at
    the nearest that is free; and what finds none is expected no more.
    """
    rest, kept, away = day, list[Expected](), list[Expected]()
    for each in _not_asked_for(template, bookings):
        if room_for(rest, each):
            rest = booked(rest, each.shape, each.place, each.fit)
            kept.append(each)
        else:
            away.append(each)
        yield
    for each in _longest_first(away):
        moved = nearest(rest, each)
        if moved is not None:
            rest = booked(rest, moved.shape, moved.place, moved.fit)
            kept.append(moved)
        yield
    return Outlook(booked=day, rest=rest, expected=by_kind(kept))


def _not_asked_for(
    template: Iterable[Expected], bookings: Iterable[Expected]
) -> tuple[Expected, ...]:
    """Return the template without the nearest one of its kind for each booking."""
    left = by_kind(template)
    for visit in bookings:
        row = left.get(visit.kind, ())
        if row:
            gone = min(row, key=lambda one: abs(one.fit.seat - visit.fit.seat))
            at = row.index(gone)
            left[visit.kind] = row[:at] + row[at + 1 :]
    return tuple(each for row in left.values() for each in row)


def _longest_first(visits: Iterable[Expected]) -> list[Expected]:
    return sorted(visits, key=lambda one: (-one.minutes, one.fit.seat))
