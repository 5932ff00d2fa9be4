"""Tells the supervisor that the ward is ready, and that its event loop still runs (sd_notify(3)).

One small datagram to a Unix socket, by hand: the protocol is lines of `NAME=value`. It never waits,
and never fails the ward: a supervisor that does not listen is the supervisor's affair.
"""

import os
import socket
import time
from collections.abc import Callable, MutableMapping
from contextlib import suppress

PINGS_PER_LIMIT = 3
"""Signs of life within the supervisor's limit, so that a lost one ends nothing."""


class Supervisor:
    """The other end of `$NOTIFY_SOCKET`; without one, nobody."""

    def __init__(
        self,
        address: str = "",
        limit_s: float | None = None,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """`limit_s` is how long the supervisor waits for a sign of life; None: for ever."""
        self._limit_s = limit_s
        self._now_s = now_s
        self._pinged_s: float | None = None
        self._socket: socket.socket | None = None
        # A path, or with @ a name that needs no file (unix(7)). Anything else is not for us.
        self._address = address.replace("@", "\0", 1) if address.startswith("@") else address
        if address.startswith(("/", "@")):
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            self._socket.setblocking(False)

    def ready(self, status: str) -> None:
        """Say that the ward serves; `status` is shown to whoever asks the supervisor."""
        self._tell(f"READY=1\nSTATUS={_one_line(status)}")

    def alive(self) -> None:
        """Say that the event loop runs; for every beat, sent as often as is needed."""
        if self._limit_s is None:
            return
        now_s = self._now_s()
        if self._pinged_s is None or now_s - self._pinged_s >= self._limit_s / PINGS_PER_LIMIT:
            self._pinged_s = now_s
            self._tell("WATCHDOG=1")

    def stopping(self) -> None:
        """Say that the ward ends because it was told to."""
        self._tell("STOPPING=1")

    def close(self) -> None:
        """Let go of the socket."""
        if self._socket:
            self._socket.close()
            self._socket = None

    def _tell(self, text: str) -> None:
        if self._socket:
            with suppress(OSError):  # full, or nobody there
                self._socket.sendto(text.encode(), self._address)


def supervisor_of(environ: MutableMapping[str, str]) -> Supervisor:
    """Return the supervisor that the environment names, and take its names out of it.

    Processes that we start must not speak for us. A limit that is meant for another process
    (`WATCHDOG_PID`) is none of ours.
    """
    address = environ.pop("NOTIFY_SOCKET", "")
    limit_us = environ.pop("WATCHDOG_USEC", "")
    meant_for = environ.pop("WATCHDOG_PID", "")
    ours = meant_for in ("", str(os.getpid()))
    limit_s = int(limit_us) / 1e6 if ours and limit_us.isdecimal() and int(limit_us) else None
    return Supervisor(address, limit_s)


def _one_line(text: str) -> str:
    return " ".join(text.split())
