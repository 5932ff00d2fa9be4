"""The cheapest place for one visit in what the others leave free."""

from service.planner.day.chance import Dice, below, share
from service.planner.day.compiled import DICE, FLAG, INT, REAL, ROW, TABLE, compiled
from service.planner.day.profiles import WARD, Ward
from service.planner.day.tables import (
    AFTER_HANG,
    AFTER_SEAT,
    ARRIVE,
    BAG,
    CHAIR_RUN,
    CLEAN,
    COMPOUND,
    DISCONNECT,
    FULL,
    GAP,
    GAPS,
    HANG,
    HOOD_RUN,
    LATEST_BAG,
    LEVEL,
    ON_PUMP,
    PUMP_RUN,
    RUNNING,
    SEAT,
    Whole,
)

NOWHERE = 1_000_000
"""Cost (slots) of a visit that has no place: more than all others together could save."""


@compiled(INT, [TABLE, INT])
def after_hang(kinds: Whole, kind: int) -> int:
    """Return the slots from the start of hanging to the clean chair."""
    runs = kinds[kind, HANG] + kinds[kind, RUNNING]
    return int(runs + kinds[kind, DISCONNECT] + kinds[kind, CLEAN])


@compiled(INT, [WARD, INT])
def shortest(ward: Ward, visit: int) -> int:
    """Return the slots that a visit takes with the shortest gap."""
    kind = ward.visits[visit, 0]
    gap = ward.gaps[0] if ward.kinds[kind, GAPS] > 0 else 0
    return int(ward.kinds[kind, ARRIVE] + gap + after_hang(ward.kinds, kind))


@compiled(INT, [WARD, INT, INT, INT])
def cost(ward: Ward, visit: int, seat: int, gap: int) -> int:
    """Return deferral plus weighted overtime (slots); NOWHERE for a seat of -1."""
    if seat < 0:
        return NOWHERE
    kind = ward.visits[visit, 0]
    end = seat + ward.kinds[kind, ARRIVE] + gap + after_hang(ward.kinds, kind)
    return int(seat - ward.visits[visit, 1] + ward.overtime * max(0, end - ward.close))


@compiled(INT, [WARD, INT, INT, INT, FLAG])
def _bag_start(ward: Ward, kind: int, seat: int, hang: int, early: bool) -> int:
    """Return where the bag is compounded, as late as can be or as early; -1 for nowhere."""
    kinds = ward.kinds
    last = hang - kinds[kind, LATEST_BAG]
    first = max(0, hang + kinds[kind, AFTER_HANG], seat + kinds[kind, AFTER_SEAT])
    for step in range(last - first + 1):
        bag = first + step if early else last - step
        if ward.runs[HOOD_RUN, bag] >= kinds[kind, COMPOUND]:
            return int(bag)
    return -1


@compiled(FLAG, [WARD, INT, INT])
def _fits(ward: Ward, kind: int, hang: int) -> bool:
    """Do nurses and pumps suffice from hanging on?"""
    kinds, runs = ward.kinds, ward.runs
    start = hang + kinds[kind, HANG]
    disconnect = start + kinds[kind, RUNNING]
    return bool(
        runs[FULL, hang] >= kinds[kind, HANG]
        and runs[FULL + kinds[kind, LEVEL], start] >= kinds[kind, RUNNING]
        and runs[FULL, disconnect] >= kinds[kind, DISCONNECT]
        and runs[PUMP_RUN, hang] >= kinds[kind, ON_PUMP]
    )


@compiled(INT, [WARD, INT, INT, REAL, REAL, FLAG, DICE, ROW])
def cheapest(
    ward: Ward,
    visit: int,
    earliest: int,
    blink: float,
    one_gap: float,
    early: bool,
    dice: Dice,
    place: Whole,
) -> int:
    """Find the cheapest place not before `earliest`, write it to `place`, return its cost (slots).

    Each place is overlooked with probability `blink`; with probability `one_gap` one gap alone is
    looked at (a longer one frees the nurse just then, a shorter one the chair and the pump);
    `early` compounds the bag as early as can be.
    Cost grows with the seat and with the gap, so the first that fits is the cheapest but for
    overtime: then a later seat with a shorter gap may be cheaper, and the search goes on until no
    later one can be.
    """
    kinds, runs, kind = ward.kinds, ward.runs, ward.visits[visit, 0]
    arrive, rest = kinds[kind, ARRIVE], after_hang(kinds, kind)
    least, columns = shortest(ward, visit), runs.shape[1]
    choices = max(1, kinds[kind, GAPS])
    first, last = 0, choices
    if one_gap > 0 and share(dice) < one_gap:
        first = below(dice, choices)
        last = first + 1
    found = NOWHERE
    place[SEAT], place[GAP], place[BAG] = -1, 0, -1
    for seat in range(earliest, columns - least):
        if cost(ward, visit, seat, least - arrive - rest) >= found:
            break
        if runs[CHAIR_RUN, seat] < least or runs[FULL, seat] < arrive:
            continue
        for choice in range(first, last):
            gap = ward.gaps[choice] if kinds[kind, GAPS] > 0 else 0
            hang = seat + arrive + gap
            if (
                hang + rest >= columns
                or runs[CHAIR_RUN, seat] < arrive + gap + rest
                or runs[FULL + kinds[kind, LEVEL], seat + arrive] < gap
                or cost(ward, visit, seat, gap) >= found
            ):
                break  # and so it is for every longer gap
            if not _fits(ward, kind, hang) or (blink > 0 and share(dice) < blink):
                continue
            bag = -1
            if kinds[kind, COMPOUND] > 0:
                bag = _bag_start(ward, kind, seat, hang, early)
                if bag < 0:
                    continue
            found = cost(ward, visit, seat, gap)
            place[SEAT], place[GAP], place[BAG] = seat, gap, bag
            break
    return found
