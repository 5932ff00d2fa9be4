"""Every gate before a start or a resume: its sentence, and who may open it although it is closed.

One table, so that no gate can be written without the answer to both. `docs/gates.md` lists it.
"""

from dataclasses import dataclass
from enum import Enum

from service.core.refusals import Refusal
from service.core.refusals import RefusalId as Id


class Override(Enum):
    """Who may open a closed gate."""

    NOBODY = "nobody"
    TWO_PERSONS = "two-persons"
    """Two persons, with a reason."""
    PRESCRIBER = "prescriber"
    """Two persons, one of them a prescriber, with a reason."""
    ORDER = "prescriber-order"
    """A named prescriber's order for exactly this item of premedication."""


class About(Enum):
    """What a gate looks at. New facts about it void the overrides that rest on the old ones."""

    ORDER = "order"
    NEUTROPHILS = "neutrophils"
    TEMPERATURE = "temperature"
    BLOOD_GROUP = "blood group"
    HISTORY = "history"
    BAG = "bag"
    PREMEDICATION = "premedication"
    SECOND_CHECK = "second check"
    PUMP = "pump"


@dataclass(frozen=True, slots=True)
class Gate:
    """One condition of a start."""

    about: About
    override: Override
    sentence: str
    """A nurse's words; names in braces are filled in where the gate is looked at."""


_NO, _TWO, _RX, _ITEM = Override.NOBODY, Override.TWO_PERSONS, Override.PRESCRIBER, Override.ORDER

