"""What a referee may know of a simulated pump: its hidden truth, whatever its family."""

from typing import Protocol


class PumpTruth(Protocol):
    """The state of motor and fluid now. Volumes in nL, rates in nL/h."""

    @property
    def motor_rate_nl_h(self) -> int:
        """The rate at which the motor turns."""
        ...

    @property
    def counter_nl(self) -> int:
        """What the motor has delivered by the pump's own count."""
        ...

    @property
    def true_nl(self) -> float:
        """What has reached the line's end."""
        ...


class WatchedPump(Protocol):
    """A simulated pump in this process."""

    def truth(self) -> PumpTruth:
        """Return its state, brought up to now."""
        ...
