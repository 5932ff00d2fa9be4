"""What has happened around order, patient, bag and gates, and to the record itself."""

from dataclasses import dataclass

from service.core.refusals import RefusalId
from service.core.session.happened import Told
from service.core.session.ready_state import (
    Bag,
    BloodGroup,
    Decision,
    Labs,
    Order,
    Temperature,
)
from service.core.times import Instant
from service.core.vitals import VitalSigns


@dataclass(frozen=True, slots=True, kw_only=True)
class VitalsTaken(Told):
    """A person took a complete set of vital signs."""

    signs: VitalSigns


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCorrected(Told):
    """Another order took the place of the one before."""

    order: Order


@dataclass(frozen=True, slots=True, kw_only=True)
class LabsRecorded(Told):
    """A neutrophil count was entered."""

    labs: Labs
    amends: int | None
    """Number of the entry that this one corrects; that one stays as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BloodGroupRecorded(Told):
    """Blood group and antibody screen were entered."""

    blood_group: BloodGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class TemperatureRecorded(Told):
    """A temperature was taken."""

    temperature: Temperature


@dataclass(frozen=True, slots=True, kw_only=True)
class BagRecorded(Told):
    """The bag, its batch and its two clocks were entered."""

    bag: Bag


@dataclass(frozen=True, slots=True, kw_only=True)
class PremedicationGiven(Told):
    """One premedication item was given."""

    item: str
    route: str
    given_at: Instant
    dose_ug: int | None
    """None: an older record does not say."""
    amends: int | None
    """Number of the entry that this one corrects; that one stays as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PremedicationDecided(Told):
    """A prescriber ordered something about one item."""

    item: str
    decision: Decision
    prescriber: str
    dose_entry: int | None
    """Number of the entry of the dose it is about; None: none had been given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideAsked(Told):
    """One person wants a closed gate opened. It stays closed."""

    gate: RefusalId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideGiven(Told):
    """A second person agreed: the gate is open for a while."""

    gate: RefusalId
    reason: str
    asked_by: str
    """Id of the first person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended(Told):
    """An entry of the record was corrected in words; the entry itself stays."""

    amends: int
    text: str


READY_EVENTS = (
    OrderCorrected,
    LabsRecorded,
    BloodGroupRecorded,
    TemperatureRecorded,
    BagRecorded,
    PremedicationGiven,
    PremedicationDecided,
    OverrideAsked,
    OverrideGiven,
    Amended,
)
ReadyEvent = (
    OrderCorrected
    | LabsRecorded
    | BloodGroupRecorded
    | TemperatureRecorded
    | BagRecorded
    | PremedicationGiven
    | PremedicationDecided
    | OverrideAsked
    | OverrideGiven
    | Amended
)
