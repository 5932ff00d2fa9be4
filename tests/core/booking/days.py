"""A day of a ward for the tests of the chair book: eight to six, counted by hand."""

from datetime import date
from typing import TypedDict, Unpack

from hypothesis import strategies as st

from service.core.booking.day import DayState, Fit, empty_day
from service.core.booking.grid import Slot, slots
from service.core.booking.shape import NURSE_PARTS, BagNeed, PlaceClass, Pool, Shape, uses

MONDAY = date(2026, 3, 2)
ZERO = Slot(5_907_168)
"""2026-03-02T00:00Z in slots."""
OPENS, CLOSES, LENGTH = 96, 216, 288


class Ward(TypedDict, total=False):
    """How much a ward has."""

    chairs: int
    nurses: int
    pumps: int
    isolators: int


def ward_day(on: date = MONDAY, **ward: Unpack[Ward]) -> DayState:
    """Return an empty day; the pharmacy begins an hour before the ward."""
    chairs, nurses = ward.get("chairs", 4), ward.get("nurses", 3)
    pumps, isolators = ward.get("pumps", 5), ward.get("isolators", 2)

    def row(count: int, first: int = OPENS) -> list[int]:
        return [count if first <= slot < CLOSES else 0 for slot in range(LENGTH)]

    capacities = {
        Pool.CHAIR: row(chairs),
        Pool.BED: row(1),
        Pool.NURSE: row(nurses * NURSE_PARTS),
        Pool.PUMP: row(pumps),
        Pool.ISOLATOR: row(isolators, first=84),
    }
    zero = Slot(ZERO + (on - MONDAY).days * LENGTH)
    return empty_day(on, zero, OPENS, CLOSES, capacities)


def shape(
    infuse_min: int, *, premedicated: bool = True, bag: bool = True, overrun_min: int = 0
) -> Shape:
    """Return a plain visit around an infusion."""
    return Shape(
        arrive=slots(15),
        wait_min=slots(15) if premedicated else 0,
        wait_max=slots(50) if premedicated else 0,
        hang=slots(10),
        infuse=slots(infuse_min),
        flush=slots(10),
        observe=0,
        disconnect=slots(5),
        clean=slots(10),
        ratio=4,
        overrun=slots(overrun_min),
        bag=BagNeed(compound=4, transport=3, stable=96, to_order=False) if bag else None,
    )


LONG = shape(240)
SHORT = shape(30, premedicated=False)
LOCAL = shape(15, premedicated=False, bag=False)


def fits_by_counting(free: dict[Pool, list[int]], of: Shape, place: PlaceClass, fit: Fit) -> bool:
    """Count slot by slot whether a visit finds what it needs."""
    relative = None if fit.bag is None else fit.bag - fit.seat
    for use in uses(of, fit.wait, place, relative):
        for slot in range(fit.seat + use.start, fit.seat + use.start + use.length):
            if not 0 <= slot < LENGTH or free[use.pool][slot] < use.amount:
                return False
    return True


def bag_is_right(of: Shape, fit: Fit) -> bool:
    """Whether the bag is at the chair in time, not too early, and lasts to the end."""
    if of.bag is None or fit.bag is None:
        return of.bag is None and fit.bag is None
    hang = fit.seat + of.arrive + fit.wait
    ready = fit.bag + of.bag.compound
    begun_too_early = of.bag.to_order and 2 * (fit.bag - fit.seat - of.arrive) < -of.bag.compound
    in_time = ready + of.bag.transport <= hang
    return in_time and hang + of.hang + of.infuse <= ready + of.bag.stable and not begun_too_early


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    """Any visit that a ward may have."""
    fewest = draw(st.sampled_from([0, 0, 3, 6]))
    infuse = draw(st.integers(0, 50))
    bag = BagNeed(
        compound=draw(st.integers(1, 6)),
        transport=draw(st.integers(0, 4)),
        stable=draw(st.integers(20, 100)),
        to_order=draw(st.booleans()),
    )
    return Shape(
        arrive=draw(st.integers(1, 5)),
        wait_min=fewest,
        wait_max=fewest + draw(st.integers(0, 9)) if fewest else 0,
        hang=draw(st.integers(1, 3)) if infuse else 0,
        infuse=infuse,
        flush=draw(st.integers(0, 2)) if infuse else 0,
        observe=draw(st.integers(0, 6)),
        disconnect=draw(st.integers(0, 1)),
        clean=draw(st.integers(0, 2)),
        ratio=draw(st.sampled_from([3, 4])),
        overrun=draw(st.sampled_from([0, 0, 12, 31])),
        bag=bag if infuse and draw(st.booleans()) else None,
    )
