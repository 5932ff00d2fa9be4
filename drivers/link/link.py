"""What every transport offers: bytes out, bytes in, and a word when the line is gone.

A link knows nothing of frames. It never re-opens itself, never retries and has no time-out: who
asks and for how long is `exchange`'s business.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Literal, Protocol

Trace = Callable[[Literal["out", "in"], bytes, float], None]
"""Hears every piece of bytes with its direction and loop time (s): for logs and tests."""


class LinkLost(Exception):
    """The line is gone. Bytes of the last write may or may not have left: see `Link.bytes_out`."""


class Link(Protocol):
    """One open line. All calls and callbacks happen on the event loop that opened it."""

    on_bytes: Callable[[bytes], None]
    on_lost: Callable[[str], None]
    """Called once, with the reason, when the far side hung up. Not called by `close`."""
    trace: Trace | None

    @property
    def bytes_out(self) -> int:
        """How many bytes were handed to the line since it was opened."""
        ...

    @property
    def last_write_at(self) -> float | None:
        """Loop time (s) at which the latest byte was handed to the line."""
        ...

    async def write(self, data: bytes) -> None:
        """Hand all of `data` to the line; return when the last byte is out of our hands.

        Raises `LinkLost`. Cancelling it may leave a part of the frame sent: `bytes_out` shows it.
        """
        ...

    def close(self) -> None:
        """Release the line. Sends nothing. Safe to repeat."""
        ...


class LinkOpener(Protocol):
    """Opens a link by URL; tests and the virtual-time ward put their own in its place."""

    def __call__(self, url: str, *, baudrate: int) -> Awaitable[Link]:
        """Open `url` at `baudrate` (bit/s), or raise `drivers.port.PortUnavailable`."""
        ...


class LinkBase:
    """What the three kinds share: the callbacks, the trace, the count and time of bytes out."""

    def __init__(self) -> None:
        self.on_bytes: Callable[[bytes], None] = lambda data: None
        self.on_lost: Callable[[str], None] = lambda reason: None
        self.trace: Trace | None = None
        self._loop = asyncio.get_running_loop()
        self._bytes_out = 0
        self._last_write_at: float | None = None
        self._closed = False

    @property
    def bytes_out(self) -> int:
        """How many bytes were handed to the line since it was opened."""
        return self._bytes_out

    @property
    def last_write_at(self) -> float | None:
        """Loop time (s) at which the latest byte was handed to the line."""
        return self._last_write_at

    def _went(self, data: bytes) -> None:
        """Note bytes that have just been handed over."""
        self._bytes_out += len(data)
        self._last_write_at = self._loop.time()
        if self.trace:
            self.trace("out", data, self._last_write_at)

    def _came(self, data: bytes) -> None:
        """Pass on bytes that have just been received."""
        if self._closed:
            return
        if self.trace:
            self.trace("in", data, self._loop.time())
        self.on_bytes(data)

    def _hung_up(self, reason: str) -> None:
        """Close, and say once that the far side is gone."""
        if not self._closed:
            self.close()
            self.on_lost(reason)

    def close(self) -> None:
        """Release the line. Sends nothing. Safe to repeat."""
        self._closed = True
