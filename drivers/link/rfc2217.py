"""A link over `rfc2217://host:port`: a serial device server whose line settings we control.

pyserial's client blocks and cannot be told to stop reading, so this is the one transport with
threads: one that reads, and one that opens, writes and closes. Neither ever touches anything but
this port; both speak to the event loop only through `call_soon_threadsafe`.
"""

import asyncio
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import serial
from serial.rfc2217 import Serial as Rfc2217

from drivers.link.fd import claim, host_and_port
from drivers.link.link import LinkBase, LinkLost
from drivers.port import PortUnavailable

WAKE_EVERY_S = 0.1
"""How long a read may block before it looks whether the link was closed (no cancel_read here)."""


class Rfc2217Link(LinkBase):
    """Bytes through pyserial's RFC 2217 client."""

    def __init__(self, port: Rfc2217, hands: ThreadPoolExecutor, held: socket.socket) -> None:
        super().__init__()
        self._port = port
        self._hands = hands
        self._held = held
        self._over = threading.Event()
        threading.Thread(target=self._read_on, name=f"read {port.port}", daemon=True).start()

    async def write(self, data: bytes) -> None:
        """Hand all of `data` to the device server."""
        if self._closed:
            raise LinkLost("the line is closed")
        # Counted before they go: once in the thread's hands nobody can say that they have not left.
        self._went(data)
        try:
            await self._loop.run_in_executor(self._hands, self._port.write, data)
        except (serial.SerialException, OSError) as error:
            self._hung_up(f"writing failed: {error}")
            raise LinkLost(f"writing failed: {error}") from error
        self._last_write_at = self._loop.time()

    def _read_on(self) -> None:
        """Run in the reading thread until the link is closed or the server is gone."""
        while not self._over.is_set():
            try:
                data = self._port.read(1)
                if data and (more := self._port.in_waiting):
                    data += self._port.read(more)
            except (serial.SerialException, OSError, TypeError) as error:
                self._tell_loop(self._hung_up, f"reading failed: {error}")
                return
            if data:
                self._tell_loop(self._came, bytes(data))

    def _tell_loop(self, function: object, argument: object) -> None:
        if not self._over.is_set() and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(function, argument)  # type: ignore[arg-type]

    def close(self) -> None:
        """Let both threads end; the port closes as soon as the reading one has looked up."""
        if self._closed:
            return
        super().close()
        self._over.set()
        self._hands.submit(self._port.close)
        self._hands.shutdown(wait=False)
        self._held.close()


async def open_rfc2217(url: str, *, baudrate: int) -> Rfc2217Link:
    """Open `url` at `baudrate` (bit/s), 8N1. pyserial gives up after 5 s."""
    host, number = host_and_port(url)
    held = claim(f"{host}:{number}")
    hands = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"write {url}")

    def connect() -> Rfc2217:
        return Rfc2217(url, baudrate=baudrate, timeout=WAKE_EVERY_S)

    opening = asyncio.get_running_loop().run_in_executor(hands, connect)
    try:
        port = await asyncio.shield(opening)
    except BaseException as error:
        opening.add_done_callback(_close_late)  # whoever waited may have gone away meanwhile
        hands.shutdown(wait=False)
        held.close()
        if isinstance(error, serial.SerialException | OSError | ValueError):
            raise PortUnavailable(f"{url} cannot be opened: {error}") from error
        raise
    return Rfc2217Link(port, hands, held)


def _close_late(opening: asyncio.Future[Rfc2217]) -> None:
    """Close a port whose opener went away while the server was still being asked."""
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()
