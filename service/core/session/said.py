"""What every command of a person has."""

from dataclasses import dataclass

from service.core.session.person import Person
from service.core.times import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A command that a named person gave with one tap on one tablet."""

    at: Instant
    by: Person
    tablet: str
    tap: str
    """Made by the tablet before it sends; the same tap repeated does nothing twice."""
