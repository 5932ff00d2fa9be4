"""What a family tells the exchange about a question, and what it is told in return."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from enum import Enum
from typing import Generic, Protocol, TypeVar


class Fit(Enum):
    """What a received frame is to the question in flight."""

    ANSWER = "answer"
    INSTEAD = "instead"
    """An alarm that may have been sent in place of the answer, or by itself just before it."""
    NOT = "not"


class Frame(Protocol):
    """A received frame whose form and check sum are right; what it says is the family's matter."""

    @property
    def raw(self) -> bytes:
        """The frame as it came over the line."""
        ...


F = TypeVar("F", bound=Frame)


class Deframer(Protocol[F]):
    """Cuts a family's frames out of a stream of bytes. Holds at most one incomplete frame."""

    @property
    def garbage(self) -> int:
        """How many bytes were dropped because they belonged to no valid frame."""
        ...

    def feed(self, data: bytes) -> list[F]:
        """Return the frames that `data` completes."""
        ...

    def reset(self) -> None:
        """Drop the incomplete frame, if there is one."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """The family's times (s)."""

    answer_s: float
    """Longest time between our last byte and the answer's last byte."""
    drain_s: float
    """How much later a late answer can still come."""
    inter_byte_s: float
    """Silence inside a frame after which its beginning is worthless."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """What a family does on its line that others do not."""

    repeats_questions: bool = False
    """An answer may be the very bytes of its question, so these are never taken for an echo."""
    stop_overlaps: bool = False
    """STOP leaves although an answer is still due. Only where answers name their question and the
    answer to STOP proves nothing by itself."""


PLAIN = Manners()
"""Nothing otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Generic[F]):
    """One frame to send and how to know its answer."""

    frame: bytes
    fits: Callable[[F], Fit]
    hindered: Callable[[], str | None] = lambda: None
    """Asked just before the first byte leaves: a reason not to send any more, or None."""
    answered: bool = True
    """False: nothing answers it (a receipt); it is over when its last byte was handed over."""
    overtakable: bool = True
    """Whether STOP may leave before its answer has come, in a family where it ever may; False for
    STOP itself."""
    of: Hashable = None
    """Which of the pumps on the line it is for, such as its address."""
    on_sent: Callable[[float], None] = lambda at: None
    """Told the loop time (s) at which the last byte was handed to the line."""


@dataclass(slots=True)
class Counters:
    """What did not go smoothly since the line was opened."""

    time_outs: int = 0
    late: int = 0
    """Frames that arrived while the line was left alone after a time-out."""
    unexpected: int = 0
    """Frames that answered nothing: alarms sent by themselves, other addresses."""
    echoes: int = 0
    """Own frames that came back."""


@dataclass(frozen=True, slots=True)
class Answered(Generic[F]):
    """The frame that came as, or in place of, the answer."""

    frame: F
    clean: bool
    """False when the question went out while an older answer could still arrive."""


@dataclass(frozen=True, slots=True)
class Silent:
    """Bytes have left and no answer came: the pump may have obeyed."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """Not one byte has left."""

    reason: str
    lost: bool = False
    """Whether the line itself is gone."""


Result = Answered[F] | Silent | NotSent
Listener = Callable[[F, Fit], None]
