"""MLLP: one message in `<VT> ... <FS><CR>`, and the two-way stream it travels on.

A stream is anything with `read`, `write` and `close`: a socket, or one end of a `pipe` in memory.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

VT = b"\x0b"
FS_CR = b"\x1c\x0d"
MAX_FRAME_BYTES = (1 << 20) + len(VT + FS_CR)
_CHUNK = 65_536


class FrameError(ValueError):
    """What came cannot become a frame any more; the connection is of no use."""


class Stream(Protocol):
    """A connection as the gateway sees it."""

    async def read(self) -> bytes:
        """Return what has come, at least one byte; b"" when the peer has ended."""

    async def write(self, data: bytes) -> None:
        """Send; raises OSError when the connection is gone."""

    def close(self) -> None:
        """Hang up, at once."""


Connect = Callable[[], Awaitable[Stream]]
"""Opens a new connection to the ward's listener; raises OSError when there is none."""


def frame(data: bytes) -> bytes:
    """Return a message in its frame."""
    return VT + data + FS_CR


class Frames:
    """Takes a byte stream apart. Bytes between frames are passed over, as MLLP asks.

    A VT inside a frame begins it anew: the peer has given up what it had begun.
    """

    def __init__(self) -> None:
        """Wait for the first VT."""
        self._buffer = bytearray()
        self._open = False
        self._looked = 0

    @property
    def half(self) -> bool:
        """Whether a frame has begun and not ended."""
        return self._open

    def feed(self, data: bytes) -> list[bytes]:
        """Take bytes; returns the messages they complete. Raises FrameError on one too long."""
        self._buffer += data
        found = []
        while (message := self._next()) is not None:
            found.append(message)
        return found

    def _next(self) -> bytes | None:
        if not self._open:
            start = self._buffer.find(VT)
            if start < 0:
                self._buffer.clear()
                return None
            del self._buffer[: start + 1]
            self._open, self._looked = True, 0
        end = self._buffer.find(FS_CR, max(0, self._looked - 1))
        restart = self._buffer.rfind(VT, self._looked, len(self._buffer) if end < 0 else end)
        if restart >= 0:
            del self._buffer[: restart + 1]
            end = -1 if end < 0 else end - restart - 1
        self._looked = len(self._buffer)
        if (len(self._buffer) if end < 0 else end) > MAX_FRAME_BYTES:
            raise FrameError(f"a frame longer than {MAX_FRAME_BYTES} bytes")
        if end < 0:
            return None
        message = bytes(self._buffer[:end])
        del self._buffer[: end + len(FS_CR)]
        self._open = False
        return message


class SocketStream:
    """A stream over asyncio's reader and writer, plain or TLS."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take over an open connection."""
        self._reader, self._writer = reader, writer

    async def read(self) -> bytes:
        """Return what has come; b"" when the peer has ended or the connection broke."""
        try:
            return await self._reader.read(_CHUNK)
        except OSError:
            return b""

    async def write(self, data: bytes) -> None:
        """Send, and wait while the peer's buffers are full."""
        self._writer.write(data)
        await self._writer.drain()

    def close(self) -> None:
        """Hang up."""
        self._writer.close()


class _PipeEnd:
    def __init__(self) -> None:
        self._come: asyncio.Queue[bytes] = asyncio.Queue()
        self._ended = False
        self.far: _PipeEnd | None = None

    async def read(self) -> bytes:
        data = b"" if self._ended and self._come.empty() else await self._come.get()
        self._ended = self._ended or not data
        return data

    async def write(self, data: bytes) -> None:
        if self.far is None:
            raise ConnectionResetError("the pipe is closed")
        if data:
            self.far._come.put_nowait(data)

    def close(self) -> None:
        far, self.far = self.far, None
        if far is not None:
            far.far = None
            far._come.put_nowait(b"")
            self._come.put_nowait(b"")


def pipe() -> tuple[Stream, Stream]:
    """Return the two ends of a connection in memory."""
    near, far = _PipeEnd(), _PipeEnd()
    near.far, far.far = far, near
    return near, far
