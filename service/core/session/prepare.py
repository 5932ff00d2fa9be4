"""Check-in, association, premedication, second check, start: everything before the first drop."""

from service.core.plan import rounded
from service.core.refusals import Refusal, RefusalId
from service.core.rules import Rules
from service.core.session import commands as c
from service.core.session import events as e
from service.core.session.answers import Answer, gates_closed, told, wrong_phase
from service.core.session.gates import pump_fits, start_gates
from service.core.session.next_start import before_first_drop, next_start_rate
from service.core.session.state import Phase, Session


def check_in(command: c.CheckIn) -> Answer:
    """Begin a session with the protocol as it is today."""
    if command.infusion_no < 1:
        return Refusal(RefusalId.NO_PROFILE, "The first infusion has number 1.")
    return (
        told(
            e.CheckedIn,
            command,
            patient=command.patient,
            infusion_no=command.infusion_no,
            protocol=command.protocol,
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


def give_premedication(s: Session, command: c.GivePremedication) -> Answer:
    """Record one item with the time it was given."""
    if not before_first_drop(s):
        return wrong_phase(s, "Premedication is recorded before the start")
    item = next((each for each in s.protocol.premedication if each.id == command.item), None)
    if item is None:
        return Refusal(
            RefusalId.UNKNOWN_PREMEDICATION,
            f"{command.item} is not premedication of this protocol.",
        )
    if command.route not in item.routes:
        return Refusal(
            RefusalId.WRONG_ROUTE, f"{item.name} is given {' or '.join(item.routes)} only."
        )
    if command.given_at > command.at:
        return Refusal(
            RefusalId.IN_THE_FUTURE, f"{item.name} cannot have been given in the future."
        )
    return (
        told(
            e.PremedicationGiven,
            command,
            item=command.item,
            route=command.route,
            given_at=command.given_at,
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
    return (told(e.SecondPersonChecked, command, rate=command.rate),)


def start(s: Session, command: c.Start, rules: Rules) -> Answer:
    """Order the first step, if every gate is open."""
    if s.phase is not Phase.PREPARING:
        return wrong_phase(s, "The infusion has already been started")
    reasons = start_gates(s, command.at, command.by, rules)
    if reasons or s.heard is None:
        return gates_closed(reasons)
    return (told(e.StartOrdered, command, counter=s.heard.infused),)
