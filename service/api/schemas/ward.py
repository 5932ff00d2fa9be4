"""The ward, its chairs and the messages of the live feed."""

from typing import Literal

from pydantic import Field

from service.api.schemas.parts import AlarmView, Model, PersonView, Quantity, TabletView, When
from service.api.schemas.session import SessionView


class RecordView(Model):
    """How the record does."""

    state: Literal["saved", "waiting", "not-saved", "damaged"]
    reason: str | None


class ProfileView(Model):
    """A range of infusion numbers with one staircase."""

    id: str
    from_: int = Field(alias="from")
    to: int | None
    """Null: all later ones."""


class ProtocolView(Model):
    """A protocol that may be infused here."""

    id: str
    drug: str
    version: str
    label: str
    bag_volume_ml: Quantity | None
    """Null where the order names it."""
    dose_mg: Quantity | None
    """What the bag holds, where the label fixes it."""
    dose_per_kg_mg: Quantity | None
    """Null where a weight does not give the dose: it is the order's."""
    profiles: list[ProfileView]


class PumpView(Model):
    """The pump of a chair, as it said last."""

    id: str
    model: str | None
    """Null until it has said who it is."""
    firmware: str | None
    port: str
    capability: Literal["control", "proposes", "monitor"]
    bench_only: bool
    heard_at: When | None
    delivery: Literal["stopped", "paused", "running", "kvo", "other"] | None
    rate_ml_h: Quantity | None
    counter_ml: Quantity | None
    """The pump's own counter: not the session's volume. Null where the pump does not tell it."""
    alarms: list[str]
    trouble: str | None
    """Why it does not answer or does not follow."""
    stopping: bool
    stop_sent_at: When | None
    """When the last byte of the latest STOP was handed to the line."""


class ChairView(Model):
    """A chair, its pump and the open session that uses it."""

    chair: str
    pump: PumpView
    session: SessionView | None


class StationView(Model):
    """A tablet as a place where alarms can be heard."""

    tablet: str
    heard: bool
    """A person has heard it today, it beats, and it says that its sound is on."""
    proved_at: When | None
    proved_by: str | None
    """Id of the person who heard it."""
    beat_at: When | None


class WardPart(Model):
    """What belongs to no chair."""

    record: RecordView
    waiting: list[SessionView]
    """Open sessions that have no pump yet."""
    alarms: list[AlarmView]
    """The ward's own alarms; those of a chair stand with its session."""
    stations: list[StationView]
    proposal: str | None = None
    """Id of what is proposed for today and not accepted yet; see `/book/days/{day}/proposals`."""


class NamesPart(Model):
    """Who and what the ward has, by name."""

    people: list[PersonView]
    tablets: list[TabletView]


class WardView(WardPart, NamesPart):
    """Everything a tablet shows."""

    boot: str
    seq: int
    now: When
    name: str
    mode: Literal["simulation", "patient"]
    speed: int
    zone: str
    people_are: Literal["trusted", "signed-in"]
    """How the ward knows who acts: pages say so and are believed, or by badge and PIN."""
    protocols: list[ProtocolView]
    rescue_drugs: list[str]
    """Names of the drugs in the ward's reaction kit; no dose is suggested."""
    chairs: list[ChairView]
    disclaimer: str


class DeltaView(Model):
    """What has changed: whole chairs, and the rest of the ward where it was touched."""

    boot: str
    seq: int
    now: When
    chairs: list[ChairView]
    ward: WardPart | None
    names: NamesPart | None = None
    """Where somebody or something else is on the roll."""
    book: bool = False
    """Whether the book has told of something: ask `/book/notices`."""


class HeartbeatView(Model):
    """The ward is there."""

    boot: str
    seq: int
    now: When
