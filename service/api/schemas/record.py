"""The record of a session, for reading."""

from pydantic import JsonValue

from service.api.schemas.parts import Model, PersonView, PointView, SegmentView, When


class EntryView(Model):
    """One event of the record."""

    version: int
    at: When
    ward_ms: int
    """The same instant in milliseconds of ward time."""
    kind: str
    by: PersonView | None
    """Null where nobody said it: pump and time."""
    tablet: str | None
    tap: str | None
    fields: dict[str, JsonValue]
    """What else the event says, plainly, with units in the names."""
    sentence: str


class RecordOfSession(Model):
    """Everything that happened in a session, first to last."""

    session: str
    patient: str
    protocol: str
    label: str
    recorded: bool
    speed: int
    entries: list[EntryView]
    planned: list[SegmentView]
    delivered: list[PointView]
