"""A network in one process: connections are two queues, and its wall clock follows the loop's."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from drivers.link.mllp import Accepted, Duplex

START = datetime(2026, 1, 2, 8, 0, tzinfo=UTC)

Carry = Callable[[bytes], Iterable[tuple[float, bytes]]]
"""How a piece travels: after how many seconds which bytes arrive."""


def whole(data: bytes) -> Iterable[tuple[float, bytes]]:
    yield 0.0, data


def byte_by_byte(data: bytes) -> Iterable[tuple[float, bytes]]:
    """A tenth of a millisecond each."""
    for number, byte in enumerate(data):
        yield number / 10_000, bytes((byte,))


def delayed(data: bytes) -> Iterable[tuple[float, bytes]]:
    yield 0.7, data


class End:
    """One end of a connection."""

    def __init__(self, net: "Net", names: frozenset[str] | None) -> None:
        self.names = names
        self.other: End = self
        self._net = net
        self._pieces: asyncio.Queue[bytes] = asyncio.Queue()
        self._busy_until = 0.0
        self.closed = False

    async def send(self, data: bytes) -> None:
        if self.closed or self.other.closed:
            raise ConnectionResetError("the far side is gone")
        loop = asyncio.get_running_loop()
        began = max(loop.time(), self._busy_until + 1e-6)  # timers of one instant have no order
        for delay_s, piece in self._net.carry(data):
            self._busy_until = began + delay_s
            loop.call_at(self._busy_until, self.other._pieces.put_nowait, piece)

    async def receive(self) -> bytes:
        if self.closed and self._pieces.empty():
            return b""
        return await self._pieces.get()

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            self._pieces.put_nowait(b"")
            self.other._pieces.put_nowait(b"")


class Net:
    def __init__(self, carry: Carry = whole) -> None:
        self.carry = carry
        self.down = False
        """Whether nobody can connect."""
        self.connect_s = 0.0
        """How long it takes to connect."""
        self.hangs_up = False
        """Whether whoever connects is hung up on at once."""
        self.connections = 0
        self.shown: dict[int, str] = {}
        """EUI-64 in the certificate of whoever listens on a port; plain where there is none."""
        self.ends: list[End] = []
        self._listening: dict[int, Accepted] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def now(self) -> datetime:
        return START + timedelta(seconds=asyncio.get_running_loop().time())

    async def connect(
        self, host: str, port: int, *, certificates: str | None, own: str | None = None
    ) -> Duplex:
        """Connect; `own` is what our own certificate says, when the far side looks at it."""
        if self.connect_s:
            await asyncio.sleep(self.connect_s)
        if self.down or port not in self._listening:
            raise ConnectionRefusedError(f"nobody listens at {host}:{port}")
        shown = self.shown.get(port)
        near = End(self, frozenset((shown,)) if shown else None)
        far = End(self, frozenset((own,)) if own else None)
        near.other, far.other = far, near
        self.ends += [near, far]
        self.connections += 1
        if self.hangs_up:
            far.close()
            return near
        task = asyncio.ensure_future(self._listening[port](far))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return near

    async def listen(
        self, host: str, port: int, accepted: Accepted, *, certificates: str | None
    ) -> Callable[[], None]:
        return self.add(port, accepted)

    def add(self, port: int, accepted: Accepted) -> Callable[[], None]:
        """Listen at once."""
        if port in self._listening:
            raise OSError(f"port {port} is taken")
        self._listening[port] = accepted

        def end() -> None:
            del self._listening[port]

        return end

    def cut(self) -> None:
        """Cut every connection that is open."""
        for end in self.ends:
            end.close()
        self.ends.clear()
