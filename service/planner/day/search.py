"""Ruin and recreate: take a few visits out, place them anew, keep what is not too much worse.

A worse plan is kept with the probability exp(-worse / heat), as in simulated annealing. Sources:
P. Shaw 1998 (large neighbourhoods), G. Schrimpf et al. 2000 (ruin and recreate), J. Christiaens and
G. Vanden Berghe 2020 (places overlooked by chance).
"""

import math

import numpy as np

from service.planner.day.chance import Dice, Shares, below, drawn, share
from service.planner.day.compiled import DICE, INT, NOTHING, REAL, REALS, ROW, TABLE, compiled
from service.planner.day.placing import NOWHERE, cheapest, cost, shortest
from service.planner.day.profiles import WARD, Ward, take
from service.planner.day.ruin import WAYS, ruin
from service.planner.day.tables import BAG, GAP, SEAT, Whole

SIZES = (2, 3, 4, 5, 6, 8, 10, 13, 17, 22, 30)
"""How many visits are taken out; drawn by their success, as the ways of `ruin` are."""
ONE_GAP = (0.0, 0.1, 0.5)
"""How likely a visit is offered one of the gaps alone; drawn by success too."""
BLINKS = (0.0, 0.02, 0.2)
"""How likely a place is overlooked, and how likely all places before a moment drawn at random. Not
every best plan can be reached by taking, in some order, the earliest place each time: a visit needs
nurses in bursts, and one seated later can fit between."""
_LATER = 10
"""Slots after its old seat, at most, before which a visit is then not seated."""
FAMILIES = (
    (0, WAYS),
    (WAYS, WAYS + len(SIZES)),
    (WAYS + len(SIZES), WAYS + len(SIZES) + len(ONE_GAP)),
    (WAYS + len(SIZES) + len(ONE_GAP), WAYS + len(SIZES) + len(ONE_GAP) + len(BLINKS)),
)
"""Where among the choices each family begins and ends: ways, sizes, one gap alone, blinks."""
CHOICES = FAMILIES[-1][1]
_SIZE, _GAP, _BLINK = FAMILIES[1][0], FAMILIES[2][0], FAMILIES[3][0]
_JITTER = 6
"""Slots by which an order is shaken, so that no two rounds are alike."""
_BY_CHANCE, _BY_READY, _SHORT_FIRST, _LONG_FIRST = range(4)


@compiled(NOTHING, [WARD, TABLE, INT, ROW])
def _put(ward: Ward, solution: Whole, visit: int, place: Whole) -> None:
    solution[visit, SEAT], solution[visit, GAP], solution[visit, BAG] = place[0], place[1], place[2]
    take(ward, solution, visit, 1)


@compiled(INT, [WARD, TABLE, ROW, ROW, DICE])
def fill(ward: Ward, solution: Whole, order: Whole, earliest: Whole, dice: Dice) -> int:
    """Place every visit in this order where it is cheapest, if it can be no sooner than `earliest`.

    Return the cost (slots); NOWHERE and more where one has no place.
    """
    place = np.zeros(3, np.int64)
    total = 0
    for row in range(order.shape[0]):
        visit = order[row]
        here = NOWHERE
        for start in (max(earliest[visit], ward.visits[visit, 1]), ward.visits[visit, 1]):
            if here >= NOWHERE:
                here = cheapest(ward, visit, start, 0.0, 0.0, False, dice, place)
        total += here
        _put(ward, solution, visit, place)
    return total


@compiled(NOTHING, [WARD, ROW, INT, ROW, DICE])
def _arrange(ward: Ward, chosen: Whole, count: int, keys: Whole, dice: Dice) -> None:
    """Sort the first `count` of the chosen by one of four keys; `keys` is room to work in."""
    by = below(dice, 4)
    for row in range(count):
        visit = chosen[row]
        key = below(dice, 1_000 if by == _BY_CHANCE else _JITTER)
        if by == _BY_READY:
            key += ward.visits[visit, 1]
        elif by == _SHORT_FIRST:
            key += shortest(ward, visit)
        elif by == _LONG_FIRST:
            key -= shortest(ward, visit)
        at = row
        while at > 0 and keys[at - 1] > key:
            keys[at], chosen[at] = keys[at - 1], chosen[at - 1]
            at -= 1
        keys[at], chosen[at] = key, visit


