"""What people may say about a reaction that was reported. Nobody has to; no pump waits for it."""

from dataclasses import dataclass

from service.core.session.reaction_state import DoseUnit, DrugRoute, Outcome, Symptom
from service.core.session.said import Said
from service.core.times import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class TellOfReaction(Said):
    """Something about the `reaction`-th reaction of the session (1 = first)."""

    reaction: int
    happened_at: Instant
    """When it was, as the person says. Before `at`: back-dated, which the record shows."""
    amends: int | None = None
    """Number of the entry about the same that this one corrects; None: an entry of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSymptoms(TellOfReaction):
    """These symptoms were seen or told."""

    symptoms: frozenset[Symptom]
    words: str | None = None
    """What the list has no word for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRescueDrug(TellOfReaction):
    """A drug was given for the reaction."""

    name: str
    dose_milli: int
    """In thousandths of `unit`."""
    unit: DoseUnit
    route: DrugRoute


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCall(TellOfReaction):
    """Somebody was called to the patient, or told."""

    whom: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOutcome(TellOfReaction):
    """How the reaction came out, as far as it is known."""

    outcome: Outcome
    words: str | None = None
    """Where to the patient was transferred, say."""


ReactionCommand = NoteSymptoms | RecordRescueDrug | RecordCall | RecordOutcome
"""Taken in every phase, by a closed session as well."""
