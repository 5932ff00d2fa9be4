"""What a day will still be asked for: the visits that are expected, placed beside those booked.

A template of the expected day is a list of visits by kind, each with a place in the day. A request
takes the place of one of its own kind; what does not fit beside the rest moves the rest, and what
then finds no place any more is displaced. So a short visit does not take, at nine, the morning that
the last long ones will need. After Hahn-Goldberg and others, Health Care Manag. Sci. 17 (2014) 379.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from service.core.booking.day import (
    DayState,
    Fit,
    booked,
    fit_at,
    fits,
    from_now,
    has_room,
    released,
)
from service.core.booking.grid import GRID_MIN, Slot
from service.core.booking.shape import PlaceClass, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A visit that nobody has asked for yet, and the place that is kept for it."""

    kind: str
    shape: Shape
    place: PlaceClass
    fit: Fit

    @property
    def minutes(self) -> int:
        """How long it holds its place."""
        return self.shape.length(self.fit.wait) * GRID_MIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """A ward-day: what is booked, and what is expected beside it."""

    booked: DayState
    rest: DayState
    """What is left when everything expected has come as well."""
    expected: Mapping[str, tuple[Expected, ...]]
    """By kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Displacement:
    """What becomes of the expected day when a visit is put somewhere."""

    outlook: Outlook
    lost: tuple[Expected, ...]
    """Expected visits that find no place any more."""

    @property
    def minutes(self) -> int:
        """How long the lost ones would have held their places."""
        return sum(each.minutes for each in self.lost)


def outlook(day: DayState, expected: Iterable[Expected] = ()) -> Outlook:
    """Return the outlook of a day; of the expected visits those for which there is room."""
    rest, kept = day if day.chairs is None else replace(day, chairs=None), []
    for each in expected:
        if room_for(rest, each):
            rest = booked(rest, each.shape, each.place, each.fit)
            kept.append(each)
    return Outlook(booked=day, rest=rest, expected=by_kind(kept))


def onwards(of: Outlook, now: Slot) -> Outlook:
    """Return the outlook of a day that has begun: nothing before `now` is offered."""
    return replace(of, booked=from_now(of.booked, now), rest=from_now(of.rest, now))


def own(of: Outlook, kind: str, near: int) -> Iterator[Expected]:
    """Yield the expected visits of a kind, one for each place in the day, the nearest first."""
    seen = set()
    for each in sorted(of.expected.get(kind, ()), key=lambda one: abs(one.fit.seat - near)):
        if each.fit not in seen:
            seen.add(each.fit)
            yield each


def without(of: Outlook, gone: Expected) -> Outlook:
    """Return the outlook with one expected visit less."""
    kept = list(of.expected[gone.kind])
    kept.remove(gone)
    rest = released(of.rest, gone.shape, gone.place, gone.fit)
    return replace(of, rest=rest, expected={**of.expected, gone.kind: tuple(kept)})


def accepted(of: Outlook, visit: Expected) -> Displacement:
    """Return the outlook with a visit booked. `ValueError` where it is not free.

    It takes the place of the nearest expected one of its kind beside which it fits. Where there is
    none the expected ones that are in its way move.
    """
    day = booked(of.booked, visit.shape, visit.place, visit.fit)
    closest = next(own(of, visit.kind, visit.fit.seat), None)
    for each in own(of, visit.kind, visit.fit.seat):
        base = without(of, each)
        if room_for(base.rest, visit):
            return Displacement(outlook=_with(base, visit, day), lost=())
    base = of if closest is None else without(of, closest)
    if room_for(base.rest, visit):
        return Displacement(outlook=_with(base, visit, day), lost=())
    return _moved_aside(base, visit, day)


def room_for(day: DayState, visit: Expected) -> bool:
    """Whether everything that a visit takes at its place is free."""
    return has_room(day, visit.shape, visit.place, visit.fit)


def nearest(day: DayState, each: Expected) -> Expected | None:
    """Return a visit at the free place that is nearest to its own; None: there is none."""
    found = fits(day, each.shape, each.place)
    if not found:
        return None
    seat = min(found, key=lambda one: (abs(one - each.fit.seat), one))
    return replace(each, fit=fit_at(day, each.shape, seat, found[seat]))


def by_kind(visits: Iterable[Expected]) -> dict[str, tuple[Expected, ...]]:
    """Return visits by their kind, in the same order."""
    rows: dict[str, list[Expected]] = {}
    for each in visits:
        rows.setdefault(each.kind, []).append(each)
    return {kind: tuple(row) for kind, row in rows.items()}


def _with(of: Outlook, visit: Expected, day: DayState) -> Outlook:
    return replace(of, booked=day, rest=booked(of.rest, visit.shape, visit.place, visit.fit))


def _moved_aside(of: Outlook, visit: Expected, day: DayState) -> Displacement:
    """Put a visit where expected ones stand in its way, and find them other places."""
    rest, away = of.rest, []
    for each in _in_the_way(of, visit):
        if room_for(rest, visit):
            break
        rest = released(rest, each.shape, each.place, each.fit)
        away.append(each)
    rest = booked(rest, visit.shape, visit.place, visit.fit)
    kept = _less(of.expected, away)
    lost = []
    for each in sorted(away, key=lambda one: -one.minutes):
        moved = each if room_for(rest, each) else nearest(rest, each)
        if moved is None:
            lost.append(each)
            continue
        rest = booked(rest, moved.shape, moved.place, moved.fit)
        kept[moved.kind] = (*kept[moved.kind], moved)
    return Displacement(outlook=Outlook(booked=day, rest=rest, expected=kept), lost=tuple(lost))


def _in_the_way(of: Outlook, visit: Expected) -> list[Expected]:
    """Return the expected visits, those at the same time first, the shortest of them first."""
    ends = visit.fit.ends(visit.shape)
    everything = [each for row in of.expected.values() for each in row]

    def rank(each: Expected) -> tuple[bool, int]:
        apart = each.fit.seat >= ends or each.fit.ends(each.shape) <= visit.fit.seat
        return apart, each.minutes

    return sorted(everything, key=rank)


def _less(
    rows: Mapping[str, tuple[Expected, ...]], away: Iterable[Expected]
) -> dict[str, tuple[Expected, ...]]:
    kept = {kind: list(row) for kind, row in rows.items()}
    for each in away:
        kept[each.kind].remove(each)
    return {kind: tuple(row) for kind, row in kept.items()}
