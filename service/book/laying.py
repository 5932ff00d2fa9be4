"""The expected day as a question to a planner in a process of its own, and its answer."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from service.core.booking.day import DayState, Fit, booked, left, waits
from service.core.booking.outlook import Expected, room_for


class NoLayout(ValueError):
    """What was answered is no layout of the day that was asked for."""


def question(day: DayState, asked: Sequence[Expected]) -> dict[str, Any]:
    """Return what a planner needs of an empty day: slots and counts."""
    return {
        "on": day.on.isoformat(),
        "zero": day.zero,
        "opens": day.opens,
        "closes": day.closes,
        "capacity": {pool.value: left(day, pool) for pool in day.free},
        "asked": [
            {
                "kind": each.kind,
                "place": each.place.value,
                "seat": each.fit.seat,
                "wait": each.fit.wait,
                "shape": asdict(each.shape),
            }
            for each in asked
        ],
    }


def layout(answer: Any, day: DayState, asked: Sequence[Expected]) -> tuple[Expected, ...]:
    """Return the template that a planner has answered; `NoLayout` where it does not hold.

    A row is the number of a visit in `asked`, and its seat, gap and bag.
    """
    try:
        rows = [_row(*row) for row in answer["kept"]]
    except (KeyError, TypeError):
        raise NoLayout("the answer has no rows of a layout") from None
    kept, rest, seen = list[Expected](), day, set[int]()
    for number, fit in rows:
        if number in seen or not 0 <= number < len(asked):
            raise NoLayout(f"visit {number} was not asked for, or stands twice")
        seen.add(number)
        each = replace(asked[number], fit=fit)
        if not _is_of(day, each) or not room_for(rest, each):
            raise NoLayout(f"there is no room for visit {number} where it was laid")
        rest = booked(rest, each.shape, each.place, each.fit)
        kept.append(each)
    return tuple(kept)


def _row(number: int, seat: int, wait: int, bag: int | None) -> tuple[int, Fit]:
    """Return a row that was answered; `NoLayout` where a number of it is none."""
    if not all(type(each) is int for each in (number, seat, wait, 0 if bag is None else bag)):
        raise NoLayout("a row of the answer is not of whole numbers")
    return number, Fit(seat=seat, wait=wait, bag=bag)


def _is_of(day: DayState, visit: Expected) -> bool:
    """Whether a visit lies within its day, waits as it may, and has a bag where it needs one."""
    fit = visit.fit
    return (
        day.opens <= fit.seat
        and fit.wait in waits(visit.shape)
        and (fit.bag is None) is (visit.shape.bag is None)
        and (fit.bag is None or fit.bag >= 0)
    )
