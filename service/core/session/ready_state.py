"""What is known about patient, order and bag before the first drop, and who answered for what."""

from dataclasses import dataclass
from enum import Enum

from drivers.quantities import Volume
from service.core.past import Past as Past
from service.core.refusals import RefusalId
from service.core.session.person import Person
from service.core.times import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A prescriber's order for this infusion, as it was entered."""

    id: str
    protocol: str
    """Id of the protocol it names."""
    protocol_version: str
    route: str
    dose_ug: int
    bag_volume: Volume
    weight_g: int
    """Actual body weight."""
    weighed_at: Instant
    age_years: int
    """On the day of the dose."""
    prescriber: str
    signed_at: Instant | None
    active: bool
    profile: str | None = None
    """The profile that the prescriber names; None: by the protocol's own rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labs:
    """Absolute neutrophil count, in cells per µL (thousandths of 10⁹/L)."""

    neutrophils_ul: int
    taken_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class BloodCount:
    """A neutrophil count of the record, as it stands after every correction."""

    neutrophils_ul: int
    taken_at: Instant
    entry: int
    """Number of the event that says so: what a correction names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BloodGroup:
    """Blood group and antibody screen, taken before the drug disturbs them."""

    group: str
    antibodies: str
    """negative or positive: either is known before the first dose."""
    taken_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Temperature:
    """Body temperature, in thousandths of a degree Celsius."""

    milli_c: int
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Bag:
    """The prepared bag, with the two clocks that run from its preparation."""

    bag: str
    """Number on its label, as scanned."""
    batch: str
    """Batch number of the product in it."""
    prepared_at: Instant
    out_of_fridge_at: Instant | None
    """None: it is still in the refrigerator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What this ward's record knows about the patient and the drug, at the check-in."""

    open_session: str | None = None
    """Another open session with the same drug."""
    stopped_in: str | None = None
    """The session in which a reaction ended the drug for good."""
    reacted: bool = False
    """A reaction stands in the record of an earlier infusion."""
    last: Past | None = None
    """The latest infusion that was begun, whatever label it followed."""
    orders: tuple[str, ...] = ()
    """Ids of the orders of every infusion that was begun."""


class Decision(Enum):
    """What a prescriber may say about one item of premedication."""

    GIVE_AGAIN = "give-again"
    GO_ON = "go-on"
    """The start may go on although the item was given longer ago than its window."""
    OMIT = "omit"
    KEEP = "keep"
    """Asked whether the item is still needed: yes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A prescriber's order about one item of premedication."""

    item: str
    decision: Decision
    prescriber: str
    at: Instant
    dose_entry: int | None
    """Number of the entry of the dose it is about; None: none had been given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GateOverride:
    """A gate that somebody wants opened for a reason; it is open once a second person agrees."""

    gate: RefusalId
    reason: str
    asked_by: Person
    asked_at: Instant
    given_by: Person | None = None
    given_at: Instant | None = None


NO_HISTORY = History()


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Everything that the gates before the start look at, beside pump and second check."""

    order: Order | None = None
    """None: a session of an older record."""
    history: History | None = None
    labs: tuple[BloodCount, ...] = ()
    blood_group: BloodGroup | None = None
    temperature: Temperature | None = None
    bag: Bag | None = None
    decided: tuple[Decided, ...] = ()
    overrides: tuple[GateOverride, ...] = ()


NOTHING_KNOWN = Readiness()
