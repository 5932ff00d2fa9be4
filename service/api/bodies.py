"""What a tablet may say: one small model for each command."""

from pydantic import BaseModel, ConfigDict, StrictBool

from service.api.fields import (
    Breaths,
    Count,
    Diastolic,
    Grade,
    Improved,
    KnownAlarm,
    Millilitres,
    MlPerHour,
    Pulse,
    Saturation,
    Systolic,
    Temperature,
    Text,
    Yes,
)


class Body(BaseModel):
    """Base of all bodies: unknown fields are refused, values are taken as they are."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Nothing(Body):
    """The command says it all."""


class AssociationBody(Body):
    """Scanned, all four."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"patient": "P-1001", "bag": "B-77", "chair": "chair-1", "pump": "pump-1"}]
        }
    )

    patient: Text
    bag: Text
    chair: Text
    pump: Text


class SecondCheckBody(Body):
    """The rate as the second person keyed it."""

    rate_ml_h: MlPerHour


class VitalSignsBody(Body):
    """A complete set of vital signs, just taken."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "systolic_mmhg": 124,
                    "diastolic_mmhg": 78,
                    "pulse_per_min": 72,
                    "breaths_per_min": 14,
                    "temperature_c": "36.8",
                    "saturation_percent": 98,
                }
            ]
        }
    )

    systolic_mmhg: Systolic
    diastolic_mmhg: Diastolic
    pulse_per_min: Pulse
    breaths_per_min: Breaths
    temperature_c: Temperature
    saturation_percent: Saturation


class AttestationBody(Body):
    """No reaction, vital signs taken, for exactly this step."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"step": 1, "no_reaction": True, "vitals_taken": True}]}
    )

    step: Count
    """Number of the step in force, as the tablet showed it."""
    no_reaction: Yes
    vitals_taken: Yes


class GradeBody(Body):
    """A person's grade for the reaction."""

    grade: Grade
    hospitalised: StrictBool | None = None
    """Whether a stay in hospital is needed because of it: some labels end the infusion then. Null:
    nobody has said."""


class ResumeBody(Body):
    """Go on. After a reaction: what it improved to, and who ordered it."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{}, {"improved_to": 1, "prescriber": "Prescriber A"}]}
    )

    improved_to: Improved | None = None
    prescriber: Text | None = None


class FlushBody(Body):
    """The line was flushed by hand."""

    volume_ml: Millilitres


class DiscontinueBody(Body):
    """Why the infusion ends for good. Read after the stop."""

    reason: Text


class AcknowledgementBody(Body):
    """Which alarm a person has taken in hand."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"alarm": "attestation-due"}]})

    alarm: KnownAlarm


class HeartbeatBody(Body):
    """A tablet is there, and says whether its sound is on."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"sounds": True}]})

    sounds: StrictBool
    """The page may play sound and its volume is not zero, as far as the page can tell."""
