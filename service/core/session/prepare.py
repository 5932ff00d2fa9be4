"""Check-in, association, second check, start: from the door to the first drop."""

from service.core.plan import rounded
from service.core.refusals import Refusal, RefusalId
from service.core.rules import Rules
from service.core.session import commands as c
from service.core.session import events as e
from service.core.session.answers import Answer, gates_closed, told, wrong_phase
from service.core.session.gate_table import closed
from service.core.session.gates import pump_fits, start_gates
from service.core.session.next_start import next_start_rate
from service.core.session.order_gates import route_gate
from service.core.session.ordered import ordered
from service.core.session.plausible import not_plausible, order_faults
from service.core.session.state import Phase, Session


def check_in(command: c.CheckIn, rules: Rules) -> Answer:
    """Begin a session with the protocol as it is today, and with the prescriber's order.

    An order that must not be started is taken all the same: the gates say why, to everybody.
    """
    if command.infusion_no < 1:
        return Refusal(RefusalId.NO_PROFILE, "The first infusion has number 1.")
    if faults := order_faults(command.order, command.at, rules):
        return not_plausible(faults)
    if command.history.open_session is not None:
        drug, session = command.protocol.drug, command.history.open_session
        return closed(RefusalId.DRUG_ALREADY_OPEN, drug=drug, session=session)
    found = ordered(command.protocol, command.infusion_no, command.order, command.history.last)
    if isinstance(found, Refusal):
        return found
    return (
        told(
            e.CheckedIn,
            command,
            patient=command.patient,
            infusion_no=command.infusion_no,
            protocol=found.protocol,
            order=command.order,
            history=command.history,
            profile_reason=found.profile_reason,
        ),
    )


def associate(s: Session, command: c.Associate) -> Answer:
    """Tie patient, bag, chair and pump together; the pump must be able to carry the protocol."""
    if s.phase is not Phase.PREPARING:
        return wrong_phase(s, "Bag and pump can only be changed before the start")
    if command.patient != s.patient:
        return Refusal(
            RefusalId.NOT_ASSOCIATED, "The wristband is not the one of this session's patient."
        )
    if reasons := tuple(route_gate(s)):
        return gates_closed(reasons)
    profile = s.protocol.profile(s.infusion_no)
    ladder = rounded(profile.steps, command.capabilities.rate_increment)
    reasons = tuple(pump_fits(s.protocol, profile, ladder, command.capabilities))
    if reasons:
        return gates_closed(reasons)
    return (
        told(
            e.Associated,
            command,
            bag=command.bag,
            chair=command.chair,
            pump=command.pump,
            capabilities=command.capabilities,
            identity=command.identity,
            ladder=ladder,
        ),
    )


def check_second(s: Session, command: c.CheckSecond) -> Answer:
    """Take a second person's check for the next start or resume; she keys the rate herself."""
    expected = next_start_rate(s)
    if expected is None:
        return wrong_phase(s, "There is nothing to check now")
    if s.association is None:
        return Refusal(RefusalId.NOT_ASSOCIATED, "Scan patient, bag, chair and pump first.")
    if command.rate != expected:
        return Refusal(
            RefusalId.SECOND_CHECK_OTHER_RATE,
            f"{command.rate.ml_per_h} mL/h is not the rate of the protocol for this start. "
            "Check the order together.",
        )
    counter = s.heard.infused if s.heard else None
    return (told(e.SecondPersonChecked, command, rate=command.rate, counter=counter),)


def start(s: Session, command: c.Start, rules: Rules) -> Answer:
    """Order the first step, if every gate is open."""
    if s.phase is not Phase.PREPARING:
        return wrong_phase(s, "The infusion has already been started")
    reasons = start_gates(s, command.at, command.by, rules)
    if reasons or s.heard is None:
        return gates_closed(reasons)
    return (told(e.StartOrdered, command, counter=s.heard.infused),)
