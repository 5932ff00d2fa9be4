"""The solver's own process, kept warm: asked by lines of JSON, killed when it takes too long.

The ward imports no solver. Where none is installed, or none answers in time, the right-shift
stands.
"""

import asyncio
import contextlib
import json
import logging
import sys
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

_log = logging.getLogger(__name__)

WORKER = ("-P", "-m", "service.planner.repair")
SECONDS = 0.75
"""What the solver may take of the second in which a proposal has to be there."""
GRACE_S = 0.15
"""A worker that is so late is ended: a search ends by itself, building a model takes its time."""
START_S = 10.0
LINE_MAX = 4 * 1024 * 1024
"""A ward of 120 chairs asks with a tenth of that."""

Places = Sequence[Sequence[int | None]]
Solve = Callable[[dict[str, Any]], Coroutine[Any, Any, Places | None]]
"""Asks a solver; None where it has nothing to say."""


class SolverProcess:
    """One worker, one question at a time.

    Args:
        seconds: What it may take for an answer; `GRACE_S` later it is ended.
        worker: What Python is called with.
    """

    def __init__(self, seconds: float = SECONDS, worker: Sequence[str] = WORKER) -> None:
        self._seconds = seconds
        self._worker = worker
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()
        self.absent = False
        """It cannot be started here: not installed, most likely. It is not tried again."""

    async def start(self) -> None:
        """Start the worker and wait until it is warm; safe to repeat."""
        async with self._turn:
            await self._start()

    async def solve(self, problem: dict[str, Any]) -> Places | None:
        """Return a solver's answer; None where there is none in time."""
        async with self._turn:
            await self._start()
            if self._process is None:
                return None
            question = {"problem": problem, "seconds": self._seconds}
            answer = await self._ask(question, self._seconds + GRACE_S)
        if answer is None or "places" not in answer:
            _log.warning("the solver has no answer: %s", (answer or {}).get("error", "no time"))
            return None
        places: Places = answer["places"]
        return places

    async def close(self) -> None:
        """End the worker."""
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _start(self) -> None:
        if self.absent or (self._process is not None and self._process.returncode is None):
            return
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *self._worker,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=LINE_MAX,
        )
        if await self._heard(START_S) is None:
            _log.warning("no solver here: repairs are right-shifts alone")
            self.absent = True
            await self.close()

    async def _ask(self, question: dict[str, Any], seconds: float) -> dict[str, Any] | None:
        """Return the answer to one question; a worker that is late is ended, and asked no more."""
        process = self._process
        if process is None or process.stdin is None:
            return None
        try:
            process.stdin.write(json.dumps(question).encode() + b"\n")
            await process.stdin.drain()
        except ConnectionError:
            await self.close()
            return None
        answer = await self._heard(seconds)
        if answer is None:
            await self.close()
        return answer

    async def _heard(self, seconds: float) -> dict[str, Any] | None:
        if self._process is None or self._process.stdout is None:
            return None
        try:
            line = await asyncio.wait_for(self._process.stdout.readline(), seconds)
            found: dict[str, Any] = json.loads(line)
        except (TimeoutError, ValueError):
            return None
        return found
