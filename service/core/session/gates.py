"""What must be true before a pump is started. Each gate names its reason; all are looked at."""

from collections.abc import Iterator

from drivers.port import Capabilities
from service.core.plan import Ladder
from service.core.protocol import PremedicationItem, Profile, Protocol
from service.core.refusals import Refusal, RefusalId
from service.core.rules import Rules
from service.core.session.bounds import silent_limit
from service.core.session.next_start import next_start_rate
from service.core.session.observe import baseline
from service.core.session.state import Given, Person, Session
from service.core.times import MINUTE_MS, Instant, since


def start_gates(s: Session, at: Instant, by: Person, rules: Rules) -> tuple[Refusal, ...]:
    """Return every reason why the infusion may not be started by `by` at `at`."""
    return (
        *_association(s),
        *_premedication(s, at),
        *second_check_gate(s, at, by, rules),
        *pump_gates(s, at, rules),
        *_counter(s),
        *baseline(s, at, rules.vitals),
    )


def pump_gates(s: Session, at: Instant, rules: Rules) -> Iterator[Refusal]:
    """Yield reasons in the pump itself: it must answer now, stand still and have no alarm."""
    if s.association is None:
        return
    # One that speaks by itself is heard at its own pace.
    limit = silent_limit(s, rules) if s.by_hand else rules.silent_after
    if s.heard is None or s.heard_at is None or since(at, s.heard_at) > limit:
        yield Refusal(RefusalId.PUMP_SILENT, "The pump does not answer. Check its cable and power.")
        return
    if s.heard.alarms:
        names = ", ".join(sorted(alarm.value.replace("_", " ") for alarm in s.heard.alarms))
        yield Refusal(
            RefusalId.PUMP_ALARM, f"The pump has an alarm: {names}. Clear it at the pump."
        )
    if s.heard.moving:
        yield Refusal(RefusalId.PUMP_MOVING, "The pump is already infusing. Stop it at the pump.")


def second_check_gate(s: Session, at: Instant, by: Person, rules: Rules) -> Iterator[Refusal]:
    """Yield reasons in the second person's check: present, fresh, and by somebody else."""
    check = s.second_check
    if check is None or since(at, check.at) > rules.second_check_max_age:
        yield Refusal(
            RefusalId.SECOND_CHECK_MISSING,
            "A second person must check patient, bag and pump, and key the rate.",
        )
    elif check.rate != next_start_rate(s):
        yield Refusal(
            RefusalId.SECOND_CHECK_OTHER_RATE,
            "The second check was made for another rate; check again.",
        )
    elif check.by.id == by.id:
        yield Refusal(
            RefusalId.SECOND_CHECK_SAME_PERSON,
            "The second check was made by the same person; somebody else must start.",
        )


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


def _association(s: Session) -> Iterator[Refusal]:
    if s.association is None:
        yield Refusal(RefusalId.NOT_ASSOCIATED, "Scan patient, bag, chair and pump first.")


def _counter(s: Session) -> Iterator[Refusal]:
    if s.association is None or s.heard is None:
        return
    if s.heard.infused + s.protocol.bag_volume > s.association.capabilities.counter_max:
        yield Refusal(
            RefusalId.PUMP_COUNTER_FULL,
            f"The pump's volume counter reads {s.heard.infused.ml} mL; clear it at the pump first.",
        )


def _premedication(s: Session, at: Instant) -> Iterator[Refusal]:
    given = {each.item: each for each in s.given}
    for item in s.protocol.premedication:
        if item.required:
            yield from _window(item, given.get(item.id), at)


def _window(item: PremedicationItem, given: Given | None, at: Instant) -> Iterator[Refusal]:
    if given is None:
        yield Refusal(RefusalId.PREMEDICATION_MISSING, f"{item.name} has not been given.")
        return
    age = since(at, given.given_at)
    if age < item.not_before:
        wait = -(-(item.not_before - age) // MINUTE_MS)
        yield Refusal(
            RefusalId.PREMEDICATION_TOO_YOUNG,
            f"{item.name} needs {wait} more min before the start.",
        )
    if age > item.not_after:
        yield Refusal(
            RefusalId.PREMEDICATION_TOO_OLD,
            f"{item.name} was given {age // MINUTE_MS} min ago; the limit is "
            f"{item.not_after // MINUTE_MS} min. Ask the prescriber; do not give it again without "
            "an order.",
        )
