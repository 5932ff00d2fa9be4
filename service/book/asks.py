"""What somebody asks of the book, and what the book says to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from service.core.booking.day import Fit
from service.core.booking.grid import Slot
from service.core.booking.offers import Term
from service.core.booking.refusals import BookRefusal, BookRefusalId
from service.core.booking.shape import PlaceClass, Shape
from service.core.booking.shortage import Shortage


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One visit that somebody wants, whenever it may be."""

    patient: str
    what: str
    infusion_no: int | None
    place: PlaceClass
    shape: Shape

    @property
    def first_infusion(self) -> bool:
        """Whether it belongs into the early hours of a day."""
        return self.infusion_no == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """Between which days, and at which time of the day."""

    first: date
    last: date
    due: date
    """The day that would be best."""
    around_min: int
    """The time that would be best, in minutes after local midnight."""
    earliest_min: int | None = None
    latest_min: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One place for a visit."""

    on: date
    seat: Slot
    fit: Fit
    length: int
    """Slots from the seat to the clean place."""
    terms: tuple[Term, ...]
    """What speaks against it, the most first."""
    cost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayShort:
    """One day that was asked for, and what is short on it first."""

    on: date
    shortage: Shortage


class Refused(Exception):
    """The book refuses, with the nearest places that it has instead."""

    def __init__(
        self,
        id_: BookRefusalId,
        sentence: str,
        *,
        nearest: date | None = None,
        due: date | None = None,
        alternatives: Sequence[Found] = (),
        short: Sequence[DayShort] = (),
    ) -> None:
        super().__init__(id_.value)
        self.refusal = BookRefusal(id=id_, sentence=sentence)
        self.nearest = nearest
        self.due = due
        """The day of the one visit of a course that has no place."""
        self.alternatives = tuple(alternatives)
        self.short = tuple(short)
        """Every day that was asked for, where none of them has a place."""
