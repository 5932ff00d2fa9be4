"""The power of a pump: off, booting, on. Times are real ns since the start."""

from simulators.clockwork import NEVER_NS
from simulators.faults import Faults
from simulators.fluidics import NS_PER_S


class Power:
    """Power switch and boot window.

    Attributes:
        on: the pump is up: neither off nor booting.
    """

    def __init__(self, faults: Faults) -> None:
        """Begin with a pump that is up."""
        self._faults = faults
        self._boot_ns = 0
        self._up_ns = 0
        self.on = True

    @property
    def due_ns(self) -> int:
        """When the pump will be up; NEVER_NS when it is up already or off."""
        return NEVER_NS if self.on else self._up_ns

    def cut(self) -> None:
        """Take the power away."""
        self.on = False
        self._boot_ns = self._up_ns = NEVER_NS

    def give(self, now_ns: int, after_s: float) -> None:
        """Give the power back after a time; the pump then boots."""
        self._boot_ns = now_ns + round(after_s * NS_PER_S)
        self._up_ns = self._boot_ns + round(self._faults.boot_s * NS_PER_S)

    def babble(self, byte: int, now_ns: int) -> bytes:
        """What a pump that is not up says to a byte it hears."""
        if self._boot_ns > now_ns or self._faults.boot_babble == "silent":
            return b""
        # Noise is a fixed permutation of what came, to stay reproducible.
        return bytes([byte if self._faults.boot_babble == "echo" else (byte * 89 + 41) & 0xFF])
