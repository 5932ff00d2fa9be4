"""What waits for a nurse, and in which order it is served."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Self

from service.planner.ward_day.stay import Stay


class Work(Enum):
    """What takes all of a nurse, and how urgent it is (the smaller, the sooner)."""

    REACTION = "reaction", 0
    DISCONNECT = "disconnect", 1
    """Frees a chair within minutes."""
    HANG = "hang", 2
    """The premedication's window and the bag's age run."""
    SEAT = "seat", 3
    BREAK = "break", 3
    """As urgent as a patient who is due at the same time."""

    def __init__(self, word: str, urgency: int) -> None:
        self.word = word
        self.urgency = urgency


@dataclass(frozen=True, slots=True, order=True)
class Task:
    """Waits in the order of urgency, then of when it was due, then of when it was asked for."""

    urgency: int
    due: int
    """Seconds after midnight."""
    number: int
    work: Work = field(compare=False)
    stay: Stay | None = field(compare=False)
    """None: a nurse's break."""

    @classmethod
    def of(cls, work: Work, due: int, number: int, stay: Stay | None) -> Self:
        """Return the task for a work."""
        return cls(work.urgency, due, number, work, stay)
