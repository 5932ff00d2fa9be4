"""What was recorded about a reaction, as a tablet shows it."""

from typing import Literal

from service.api.schemas.parts import Model, When

OutcomeWord = Literal["resolved", "resolving", "not-resolved", "transferred"]


class OfReactionView(Model):
    """One entry about a reaction, or one of the vital signs and grades while it lasted."""

    entry: int
    """Number of the entry in the session's record: what a correction names."""
    about: Literal["vital-signs", "grade", "symptoms", "drug", "call", "outcome"]
    text: str
    """What it says, with its units; when and who stand beside it."""
    happened_at: When
    at: When
    """When it was entered."""
    by: str
    """Id of the person who entered it."""
    back_dated: bool
    """It was entered for an earlier time."""
    late: bool
    """It was entered after the reaction was over, or after the session was closed."""
    amends: int | None
    corrected_by: list[int]
    """Numbers of the entries that correct it; it stays as it is."""


class ReportedReactionView(Model):
    """A reaction of the session, first to last, and what was told about it, oldest first."""

    no: int
    at: When
    grade: int | None
    outcome: OutcomeWord | None
    """By the entry that speaks of the latest moment; null: nobody has said."""
    over: bool
    """What is entered from now on is late."""
    entries: list[OfReactionView]