GATES: dict[Id, Gate] = {
    Id.ORDER_MISSING: Gate(
        About.ORDER, _NO, "There is no order for this infusion. Enter the prescriber's order."
    ),
    Id.ORDER_NOT_ACTIVE: Gate(
        About.ORDER,
        _NO,
        "Order {order} is not active. Ask the prescriber before anything is given.",
    ),
    Id.ORDER_NOT_SIGNED: Gate(
        About.ORDER, _NO, "Order {order} is not signed. The prescriber has to sign it first."
    ),
    Id.ORDER_ALREADY_GIVEN: Gate(
        About.ORDER,
        _RX,
        "Order {order} was used for an earlier infusion already. Ask the prescriber for a new "
        "order.",
    ),
    Id.ORDER_OTHER_PROTOCOL: Gate(
        About.ORDER, _NO, "The order is for {ordered}, but {protocol} was checked in."
    ),
    Id.ORDER_OTHER_VERSION: Gate(
        About.ORDER,
        _RX,
        "The order names version {ordered} of the protocol; version {version} would be run.",
    ),
    Id.ORDER_OTHER_ROUTE: Gate(
        About.ORDER,
        _NO,
        "The order is for a {ordered} product: it never goes through a pump. Give the bag back.",
    ),
    Id.ORDER_OTHER_VOLUME: Gate(
        About.ORDER,
        _NO,
        "The order is for a bag of {ordered} mL; the protocol infuses {volume} mL.",
    ),
    Id.ORDER_OTHER_DOSE: Gate(
        About.ORDER,
        _NO,
        "The order says {ordered} mg; the rates of this session are those of a bag with {dose} mg. "
        "Check in again.",
    ),
    Id.ORDER_OTHER_PROFILE: Gate(
        About.ORDER,
        _NO,
        "The order names the profile {ordered}; {profile} was checked in. Check in again.",
    ),
    Id.PROFILE_NOT_ORDERED: Gate(
        About.ORDER,
        _NO,
        "After what happened in the last infusion the prescriber names the profile. Enter an order "
        "that does.",
    ),
    Id.PROTOCOL_NOT_SIGNED: Gate(
        About.ORDER, _NO, "The protocol has not been signed for clinical use: simulation only."
    ),
    Id.PRODUCT_UNKNOWN: Gate(
        About.ORDER,
        _RX,
        "The protocol says nothing about its product, so dose and bag cannot be checked here.",
    ),
    Id.DOSE_NOT_BY_WEIGHT: Gate(
        About.ORDER,
        _NO,
        "The order says {ordered} mg, but {per_kg} mg/kg for {weight} kg is {dose} mg. "
        "Ask the prescriber for a new order.",
    ),
    Id.WEIGHT_TOO_OLD: Gate(
        About.ORDER,
        _TWO,
        "The weight is {days} days old; the limit is {limit} days. Weigh the patient and have "
        "the order renewed.",
    ),
    Id.NEUTROPHILS_MISSING: Gate(
        About.NEUTROPHILS,
        _RX,
        "There is no neutrophil count. Enter it from the laboratory's report.",
    ),
    Id.NEUTROPHILS_TOO_OLD: Gate(
        About.NEUTROPHILS,
        _RX,
        "The neutrophil count is {hours} h old; the limit is {limit} h. Take blood again.",
    ),
    Id.NEUTROPHILS_LOW: Gate(
        About.NEUTROPHILS,
        _RX,
        "Neutrophils are {count} x 10⁹/L; this dose needs {needs} x 10⁹/L ({version}). "
        "Call the prescriber.",
    ),
    Id.TEMPERATURE_MISSING: Gate(
        About.TEMPERATURE, _NO, "No temperature was taken in the last {limit} min. Take it now."
    ),
    Id.FEBRILE: Gate(
        About.TEMPERATURE,
        _RX,
        "The patient has {measured} °C, and {limit} °C counts as fever. Call the prescriber.",
    ),
    Id.BLOOD_GROUP_MISSING: Gate(
        About.BLOOD_GROUP,
        _RX,
        "Blood group and antibody screen must be known before the first dose: the drug disturbs "
        "them for months.",
    ),
    Id.INFUSION_NUMBER: Gate(
        About.HISTORY,
        _RX,
        "The record of this ward knows {known} of {drug}; infusion {number} was checked in. "
        "Check in again if the number is wrong; otherwise call the prescriber.",
    ),
    Id.DRUG_STOPPED: Gate(
        About.HISTORY,
        _RX,
        "A reaction ended {drug} for this patient (session {session}); it stays stopped. Call the "
        "prescriber.",
    ),
    Id.DRUG_ALREADY_OPEN: Gate(
        About.HISTORY,
        _NO,
        "{drug} is already open for this patient in session {session}. Go on there, or close it.",
    ),
    Id.BAG_MISSING: Gate(
        About.BAG, _NO, "The bag has not been entered: its batch, and when it was prepared."
    ),
    Id.BAG_OTHER: Gate(
        About.BAG, _NO, "Bag {entered} was entered, but bag {hangs} hangs on the pump."
    ),
    Id.BAG_STILL_COLD: Gate(
        About.BAG, _NO, "Nobody has said when the bag left the refrigerator. Enter the time."
    ),
    Id.BAG_COLD_TOO_LONG: Gate(
        About.BAG,
        _NO,
        "The bag was kept cold for {hours} h; the limit is {limit} h. Send it back to the "
        "pharmacy.",
    ),
    Id.BAG_WARM_TOO_LONG: Gate(
        About.BAG,
        _NO,
        "The bag must be empty by {limit} h after it left the refrigerator: {left} min are left, "
        "and the infusion still needs {needs} min. Call the prescriber and the pharmacy.",
    ),
    Id.PREMEDICATION_MISSING: Gate(About.PREMEDICATION, _ITEM, "{name} has not been given."),
    Id.PREMEDICATION_TOO_YOUNG: Gate(
        About.PREMEDICATION, _NO, "{name} needs {wait} more min before the start."
    ),
    Id.PREMEDICATION_TOO_OLD: Gate(
        About.PREMEDICATION,
        _ITEM,
        "{name} was given {age} min ago; the limit is {limit} min. Ask the prescriber; do not give "
        "it again without an order.",
    ),
    Id.PREMEDICATION_NOT_INTRAVENOUS: Gate(
        About.PREMEDICATION,
        _RX,
        "{name} was given by mouth; the first {first} infusions need it intravenously.",
    ),
    Id.NOT_ASSOCIATED: Gate(About.PUMP, _NO, "Scan patient, bag, chair and pump first."),
    Id.PUMP_COUNTER_FULL: Gate(
        About.PUMP, _NO, "The pump's volume counter reads {counter} mL; clear it at the pump first."
    ),
    Id.PUMP_SILENT: Gate(About.PUMP, _NO, "The pump does not answer. Check its cable and power."),
    Id.PUMP_ALARM: Gate(About.PUMP, _NO, "The pump has an alarm: {names}. Clear it at the pump."),
    Id.PUMP_MOVING: Gate(About.PUMP, _NO, "The pump is already infusing. Stop it at the pump."),
    Id.PUMP_RAN_SINCE_CHECK: Gate(
        About.PUMP,
        _NO,
        "The pump's counter read {then} mL at the second person's check and reads {now} mL now: it "
        "ran by hand. Look at the line, clear the counter at the pump, or check again.",
    ),
    Id.SECOND_CHECK_MISSING: Gate(
        About.SECOND_CHECK,
        _NO,
        "A second person must check patient, bag and pump, and key the rate.",
    ),
    Id.SECOND_CHECK_OTHER_RATE: Gate(
        About.SECOND_CHECK, _NO, "The second check was made for another rate; check again."
    ),
    Id.SECOND_CHECK_SAME_PERSON: Gate(
        About.SECOND_CHECK,
        _NO,
        "The second check was made by the same person; somebody else must start.",
    ),
}
"""In the order in which a nurse should read them."""


def closed(gate: Id, **facts: object) -> Refusal:
    """Return the refusal of a closed gate, with its sentence filled in."""
    return Refusal(gate, GATES[gate].sentence.format_map(facts))
