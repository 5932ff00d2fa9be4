"""What a pump is asked to do and what it says it is doing: orders, programs, status, happenings."""

from dataclasses import dataclass
from enum import Enum

from simulators.ihe_pcd_er7 import Message, Segment
from simulators.volumes import ML_NL

UNKNOWN_PATIENT = Segment(("PID", "", "", "Unknown^^^^U", "", "^^^^^^U"))


@dataclass(frozen=True, slots=True)
class Step:
    """A rate in nL/h and the volume in nL it is for (0 = goes on with what is left)."""

    rate_nl_h: int
    volume_nl: int


@dataclass(frozen=True, slots=True)
class Order:
    """One RGV, read.

    Attributes:
        message: the RGV.
        verb: ORC-1: RE, XO or CH.
        placer: ORC-2 as it stands, for OBR-2.
        give_code: RXG-4 as it stands.
        concentration: strength and diluent of RXG as they stand; "" = not given.
        pump: the EUI-64 the order names.
        patient: PID as it stands.
        visit: PV1 as it stands; None where the order has none.
        steps: the program; more than one only in a multistep order.
    """

    message: Message
    verb: str
    placer: str
    give_code: str
    concentration: str
    pump: str
    patient: Segment
    visit: Segment | None
    steps: tuple[Step, ...]


@dataclass(slots=True)
class Program:
    """What is programmed on the pump.

    Attributes:
        number: counts the programs of this pump; part of OBR-3.
        order: what it came from; None = keyed in at the pump, or forgotten by the gateway.
        steps: rates and volumes, as confirmed.
        at: the present step, from 0.
    """

    number: int
    order: Order | None
    steps: tuple[Step, ...]
    at: int = 0

    @property
    def step(self) -> Step:
        """The present step."""
        return self.steps[self.at]

    @property
    def last(self) -> bool:
        """Whether no step follows."""
        return self.at == len(self.steps) - 1


class Delivery(Enum):
    """Current delivery status, in the framework's words."""

    DELIVERING = "delivering"
    STOPPED = "not-delivering"
    KVO = "kvo"
    CHANGING = "transitioning"


class Reason(Enum):
    """Why nothing is delivered, in the framework's words and one of a real pump."""

    NONE = ""
    CLINICIAN = "pump-stopped-by-clinician"
    UNSPECIFIED = "pump-stopped-not-specified"
    ALARM = "pump-stopped-alarming"
    OFF = "pump-stopped-powered-off"


@dataclass(frozen=True, slots=True)
class Status:
    """One reading of a pump: everything a report says of the delivery. nL and nL/h.

    Attributes:
        order: what the program came from.
        program: number of the program; 0 = none.
        infusing: the infusing status.
        flow_nl_h: the rate at which the pump delivers now.
        delivery: the delivery status.
        reason: why nothing is delivered.
        rate_nl_h: the programmed rate of the step.
        vtbi_nl: the programmed volume of the step.
        segment_nl: delivered at this rate.
        total_nl: delivered of this program.
        remaining_nl: left of the step's volume.
        step: the present step, from 1.
        steps: how many steps the program has.
        label: the source's label.
    """

    order: Order | None
    program: int
    infusing: bool
    flow_nl_h: int
    delivery: Delivery
    reason: Reason
    rate_nl_h: int
    vtbi_nl: int
    segment_nl: int
    total_nl: int
    remaining_nl: int
    step: int = 1
    steps: int = 1
    label: str = "Primary"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that PCD-10 tells: a name of `EVENTS`, when, and the status to tell with it."""

    name: str
    at_ns: int
    status: Status


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that PCD-04 tells.

    Attributes:
        name: of `ALARMS`.
        number: one for each alarm, the same in all its updates.
        update: counts the updates, from 0.
        phase: start, continue, update or end.
        state: active, inactive or latched.
        inactivation: enabled or audio-paused.
        at_ns: when.
        order: whose patient it is.
    """

    name: str
    number: int
    update: int
    phase: str
    state: str
    inactivation: str
    at_ns: int
    order: Order | None


@dataclass(frozen=True, slots=True)
class Decided:
    """The nurse, or the time, has decided on an offered order: `error` 0 = confirmed."""

    order: Order
    error: int
    at_ns: int


Happening = Event | Alarm | Decided


@dataclass(frozen=True, slots=True)
class Drug:
    """One entry of a drug library; None and "" mean that the library does not care.

    Attributes:
        code: matched to RXG-4.1.
        name: matched to RXG-4.2, whatever the case.
        hardest_nl_h: hard limit of the rate.
        care_area: the area it is for.
        needs_weight: the weight must be known.
        needs_height: the height must be known.
        needs_surface: the body surface must be known.
        interruptible: another order may take its place.
        dose_units: ordered in ug/kg/min, not in mL/h.
    """

    code: str
    name: str
    hardest_nl_h: int | None = None
    care_area: str = ""
    needs_weight: bool = False
    needs_height: bool = False
    needs_surface: bool = False
    interruptible: bool = True
    dose_units: bool = False


@dataclass(slots=True)
class Setup:
    """What a pump is and how it stands beside the patient. All values are ours.

    Attributes:
        library: drugs it knows; empty = it takes any.
        library_version: as reported.
        slowest_nl_h: slowest rate.
        fastest_nl_h: fastest rate.
        most_nl: largest volume of a program.
        kvo_nl_h: rate after the volume is in; 0 = it stops.
        multistep: takes programs of several steps.
        piggyback: takes secondary infusions.
        programs_while_alarming: takes an order while an alarm stands.
        patient: id it is associated with; "" = takes the order's.
        weight: weight in kg keyed in, as text; "" = none.
        care_area: chosen at the pump; None = none is chosen though it must be.
        tubing: a set is installed.
        delayed_start: waits to start by itself.
        busy: somebody is at its keys.
    """

    library: tuple[Drug, ...] = ()
    library_version: str = "DL1"
    slowest_nl_h: int = ML_NL // 10
    fastest_nl_h: int = 1_200 * ML_NL
    most_nl: int = 9_999 * ML_NL
    kvo_nl_h: int = 2 * ML_NL
    multistep: bool = False
    piggyback: bool = True
    programs_while_alarming: bool = False
    patient: str = ""
    weight: str = ""
    care_area: str | None = ""
    tubing: bool = True
    delayed_start: bool = False
    busy: bool = False


@dataclass(slots=True)
class Offer:
    """An order shown at the pump, waiting for the nurse until a real moment."""

    order: Order
    until_ns: int
