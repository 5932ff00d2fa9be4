"""What a tablet may say about a reaction, after the stop."""

from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field

from service.api.bodies import Body
from service.api.fields import (
    Count,
    Dose,
    KnownDoseUnit,
    KnownDrugRoute,
    KnownOutcome,
    KnownSymptom,
    Moment,
    Text,
)
from service.core.session.reaction_state import Symptom


class OfReactionBody(Body):
    """What every entry about a reaction says."""

    reaction: Count
    """Which one of the session, as the tablet showed it: 1 is the first."""
    happened_at: Moment | None = None
    """When it was; without it: now. Never before the reaction."""
    amends: Count | None = None
    """Number of the entry about the same that this one corrects; without it: one of its own."""


def _once(symptoms: list[Symptom]) -> list[Symptom]:
    if len(set(symptoms)) < len(symptoms):
        raise ValueError("must name each symptom once")
    return symptoms


class SymptomsBody(OfReactionBody):
    """What was seen or told: words of the list, own words, or both."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"reaction": 1, "symptoms": ["chills", "fever"], "words": "back pain"}]
        }
    )

    symptoms: Annotated[
        list[KnownSymptom],
        Field(max_length=len(Symptom), json_schema_extra={"uniqueItems": True}),
        AfterValidator(_once),
    ]
    words: Text | None = None


class RescueDrugBody(OfReactionBody):
    """A drug that was given for the reaction."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "reaction": 1,
                    "name": "hydrocortisone",
                    "dose": "100",
                    "unit": "mg",
                    "route": "intravenous",
                }
            ]
        }
    )

    name: Text
    dose: Dose
    """In `unit`."""
    unit: KnownDoseUnit
    route: KnownDrugRoute


class CallBody(OfReactionBody):
    """Who was called to the patient, or told."""

    whom: Text


class OutcomeBody(OfReactionBody):
    """How the reaction came out, as far as it is known."""

    outcome: KnownOutcome
    words: Text | None = None
    """Where to the patient was transferred, say."""
