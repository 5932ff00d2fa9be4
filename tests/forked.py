"""The product's commands, each in a process of its own, forked from one that has loaded them.

Loading the product takes longer than anything else at a start. What a fresh interpreter does is
seen by the tests of `service/cli`, by those that end a service as a person does, and by faults that
must be there before it starts.
"""

import asyncio
import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from service.cli.main import main

FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(["tests.loaded"])


class Forked:
    """A running `chairside`, on the running loop; as much of `asyncio.subprocess.Process`."""

    def __init__(self, process: ForkServerProcess, said: asyncio.ReadTransport) -> None:
        assert process.pid is not None
        self.pid = process.pid
        self.returncode: int | None = None
        self._process = process
        self._said = said
        self._over = asyncio.Event()
        asyncio.get_running_loop().add_reader(process.sentinel, self._ended)

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    async def wait(self) -> int:
        """Wait for its end; return its exit code, or the signal that ended it, negative."""
        await self._over.wait()
        assert self.returncode is not None
        return self.returncode

    def _ended(self) -> None:
        asyncio.get_running_loop().remove_reader(self._process.sentinel)
        self._process.join()
        self.returncode = self._process.exitcode
        self._said.close()  # its children may hold the other end; what nobody has read is lost
        self._over.set()


@cache
def loaded() -> None:
    """Wait until there is a process to fork from; it loads the product first."""
    first = FORKING.Process(target=int)
    first.start()
    first.join()


async def forked(log: Path, *words: str, folder: Path) -> tuple[Forked, asyncio.StreamReader]:
    """Start `chairside` in `folder`; return it and what it prints. Its errors go to `log`."""
    heard, says = FORKING.Pipe(duplex=False)
    about = (says, log, folder, dict(os.environ), words)
    process = FORKING.Process(target=_chairside, args=about, daemon=True)
    await asyncio.to_thread(loaded)
    process.start()
    says.close()
    printed = asyncio.StreamReader()
    pipe = os.fdopen(os.dup(heard.fileno()), "rb")
    heard.close()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(printed), pipe
    )
    return Forked(process, transport), printed


def _chairside(
    says: Connection, log: Path, folder: Path, environ: Mapping[str, str], words: tuple[str, ...]
) -> None:
    """In the new process: be what the shell would have started."""
    with log.open("ab") as errors:
        os.dup2(says.fileno(), 1)
        os.dup2(errors.fileno(), 2)
    says.close()
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, encoding="utf-8", closefd=False)
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(folder)
    sys.argv = ["chairside", *words]
    main()
