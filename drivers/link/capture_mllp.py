"""Every byte of the connections of this process, both ways, whoever began them.

As for lines (`drivers.link.capture`), the ear hangs beside the bytes. Inside TLS: what is kept is
what was said, not what went over the network.
"""

import asyncio
from collections.abc import Callable

from drivers.link.capture import Capture
from drivers.link.link import Trace
from drivers.link.mllp import Accepted, Duplex, Network


def mllp_line(host: str, port: int, *, tls: bool) -> str:
    """Return the name of all connections with one far end, or with one port of our own."""
    return f"{'mllps' if tls else 'mllp'}://{host}:{port}"


class CapturedNetwork:
    """A network whose connections are kept, each by its number."""

    def __init__(self, network: Network, capture: Capture) -> None:
        """Keep what goes over `network` in `capture`."""
        self.now = network.now
        self._network = network
        self._capture = capture
        self._count = 0

    async def connect(self, host: str, port: int, *, certificates: str | None) -> Duplex:
        """Open a connection; `OSError` as the network says."""
        duplex = await self._network.connect(host, port, certificates=certificates)
        return self._tapped(duplex, mllp_line(host, port, tls=certificates is not None), "out")

    async def listen(
        self, host: str, port: int, accepted: Accepted, *, certificates: str | None
    ) -> Callable[[], None]:
        """Accept connections until the returned call; `OSError` as the network says."""
        line = mllp_line(host, port, tls=certificates is not None)

        async def tapped(duplex: Duplex) -> None:
            await accepted(self._tapped(duplex, line, "in"))

        return await self._network.listen(host, port, tapped, certificates=certificates)

    def _tapped(self, duplex: Duplex, line: str, began: str) -> Duplex:
        self._count += 1
        names = None if duplex.names is None else sorted(duplex.names)
        self._capture.note_opened(line, began, connection=self._count, names=names)
        return _Tapped(duplex, self._capture.tap(line, connection=self._count))


class _Tapped:
    """One connection with an ear beside it."""

    def __init__(self, duplex: Duplex, trace: Trace) -> None:
        self.names = duplex.names
        self.close = duplex.close
        self._duplex = duplex
        self._trace = trace
        self._loop = asyncio.get_running_loop()

    async def send(self, data: bytes) -> None:
        """Kept before it is handed over: an answer may come while that still waits."""
        self._trace("out", data, self._loop.time())
        await self._duplex.send(data)

    async def receive(self) -> bytes:
        piece = await self._duplex.receive()
        self._trace("in", piece, self._loop.time())
        return piece
