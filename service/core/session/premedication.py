"""Premedication: each item in its own window, by its own route, and never given twice unordered."""

from collections.abc import Iterator

from service.core.decimals import decimal_text
from service.core.protocol import PremedicationItem
from service.core.refusals import Refusal, RefusalId
from service.core.rules import Rules
from service.core.session import commands as c
from service.core.session import events as e
from service.core.session.answers import Answer, told, wrong_phase
from service.core.session.gate_table import closed
from service.core.session.next_start import nothing_in
from service.core.session.plausible import implausible
from service.core.session.ready_state import Decided, Decision
from service.core.session.state import Given, Session
from service.core.times import MINUTE_MS, Instant, since


def premedication_gates(s: Session, at: Instant, rules: Rules) -> Iterator[Refusal]:
    """Yield what is wrong with every item that this infusion needs."""
    for item in s.protocol.premedication:
        if item.required:
            yield from _item(s, item, at, rules)


def open_question(s: Session, item: PremedicationItem) -> bool:
    """Whether the protocol asks if this item is still needed: enough infusions, no reaction.

    The ward's own record has to know of no reaction; where it was never looked at nobody asks.
    """
    enough = 0 < item.dosing.reconsider_after < s.infusion_no
    history = s.ready.history
    return enough and history is not None and not history.reacted


def give_premedication(s: Session, command: c.GivePremedication) -> Answer:
    """Record one item with dose, route and time; a second time only as a correction or by order."""
    if not nothing_in(s):
        return wrong_phase(s, "Premedication is recorded before the start")
    item = _known(s, command.item)
    if item is None:
        return _unknown(command.item)
    if command.route not in item.routes:
        return Refusal(
            RefusalId.WRONG_ROUTE, f"{item.name} is given {' or '.join(item.routes)} only."
        )
    if command.given_at > command.at:
        return Refusal(
            RefusalId.IN_THE_FUTURE, f"{item.name} cannot have been given in the future."
        )
    refusal = _dose(s, item, command.dose_ug) or _second_dose(s, item, command)
    if refusal is not None:
        return refusal
    return (
        told(
            e.PremedicationGiven,
            command,
            item=command.item,
            route=command.route,
            given_at=command.given_at,
            dose_ug=command.dose_ug,
            amends=command.amends,
        ),
    )


def decide_premedication(s: Session, command: c.DecidePremedication) -> Answer:
    """Record what a prescriber orders about one item; nothing is given by that."""
    if not nothing_in(s):
        return wrong_phase(s, "Premedication is decided before the start")
    item = _known(s, command.item)
    if item is None:
        return _unknown(command.item)
    given = _given(s, item)
    if command.decision in (Decision.OMIT, Decision.KEEP):
        fits = open_question(s, item)
    elif command.decision is Decision.GO_ON:
        fits = given is not None and since(command.at, given.given_at) > item.not_after
    else:
        fits = given is not None
    if not fits:
        return Refusal(
            RefusalId.NOTHING_TO_DECIDE,
            f"Nothing about {item.name} is to be decided like this now.",
        )
    return (
        told(
            e.PremedicationDecided,
            command,
            item=item.id,
            decision=command.decision,
            prescriber=command.prescriber,
            dose_entry=given.entry if given else None,
        ),
    )


def _item(s: Session, item: PremedicationItem, at: Instant, rules: Rules) -> Iterator[Refusal]:
    given = _given(s, item)
    if given is None:
        if _decided(s, item, Decision.OMIT, None) is None:
            yield closed(RefusalId.PREMEDICATION_MISSING, name=item.name)
        return
    age = since(at, given.given_at)
    if age < item.not_before:
        wait = -(-(item.not_before - age) // MINUTE_MS)
        yield closed(RefusalId.PREMEDICATION_TOO_YOUNG, name=item.name, wait=wait)
    if age > item.not_after and not _may_go_on(s, item, given, at, rules):
        minutes, limit = age // MINUTE_MS, item.not_after // MINUTE_MS
        yield closed(RefusalId.PREMEDICATION_TOO_OLD, name=item.name, age=minutes, limit=limit)
    if s.infusion_no <= item.dosing.intravenous_first and given.route != "intravenous":
        first = item.dosing.intravenous_first
        yield closed(RefusalId.PREMEDICATION_NOT_INTRAVENOUS, name=item.name, first=first)


def largest_dose_ug(s: Session, item: PremedicationItem) -> int:
    """Return the largest dose at the age that the order names; 0: the protocol does not say."""
    return item.dosing.most_at(s.ready.order.age_years if s.ready.order else None)


def _dose(s: Session, item: PremedicationItem, dose_ug: int) -> Refusal | None:
    """Refuse a dose outside of its range, which may be smaller from an age on."""
    least, most, older = item.dosing.least_ug, largest_dose_ug(s, item), item.dosing.from_age
    if not most:
        return None
    unit = f"mg of {item.name}"
    if older is not None and most != item.dosing.most_ug:
        unit += f" from age {older.years}"
    return implausible("dose_mg", dose_ug, least, most, unit)


def _second_dose(
    s: Session, item: PremedicationItem, command: c.GivePremedication
) -> Refusal | None:
    """Refuse what would be one more dose of the same item: neither a correction nor ordered."""
    given = _given(s, item)
    if command.amends is not None:
        if given is None or given.entry != command.amends:
            return Refusal(
                RefusalId.NO_SUCH_ENTRY,
                f"Entry {command.amends} is not the one that says when {item.name} was given.",
            )
        return None
    if given is None or _decided(s, item, Decision.GIVE_AGAIN, given):
        return None
    had = f"{decimal_text(given.dose_ug)} mg of " if given.dose_ug else ""
    return Refusal(
        RefusalId.PREMEDICATION_GIVEN,
        f"{had}{item.name} stands in the record already. Correct that entry if it is wrong; giving "
        "it again needs a prescriber's order.",
    )


def _may_go_on(
    s: Session, item: PremedicationItem, given: Given, at: Instant, rules: Rules
) -> bool:
    """Whether a prescriber has let the start go on with this dose, and not too long ago.

    Every minute makes the dose older than the one that was spoken of, so the word lasts only as
    long as an override.
    """
    word = _decided(s, item, Decision.GO_ON, given)
    return word is not None and since(at, word.at) <= rules.readiness.override_max_age


def _decided(
    s: Session, item: PremedicationItem, what: Decision, about: Given | None
) -> Decided | None:
    """Return the last word about this item if it says so, of the dose that is recorded now."""
    word = next((each for each in reversed(s.ready.decided) if each.item == item.id), None)
    entry = about.entry if about else None
    return word if word and word.decision is what and word.dose_entry == entry else None


def _given(s: Session, item: PremedicationItem) -> Given | None:
    return next((each for each in s.given if each.item == item.id), None)


def _known(s: Session, name: str) -> PremedicationItem | None:
    return next((each for each in s.protocol.premedication if each.id == name), None)


def _unknown(name: str) -> Refusal:
    return Refusal(
        RefusalId.UNKNOWN_PREMEDICATION, f"{name} is not premedication of this protocol."
    )
