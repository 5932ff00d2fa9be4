"""Wards for a browser: each a process of its own, forked from one that has loaded the product.

Loading the product takes longer than anything else at a start, and every test has a ward of its
own. What a fresh interpreter does is seen by the tests of `service/cli`.
"""

import asyncio
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from service.cli.main import main
from service.people.file import people_path
from tests.browser.held import IDLE_S, SignedInWard
from tests.browser.signed_in_ward import serve
from tests.forked import FORKING

ADDRESS = re.compile(r"http://\d+\.\d+\.\d+\.\d+:\d+")
ENDS_WITHIN_S = 20.0


@dataclass
class Demo:
    """A running `chairside demo`."""

    process: ForkServerProcess
    address: str

    def kill(self) -> None:
        """End the process as a power cut does: nothing is closed in order."""
        self.process.kill()
        self.process.join(10)

    def freeze(self) -> None:
        """Stop the whole process: its sockets stay open and nothing answers."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        assert self.process.pid is not None
        os.kill(self.process.pid, number)


@contextmanager
def running_demo(folder: Path) -> Iterator[Demo]:
    """Run `chairside demo` on a free port, started in a folder."""
    with _born(_demo, folder) as (process, address):
        demo = Demo(process, address)
        try:
            yield demo
        finally:
            if process.is_alive():
                demo.thaw()


@contextmanager
def running_ward(
    folder: Path, idle_s: int = IDLE_S, host: str = "127.0.0.1"
) -> Iterator[SignedInWard]:
    """Run a ward in which people sign in."""
    with _born(_ward, folder, idle_s, host) as (_, address):
        yield SignedInWard(address, people_path(folder / "ward.sqlite"))


@contextmanager
def _born(
    run: Callable[..., None], folder: Path, *words: object
) -> Iterator[tuple[ForkServerProcess, str]]:
    heard, says = FORKING.Pipe(duplex=False)
    process = FORKING.Process(target=_speaking, args=(says, run, folder, *words), daemon=True)
    process.start()
    says.close()
    try:
        yield process, _address(heard)
    finally:
        process.terminate()
        process.join(ENDS_WITHIN_S)
        stays = process.is_alive()
        process.kill()
        process.join(10)
        heard.close()
        if stays:
            pytest.fail("the ward did not end when it was told to")


def _address(heard: Connection) -> str:
    said = ""
    with os.fdopen(os.dup(heard.fileno()), encoding="utf-8") as lines:
        for line in lines:  # ends with the process; the test's own time-out bounds it
            said += line
            if found := ADDRESS.search(line):
                return found[0]
    pytest.fail(f"the ward ended before it printed its address: {said}")


def _speaking(says: Connection, run: Callable[..., None], folder: Path, *words: object) -> None:
    """In the new process: let what it prints go to whoever started it."""
    os.dup2(says.fileno(), 1)
    says.close()
    sys.stdout = os.fdopen(1, "w", buffering=1, encoding="utf-8", closefd=False)
    os.chdir(folder)
    run(*words)


def _demo() -> None:
    sys.argv = ["chairside", "demo", "--port", "0"]
    main()


def _ward(idle_s: int, host: str) -> None:
    asyncio.run(serve(Path.cwd(), idle_s, host))
