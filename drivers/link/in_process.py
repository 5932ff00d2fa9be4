"""A link to a far side in the same process: no descriptor, no thread, any clock.

Under a virtual-time loop this is the only transport, so a whole infusion runs in a moment. The far
side is anything that takes bytes by `write` and calls `receive` with the bytes it sends.
"""

from collections.abc import Callable
from typing import Protocol

from drivers.link.link import LinkBase, LinkLost


class FarSide(Protocol):
    """The other end of the line: a simulated pump, a bus of them, or a script in a test."""

    receive: Callable[[bytes], None]
    """Set by the link. The far side calls it with bytes for us, whenever it likes."""

    def write(self, data: bytes) -> None:
        """Take bytes that we sent."""
        ...


class InProcessLink(LinkBase):
    """Bytes to and from a `FarSide`.

    What the far side sends is delivered in the loop's next turn, never inside our own `write`: on a
    real line too, no answer arrives before the question has left.
    """

    def __init__(self, far: FarSide) -> None:
        super().__init__()
        self._far = far
        far.receive = self._receive

    async def write(self, data: bytes) -> None:
        """Hand all of `data` to the far side at once."""
        if self._closed:
            raise LinkLost("the line is closed")
        self._went(data)
        self._far.write(data)

    def _receive(self, data: bytes) -> None:
        self._loop.call_soon(self._came, data)

    def hang_up(self, reason: str = "the far side hung up") -> None:
        """Act as if the cable was pulled out."""
        self._hung_up(reason)
