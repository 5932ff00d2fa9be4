"""The same situation as plain numbers, for a solver in another process; and its answer back.

Nothing that names a patient leaves the ward's process. Whatever comes back is looked at by the same
rules as our own (`shift.holds`) and judged by the same weights.
"""

from collections.abc import Sequence
from typing import Any

from service.core.booking.day import Fit, left, waits
from service.core.booking.repair.proposal import (
    LIMIT_MIN,
    NOTICE_MIN,
    TELL_MIN,
    WEIGHTS,
    Engine,
    Proposal,
    proposal,
)
from service.core.booking.repair.shift import Fits, begun, holds
from service.core.booking.repair.situation import (
    Situation,
    blamed,
    due,
    fit_of,
    minutes_between,
    what_is_left,
)
from service.core.booking.shape import NURSE_PARTS, Pool
from service.core.booking.visits import Visit

PROBLEM_VERSION = 1
Plain = dict[str, Any]
"""Numbers, texts, lists and dictionaries: what JSON has."""


def problem(of: Situation, hint: Fits) -> Plain:
    """Return what a solver has to know. Slots count from the day's zero, visits by their order.

    A visit without a place in `hint` is left out: the solver looks for nobody's place anew.
    """
    day = what_is_left(of)
    rows = [visit for visit in of.ahead if hint.get(visit.id) is not None]
    return {
        "version": PROBLEM_VERSION,
        "now": of.of_day(of.now),
        "closes": of.closes,
        "ends": day.closes,
        "free": {pool.value: [max(0, count) for count in left(day, pool)] for pool in day.free},
        "weights": {kind.value: weight for kind, weight in WEIGHTS.items()},
        "tell_min": TELL_MIN,
        "limit_min": LIMIT_MIN,
        "visits": [_visit(of, visit, hint[visit.id]) for visit in rows],
    }


def solved(of: Situation, hint: Fits, answer: Sequence[Sequence[int | None]]) -> Proposal | None:
    """Return the proposal of a solver's answer; None where it is not one, or does not hold."""
    fits = places_of(of, hint, answer)
    if fits is None or not holds(of, fits):
        return None
    return proposal(of, fits, Engine.SOLVER)


def places_of(of: Situation, hint: Fits, answer: Sequence[Sequence[int | None]]) -> Fits | None:
    """Return the places of a solver's answer, whether they hold or not; None where it is not one.

    A visit without a place in `hint` still has none.
    """
    rows = [visit for visit in of.ahead if hint.get(visit.id) is not None]
    fits = dict(hint)
    if len(answer) != len(rows):
        return None
    for visit, each in zip(rows, answer, strict=True):
        fit = _fit(each)
        if fit is None:
            return None
        fits[visit.id] = fit
    return fits


def _visit(of: Situation, visit: Visit, hint: Fit | None) -> Plain:
    if hint is None:
        raise AssertionError("only visits with a place are told")
    shape, own = visit.shape, fit_of(visit, of.day.zero)
    counted = Pool.ISOLATOR in of.day.free
    return {
        "place": visit.place.value,
        "seat": own.seat,
        "wait": own.wait,
        "bag": own.bag,
        "due": of.of_day(due(of, visit)),
        "blamed": of.of_day(blamed(of, visit)),
        "short_notice": minutes_between(visit.seat, of.now) < NOTICE_MIN,
        "waits": sorted({own.wait, *waits(shape)}),
        "arrive": shape.arrive,
        "hang": shape.hang,
        "infuse": shape.infuse,
        "flush": shape.flush,
        "observe": shape.observe,
        "disconnect": shape.disconnect,
        "clean": shape.clean,
        "share": NURSE_PARTS // shape.ratio,
        "made": _made(visit, begun(own, of.of_day(of.now))) if counted else None,
        "hint": [hint.seat, hint.wait, hint.bag],
    }


def _made(visit: Visit, has_begun: bool) -> Plain | None:
    bag = visit.shape.bag
    if bag is None or not bag.compound or visit.bag is None:
        return None
    return {
        "compound": bag.compound,
        "transport": bag.transport,
        "stable": bag.stable,
        "to_order": bag.to_order,
        "begun": has_begun,
    }


def _fit(each: Sequence[int | None]) -> Fit | None:
    """Return one row of an answer as a fit; None where it is none."""
    if len(each) != len(("seat", "wait", "bag")):
        return None
    seat, wait, bag = each
    if not _count(seat) or not _count(wait) or not (bag is None or _count(bag)):
        return None
    return Fit(seat=int(seat or 0), wait=int(wait or 0), bag=bag)


def _count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
