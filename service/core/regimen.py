"""A regimen: on which days of which cycles which drug is due, as values.

Numbers come from `config/regimens/*.yaml`, where each block names its source; nothing here has a
default. How the antibody is infused stands in its protocol.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from service.core.times import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleRange:
    """A range of cycles, counted from 1."""

    first: int
    last: int | None
    """None: all later ones."""

    def covers(self, cycle: int) -> bool:
        """Whether a cycle lies in the range."""
        return self.first <= cycle and (self.last is None or cycle <= self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycles:
    """Cycles of one length, with the days on which the antibody is infused."""

    cycles: CycleRange
    length_days: int
    days: tuple[int, ...]
    """Days of the cycle, counted from 1, rising."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgedDose:
    """Another dose for the old."""

    age_from: int
    """Age in whole years on the day of the dose, from which it counts."""
    dose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenOn:
    """A dose of a drug on some days of some cycles."""

    cycles: CycleRange
    days: tuple[int, ...]
    dose: str
    """As the regimen prints it, with its unit; shown, never calculated with."""
    aged: AgedDose | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drug:
    """A drug that belongs to the regimen beside the antibody."""

    id: str
    name: str
    given: tuple[GivenOn, ...]
    route_with_infusion: str
    """On a day on which anything is infused."""
    route_otherwise: str

    def on(self, cycle: int, day: int) -> GivenOn | None:
        """Return what is due on a day of a cycle."""
        for row in self.given:
            if row.cycles.covers(cycle) and day in row.days:
                return row
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugWindow:
    """How long before one drug another must have been given."""

    first: str
    then: str
    cycles: CycleRange
    not_before: Span
    not_after: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Regimen:
    """The treatment of which infusions of one antibody are a part."""

    id: str
    name: str
    protocol: str
    """Id of the antibody's protocol."""
    version: str
    cycles: tuple[Cycles, ...]
    tolerance_days: int
    """How many days off its due day an infusion still counts as on time. A local value."""
    drugs: tuple[Drug, ...]
    sequence: tuple[str, ...]
    """Ids of the drugs and of the protocol, in the order in which they are given on one day."""
    window: DrugWindow | None

    def cycle(self, number: int) -> Cycles | None:
        """Return what a cycle is like; None after the last one."""
        for row in self.cycles:
            if row.cycles.covers(number):
                return row
        return None

    def days(self, number: int) -> Iterator[int]:
        """Return the days of a cycle on which anything is due, rising."""
        cycle = self.cycle(number)
        if cycle is None:
            return
        due = {*cycle.days}
        for drug in self.drugs:
            for row in drug.given:
                if row.cycles.covers(number):
                    due.update(row.days)
        yield from sorted(due)
