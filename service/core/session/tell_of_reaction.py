"""What a reaction was, told after the stop: recorded whenever it is said, refused where false.

Nothing here is asked for before a stop, a grade, a resume or the end, and no phase refuses it.
"""

from typing import assert_never

from service.core.refusals import Refusal, RefusalId
from service.core.session import commands as c
from service.core.session import events as e
from service.core.session.answers import Answer, told
from service.core.session.plausible import implausible
from service.core.session.reaction_state import About, Entered, Reported, Symptom
from service.core.session.state import Session

DOSE_MILLI = (1, 9_999_999)
"""Local, in thousandths of the unit: more than nothing, and what fits on a label."""


def tell_of_reaction(s: Session, command: c.ReactionCommand) -> Answer:
    """Record one thing about a reaction, with its own time; late and back-dated entries show it."""
    if not 1 <= command.reaction <= len(s.reported):
        return _no_such_reaction(s)
    reaction = s.reported[command.reaction - 1]
    refusal = _time(reaction, command) or _corrected(reaction, command)
    if refusal is not None:
        return refusal
    head = {
        "reaction": command.reaction,
        "happened_at": command.happened_at,
        "late": s.closed or reaction.over,
        "amends": command.amends,
    }
    match command:
        case c.NoteSymptoms(symptoms=symptoms, words=words):
            if not symptoms and not words:
                return Refusal(
                    RefusalId.SYMPTOMS_MISSING, "Choose a symptom, or say it in your own words."
                )
            ordered = tuple(each for each in Symptom if each in symptoms)
            return (told(e.SymptomsNoted, command, **head, symptoms=ordered, words=words),)
        case c.RecordRescueDrug(name=name, dose_milli=dose, unit=unit, route=route):
            if refusal := implausible("dose", dose, *DOSE_MILLI, unit.value):
                return refusal
            drug = {"name": name, "dose_milli": dose, "unit": unit, "route": route}
            return (told(e.RescueDrugGiven, command, **head, **drug),)
        case c.RecordCall(whom=whom):
            return (told(e.HelpCalled, command, **head, whom=whom),)
        case c.RecordOutcome(outcome=outcome, words=words):
            # A word that opens it again is no late one: the patient is looked at now.
            head["late"] = s.closed
            return (told(e.OutcomeRecorded, command, **head, outcome=outcome, words=words),)
        case _:
            assert_never(command)


def after_told(s: Session, event: e.ReactionEntry) -> tuple[Reported, ...]:
    """Return the session's reactions after one more entry about one of them."""
    outcome = event.outcome if isinstance(event, e.OutcomeRecorded) else None
    entered = Entered(
        entry=s.entries + 1,
        about=_ABOUT[type(event)],
        happened_at=event.happened_at,
        outcome=outcome,
    )
    place = event.reaction - 1
    reaction = s.reported[place].with_entry(entered, event.amends)
    return (*s.reported[:place], reaction, *s.reported[place + 1 :])


def _no_such_reaction(s: Session) -> Refusal:
    count = len(s.reported)
    known = f"The record has the reactions 1 to {count}." if count else "No reaction was reported."
    return Refusal(RefusalId.NO_SUCH_REACTION, known)


def _time(reaction: Reported, command: c.ReactionCommand) -> Refusal | None:
    """Refuse a time that lies ahead, or before the reaction itself."""
    if command.happened_at > command.at:
        return Refusal(RefusalId.IN_THE_FUTURE, "What has not happened yet is not recorded.")
    if command.happened_at < reaction.at:
        return Refusal(
            RefusalId.BEFORE_REACTION,
            "The reaction was not reported yet at that time. Choose a later time.",
        )
    return None


def _corrected(reaction: Reported, command: c.ReactionCommand) -> Refusal | None:
    """Refuse a correction of what is no entry about the same, or has been corrected already."""
    if command.amends is None:
        return None
    about = _SAYS[type(command)]
    if any((each.entry, each.about) == (command.amends, about) for each in reaction.entered):
        return None
    return Refusal(
        RefusalId.NO_SUCH_ENTRY,
        f"Entry {command.amends} is none that stands about {about.value} of this reaction.",
    )


_SAYS: dict[type[c.ReactionCommand], About] = {
    c.NoteSymptoms: About.SYMPTOMS,
    c.RecordRescueDrug: About.DRUG,
    c.RecordCall: About.CALL,
    c.RecordOutcome: About.OUTCOME,
}
_ABOUT: dict[type[e.ReactionEntry], About] = {
    e.SymptomsNoted: About.SYMPTOMS,
    e.RescueDrugGiven: About.DRUG,
    e.HelpCalled: About.CALL,
    e.OutcomeRecorded: About.OUTCOME,
}
