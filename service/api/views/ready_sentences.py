"""One sentence about each event around order, patient, bag, premedication and gates."""

from typing import assert_never

from service.api.views.times import iso
from service.core.decimals import decimal_text
from service.core.session import events as e
from service.core.session.ready_state import Decision

_DECISIONS = {
    Decision.GIVE_AGAIN: "to be given again",
    Decision.GO_ON: "the start may go on although it was given longer ago than its window",
    Decision.OMIT: "not needed for this infusion",
    Decision.KEEP: "still needed",
}


def ready_sentence(event: e.ReadyEvent) -> str:
    """Return what happened, in a sentence; who said it stands beside it."""
    match event:
        case e.OrderCorrected(order=order):
            return f"Order {order.id} of {order.prescriber} took the place of the one before."
        case e.LabsRecorded(labs=labs):
            count = decimal_text(labs.neutrophils_ul)
            corrects = _corrects(event.amends)
            return f"Neutrophils {count} x 10⁹/L, taken {iso(labs.taken_at)}{corrects}."
        case e.BloodGroupRecorded(blood_group=found):
            return f"Blood group {found.group}, antibody screen {found.antibodies}."
        case e.TemperatureRecorded(temperature=taken):
            return f"Temperature {decimal_text(taken.milli_c)} °C."
        case e.BagRecorded(bag=bag):
            out = bag.out_of_fridge_at
            warm = f"out of the refrigerator {iso(out)}" if out else "still in the refrigerator"
            return f"Bag {bag.bag}, batch {bag.batch}, prepared {iso(bag.prepared_at)}, {warm}."
        case e.PremedicationGiven():
            return _given(event)
        case e.PremedicationDecided():
            said = _DECISIONS[event.decision]
            return f"Ordered by {event.prescriber} about {event.item}: {said}."
        case e.OverrideAsked():
            return f"Asked to open the gate {event.gate.value}: {event.reason}."
        case e.OverrideGiven():
            gate, asked = event.gate.value, event.asked_by
            return f"Agreed with {asked} to open the gate {gate}: {event.reason}."
        case e.Amended():
            return f"Correction of entry {event.amends}: {event.text}."
        case _:
            assert_never(event)


def _given(event: e.PremedicationGiven) -> str:
    dose = f" {decimal_text(event.dose_ug)} mg" if event.dose_ug is not None else ""
    corrects = _corrects(event.amends)
    return f"{event.item}{dose} was given {event.route} at {iso(event.given_at)}{corrects}."


def _corrects(amends: int | None) -> str:
    return f"; this corrects entry {amends}" if amends is not None else ""
