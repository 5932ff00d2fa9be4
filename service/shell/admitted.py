"""A driver that lets go of a pump which, by what it says of itself, may not be controlled here.

Of a make that nobody has qualified: family, profile and model are known before anything is opened,
and refused at start; the firmware is known only when the pump has said it. Or of a pump that
answers at another place of the ward already: after its adapter came back under another name, say.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from drivers.link.controlled import STOP_MISSED_S
from drivers.port import (
    AtThePump,
    Capabilities,
    Done,
    Identity,
    Label,
    NotDone,
    NotSafe,
    Outcome,
    PumpDriver,
    PumpError,
    PumpReport,
    Running,
    TakesLabels,
    Unanswered,
)

SEEN_TRIES = 2
"""Readings of a pump that is let go after a STOP: the STOP of whoever repeats it may overtake one,
and has its own answer then."""

Refusing = Callable[[Identity], str | None]
"""Why the pump that answers may not be controlled, or None."""


class AdmittedDriver:
    """A `PumpDriver` that is open only to a pump which may be controlled."""

    def __init__(self, driver: PumpDriver, refusing: Refusing) -> None:
        self._driver = driver
        self._refusing = refusing
        self._found: Identity | None = None
        """Who answered the latest opening."""
        self._admitted: Identity | None = None
        """Who was last let in here."""
        self._stops = 0
        self._stops_under_way = 0
        self._no_stop = asyncio.Event()
        self._no_stop.set()
        self._stop_missed_at = -STOP_MISSED_S
        """Loop time (s) at which somebody's STOP last ended without a word of the pump."""
        self._stop_answered = False
        """Whether the pump has said, after a STOP on the line as it is open now, what it does."""

    @property
    def capabilities(self) -> Capabilities:
        """What this family and profile can do."""
        return self._driver.capabilities

    @property
    def stop_sent_at_ms(self) -> int | None:
        """Loop time (ms) at which the latest STOP left."""
        return self._driver.stop_sent_at_ms

    async def open(self) -> Identity:
        """Open; `NotSafe`, and the port is free again, when the pump may not be controlled here.

        A STOP that is under way has its answer first, and one that has just found no port is sent:
        the next would find none either.
        """
        self._stop_answered = False
        found = self._found = await self._driver.open()
        if reason := self._refusing(found):
            raise NotSafe(reason, seen=await self._let_go())
        self._admitted = found
        return found

    async def close(self) -> None:
        """Release the port."""
        await self._driver.close()

    async def read(self) -> PumpReport | Unanswered:
        """Ask the pump what it is doing; `NotSafe` where it may not be controlled here any more.

        While it was silent here it may have been let in elsewhere. Nothing happens between that
        question and the return: of two places that ask it, one stays.
        """
        answer = await self._driver.read()
        if isinstance(answer, Unanswered) or self._found is None:
            return answer
        if reason := self._refusing(self._found):
            raise NotSafe(reason, seen=await self._let_go())
        return answer

    async def apply(
        self,
        setting: Running,
        *,
        seen: PumpReport,
        hindered: Callable[[], str | None] = lambda: None,
    ) -> Outcome:
        """Bring the pump to a setting; a port that did not open answers that it is not open."""
        return await self._driver.apply(setting, seen=seen, hindered=hindered)

    async def stop(self) -> Outcome:
        """Stop delivery."""
        outcome: Outcome | None = None
        try:
            outcome = await self._stop_now()
            return outcome
        finally:
            settled = _answered(outcome) or isinstance(outcome, AtThePump)
            self._stop_missed_at = -STOP_MISSED_S if settled else _now_s()

    async def _stop_now(self) -> Outcome:
        """Send STOP. What is sent from here by itself is nobody's new wish: it is never missed."""
        self._stops += 1
        self._stops_under_way += 1
        self._no_stop.clear()
        try:
            outcome = await self._driver.stop()
            self._stop_answered |= _answered(outcome)
            return outcome
        finally:
            self._stops_under_way -= 1
            if not self._stops_under_way:
                self._no_stop.set()

    async def _let_go(self) -> PumpReport | None:
        """Release the port of a pump that is refused, once no STOP is under way or owed to it.

        Returns what the pump says after a STOP that it has answered: there is no other reading of
        it for as long as it is refused. Only of the pump that was let in here before: what another
        one does is no news of ours.
        """
        seen = None
        try:
            with suppress(PumpError):
                missed = _now_s() - self._stop_missed_at < STOP_MISSED_S
                if missed and not self._stops_under_way:
                    await self._stop_now()
                await self._no_stop.wait()
                if self._stop_answered and self._found == self._admitted:
                    seen = await self._seen()
            await self._no_stop.wait()
        finally:
            await self._driver.close()
        return seen

    async def _seen(self) -> PumpReport | None:
        """Read the pump, again where a STOP went ahead of that; None where it cannot be read."""
        for _ in range(SEEN_TRIES):
            stops, asked_ms = self._stops, round(_now_s() * 1_000)
            found = await self._driver.read()
            if isinstance(found, PumpReport):
                return found if found.taken_ms is not None else replace(found, taken_ms=asked_ms)
            if stops == self._stops:
                break
            await self._no_stop.wait()
        return None

    def label(self, label: Label) -> None:
        """Pass a label on to a driver that wants one."""
        if isinstance(self._driver, TakesLabels):
            self._driver.label(label)


def _answered(outcome: Outcome | None) -> bool:
    """Whether the pump has said, after a STOP, what it does."""
    return isinstance(outcome, Done) or (isinstance(outcome, NotDone) and outcome.moves)


def _now_s() -> float:
    return asyncio.get_running_loop().time()
