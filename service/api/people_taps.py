"""What commands about people were answered, for as long as the PIN counts that each was given by.

In memory alone: some of the answers have a new PIN or a code in them, which are kept nowhere. Once
a PIN's word is too old a repetition is refused at the door, so nothing has to be kept for longer.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from service.api.problems import Problem
from service.core.times import Instant

ANSWER_S = 2.8
"""How long anybody waits; the people's file itself gives up before."""


@dataclass(frozen=True, slots=True)
class _Known:
    fingerprint: str
    task: asyncio.Task[str]
    until: Instant


class PeopleTaps:
    """One effect for each tap: a repetition gets the same answer."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}

    async def once(
        self,
        tap: str,
        fingerprint: str,
        work: Callable[[], Awaitable[str]],
        *,
        now: Instant,
        until: Instant,
    ) -> str:
        """Return what `work` returned for this tap, the first time; `tap-reused` for another one.

        What could not be written in time is tried again by a repetition.
        """
        self._known = {key: each for key, each in self._known.items() if each.until > now}
        known = self._known.get(tap)
        if known is None:
            known = self._known[tap] = _Known(fingerprint, _begin(work), until)
            known.task.add_done_callback(lambda task: self._over(tap, task))
        if known.fingerprint != fingerprint:
            raise Problem("tap-reused")
        # Not the request's own task: a client that goes away takes nothing back.
        await asyncio.wait({known.task}, timeout=ANSWER_S)
        if not known.task.done():
            raise Problem("people-not-saved")
        return known.task.result()

    def _over(self, tap: str, task: asyncio.Task[str]) -> None:
        fault = None if task.cancelled() else task.exception()
        if task.cancelled() or (fault is not None and not _is_final(fault)):
            self._known.pop(tap, None)


def _is_final(fault: BaseException) -> bool:
    return isinstance(fault, Problem) and fault.status < 500


def _begin(work: Callable[[], Awaitable[str]]) -> asyncio.Task[str]:
    async def working() -> str:
        return await work()

    return asyncio.get_running_loop().create_task(working(), name="people")
