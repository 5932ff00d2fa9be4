"""What has happened around a reaction: reported, graded, told of, and gone on after it."""

from dataclasses import dataclass

from drivers.quantities import Rate
from service.core.plan import Ladder
from service.core.protocol import ReactionAction
from service.core.session.happened import Told
from service.core.session.reaction_state import DoseUnit, DrugRoute, Outcome, Symptom
from service.core.session.state import Proof
from service.core.times import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionReported(Told):
    """The patient reacts; the infusion is interrupted."""

    rate: Rate
    """Rate at the stop: the reported one, never above the step in force."""
    proof: Proof


@dataclass(frozen=True, slots=True, kw_only=True)
class LateReactionReported(Told):
    """A reaction before the first drop or after the last one; a pump that moves is stopped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionGraded(Told):
    """A person graded the reaction; `action` is what the protocol makes of it."""

    grade: int
    hospitalised: bool | None
    """Whether the patient needs a stay in hospital for it; None: nobody has said."""
    action: ReactionAction


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumedAfterReaction(Told):
    """A new ladder is in force, by the protocol's rule for this reaction."""

    ladder: Ladder
    action: ReactionAction
    resumes: int
    """Resumes after an interruption so far, this one included."""
    improved_to: int
    prescriber: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldOfReaction(Told):
    """Something about the `reaction`-th reaction of the session (1 = first)."""

    reaction: int
    happened_at: Instant
    """When it was, as the person said; before `at` it is back-dated."""
    late: bool
    """Entered after the reaction was over, or after the session was closed."""
    amends: int | None
    """Number of the entry that this one corrects; that one stays as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SymptomsNoted(ToldOfReaction):
    """Symptoms were seen or told."""

    symptoms: tuple[Symptom, ...]
    """In the order of the list."""
    words: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RescueDrugGiven(ToldOfReaction):
    """A drug was given for the reaction, as a person says; the service gives nothing."""

    name: str
    dose_milli: int
    """In thousandths of `unit`."""
    unit: DoseUnit
    route: DrugRoute


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpCalled(ToldOfReaction):
    """Somebody was called to the patient, or told."""

    whom: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRecorded(ToldOfReaction):
    """How the reaction came out, as far as it is known."""

    outcome: Outcome
    words: str | None


TOLD_OF_REACTION = (SymptomsNoted, RescueDrugGiven, HelpCalled, OutcomeRecorded)
ReactionEntry = SymptomsNoted | RescueDrugGiven | HelpCalled | OutcomeRecorded
"""They change what is known, and nothing about what a pump does."""
