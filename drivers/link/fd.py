"""A link over a file descriptor: serial device, pty, or TCP connection (`socket://host:port`).

pyserial opens and configures; after that `os.read` and `os.write` run under the event loop's own
readiness, without a thread. Measured for a 100-byte round trip over a pty: 21 µs, against 49 µs for
an executor thread. What counts more: hang-up is seen at once and nothing can be cancelled half-way
by a thread that reads on.
"""

import asyncio
import fcntl
import os
import socket
import termios
from collections.abc import Callable
from urllib.parse import urlsplit

import serial

from drivers.link.link import LinkBase, LinkLost
from drivers.port import PortUnavailable

READ_MAX = 4096
"""Bytes taken in one go: far above any frame, so that one wake-up empties the buffer."""

CONNECT_WITHIN_S = 2.0
"""A device server on the same LAN accepts in milliseconds; beyond this it is not there."""

SOCKET_OPTIONS = (
    (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),  # a frame is one packet: nothing to wait for
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 2),
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3),
    # Keep-alives alone do not notice a partition while data is unacknowledged.
    (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 4_000),
)
"""A partition is noticed within about five seconds instead of two hours."""

UNIX98_PTY_MAJORS = range(136, 144)
"""Device numbers of pseudo-terminal slaves (Linux, admin-guide/devices.txt)."""


class FdLink(LinkBase):
    """Bytes over one non-blocking file descriptor."""

    def __init__(self, fd: int, release: Callable[[], None]) -> None:
        super().__init__()
        self._fd = fd
        self._release = release
        self._room: asyncio.Future[None] | None = None
        os.set_blocking(fd, False)
        self._loop.add_reader(fd, self._readable)

    async def write(self, data: bytes) -> None:
        """Hand all of `data` over, waiting only while the line takes no more."""
        rest = data
        while rest:
            if self._closed:
                raise LinkLost("the line is closed")
            try:
                taken = os.write(self._fd, rest)
            except BlockingIOError:
                await self._until_room()
            except OSError as error:
                self._hung_up(f"writing failed: {error.strerror}")
                raise LinkLost(f"writing failed: {error.strerror}") from error
            else:
                self._went(rest[:taken])
                rest = rest[taken:]

    async def _until_room(self) -> None:
        self._room = self._loop.create_future()
        self._loop.add_writer(self._fd, self._has_room)
        try:
            await self._room
        finally:
            self._room = None
            if not self._closed:
                self._loop.remove_writer(self._fd)

    def _has_room(self) -> None:
        if self._room and not self._room.done():
            self._room.set_result(None)

    def _readable(self) -> None:
        try:
            data = os.read(self._fd, READ_MAX)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:  # EIO: the other end of a pty closed, an adapter was pulled out
            self._hung_up(f"reading failed: {error.strerror}")
            return
        if data:
            self._came(data)
        else:
            self._hung_up("the far side hung up, or another process reads from this port")

    def close(self) -> None:
        """Release the descriptor and everything that keeps others out."""
        if self._closed:
            return
        super().close()
        self._loop.remove_reader(self._fd)
        self._loop.remove_writer(self._fd)
        self._has_room()
        self._release()


async def open_tty(url: str, *, baudrate: int) -> FdLink:
    """Open a serial device or pty at `baudrate` (bit/s), 8N1, for this process alone."""
    try:
        port = serial.serial_for_url(url, baudrate=baudrate, timeout=0, exclusive=True)
    except (serial.SerialException, ValueError, OSError, termios.error) as error:
        raise PortUnavailable(_why_not(url, error)) from error
    fd = port.fileno()
    alone = _keep_others_out(fd)

    def release() -> None:
        if alone:
            fcntl.ioctl(fd, termios.TIOCNXCL)
        port.close()

    return FdLink(fd, release)


def _keep_others_out(fd: int) -> bool:
    """Make the kernel refuse further openers; pyserial's flock stops only those who ask for it.

    Not on a pty: there the mark outlives a killed process for as long as the far side is open, and
    would lock out our own next start. Root is refused by the flock only.
    """
    if os.major(os.fstat(fd).st_rdev) in UNIX98_PTY_MAJORS:
        return False
    fcntl.ioctl(fd, termios.TIOCEXCL)
    return True


def _why_not(url: str, error: Exception) -> str:
    number = getattr(error, "errno", None)
    if number in (11, 16):  # EAGAIN from flock, EBUSY from TIOCEXCL
        return f"{url} is in use by another process; two controllers on one pump are refused"
    return f"{url} cannot be opened: {error}"


async def open_socket(url: str, *, baudrate: int) -> FdLink:
    """Connect to `socket://host:port`. The baud rate is the device server's own setting.

    pyserial's connect would block the event loop for up to five seconds, and with it every STOP.
    """
    host, port = host_and_port(url)
    held = claim(f"{host}:{port}")
    connection = socket.socket()
    try:
        connection.setblocking(False)
        for level, option, value in SOCKET_OPTIONS:
            connection.setsockopt(level, option, value)
        async with asyncio.timeout(CONNECT_WITHIN_S):
            await asyncio.get_running_loop().sock_connect(connection, (host, port))
    except (OSError, TimeoutError) as error:
        connection.close()
        held.close()
        raise PortUnavailable(f"{url} cannot be reached: {str(error) or 'no answer'}") from error
    except BaseException:
        connection.close()
        held.close()
        raise

    def release() -> None:
        connection.close()
        held.close()

    return FdLink(connection.fileno(), release)


def host_and_port(url: str) -> tuple[str, int]:
    """Return host and TCP port of a URL such as `socket://10.0.0.5:4001`."""
    parts = urlsplit(url)
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or not port:
        raise PortUnavailable(f"{url}: write it as {parts.scheme}://host:port")
    return host, port


def claim(name: str) -> socket.socket:
    """Take the name of a network line on this machine; it is free again when the process ends.

    A device server may accept several clients, so TCP itself does not keep a second process out. An
    abstract Unix socket does, and unlike a lock file it cannot be left behind.
    """
    mark = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        mark.bind(f"\0chairside/line/{name}")
    except OSError as error:
        mark.close()
        raise PortUnavailable(
            f"{name} is in use by another process; two controllers on one pump are refused"
        ) from error
    return mark
