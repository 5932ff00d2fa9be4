"""What a visit binds: its chain of phases, and from each phase what it takes of the ward.

A visit is arrive, wait, hang, infuse, flush, observe, disconnect, clean, in this order and without
a gap. All lengths are whole slots (`grid.GRID_MIN`).
"""

from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache

NURSE_PARTS = 12
"""One nurse in parts, so that a third and a quarter of one are whole numbers (4 and 3 parts)."""


class PlaceClass(Enum):
    """What a patient sits or lies on. Classes are pools of their own: a visit keeps its place."""

    CHAIR = "chair"
    BED = "bed"
    ISOLATION = "isolation"


class Pool(Enum):
    """What is counted, not named, when time is booked."""

    CHAIR = "chair"
    BED = "bed"
    ISOLATION = "isolation"
    NURSE = "nurse"
    """In parts of `NURSE_PARTS`: all of one for what needs both hands, a share while it runs."""
    PUMP = "pump"
    ISOLATOR = "isolator"
    """Of the pharmacy: where a bag is compounded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BagNeed:
    """The bag that has to be compounded for a visit."""

    compound: int
    """Slots at an isolator."""
    transport: int
    """Slots from the isolator to the chair."""
    stable: int
    """Slots from the end of compounding until the infusion must have ended."""
    to_order: bool
    """Compounded only for a patient who is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The phases of one visit, in slots; a phase that does not happen has length 0."""

    arrive: int
    """Seat, cannulate, give the premedication: one nurse."""
    wait_min: int
    wait_max: int
    """The premedication's window; both 0 where there is none. A share of a nurse."""
    hang: int
    """Hang, check by two, start: one nurse."""
    infuse: int
    flush: int
    observe: int
    disconnect: int
    """One nurse."""
    clean: int
    """The place is not free yet; no nurse."""
    ratio: int
    """Running patients for one nurse: 3 or 4."""
    overrun: int
    """How many slots more than planned the visit may well take (the 95 % point of its kind)."""
    bag: BagNeed | None

    def length(self, wait: int) -> int:
        """Return the slots from the seat to the clean place."""
        return self.arrive + wait + self.hang + self.running + self.disconnect + self.clean

    @property
    def running(self) -> int:
        """Slots between the start of the pump and the needle's removal."""
        return self.infuse + self.flush + self.observe


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """So much of a pool, for so long, so many slots after the seat (a bag: before it, negative)."""

    pool: Pool
    start: int
    length: int
    amount: int


@lru_cache(maxsize=4096)
def uses(shape: Shape, wait: int, place: PlaceClass, bag_start: int | None) -> tuple[Use, ...]:
    """Return everything that a visit takes of the ward.

    `wait` is the premedication gap (slots); `bag_start` is where compounding begins, relative to
    the seat; None where nothing is compounded here.
    """
    share = NURSE_PARTS // shape.ratio
    hang = shape.arrive + wait
    runs = hang + shape.hang
    ends = runs + shape.running
    found = (
        Use(pool=Pool(place.value), start=0, length=shape.length(wait), amount=1),
        Use(pool=Pool.NURSE, start=0, length=shape.arrive, amount=NURSE_PARTS),
        Use(pool=Pool.NURSE, start=shape.arrive, length=wait, amount=share),
        Use(pool=Pool.NURSE, start=hang, length=shape.hang, amount=NURSE_PARTS),
        Use(pool=Pool.NURSE, start=runs, length=shape.running, amount=share),
        Use(pool=Pool.NURSE, start=ends, length=shape.disconnect, amount=NURSE_PARTS),
        Use(pool=Pool.PUMP, start=hang, length=_on_pump(shape), amount=1),
        *_bag(shape, bag_start),
    )
    return tuple(use for use in found if use.length)


def cut_short(shape: Shape, wait: int, by: int) -> tuple[Shape, int]:
    """Return a visit and its gap, so many slots shorter than planned: it is over earlier.

    The infusion first, then what stands around it. Disconnecting and cleaning remain: they are done
    however early it ends.
    """
    left, lengths = by, list[int]()
    for has in (shape.infuse, shape.flush, shape.observe, wait, shape.hang, shape.arrive):
        gone = min(has, left)
        lengths.append(has - gone)
        left -= gone
    infuse, flush, observe, gap, hang, arrive = lengths
    shorter = replace(shape, infuse=infuse, flush=flush, observe=observe, hang=hang, arrive=arrive)
    return shorter, gap


def _on_pump(shape: Shape) -> int:
    return shape.hang + shape.infuse + shape.flush if shape.infuse else 0


def _bag(shape: Shape, bag_start: int | None) -> tuple[Use, ...]:
    if shape.bag is None or bag_start is None:
        return ()
    return (Use(pool=Pool.ISOLATOR, start=bag_start, length=shape.bag.compound, amount=1),)
