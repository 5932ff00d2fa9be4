"""Many New Era pumps on the measured loop, each behind a socket pair, that know only one round.

A pump that computes anything would need more of the core than what is to be measured. Each answer
comes when question and answer would have gone over a line of 19200 baud.
"""

import asyncio
import socket
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any

from drivers.link.fd import FdLink
from drivers.link.lines import Lines
from drivers.link.link import Link
from tests.drivers.far_pump import four, packet

BAUD, BYTE_BITS = 19_200, 10


@cache
def answers(status: str, rate: str, infused: str) -> dict[bytes, bytes]:
    """Return what a pump answers to each question of a round, by the bytes of the question."""
    told = {
        "VER": "NE9000V3.943",
        "SAF": "30",
        "SAF30": "",
        "": "",
        "RAT": f"{four(Decimal(rate))}MH",
        "DIS": f"I{four(Decimal(infused))}W0.000ML",
    }
    return {packet(f"0{name}"): packet(f"00{status}{text}") for name, text in told.items()}


def answers_after(preset: dict[str, Any]) -> dict[bytes, bytes]:
    """Return the answers of a pump that was preset so."""
    status = "I" if preset["running"] else "S"
    return answers(status, preset["rate_ml_h"], preset["infused_ml"])


def row(pumps: dict[str, dict[bytes, bytes]]) -> Lines:
    """Return lines on which each URL leads to one pump, by its answers."""

    async def opener(url: str, *, baudrate: int) -> Link:
        ours, theirs = socket.socketpair()
        loop, told = asyncio.get_running_loop(), pumps[url]
        loop.add_reader(theirs, _readable(loop, theirs, told))

        def release() -> None:
            loop.remove_reader(theirs)
            theirs.close()
            ours.close()

        return FdLink(ours.fileno(), release)

    return Lines(opener)


def _readable(
    loop: asyncio.AbstractEventLoop, far: socket.socket, told: dict[bytes, bytes]
) -> Callable[[], None]:
    def send(answer: bytes) -> None:
        if far.fileno() >= 0:
            far.send(answer)

    def readable() -> None:
        asked = far.recv(4_096)
        answer = told.get(asked)
        if answer:
            loop.call_later((len(asked) + len(answer)) * BYTE_BITS / BAUD, send, answer)

    return readable
