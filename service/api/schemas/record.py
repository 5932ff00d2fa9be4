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
    corrected_by: list[int]
    """Numbers of the later entries that correct this one; it stays as it was."""


class NoteView(Model):
    """What the drug does to other people's tests, for the record."""

    id: str
    text: str
    until_months: int | None
    """Months after the last dose; null: no source gives an end."""
    source: str


class RecordOfSession(Model):
    """Everything that happened in a session, first to last."""

    session: str
    patient: str
    protocol: str
    label: str
    recorded: bool
    speed: int
    entries: list[EntryView]
    notes: list[NoteView]
    planned: list[SegmentView]
    delivered: list[PointView]
