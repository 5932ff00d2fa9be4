"""Where a host finds a simulated pump: a pseudo-terminal behind a link, or a loopback port.

A pty carries no parity or size, but its speed can be read: a client at another baud rate meets
noise, as on a wire. The pty's own slave side is held open, so that clients may come and go.
"""

import os
import socket
import termios
import tty
from contextlib import suppress
from typing import Protocol

LOOPBACK = "127.0.0.1"
_CHUNK = 4_096
_SPEED = 4


class Port(Protocol):
    """The host's side of a line."""

    def files(self) -> list[int]:
        """Descriptors to wait on for reading."""

    def read(self) -> bytes:
        """What the host has sent; never waits."""

    def write(self, data: bytes) -> None:
        """Send to the host; lost when nobody listens, as on a wire."""

    def matches_baud(self) -> bool:
        """Whether the host's baud rate is the line's."""

    def vanish(self) -> None:
        """The adapter is pulled out."""

    def come_back(self) -> None:
        """The adapter is plugged in again."""

    def close(self) -> None:
        """Leave nothing behind."""


class PtyPort:
    """A pty and a symbolic link to it, which moves to a new pty after a vanishing."""

    def __init__(self, link: str, baud: int) -> None:
        """Make the pty and its link; a stale link is replaced, anything else is not."""
        self._link = os.path.abspath(link)
        self._speed = getattr(termios, f"B{baud}", None)
        if self._speed is None:
            raise ValueError(f"a pty has no {baud} baud")
        self._master = -1
        self._slave = -1
        self._node = ""
        self._spare = os.openpty()
        self.come_back()

    def files(self) -> list[int]:
        """The master side, while there is one."""
        return [self._master] if self._master >= 0 else []

    def read(self) -> bytes:
        """What the host has sent; never waits."""
        try:
            return os.read(self._master, _CHUNK)
        except OSError:
            return b""

    def write(self, data: bytes) -> None:
        """Send to the host; what does not fit its buffer is lost."""
        if self._master >= 0:
            with suppress(BlockingIOError):
                os.write(self._master, data)

    def matches_baud(self) -> bool:
        """Whether the last client set the line's speed."""
        return self._master < 0 or termios.tcgetattr(self._master)[_SPEED] == self._speed

    def vanish(self) -> None:
        """Hang up every client and take the link away."""
        if self._master < 0:
            return
        # Taken before the old one is free, so that the next pty has another name.
        self._spare = os.openpty()
        os.close(self._master)
        os.close(self._slave)
        self._master = self._slave = -1
        with suppress(OSError):
            if os.readlink(self._link) == self._node:
                os.unlink(self._link)

    def come_back(self) -> None:
        """Point the link at the next pty, which has another name than the last."""
        self._master, self._slave = self._spare
        tty.setraw(self._slave)
        mode = termios.tcgetattr(self._slave)
        mode[_SPEED] = mode[_SPEED + 1] = self._speed
        termios.tcsetattr(self._slave, termios.TCSANOW, mode)
        os.set_blocking(self._master, False)
        self._node = os.ttyname(self._slave)
        if os.path.islink(self._link):
            os.unlink(self._link)
        os.symlink(self._node, self._link)

    def close(self) -> None:
        """Remove the pty and its link."""
        self.vanish()
        for end in self._spare:
            os.close(end)


class TcpPort:
    """A loopback port for one client at a time; a second one is turned away."""

    def __init__(self, port: int) -> None:
        """Listen; 0 chooses a free port."""
        self._number = port
        self._listener: socket.socket | None = None
        self._client: socket.socket | None = None
        self.come_back()

    @property
    def number(self) -> int:
        """The port listened on."""
        return self._number

    def files(self) -> list[int]:
        """The listener and the client, where there are such."""
        return [end.fileno() for end in (self._listener, self._client) if end is not None]

    def read(self) -> bytes:
        """Take in a waiting client, and what the present one has sent; never waits."""
        with suppress(OSError):
            if self._listener is not None:
                client, _ = self._listener.accept()
                self._take_in(client)
        if self._client is None:
            return b""
        try:
            data = self._client.recv(_CHUNK)
        except BlockingIOError:
            return b""
        except OSError:
            data = b""
        if not data:
            self._client.close()
            self._client = None
        return data

    def write(self, data: bytes) -> None:
        """Send to the client, if there is one."""
        if self._client is not None:
            with suppress(OSError):
                self._client.send(data)

    def matches_baud(self) -> bool:
        """A network port has no baud rate."""
        return True

    def vanish(self) -> None:
        """Hang up and stop listening."""
        for end in (self._client, self._listener):
            if end is not None:
                end.close()
        self._client = self._listener = None

    def come_back(self) -> None:
        """Listen again on the same port."""
        self._listener = socket.create_server((LOOPBACK, self._number))
        self._listener.setblocking(False)
        self._number = self._listener.getsockname()[1]

    def close(self) -> None:
        """Leave nothing behind."""
        self.vanish()

    def _take_in(self, client: socket.socket) -> None:
        if self._client is not None:
            client.close()
            return
        client.setblocking(False)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._client = client
