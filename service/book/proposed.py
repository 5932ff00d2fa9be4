"""A proposal as the book keeps it: why it was made, how it stands, what of it has been taken."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from service.book.asks import Refused
from service.book.causes import Cause
from service.core.booking.grid import Slot
from service.core.booking.repair.proposal import Move, Proposal
from service.core.booking.repair.situation import Lost, Situation
from service.core.booking.repair.stay import Basis, Stay
from service.core.times import Instant


class Solver(Enum):
    """How far the solver is with a proposal."""

    NOT_ASKED = "not-asked"
    """There is none, or nobody would have to move anyway."""
    UNDER_WAY = "under-way"
    TAKEN = "taken"
    NOT_BETTER = "not-better"
    NO_ANSWER = "no-answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What somebody says will be missing, whether or not the book knows it."""

    lost: tuple[Lost, ...] = ()
    broken: Mapping[str, Slot] = field(default_factory=dict)
    """Chairs, each from when on."""
    basis: Basis = Basis.EXPECTED


NO_CHANGES = Changes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one move that was accepted."""

    visit: str
    refused: Refused | None
    """None: it is done."""


@dataclass(slots=True, kw_only=True)
class Proposed:
    """A proposal as it stands."""

    id: str
    on: date
    made_at: Instant
    causes: tuple[Cause, ...]
    changes: Changes
    situation: Situation
    right_shift: Proposal
    best: Proposal
    version: int = 1
    """1: the right-shift; 2: a solver has found a better one. Accepted by its version."""
    solver: Solver = Solver.NOT_ASKED
    done: set[str] = field(default_factory=set)
    """Visits whose moves have been accepted and written."""

    @property
    def open(self) -> tuple[Move, ...]:
        """The moves that nobody has accepted yet."""
        return tuple(move for move in self.best.moves if move.visit.id not in self.done)

    @property
    def longer(self) -> tuple[Stay, ...]:
        """Those who sit longer than the book says."""
        stays = self.situation.stays
        return tuple(each for each in stays if each.until > max(each.visit.end, self.now))

    @property
    def now(self) -> Slot:
        """The slot in which it was made."""
        return self.situation.now
