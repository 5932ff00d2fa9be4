"""Order, blood, temperature, bag: taken down as they are said, refused only where impossible."""

from service.core.refusals import Refusal, RefusalId
from service.core.rules import Rules
from service.core.session import commands as c
from service.core.session import events as e
from service.core.session.answers import Answer, told, wrong_phase
from service.core.session.next_start import nothing_in
from service.core.session.plausible import (
    bag_faults,
    labs_faults,
    not_plausible,
    order_faults,
    past_faults,
    temperature_faults,
)
from service.core.session.ready_state import Temperature
from service.core.session.state import Session


def correct_order(s: Session, command: c.CorrectOrder, rules: Rules) -> Answer:
    """Take another order in place of the one before, which stays in the record."""
    if not nothing_in(s):
        return wrong_phase(s, "The order is settled before the start")
    if faults := order_faults(command.order, command.at, rules):
        return not_plausible(faults)
    return (told(e.OrderCorrected, command, order=command.order),)


def record_labs(s: Session, command: c.RecordLabs) -> Answer:
    """Record a neutrophil count, or correct one that was entered wrong."""
    if not nothing_in(s):
        return wrong_phase(s, "Blood counts are recorded before the start")
    if faults := labs_faults(command.labs, command.at):
        return not_plausible(faults)
    if command.amends not in (None, *(each.entry for each in s.ready.labs)):
        return Refusal(
            RefusalId.NO_SUCH_ENTRY,
            f"Entry {command.amends} is not one that says a neutrophil count.",
        )
    return (told(e.LabsRecorded, command, labs=command.labs, amends=command.amends),)


def record_blood_group(s: Session, command: c.RecordBloodGroup) -> Answer:
    """Record blood group and antibody screen."""
    if not nothing_in(s):
        return wrong_phase(s, "Blood group and antibody screen are recorded before the start")
    if faults := past_faults("taken_at", command.blood_group.taken_at, command.at):
        return not_plausible(faults)
    return (told(e.BloodGroupRecorded, command, blood_group=command.blood_group),)


def record_temperature(s: Session, command: c.RecordTemperature) -> Answer:
    """Record the temperature that was taken just now."""
    if not nothing_in(s):
        return wrong_phase(s, "The temperature before the start is recorded before it")
    temperature = Temperature(milli_c=command.milli_c, at=command.at)
    if faults := temperature_faults(temperature):
        return not_plausible(faults)
    return (told(e.TemperatureRecorded, command, temperature=temperature),)


def record_bag(s: Session, command: c.RecordBag) -> Answer:
    """Record the bag; after the start only where an older record knows of none."""
    if not nothing_in(s) and s.ready.bag is not None:
        return wrong_phase(s, "The bag is recorded before the start")
    if faults := bag_faults(command.bag, command.at):
        return not_plausible(faults)
    return (told(e.BagRecorded, command, bag=command.bag),)


def amend(s: Session, command: c.Amend) -> Answer:
    """Correct an entry of the record in words. A closed session's record can be corrected too."""
    if not 1 <= command.amends <= s.entries:
        return Refusal(RefusalId.NO_SUCH_ENTRY, f"The record has the entries 1 to {s.entries}.")
    return (told(e.Amended, command, amends=command.amends, text=command.text),)
