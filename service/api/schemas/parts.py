"""Small parts that several answers share."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

When = Annotated[str, Field(examples=["2026-11-22T14:03:07.250Z"])]
"""ISO 8601, UTC, milliseconds."""
Quantity = Annotated[str, Field(examples=["12.5"])]
"""Decimal text; the unit stands in the field's name."""


class Model(BaseModel):
    """Base of everything that is answered; built by our own code alone."""

    model_config = ConfigDict(frozen=True, serialize_by_alias=True, validate_by_name=True)


class PersonView(Model):
    """Who did something. `unidentified` where a stop came from somebody unknown."""

    id: str
    name: str
    role: str


class TabletView(Model):
    """A registered tablet."""

    id: str
    name: str


class ReasonView(Model):
    """One reason for which something cannot be done now."""

    id: str
    sentence: str
    override: Literal["nobody", "two-persons", "prescriber", "prescriber-order"] | None = None
    """Who may open this gate although it is closed; null where that is no question."""


class AlarmView(Model):
    """One alarm: its condition holds, or it waits for a person. Highest priority first."""

    id: str
    priority: Literal["high", "medium", "low"]
    """As it is now: an alarm that nobody answers rises."""
    sentence: str
    """What is wrong, and whether the pump is still infusing, as far as it has told."""
    short: str
    """The same where there is little room: of one that has ended, not what it said before."""
    response: str
    """What to do."""
    since: When | None
    """When it was raised, or else when its condition began."""
    state: Literal["active", "audio-paused", "acknowledged", "resolved"]
    """`resolved`: its cause has gone and nobody has acknowledged it."""
    sounds: bool
    """It should be heard now."""
    all_stations: bool
    """Nobody has answered it: it is shown and heard everywhere."""
    audio_paused_until: When | None
    audio_paused_s: int | None
    """Whole seconds that its sound still rests, as of `now`."""
    acknowledged_by: str | None
    """Id of the person who has it in hand."""
    acknowledged_at: When | None


class SegmentView(Model):
    """A stretch of constant rate on the session's axis of minutes."""

    from_min: float
    to_min: float
    rate_ml_h: Quantity
    label_rate: str | None
    """What the label says, with its unit, where it does not speak in mL/h."""


class PointView(Model):
    """From `at_min` on the pump reported this rate; "0" is a stop."""

    at_min: float
    rate_ml_h: Quantity
