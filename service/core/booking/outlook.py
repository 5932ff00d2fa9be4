"""What a day will still be asked for: the visits that are expected, placed beside those booked.

A template of the expected day is a list of visits by kind, each with a place in the day. A request
takes the place of one of its own kind; what does not fit beside the rest moves the rest, and what
then finds no place any more is displaced. So a short visit does not take, at nine, the morning that
the last long ones will need. After Hahn-Goldberg and others, Health Care Manag. Sci. 17 (2014) 379.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from service.core.booking.day import DayState, Fit, booked, fit_at, fits, has_room, released
from service.core.booking.grid import GRID_MIN
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
        if _fits(rest, each):
            rest = booked(rest, each.shape, each.place, each.fit)
            kept.append(each)
    return Outlook(booked=day, rest=rest, expected=_by_kind(kept))


def so_far(day: DayState, template: Iterable[Expected], bookings: Iterable[Expected]) -> Outlook:
    """Return the outlook of an empty day with a template, after bookings in their order.

    A booking for which there is no room (any more) is counted all the same; beside it the day is
    short, and nothing is offered there.
    """
    now = outlook(day, template)
    for visit in bookings:
        if _fits(now.booked, visit):
            now = accepted(now, visit).outlook
        else:
            now = replace(now, booked=_over(now.booked, visit), rest=_over(now.rest, visit))
    return now


def expected_day(day: DayState, asked: Iterable[Expected]) -> tuple[Expected, ...]:
    """Return a template: the visits of an expected day, longest first, each next to its wish.

    `asked` has the wished seats; a visit without a place is left out. This is the plain way; the
    planner may bring a better template.
    """
    rest, kept = day, []
    for each in sorted(asked, key=lambda one: (-one.minutes, one.fit.seat)):
        moved = _nearest(rest, each)
        if moved is not None:
            rest = booked(rest, moved.shape, moved.place, moved.fit)
            kept.append(moved)
    return tuple(kept)


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
    nearest = next(own(of, visit.kind, visit.fit.seat), None)
    for each in own(of, visit.kind, visit.fit.seat):
        base = without(of, each)
        if _fits(base.rest, visit):
            return Displacement(outlook=_with(base, visit, day), lost=())
    base = of if nearest is None else without(of, nearest)
    if _fits(base.rest, visit):
        return Displacement(outlook=_with(base, visit, day), lost=())
    return _moved_aside(base, visit, day)


def _with(of: Outlook, visit: Expected, day: DayState) -> Outlook:
    return replace(of, booked=day, rest=booked(of.rest, visit.shape, visit.place, visit.fit))


def _moved_aside(of: Outlook, visit: Expected, day: DayState) -> Displacement:
    """Put a visit where expected ones stand in its way, and find them other places."""
    rest, away = of.rest, []
    for each in _in_the_way(of, visit):
        if _fits(rest, visit):
            break
        rest = released(rest, each.shape, each.place, each.fit)
        away.append(each)
    rest = booked(rest, visit.shape, visit.place, visit.fit)
    kept = _less(of.expected, away)
    lost = []
    for each in sorted(away, key=lambda one: -one.minutes):
        moved = each if _fits(rest, each) else _nearest(rest, each)
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


def _nearest(day: DayState, each: Expected) -> Expected | None:
    found = fits(day, each.shape, each.place)
    if not found:
        return None
    seat = min(found, key=lambda one: (abs(one - each.fit.seat), one))
    return replace(each, fit=fit_at(day, each.shape, seat, found[seat]))


def _over(day: DayState, visit: Expected) -> DayState:
    return booked(day, visit.shape, visit.place, visit.fit, over=True)


def _fits(day: DayState, visit: Expected) -> bool:
    return has_room(day, visit.shape, visit.place, visit.fit)


def _less(
    rows: Mapping[str, tuple[Expected, ...]], away: Iterable[Expected]
) -> dict[str, tuple[Expected, ...]]:
    kept = {kind: list(row) for kind, row in rows.items()}
    for each in away:
        kept[each.kind].remove(each)
    return {kind: tuple(row) for kind, row in kept.items()}


def _by_kind(each_of: Iterable[Expected]) -> dict[str, tuple[Expected, ...]]:
    rows: dict[str, list[Expected]] = {}
    for each in each_of:
        rows.setdefault(each.kind, []).append(each)
    return {kind: tuple(row) for kind, row in rows.items()}
