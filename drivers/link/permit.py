"""Whether frames that may start or raise a pump may go on leaving: asked before each of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


class Epochs(Protocol):
    """What is known of a pump between exchanges."""

    @property
    def epoch(self) -> int:
        """Rises when the pump may have forgotten us."""
        ...


@dataclass(slots=True)
class Permit:
    """Whether the next frame of a sequence may still leave."""

    pump: Epochs
    epoch: int
    """The epoch that was decided on."""
    stops_now: Callable[[], int]
    """How many times STOP has been asked for."""
    stops: int
    """How many times it had been when the sequence began."""
    asker: Callable[[], str | None]
    """A reason of whoever asked for the sequence."""

    @property
    def overtaken(self) -> bool:
        """Whether STOP was asked for since."""
        return self.stops_now() != self.stops

    def hindered(self) -> str | None:
        """Return why no further frame may leave, or None."""
        if self.overtaken:
            return "overtaken by STOP"
        if self.pump.epoch != self.epoch:
            return "the pump was reset, replaced or reconnected since it was read"
        return self.asker()
