"""What was told about a reaction, in words."""

from typing import assert_never

from service.api.views.times import iso
from service.core.decimals import decimal_text
from service.core.session import events as e
from service.core.session.reaction_state import Outcome

OUTCOMES = {
    Outcome.RESOLVED: "resolved",
    Outcome.RESOLVING: "resolving",
    Outcome.NOT_RESOLVED: "not resolved",
    Outcome.TRANSFERRED: "transferred",
}


def stay_words(hospitalised: bool | None) -> str:
    """Return what follows a grade about a stay in hospital; empty where nobody has said."""
    if hospitalised is None:
        return ""
    return ", hospital stay needed" if hospitalised else ", no hospital stay needed"


def told_words(event: e.ReactionEntry) -> str:
    """Return what an entry about a reaction says, with its units and without its time."""
    match event:
        case e.SymptomsNoted(symptoms=symptoms, words=words):
            known = [each.value.replace("-", " ") for each in symptoms]
            return ", ".join([*known, *([words] if words else [])])
        case e.RescueDrugGiven(name=name, dose_milli=dose, unit=unit, route=route):
            return f"{name} {decimal_text(dose)} {unit.value} {route.value}"
        case e.HelpCalled(whom=whom):
            return whom
        case e.OutcomeRecorded(outcome=outcome, words=words):
            return f"{OUTCOMES[outcome]}{f', {words}' if words else ''}"
        case _:
            assert_never(event)


_HEADS: dict[type[e.ReactionEntry], str] = {
    e.SymptomsNoted: "Symptoms of",
    e.RescueDrugGiven: "Given for",
    e.HelpCalled: "Called for",
    e.OutcomeRecorded: "Outcome of",
}


def told_sentence(event: e.ReactionEntry) -> str:
    """Return the sentence of the record: with the time it is for, and whether it came late."""
    said = f"{_HEADS[type(event)]} reaction {event.reaction}: {told_words(event)}"
    if event.happened_at < event.at:
        said += f"; back-dated to {iso(event.happened_at)}"
    if event.late:
        said += "; a late entry"
    if event.amends is not None:
        said += f"; this corrects entry {event.amends}"
    return f"{said}."
