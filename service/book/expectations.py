"""What a ward expects of a day that nobody has asked for yet, and which of it a visit is."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from service.book.clocks import Clocks
from service.core.booking.day import Fit, waits
from service.core.booking.grid import Slot
from service.core.booking.outlook import Expected
from service.core.booking.resources import ExpectedVisits, Resources
from service.core.booking.shape import PlaceClass, Shape
from service.core.booking.shapes import Shapes
from service.core.booking.visits import Visit

ALIKE_PERCENT = 25
"""A visit is of an expected kind if it is longer or shorter by no more than this: a dose by weight
makes a bag of another volume, and another profile another kind."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """One row of the ward's file, with what such a visit takes."""

    says: ExpectedVisits
    shape: Shape
    kind: str


class Expectations:
    """The `expected` block of one ward.

    A kind is a protocol (or another visit), a class of place and a length. Infusions of the same
    profile are as long as each other, whatever their numbers are: they are of one kind.
    """

    def __init__(self, rows: tuple[Awaited, ...] = ()) -> None:
        self._rows = rows

    @classmethod
    def by(cls, resources: Resources, shapes: Shapes) -> Self:
        """Return what a ward's file expects.

        `UnknownVisit` for a visit that the ward does not have; the catalog has asked before.
        """
        return cls(tuple(_row(each, shapes.expected(each)) for each in resources.expected))

    def __bool__(self) -> bool:
        """Whether anything is expected."""
        return bool(self._rows)

    def kind(self, what: str, place: PlaceClass, shape: Shape) -> str:
        """Return the kind of a visit: the expected one that is as long, or nearly so."""
        length = _length(shape)
        alike = [
            (abs(_length(row.shape) - length), row.kind)
            for row in self._rows
            if row.says.what == what and row.says.place is place
        ]
        apart, kind = min(alike, default=(length, ""))
        return kind if apart * 100 <= length * ALIKE_PERCENT else _kind(what, place, shape)

    def of(self, visit: Visit, zero: Slot) -> Expected:
        """Return a visit of the book as its day counts it; `zero` is the day's slot 0."""
        return Expected(
            kind=self.kind(visit.what, visit.place, visit.shape),
            shape=visit.shape,
            place=visit.place,
            fit=Fit(
                seat=visit.seat - zero,
                wait=visit.wait,
                bag=None if visit.bag is None else visit.bag - zero,
            ),
        )

    def asked(self, on: date, zero: Slot, clocks: Clocks) -> tuple[Expected, ...]:
        """Return what a day is asked for, at the wished seats."""
        return tuple(
            Expected(
                kind=row.kind,
                shape=row.shape,
                place=row.says.place,
                fit=Fit(seat=clocks.slot(on, wish) - zero, wait=waits(row.shape)[0], bag=None),
            )
            for row in self._rows
            if on.weekday() in row.says.days
            for wish in row.says.wishes()
        )


NOTHING_EXPECTED = Expectations()


def _row(says: ExpectedVisits, shape: Shape) -> Awaited:
    return Awaited(says, shape, _kind(says.what, says.place, shape))


def _kind(what: str, place: PlaceClass, shape: Shape) -> str:
    return f"{what}:{place.value}:{_length(shape)}"


def _length(shape: Shape) -> int:
    return shape.length(shape.wait_min)
