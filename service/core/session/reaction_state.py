"""What a reaction was: the words in which it is recorded, and what stands about it by now."""

from dataclasses import dataclass, replace
from enum import Enum

from service.core.times import Instant


class Symptom(Enum):
    """What was seen or told, in words of the CTCAE. Everything else is said in own words.

    The infusion reactions that the label of isatuximab names (dyspnoea to rash, hypertension,
    bronchospasm), and what the CTCAE 5.0 names in its terms for infusion related reaction, cytokine
    release syndrome and anaphylaxis. Pruritus is a CTCAE term of its own.
    """

    DYSPNOEA = "dyspnoea"
    COUGH = "cough"
    BRONCHOSPASM = "bronchospasm"
    HYPOXIA = "hypoxia"
    NASAL_CONGESTION = "nasal-congestion"
    FLUSHING = "flushing"
    RASH = "rash"
    URTICARIA = "urticaria"
    PRURITUS = "pruritus"
    ANGIOEDEMA = "angioedema"
    CHILLS = "chills"
    FEVER = "fever"
    NAUSEA = "nausea"
    HYPOTENSION = "hypotension"
    HYPERTENSION = "hypertension"


class DoseUnit(Enum):
    """The unit of a dose, written out where its sign is misread."""

    MICROGRAM = "microgram"
    MG = "mg"
    G = "g"
    ML = "mL"
    UNITS = "units"
    L_PER_MIN = "L/min"
    """Of oxygen."""


class DrugRoute(Enum):
    """How a drug was given for a reaction."""

    INTRAVENOUS = "intravenous"
    INTRAMUSCULAR = "intramuscular"
    SUBCUTANEOUS = "subcutaneous"
    INHALED = "inhaled"
    ORAL = "oral"


class Outcome(Enum):
    """How a reaction came out, as far as it is known."""

    RESOLVED = "resolved"
    RESOLVING = "resolving"
    NOT_RESOLVED = "not-resolved"
    TRANSFERRED = "transferred"
    """The patient is elsewhere now, and so is the rest of the record."""


_LAST_WORDS = (Outcome.RESOLVED, Outcome.TRANSFERRED)


class About(Enum):
    """What an entry about a reaction speaks of. A correction speaks of the same."""

    SYMPTOMS = "symptoms"
    DRUG = "drug"
    CALL = "call"
    OUTCOME = "outcome"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """One entry about a reaction that stands: nothing has corrected it."""

    entry: int
    """Number of the event that says so: what a correction names."""
    about: About
    happened_at: Instant
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A reaction that was reported, and the entries about it. Decides nothing about a pump."""

    at: Instant
    entered: tuple[Entered, ...] = ()

    @property
    def outcome(self) -> Outcome | None:
        """How it came out, by the entry that speaks of the latest moment; None: nobody has said."""
        # Newest first: of two about the same moment the later entry counts.
        said = [each for each in reversed(self.entered) if each.outcome is not None]
        return max(said, key=lambda each: each.happened_at).outcome if said else None

    @property
    def over(self) -> bool:
        """Whether it has come to its end: what is entered from then on is late."""
        return self.outcome in _LAST_WORDS

    def with_entry(self, entered: Entered, amends: int | None) -> "Reported":
        """Return it with one more entry, or with that in the place of the one it corrects."""
        if amends is None:
            return replace(self, entered=(*self.entered, entered))
        kept = tuple(entered if each.entry == amends else each for each in self.entered)
        return replace(self, entered=kept)
