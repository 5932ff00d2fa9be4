"""What people may say about order, patient, bag and gates before a start, and about the record."""

from dataclasses import dataclass

from service.core.refusals import RefusalId
from service.core.session.ready_state import (
    Bag,
    BloodGroup,
    Decision,
    Labs,
    Order,
)
from service.core.session.said import Said
from service.core.times import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectOrder(Said):
    """This order takes the place of the one the session was checked in with."""

    order: Order


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLabs(Said):
    """A neutrophil count from the laboratory."""

    labs: Labs
    amends: int | None = None
    """Number of the entry that this one corrects; None: a sample of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordBloodGroup(Said):
    """Blood group and antibody screen are known."""

    blood_group: BloodGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTemperature(Said):
    """The temperature that was taken just now, in thousandths of a degree Celsius."""

    milli_c: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordBag(Said):
    """This is the bag, this is in it, and these are its two clocks."""

    bag: Bag


@dataclass(frozen=True, slots=True, kw_only=True)
class GivePremedication(Said):
    """One premedication item was given at `given_at`."""

    item: str
    route: str
    given_at: Instant
    dose_ug: int
    amends: int | None = None
    """Number of the entry that this one corrects; None: a dose of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidePremedication(Said):
    """A named prescriber's order about one item."""

    item: str
    decision: Decision
    prescriber: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskOverride(Said):
    """One person wants a closed gate opened, and says why."""

    gate: RefusalId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveOverride(Said):
    """A second person agrees: the gate is open for a while."""

    gate: RefusalId


@dataclass(frozen=True, slots=True, kw_only=True)
class Amend(Said):
    """Something in the record is wrong or incomplete. The entry itself stays as it is."""

    amends: int
    """Number of the entry."""
    text: str


ReadyCommand = (
    CorrectOrder
    | RecordLabs
    | RecordBloodGroup
    | RecordTemperature
    | RecordBag
    | GivePremedication
    | DecidePremedication
    | AskOverride
    | GiveOverride
)
"""Commands to an open session; `Amend` is taken by a closed one as well."""
