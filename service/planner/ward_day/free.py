"""What is still free of a day, slot by slot, and where a visit fits."""

from collections.abc import Iterable, Iterator

from service.core.booking.grid import GRID_MIN
from service.core.booking.shape import NURSE_PARTS, PlaceClass, Pool, Shape, Use, uses
from service.planner.ward_day.ward import BREAK_MIN, CLOSE, OPEN, Ward, break_starts

SLOTS = (CLOSE - OPEN) // GRID_MIN


class Free:
    """Free chairs, pumps and parts of nurses between opening and closing; slots since opening."""

    def __init__(self, ward: Ward) -> None:
        self._of = {
            Pool.CHAIR: [ward.chairs] * SLOTS,
            Pool.NURSE: [NURSE_PARTS * ward.nurses] * SLOTS,
            Pool.PUMP: [ward.pumps] * SLOTS,
        }
        for start in break_starts(ward.nurses):
            first = (start - OPEN) // GRID_MIN
            for slot in range(first, first + BREAK_MIN // GRID_MIN):
                self._of[Pool.NURSE][slot] -= NURSE_PARTS

    def fits(self, shape: Shape, gap: int, first: int, last: int) -> tuple[int, ...]:
        """Return the slots from `first` to `last` at which a visit may be seated, ascending."""
        fitting = -1
        for use in uses(shape, gap, PlaceClass.CHAIR, None):
            fitting &= _lasting(self._mask(use), use.length) >> use.start
        return tuple(slot for slot in range(max(first, 0), last + 1) if fitting >> slot & 1)

    def take(self, shape: Shape, gap: int, seat: int) -> None:
        """Take what a visit needs from its seat on."""
        for use in uses(shape, gap, PlaceClass.CHAIR, None):
            row = self._of[use.pool]
            for slot in range(seat + use.start, seat + use.start + use.length):
                row[slot] -= use.amount

    def least(self) -> Iterator[tuple[Pool, int]]:
        """Return what is left of each pool in its fullest slot."""
        return ((pool, min(row)) for pool, row in self._of.items())

    def _mask(self, use: Use) -> int:
        return _bits(free >= use.amount for free in self._of[use.pool])


def _bits(flags: Iterable[bool]) -> int:
    return sum(1 << place for place, flag in enumerate(flags) if flag)


def _lasting(mask: int, length: int) -> int:
    """Return the bits from which on `length` bits are set."""
    done = 1
    while done < length:
        step = min(done, length - done)
        mask &= mask >> step
        done += step
    return mask
