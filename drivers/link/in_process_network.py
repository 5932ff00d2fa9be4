"""A network inside one process: a connection is two queues, and no byte ever waits.

Under a virtual-time loop this is the only network, as `in_process` is the only line. Both ends are
plain and on loopback; nothing listens outside the process.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime

from drivers.link.mllp import Accepted, Duplex
from drivers.link.sockets import PlainRefused, is_loopback


class End:
    """One end of a connection."""

    names: frozenset[str] | None = None
    """No certificate is shown here."""

    def __init__(self) -> None:
        self.other: End = self
        self._come: asyncio.Queue[bytes] = asyncio.Queue()
        self._closed = False

    async def send(self, data: bytes) -> None:
        """Hand `data` to the far end at once; `OSError` when one of the two has hung up."""
        if self._closed or self.other._closed:
            raise ConnectionResetError("the far side is gone")
        self.other._come.put_nowait(data)

    async def receive(self) -> bytes:
        """Return the next piece; empty at the end."""
        if self._closed and self._come.empty():
            return b""
        return await self._come.get()

    def close(self) -> None:
        """Hang up, for both ends."""
        if not self._closed:
            self._closed = True
            self._come.put_nowait(b"")
            self.other._come.put_nowait(b"")


class InProcessNetwork:
    """`drivers.link.mllp.Network` for one process; `now` says what wall time it is there."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self._listening: dict[int, Accepted] = {}
        self._serving: set[asyncio.Task[None]] = set()

    async def connect(self, host: str, port: int, *, certificates: str | None) -> Duplex:
        """Open a connection; `OSError` when nobody listens there."""
        _must_be_here(host, certificates)
        accepted = self._listening.get(port)
        if accepted is None:
            raise ConnectionRefusedError(f"nobody listens at {host}:{port}")
        near, far = End(), End()
        near.other, far.other = far, near
        task = asyncio.ensure_future(accepted(far))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)
        return near

    async def listen(
        self, host: str, port: int, accepted: Accepted, *, certificates: str | None
    ) -> Callable[[], None]:
        """Accept connections until the returned call; `OSError` when the port is taken."""
        _must_be_here(host, certificates)
        if port in self._listening:
            raise OSError(f"port {port} is taken")
        self._listening[port] = accepted

        def end() -> None:
            self._listening.pop(port, None)

        return end


def _must_be_here(host: str, certificates: str | None) -> None:
    if certificates is not None or not is_loopback(host):
        raise PlainRefused(f"{host}: inside one process there is loopback alone, without TLS")
