"""MLLP: whole messages over a TCP connection, between a start sign and two end signs.

Framing by HL7's "Minimal Lower Layer Protocol", release 1: VT, the message, FS, CR. Nothing here
knows what a message says. A connection is whatever can send and receive pieces (`Duplex`), so that
a test or a virtual ward puts two ends in one process in place of `drivers.link.sockets`.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import Protocol

VT, FS, CR = 0x0B, 0x1C, 0x0D
_START, _END = bytes((VT,)), bytes((FS, CR))

FRAME_MAX = 1_048_576
"""Bytes of one message. A longer one ends the connection: what follows it cannot be trusted."""
PIECE_MAX = 65_536
"""Bytes taken from a connection at once."""
HALF_FRAME_S = 5.0
"""A frame that has begun must have its end by then, however slowly its pieces come."""
SEND_S = 5.0
"""A far side that does not take our bytes for this long is not there any more."""
CONNECTIONS_MAX = 64
"""Open at the same time on one listener: a gateway needs one or two."""


class MllpError(Exception):
    """The connection is of no use any more: lost, too slow, or not speaking MLLP."""


class Duplex(Protocol):
    """One open connection, both ways."""

    @property
    def names(self) -> frozenset[str] | None:
        """What the far side's certificate calls it, in capitals; None on a plain connection."""
        ...

    async def send(self, data: bytes) -> None:
        """Hand `data` to the connection; `OSError` when it is gone."""
        ...

    async def receive(self) -> bytes:
        """Return the next piece, at most `PIECE_MAX` bytes; empty at the end. Or `OSError`."""
        ...

    def close(self) -> None:
        """Hang up. Safe to repeat."""
        ...


Accepted = Callable[[Duplex], Awaitable[None]]
"""Serves one connection that came in, until it ends."""


class Network(Protocol):
    """Where connections come from, and what time it is there."""

    async def connect(self, host: str, port: int, *, certificates: str | None) -> Duplex:
        """Open a connection; `OSError` when nobody answers.

        With `certificates`, a folder, both sides show theirs; without, only loopback is allowed.
        """
        ...

    async def listen(
        self, host: str, port: int, accepted: Accepted, *, certificates: str | None
    ) -> Callable[[], None]:
        """Accept connections until the returned call; `OSError` when the port is taken."""
        ...

    def now(self) -> datetime:
        """Return the wall time, with its zone: messages carry it."""
        ...


def frame(body: bytes) -> bytes:
    """Return `body` between its signs. A body that holds one of them is a fault of ours."""
    if VT in body or FS in body:
        raise ValueError("a message cannot hold the signs that frame it")
    return _START + body + _END


class FrameCutter:
    """Cuts messages out of a stream of bytes; holds at most one unfinished one."""

    def __init__(self, limit: int = FRAME_MAX) -> None:
        self.garbage = 0
        """Bytes outside any frame, and of frames that another start sign cut short."""
        self._limit = limit
        self._held = bytearray()
        self._inside = False
        self._looked = 0
        """How much of `_held` is known to hold no end: no byte is looked at twice."""

    @property
    def half(self) -> bool:
        """Whether a frame has begun and not ended."""
        return self._inside

    def feed(self, data: bytes) -> list[bytes]:
        """Return the messages that `data` completes; `MllpError` when one is too long."""
        self._held += data
        whole: list[bytes] = []
        taken = 0
        while True:
            if not self._inside:
                start = self._held.find(_START, taken)
                if start < 0:
                    self.garbage += len(self._held) - taken
                    taken = len(self._held)
                    break
                self.garbage += start - taken
                taken, self._inside, self._looked = start + 1, True, start + 1
            end = self._held.find(_END, self._looked)
            # The first end sign may have come without the second one; it is no part of the message.
            seen = end if end >= 0 else len(self._held) - self._held.endswith(_END[:1])
            if seen - taken > self._limit:
                raise MllpError(f"a message of more than {self._limit} bytes")
            if end < 0:
                break
            taken = self._restart(taken, end)
            whole.append(bytes(self._held[taken:end]))
            taken, self._inside = end + len(_END), False
        del self._held[:taken]
        self._looked = max(0, len(self._held) - 1)  # FS may have come without its CR
        return whole

    def _restart(self, start: int, end: int) -> int:
        """Return where the frame that ends at `end` begins: after the last start sign in it."""
        again = self._held.rfind(_START, start, end)
        if again < 0:
            return start
        self.garbage += again + 1 - start
        return again + 1


class Connection:
    """Frames over one duplex. One task may receive while others send."""

    def __init__(self, duplex: Duplex) -> None:
        self.names = duplex.names
        """What the far side's certificate calls it; None on a plain connection."""
        self.gone: str | None = None
        """Why the connection is of no use any more, once it is not."""
        self.received = 0
        """How many messages have come."""
        self._duplex = duplex
        self._sending = asyncio.Lock()

    async def send(self, body: bytes) -> None:
        """Send one message whole; `MllpError` when it may not have left."""
        data = frame(body)
        async with self._sending:
            if self.gone:
                raise MllpError(self.gone)
            try:
                async with asyncio.timeout(SEND_S):
                    await self._duplex.send(data)
            except TimeoutError:
                raise self._fail("the far side takes no bytes") from None
            except OSError as error:
                raise self._fail(str(error) or "the connection is lost") from error

    async def messages(self) -> AsyncIterator[bytes]:
        """Yield messages until the far side hangs up; `MllpError` when it does anything else."""
        loop, cutter = asyncio.get_running_loop(), FrameCutter()
        due: float | None = None
        while True:
            try:
                if due is None:  # for the next message there is no limit: setting one takes time
                    piece = await self._duplex.receive()
                else:
                    async with asyncio.timeout_at(due):
                        piece = await self._duplex.receive()
                found = cutter.feed(piece)
            except TimeoutError:
                raise self._fail(f"half a message and then {HALF_FRAME_S:g} s nothing") from None
            except OSError as error:
                raise self._fail(str(error) or "the connection is lost") from error
            except MllpError as error:
                raise self._fail(str(error)) from error
            if not piece:
                self._fail("the far side hung up")
                return
            if not cutter.half:
                due = None
            elif due is None or found:
                due = loop.time() + HALF_FRAME_S
            for body in found:
                self.received += 1
                yield body

    def close(self) -> None:
        """Hang up."""
        self._fail("closed")

    def _fail(self, reason: str) -> MllpError:
        self.gone = self.gone or reason
        self._duplex.close()
        return MllpError(reason)


class Listener:
    """Accepts connections on one port and hands each to `serve`."""

    def __init__(self, serve: Callable[[Connection], Awaitable[None]]) -> None:
        self.turned_away = 0
        """Connections beyond `CONNECTIONS_MAX`."""
        self._serve = serve
        self._open: set[Connection] = set()
        self._end: Callable[[], None] | None = None

    async def open(
        self, network: Network, host: str, port: int, *, certificates: str | None
    ) -> None:
        """Begin to accept; `OSError` when the port is taken."""
        self._end = await network.listen(host, port, self._accepted, certificates=certificates)

    def close(self) -> None:
        """Accept no more, and hang up on everybody."""
        if self._end:
            self._end()
            self._end = None
        for connection in list(self._open):
            connection.close()

    async def _accepted(self, duplex: Duplex) -> None:
        if len(self._open) >= CONNECTIONS_MAX or self._end is None:
            self.turned_away += 1
            duplex.close()
            return
        connection = Connection(duplex)
        self._open.add(connection)
        try:
            with suppress(MllpError):
                await self._serve(connection)
        finally:
            self._open.discard(connection)
            connection.close()
