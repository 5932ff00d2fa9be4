"""What must be true before a pump is started. Each gate names its reason; all are looked at."""

from collections.abc import Iterator

from drivers.port import Capabilities
from drivers.quantities import NO_VOLUME
from service.core.plan import Ladder
from service.core.protocol import Profile, Protocol
from service.core.refusals import Refusal, RefusalId
from service.core.rules import Rules
from service.core.session.bag_gates import bag_gates
from service.core.session.bounds import silent_limit
from service.core.session.gate_table import closed
from service.core.session.next_start import next_start_rate
from service.core.session.observe import baseline
from service.core.session.order_gates import order_gates, patient_gates
from service.core.session.overrides import still_closed
from service.core.session.premedication import premedication_gates
from service.core.session.state import Person, Phase, Session
from service.core.times import Instant, since


def start_gates(s: Session, at: Instant, by: Person, rules: Rules) -> tuple[Refusal, ...]:
    """Return every reason why the infusion may not be started by `by` at `at`."""
    reasons = (
        *fact_gates(s, at, rules),
        *second_check_gate(s, at, by, rules),
        *pump_gates(s, at, rules),
        *_ran_by_hand(s),
        *_counter(s),
        *baseline(s, at, rules.vitals),
    )
    return still_closed(s, at, rules, dict.fromkeys(reasons))


def fact_gates(s: Session, at: Instant, rules: Rules) -> Iterator[Refusal]:
    """Yield reasons in order, patient, bag and premedication, whether or not overridden."""
    yield from order_gates(s, at, rules)
    yield from patient_gates(s, at, rules)
    yield from _association(s)
    yield from bag_gates(s, at, rules)
    yield from premedication_gates(s, at, rules)


def pump_gates(s: Session, at: Instant, rules: Rules) -> Iterator[Refusal]:
    """Yield reasons in the pump itself: it must answer now, stand still and have no alarm."""
    if s.association is None:
        return
    # One that speaks by itself is heard at its own pace.
    limit = silent_limit(s, rules) if s.by_hand else rules.silent_after
    if s.heard is None or s.heard_at is None or since(at, s.heard_at) > limit:
        yield closed(RefusalId.PUMP_SILENT)
        return
    if s.heard.alarms:
        names = ", ".join(sorted(alarm.value.replace("_", " ") for alarm in s.heard.alarms))
        yield closed(RefusalId.PUMP_ALARM, names=names)
    if s.heard.moving:
        yield closed(RefusalId.PUMP_MOVING)


def second_check_gate(s: Session, at: Instant, by: Person, rules: Rules) -> Iterator[Refusal]:
    """Yield reasons in the second person's check: present, fresh, and by somebody else."""
    check = s.second_check
    if check is None or since(at, check.at) > rules.second_check_max_age:
        yield closed(RefusalId.SECOND_CHECK_MISSING)
    elif check.rate != next_start_rate(s):
        yield closed(RefusalId.SECOND_CHECK_OTHER_RATE)
    elif check.by.id == by.id:
        yield closed(RefusalId.SECOND_CHECK_SAME_PERSON)


def pump_fits(
    protocol: Protocol, profile: Profile, ladder: Ladder, pump: Capabilities
) -> Iterator[Refusal]:
    """Yield reasons why a pump can never carry this protocol, whatever its state.

    The resume rate counts too: a reaction must not find a pump that cannot run slowly enough.
    """
    driven = pump.kind == "control" and pump.watchdog_s is not None
    if not driven and pump.kind != "proposes":
        yield Refusal(
            RefusalId.PUMP_NOT_CONTROLLED,
            "This pump cannot be driven from here: it takes no commands or has no watchdog.",
        )
    slowest = profile.initial_rate.half().rounded_down(pump.rate_increment)
    rates = [slowest, *(step.rate for step in ladder)]
    if min(rates) < pump.rate_min or max(rates) > min(pump.rate_max, protocol.rate_max):
        yield Refusal(
            RefusalId.PUMP_CANNOT_DELIVER, "This pump cannot run at every rate of the protocol."
        )
    if protocol.bag_volume > pump.counter_max:
        yield Refusal(
            RefusalId.PUMP_COUNTER_TOO_SMALL,
            f"This pump counts {pump.counter_max.ml} mL at most and the bag holds "
            f"{protocol.bag_volume.ml} mL: this infusion needs another pump.",
        )


def _association(s: Session) -> Iterator[Refusal]:
    if s.association is None:
        yield closed(RefusalId.NOT_ASSOCIATED)


def _counter(s: Session) -> Iterator[Refusal]:
    if s.association is None or s.heard is None:
        return
    if s.heard.infused + s.protocol.bag_volume > s.association.capabilities.counter_max:
        yield closed(RefusalId.PUMP_COUNTER_FULL, counter=s.heard.infused.ml)


def _ran_by_hand(s: Session) -> Iterator[Refusal]:
    """Before the start nobody counts what runs in, so the counter must stand where it stood.

    At zero it is right again: somebody has looked, and cleared it.
    """
    if s.phase is not Phase.PREPARING or s.heard is None or s.second_check is None:
        return
    then, now = s.second_check.counter, s.heard.infused
    if then is not None and now not in (then, NO_VOLUME):
        yield closed(RefusalId.PUMP_RAN_SINCE_CHECK, then=then.ml, now=now.ml)
