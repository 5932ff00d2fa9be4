"""A 100-byte question and a 100-byte answer over a pty: our exchange beside blocking pyserial.

The far side is a process of its own that sends back what it got. pyserial writes and reads a
hundred bytes, and that is all. Ours is measured twice: the link alone does the same under the event
loop; the exchange also cuts frames and checks their sums, waits its turn, keeps its time-outs, and
knows an answer from an echo.
"""

import asyncio
import os
import subprocess
import sys
import time
import tty
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import serial

from drivers.alaris.frames import Message, MessageCutter
from drivers.link.exchange import Answered, Exchange, Fit, Manners, Question, Timing
from drivers.link.opening import open_link
from tests.bench.table import Row, percentile, ratio

SIZE = 100
BAUD = 115_200
TURNS = 5
TRIPS = 1_500
ECHO = Path(__file__).with_name("echo.py")
FRAME = Message("INST_SERIALNO^" + "7" * (SIZE - 7 - 14)).raw
TIMING = Timing(answer_s=1.0, drain_s=1.0, inter_byte_s=0.5)
US = 1_000_000


@contextmanager
def far_end() -> Iterator[str]:
    """Yield the path of a pty behind which another process echoes."""
    master, slave = os.openpty()
    tty.setraw(slave)
    words = [sys.executable, str(ECHO), str(master), str(SIZE)]
    process = subprocess.Popen(words, pass_fds=(master,))
    try:
        yield os.ttyname(slave)
    finally:
        process.kill()
        process.wait()
        os.close(master)
        os.close(slave)


def blocking(path: str) -> list[float]:
    """pyserial, as its manual shows it. Returns the time of each round trip (s)."""
    took = list[float]()
    with serial.Serial(path, baudrate=BAUD, timeout=1.0) as port:
        for _ in range(TRIPS):
            began = time.perf_counter()
            port.write(FRAME)
            assert port.read(SIZE) == FRAME
            took.append(time.perf_counter() - began)
    return took


async def _trips(once: Callable[[], Awaitable[None]]) -> list[float]:
    took = list[float]()
    for _ in range(TRIPS):
        began = time.perf_counter()
        await once()
        took.append(time.perf_counter() - began)
    return took


async def link_alone(path: str) -> list[float]:
    """Write a hundred bytes and wait for a hundred, under the event loop."""
    link = await open_link(path, baudrate=BAUD)
    loop, held = asyncio.get_running_loop(), bytearray()
    whole: asyncio.Future[None] = loop.create_future()

    def came(data: bytes) -> None:
        held.extend(data)
        if len(held) >= SIZE:
            whole.set_result(None)

    async def once() -> None:
        nonlocal whole
        whole = loop.create_future()
        held.clear()
        await link.write(FRAME)
        await whole

    link.on_bytes = came
    took = await _trips(once)
    link.close()
    return took


async def exchange(path: str) -> list[float]:
    """Ask a question and have its answer."""
    link = await open_link(path, baudrate=BAUD)
    line = Exchange(link, MessageCutter(), TIMING, Manners(repeats_questions=True))
    question: Question[Message] = Question(frame=FRAME, fits=lambda found: Fit.ANSWER)

    async def once() -> None:
        assert isinstance(await line.ask(question), Answered)

    took = await _trips(once)
    line.close()
    return took


def rows() -> list[Row]:
    """Measure, and return the rows of the table."""
    kinds: dict[str, Callable[[str], list[float]]] = {
        "the link alone": lambda path: asyncio.run(link_alone(path)),
        "the whole exchange": lambda path: asyncio.run(exchange(path)),
        "blocking": blocking,
    }
    found: dict[str, list[float]] = {kind: [] for kind in kinds}
    with far_end() as path:
        for _ in range(TURNS):
            for kind, measure in kinds.items():
                found[kind].append(percentile(measure(path), 0.5))
    beside = found.pop("blocking")

    def shown(values: list[float]) -> str:
        parts = (percentile(values, 0.5), min(values), max(values))
        return "{:.0f} ({:.0f} to {:.0f}) µs".format(*(part * US for part in parts))

    return [
        (
            f"{SIZE}-byte round trip over a pty, {kind}",
            shown(values),
            f"blocking pyserial: {shown(beside)}",
            ratio(values, beside),
        )
        for kind, values in found.items()
    ]
