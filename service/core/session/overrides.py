"""Opening a closed gate: two persons, a reason, for a while; and only where the table allows it."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from service.core.refusals import Refusal, RefusalId
from service.core.roles import Role
from service.core.rules import Rules
from service.core.session import commands as c
from service.core.session import events as e
from service.core.session.answers import Answer, told
from service.core.session.gate_table import GATES, About, Override
from service.core.session.person import Person
from service.core.session.ready_state import GateOverride, Readiness
from service.core.session.state import Session
from service.core.times import Instant, since

Closed = Callable[[Session, Instant], Iterable[Refusal]]
"""Returns the gates of this session that are closed, overridden or not."""


def still_closed(
    s: Session, at: Instant, rules: Rules, reasons: Iterable[Refusal]
) -> tuple[Refusal, ...]:
    """Return the reasons that no two persons have answered for."""
    opened = {each.gate for each in s.ready.overrides if in_force(each, at, rules)}
    return tuple(each for each in reasons if each.id not in opened)


def in_force(override: GateOverride, at: Instant, rules: Rules) -> bool:
    """Whether two persons' word opens the gate now."""
    if GATES[override.gate].override not in (Override.TWO_PERSONS, Override.PRESCRIBER):
        return False
    given = override.given_at
    return given is not None and since(at, given) <= rules.readiness.override_max_age


def ask(s: Session, command: c.AskOverride, closed: Closed) -> Answer:
    """Note that one person wants a gate opened; it must be closed, and one that may be opened."""
    refusal = _may_be_opened(s, command.gate, command.at, closed)
    if refusal is not None:
        return refusal
    return (told(e.OverrideAsked, command, gate=command.gate, reason=command.reason),)


def give(s: Session, command: c.GiveOverride, rules: Rules, closed: Closed) -> Answer:
    """Open a gate by a second person's word."""
    refusal = _may_be_opened(s, command.gate, command.at, closed)
    if refusal is not None:
        return refusal
    asked = next((each for each in s.ready.overrides if each.gate is command.gate), None)
    if asked is None or since(command.at, asked.asked_at) > rules.readiness.override_max_age:
        return Refusal(
            RefusalId.OVERRIDE_NOT_ASKED, "Nobody has asked for this gate, or too long ago."
        )
    if asked.asked_by.id == command.by.id:
        return Refusal(
            RefusalId.OVERRIDE_SAME_PERSON,
            "The same person asked for it; somebody else must agree.",
        )
    needs_prescriber = GATES[command.gate].override is Override.PRESCRIBER
    if needs_prescriber and not _one_prescribes(asked.asked_by, command.by):
        return Refusal(
            RefusalId.OVERRIDE_NEEDS_PRESCRIBER, "One of the two persons must be a prescriber."
        )
    return (
        told(
            e.OverrideGiven,
            command,
            gate=command.gate,
            reason=asked.reason,
            asked_by=asked.asked_by.id,
        ),
    )


def after_override(ready: Readiness, event: e.OverrideAsked | e.OverrideGiven) -> Readiness:
    """Return what is known after somebody asked for a gate or agreed; one word stands for each."""
    others = tuple(each for each in ready.overrides if each.gate is not event.gate)
    if isinstance(event, e.OverrideAsked):
        word = GateOverride(
            gate=event.gate, reason=event.reason, asked_by=event.by, asked_at=event.at
        )
    else:
        asked = next(each for each in ready.overrides if each.gate is event.gate)
        word = replace(asked, given_by=event.by, given_at=event.at)
    return replace(ready, overrides=(*others, word))


def voided(ready: Readiness, about: About) -> Readiness:
    """Return what is known once new facts have come: words about the old facts do not count."""
    kept = tuple(each for each in ready.overrides if GATES[each.gate].about is not about)
    return replace(ready, overrides=kept)


def _may_be_opened(s: Session, gate: RefusalId, at: Instant, closed: Closed) -> Refusal | None:
    known = GATES.get(gate)
    if known is None or known.override not in (Override.TWO_PERSONS, Override.PRESCRIBER):
        return Refusal(RefusalId.NO_OVERRIDE, f"Nobody may override {gate.value}.")
    if gate not in {each.id for each in closed(s, at)}:
        return Refusal(
            RefusalId.NOTHING_TO_OVERRIDE, f"{gate.value} does not stand in the way now."
        )
    return None


def _one_prescribes(first: Person, second: Person) -> bool:
    return first.is_a(Role.PRESCRIBER) or second.is_a(Role.PRESCRIBER)
