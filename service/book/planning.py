"""A planner as a child process: an instance in, a plan out. It may not disturb the ward.

It is started by the command line's own name, so that the ward's process imports no solver.
"""

import asyncio
import contextlib
import json
import shutil
import sys
from collections.abc import Awaitable, Callable
from typing import Any

Planner = Callable[[str, dict[str, Any]], Awaitable[dict[str, Any]]]
"""Asks the planner of a kind of `COMMANDS` with an instance; `PlannerFailed`."""

STDIN = "/dev/stdin"
COMMANDS = {
    "horizon": ("service", "plan-horizon", STDIN, "--json", "--seconds"),
    "tomorrow": ("service", "plan-day", STDIN, "--json", "--seconds"),
    "layout": ("service.planner.laying",),
}
"""What Python is called with. What ends with `--seconds` is told how long it may take."""
GRACE_S = 300.0
"""What a planner may take beyond its time, to start and to end: on a machine that is busy with the
ward the lowest priority gets little of it. Nobody waits for a plan of the night."""
SAID_MAX = 300


class PlannerFailed(Exception):
    """A planner has made no plan. The message says why, for a person."""


class ChildPlanner:
    """Starts a planner and waits for its plan; at the lowest priority, where the system has one."""

    def __init__(self, seconds: float = 60.0) -> None:
        self._seconds = seconds

    async def __call__(self, kind: str, instance: dict[str, Any]) -> dict[str, Any]:
        """Return the plan for an instance; `PlannerFailed` with its own words where there is none.

        A cancelled wait ends the planner.
        """
        nice = ("nice", "-n", "19") if shutil.which("nice") else ()
        words = COMMANDS[kind]
        if words[-1] == "--seconds":
            words = (*words, str(self._seconds))
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *nice,
            sys.executable,
            "-P",
            "-m",
            *words,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
        )
        try:
            async with asyncio.timeout(self._seconds + GRACE_S):
                out, said = await process.communicate(json.dumps(instance).encode())
        except TimeoutError:
            raise PlannerFailed("the planner did not come to an end") from None
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        if process.returncode:
            raise PlannerFailed(said.decode(errors="replace").strip()[-SAID_MAX:] or "no plan")
        try:
            found = json.loads(out)
        except ValueError:
            raise PlannerFailed("the planner said something that is no plan") from None
        if not isinstance(found, dict):
            raise PlannerFailed("the planner said something that is no plan")
        return found
