"""A better template of the expected day than the plain one: take a few hours out, put them back.

Ruin and recreate on the same whole numbers as the offers (`service.core.booking.day`), for the
night: some seconds for thirty chairs. What counts is the expected visits that are left
without a place. Deterministic from its seed and its rounds.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random

from service.core.booking.day import DayState, booked, fit_at, fits, released
from service.core.booking.expecting import expected_day
from service.core.booking.outlook import Expected

ROUNDS = 1_500
"""Some six seconds for thirty chairs; after these a day hardly gains any more."""

HOURS_OUT = (10, 20, 30)
"""Slots of a ruined stretch."""

SHARE_OUT = (0.2, 0.5, 0.9)
"""How much of it is taken out."""

LONG_COUNT_MORE = 1.25
"""Exponent of a visit's minutes. docs/booking/offers.md has what others gave."""

MOST_OUT = 40
"""Visits that are taken out at once."""


@dataclass(slots=True)
class _Plan:
    day: DayState
    kept: list[Expected]
    left: list[Expected]

    @property
    def left_out(self) -> float:
        """What the visits without a place count: a long one more than short ones together.

        A short visit finds a gap of its own later on, a long one hardly.
        """
        return sum(math.pow(each.minutes, LONG_COUNT_MORE) for each in self.left)


def better_template(
    day: DayState, asked: Sequence[Expected], *, seed: int, rounds: int = ROUNDS
) -> tuple[Expected, ...]:
    """Return a template of the visits of an expected day, at their wished seats in `asked`.

    `day` is the day without a booking. Never a worse one than `expected_day` makes.
    """
    chance = Random(seed)  # noqa: S311 - repeatable, not secret
    plan = _start(day, asked)
    for _ in range(rounds):
        if not plan.left:
            break
        plan = _round(plan, chance)
    return tuple(plan.kept)


def _start(day: DayState, asked: Sequence[Expected]) -> _Plan:
    kept = expected_day(day, asked)
    left = list(asked)
    for each in kept:
        day = booked(day, each.shape, each.place, each.fit)
        left.remove(next(one for one in left if one.kind == each.kind))
    return _Plan(day=day, kept=list(kept), left=left)


def _round(plan: _Plan, chance: Random) -> _Plan:
    """Ruin one stretch and put it back together; keep it if no more is left out."""
    day = plan.day
    out: list[Expected] = []
    kept: list[Expected] = []
    begins = chance.randrange(day.opens, day.closes)
    ends = begins + chance.choice(HOURS_OUT)
    share = chance.choice(SHARE_OUT)
    for each in plan.kept:
        there = each.fit.seat < ends and each.fit.ends(each.shape) > begins
        if there and len(out) < MOST_OUT and chance.random() < share:
            day = released(day, each.shape, each.place, each.fit)
            out.append(each)
        else:
            kept.append(each)
    order = [
        (each.minutes * chance.uniform(0.7, 1.3), at) for at, each in enumerate(out + plan.left)
    ]
    ranked = [(out + plan.left)[at] for _, at in sorted(order, reverse=True)]
    tried = _put_back(day, ranked, chance)
    if tried.left_out > plan.left_out:
        return plan
    return replace(tried, kept=kept + tried.kept)


def _put_back(day: DayState, ranked: Iterable[Expected], chance: Random) -> _Plan:
    """Put the visits where they fit: all as early, all as late as they can, or anywhere."""
    plan = _Plan(day=day, kept=[], left=[])
    manner = chance.randrange(3)
    for each in ranked:
        found = fits(plan.day, each.shape, each.place)
        if not found:
            plan.left.append(each)
            continue
        seats = list(found)
        seat = (min(seats), max(seats), chance.choice(seats))[manner]
        moved = replace(each, fit=fit_at(plan.day, each.shape, seat, found[seat]))
        plan.day = booked(plan.day, moved.shape, moved.place, moved.fit)
        plan.kept.append(moved)
    return plan
