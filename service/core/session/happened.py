"""What every event has: when, and, where a person said it, who, where and with which tap."""

from dataclasses import dataclass

from service.core.session.state import Person
from service.core.times import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """Anything that happened, and when."""

    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Happened):
    """Something a person said, with one tap on one tablet."""

    by: Person
    tablet: str
    tap: str
