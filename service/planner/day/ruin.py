"""Which visits are taken out of a plan, to be placed anew: several ways, drawn by their success."""

from service.planner.day.chance import Dice, below
from service.planner.day.compiled import DICE, INT, ROW, TABLE, compiled
from service.planner.day.placing import shortest
from service.planner.day.profiles import WARD, Ward
from service.planner.day.tables import SEAT, Whole

SCATTERED, MOMENT, TOUCHING, LATE, ALIKE = range(5)
"""Anywhere; seated near one moment; begun or ended near one; near where a late one could be
seated; of one kind."""
WAYS = 5
_LATE_OF = 6
"""Of how many the most deferred is taken."""
_PATIENCE = 12
"""So many draws that were too far off, and one slot farther is near."""
_OF_ANOTHER_KIND = 40


@compiled(INT, [WARD, TABLE, DICE])
def _late(ward: Ward, solution: Whole, dice: Dice) -> int:
    """Return one without a place if there is one, else the most deferred of a few."""
    count = ward.visits.shape[0]
    found = below(dice, count)
    for step in range(count):
        other = (found + step) % count
        if solution[other, SEAT] < 0:
            return int(other)
    for _ in range(_LATE_OF):
        other = below(dice, count)
        deferred = solution[other, SEAT] - ward.visits[other, 1]
        if deferred > solution[found, SEAT] - ward.visits[found, 1]:
            found = other
    return found


@compiled(INT, [WARD, TABLE, INT, INT, DICE])
def _moment(ward: Ward, solution: Whole, way: int, first: int, dice: Dice) -> int:
    """Return around which slot to ruin."""
    seat, ready = solution[first, SEAT], ward.visits[first, 1]
    if seat < 0:  # anywhere that it could be over by closing
        return int(ready + below(dice, max(1, ward.close - shortest(ward, first) - ready + 1)))
    if way == LATE:
        return int(seat - below(dice, seat - ready + 1))
    if way == TOUCHING and below(dice, 2) == 0:
        return int(seat + shortest(ward, first))
    return int(seat)


@compiled(INT, [WARD, TABLE, INT, INT, INT, INT])
def _distance(ward: Ward, solution: Whole, way: int, first: int, other: int, moment: int) -> int:
    """Return how far (slots) another visit is from `moment`, as `way` sees it."""
    if way == SCATTERED:
        return 0
    seat = solution[other, SEAT]
    far = abs(seat - moment)
    if way == TOUCHING:
        far = min(far, abs(seat + shortest(ward, other) - moment))
    if way == ALIKE and ward.visits[other, 0] != ward.visits[first, 0]:
        far += _OF_ANOTHER_KIND
    return int(far)


@compiled(INT, [WARD, TABLE, INT, INT, ROW, ROW, DICE])
def ruin(
    ward: Ward, solution: Whole, way: int, wanted: int, chosen: Whole, marked: Whole, dice: Dice
) -> int:
    """Write up to `wanted` different visits to `chosen`, return how many.

    `marked` has a 0 for each visit, before and after. Near ones are found by drawing: the longer it
    takes, the farther off one may be.
    """
    count = ward.visits.shape[0]
    first = _late(ward, solution, dice) if way == LATE else below(dice, count)
    moment = _moment(ward, solution, way, first, dice)
    chosen[0], marked[first], found = first, 1, 1
    reach, misses = 2, 0
    while found < min(wanted, count):
        other = below(dice, count)
        if marked[other] == 0 and _distance(ward, solution, way, first, other, moment) <= reach:
            chosen[found], marked[other] = other, 1
            found += 1
            continue
        misses += 1
        if misses >= _PATIENCE:
            reach, misses = reach + 1, 0
    for row in range(found):
        marked[chosen[row]] = 0
    return found