@compiled(NOTHING, [TABLE, INT, TABLE, INT])
def _copy(source: Whole, row: int, target: Whole, to: int) -> None:
    for column in range(source.shape[1]):
        target[to, column] = source[row, column]


@compiled(INT, [WARD, TABLE, ROW, INT, TABLE])
def _take_out(ward: Ward, solution: Whole, chosen: Whole, count: int, old: Whole) -> int:
    """Give back what the chosen hold, keep their places in `old`; return what that saves."""
    saved = 0
    for row in range(count):
        visit = chosen[row]
        _copy(solution, visit, old, visit)
        saved += cost(ward, visit, solution[visit, SEAT], solution[visit, GAP])
        take(ward, solution, visit, -1)
    return saved


@compiled(NOTHING, [WARD, TABLE, ROW, INT, INT, TABLE])
def _undo(ward: Ward, solution: Whole, chosen: Whole, placed: int, count: int, old: Whole) -> None:
    for row in range(placed):
        take(ward, solution, chosen[row], -1)
    for row in range(count):
        _copy(old, chosen[row], solution, chosen[row])
        take(ward, solution, chosen[row], 1)


@compiled(NOTHING, [WARD, TABLE, TABLE, ROW, INT, REAL, REALS, REALS, REALS, DICE])
def improve(
    ward: Ward,
    solution: Whole,
    best: Whole,
    costs: Whole,
    rounds: int,
    heat: float,
    weights: Shares,
    tried: Shares,
    won: Shares,
    dice: Dice,
) -> None:
    """Do `rounds` ruins and recreations at one heat (slots).

    `costs` holds the cost of `solution` and of `best`; all three, and the ward, are written to.
    `weights` says how likely each of the `CHOICES` is in its family; `tried` counts visits placed
    anew, `won` plans that became better.
    """
    count = ward.visits.shape[0]
    place, chosen = np.zeros(3, np.int64), np.zeros(count, np.int64)
    keys, marked = np.zeros(count, np.int64), np.zeros(count, np.int64)
    old = np.zeros((count, 3), np.int64)
    sizes, alone, blinks = np.array(SIZES), np.array(ONE_GAP), np.array(BLINKS)
    for _ in range(rounds):
        way = drawn(weights, 0, WAYS, dice)
        size = drawn(weights, _SIZE, _GAP, dice)
        one_gap = drawn(weights, _GAP, _BLINK, dice)
        blink = drawn(weights, _BLINK, CHOICES, dice)
        out = ruin(ward, solution, way, sizes[size], chosen, marked, dice)
        change = -_take_out(ward, solution, chosen, out, old)
        _arrange(ward, chosen, out, keys, dice)
        allowed = -heat * math.log(share(dice))
        early = below(dice, 3) == 0
        done = 0
        while done < out and change <= allowed:
            visit = chosen[done]
            start = ward.visits[visit, 1]
            if share(dice) <= blinks[blink]:
                start += below(dice, max(0, old[visit, SEAT] - start) + _LATER)
            change += cheapest(
                ward, visit, start, blinks[blink], alone[one_gap], early, dice, place
            )
            _put(ward, solution, visit, place)
            done += 1
        better = 1 if change < 0 and change <= allowed else 0
        for choice in (way, _SIZE + size, _GAP + one_gap, _BLINK + blink):
            tried[choice] += out
            won[choice] += better
        if change > allowed:
            _undo(ward, solution, chosen, done, out, old)
            continue
        costs[0] += change
        if costs[0] < costs[1]:
            costs[1] = costs[0]
            for row in range(count):
                _copy(solution, row, best, row)
