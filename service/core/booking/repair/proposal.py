"""What a proposal says: who would move, who must be told, what is missing, and what it costs.

Every term of the objective is told, never only the sum. The weights stand here and nowhere else.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from service.core.booking.day import Fit
from service.core.booking.grid import Slot
from service.core.booking.repair.bags import BagNote, bag_notes
from service.core.booking.repair.seating import Swap, seating, swaps
from service.core.booking.repair.shift import Fits
from service.core.booking.repair.situation import (
    Short,
    Situation,
    blamed,
    fit_of,
    minutes_between,
    shortages,
)
from service.core.booking.shape import PlaceClass
from service.core.booking.visits import Visit

TELL_MIN = 10
"""Whoever is moved by more than this must be told."""
NOTICE_MIN = 60
"""Less notice than this is short."""
LIMIT_MIN = 60
"""Nobody is moved by more than this without its being said."""


class TermKind(Enum):
    """What a proposal costs."""

    OVERTIME = "overtime"
    """Minutes by which visits end after the close, of all visits together."""
    TOLD = "told"
    """Visits that are moved by more than `TELL_MIN`, with notice enough."""
    TOLD_SHORT = "told-short"
    """The same with less than `NOTICE_MIN` of notice."""
    SHIFT = "shift"
    """Minutes by which visits begin later than they could have, of all visits together."""
    BEYOND_LIMIT = "beyond-limit"
    """Visits that are moved by more than `LIMIT_MIN`."""
    BAG_AGAIN = "bag-again"
    """Bags that must be compounded a second time."""
    UNPLACED = "unplaced"
    """Visits for which this day has no place any more."""


WEIGHTS: Mapping[TermKind, int] = MappingProxyType(
    {
        TermKind.OVERTIME: 12,  # 60 for five minutes
        TermKind.TOLD: 12,
        TermKind.TOLD_SHORT: 36,
        TermKind.SHIFT: 1,
        TermKind.BEYOND_LIMIT: 240,
        TermKind.BAG_AGAIN: 30,
        TermKind.UNPLACED: 10_000,
    }
)
"""What one of each costs: the one table (docs/booking/repair.md). The first four are the review's
objective of a repair; the others keep a solver from buying those with something worse."""


class Engine(Enum):
    """Who has made a proposal."""

    RIGHT_SHIFT = "right-shift"
    SOLVER = "solver"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One part of what a proposal costs."""

    kind: TermKind
    amount: int
    cost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One visit at another time. Taken by a person, or not."""

    visit: Visit
    """As it is in the book now."""
    seat: Slot
    wait: int
    bag: Slot | None
    minutes: int
    """Later than promised."""
    waits_min: int
    """Of these, what the ward is the reason of; a late patient is late by themselves."""
    tell: bool
    notice_min: int
    """Minutes from now to the promised time; below 0 where that is past."""
    short_notice: bool
    beyond_limit: bool
    place: PlaceClass
    """The class is kept: classes are pools of their own."""
    chair: str | None
    """Where a chair will be free then, as it looks now. None is bound before the seating."""
    chair_before: str | None
    """The same for the promised time, had nothing happened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a day could become."""

    engine: Engine
    moves: tuple[Move, ...]
    unplaced: tuple[Visit, ...]
    """For these the day has no place any more: another day, or the ward's decision."""
    swaps: tuple[Swap, ...]
    shortages: tuple[Short, ...]
    """Where those who sit already need more than there is: a nurse is to be found."""
    bags: tuple[BagNote, ...]
    terms: tuple[Term, ...]
    """All of them, in the order of `WEIGHTS`."""
    fits: Fits

    @property
    def cost(self) -> int:
        """The sum, by which two proposals are compared; of equal ones the first is kept."""
        return sum(term.cost for term in self.terms)

    @property
    def told(self) -> int:
        """How many people must be told."""
        return sum(move.tell for move in self.moves)

    def amount(self, kind: TermKind) -> int:
        """Return the amount of one term."""
        return next(term.amount for term in self.terms if term.kind is kind)


def proposal(of: Situation, fits: Fits, engine: Engine) -> Proposal:
    """Return what it means to have the visits of a situation at these places."""
    before = seating(of, {})
    after = seating(of, fits, before)
    moves = tuple(_moves(of, fits, before, after))
    unplaced = tuple(visit for visit in of.ahead if fits.get(visit.id) is None)
    bags = tuple(bag_notes(of, fits))
    return Proposal(
        engine=engine,
        moves=moves,
        unplaced=unplaced,
        swaps=tuple(swaps(of)),
        shortages=shortages(of),
        bags=bags,
        terms=tuple(_terms(of, fits, moves, bags)),
        fits=fits,
    )


def better(one: Proposal, other: Proposal) -> Proposal:
    """Return the cheaper of two proposals; the first where they cost the same."""
    return other if other.cost < one.cost else one


def _moves(
    of: Situation, fits: Fits, before: Mapping[str, str], after: Mapping[str, str]
) -> Iterator[Move]:
    zero = of.day.zero
    for visit in of.ahead:
        fit = fits.get(visit.id)
        if fit is None or fit == fit_of(visit, zero):
            continue
        seat = of.moment(fit.seat)
        minutes = minutes_between(seat, visit.seat)
        waits_min = minutes_between(seat, blamed(of, visit))
        notice = minutes_between(visit.seat, of.now)
        yield Move(
            visit=visit,
            seat=seat,
            wait=fit.wait,
            bag=None if fit.bag is None else of.moment(fit.bag),
            minutes=minutes,
            waits_min=waits_min,
            tell=waits_min > TELL_MIN,
            notice_min=notice,
            short_notice=notice < NOTICE_MIN,
            beyond_limit=waits_min > LIMIT_MIN,
            place=visit.place,
            chair=after.get(visit.id),
            chair_before=before.get(visit.id),
        )


def _terms(
    of: Situation, fits: Fits, moves: Iterable[Move], bags: Iterable[BagNote]
) -> Iterator[Term]:
    told = [move for move in moves if move.tell]
    short = sum(move.short_notice for move in told)
    amounts = {
        TermKind.OVERTIME: minutes_between(overtime(of, fits), 0),
        TermKind.TOLD: len(told) - short,
        TermKind.TOLD_SHORT: short,
        TermKind.SHIFT: sum(move.waits_min for move in moves),
        TermKind.BEYOND_LIMIT: sum(move.beyond_limit for move in told),
        TermKind.BAG_AGAIN: sum(note.again for note in bags),
        TermKind.UNPLACED: sum(fits.get(visit.id) is None for visit in of.ahead),
    }
    for kind, weight in WEIGHTS.items():
        yield Term(kind=kind, amount=amounts[kind], cost=amounts[kind] * weight)


def overtime(of: Situation, fits: Fits) -> int:
    """Return the slots by which visits end after the close, of all visits together."""
    ends = [of.of_day(each.until) for each in of.stays]
    ends += [fit.ends(visit.shape) for visit, fit in _placed(of, fits)]
    return sum(max(0, end - of.closes) for end in ends)


def _placed(of: Situation, fits: Fits) -> Iterator[tuple[Visit, Fit]]:
    for visit in of.ahead:
        fit = fits.get(visit.id)
        if fit is not None:
            yield visit, fit
