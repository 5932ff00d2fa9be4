"""What the drivers of pumps on a line that do what we set have in common, whatever the family.

Such a driver keeps no wish and makes no decision: it does not poll, does not retry a setting, and
does not start again what was stopped.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Generic, TypeVar

from drivers.link.asking import F
from drivers.link.exchange import Exchange
from drivers.link.lines import Lines, Mount, Wire
from drivers.link.permit import Permit
from drivers.link.sequence import Sequence
from drivers.link.talk import Talk
from drivers.link.unfinished import Hindered, OtherPump
from drivers.port import (
    Capabilities,
    Delivery,
    Done,
    Identity,
    NotDone,
    NotSafe,
    Outcome,
    PortUnavailable,
    PumpError,
    PumpReport,
    Running,
    Unanswered,
)
from drivers.quantities import QuantityError, Rate

STOP_MISSED_S = 0.25
"""How long a STOP that found no line, or lost it, is remembered. Whoever wants it asks again
sooner, so nothing stale is sent; longer than the time between two tries of the keeper."""

P = TypeVar("P")
"""What the family keeps of the program that it has started."""
T = TypeVar("T", bound=Talk[Any])
"""How the family talks to its pump."""


class ControlledDriver(ABC, Generic[F, T, P]):
    """One pump on one line; a family adds who it is, how it is read, and how it stops."""

    exchange_bits: int
    """Bits of the longest question and answer together. On a line so slow that they take half of
    `answer_max_ms`, silence and slowness could not be told apart."""

    def __init__(self, mount: Mount, lines: Lines | None, pump: T) -> None:
        self._mount = mount
        self._lines = lines or Lines()
        self._pump = pump
        self._identity: Identity | None = None
        self._programmed: P | None = None
        self._programmed_at = 0
        """How often the pump had been reset when `_programmed` was started."""
        self._stops = 0
        self._stops_under_way = 0
        self._no_stop = asyncio.Event()
        self._no_stop.set()
        self._stop_missed_at = -STOP_MISSED_S
        """Loop time (s) at which somebody's STOP last came to nothing for want of a line."""
        self._stop_answered = False
        """Whether the pump has said, after a STOP on the line as it is open now, what it does."""
        self._lost_in_opening = False
        """Whether the last opening failed because its line was lost."""
        self._stop_sent_at_ms: int | None = None
        self._sequence_runs = False

    @property
    def capabilities(self) -> Capabilities:
        """What this model and profile can do."""
        return self._mount.capabilities

    @property
    def stop_sent_at_ms(self) -> int | None:
        """Loop time (ms) at which the last byte of the latest STOP frame was handed to the line."""
        return self._stop_sent_at_ms

    async def close(self) -> None:
        """Release the line. Sends nothing. The watchdog then stops a pump that still runs."""
        self._identity = None
        exchange = self._pump.detach()
        if exchange:
            self._lines.release(self._mount.url, exchange)

    async def _close_behind_stop(self) -> PumpReport | None:
        """Release the line of an opening that failed, once no STOP is under way on it.

        Closing would take the STOP back, and where STOP overtakes what was asked for the opening,
        each would end the other for as long as both are repeated. The right pump, which must not be
        driven or has not said all, is sent the STOP that found no line: the next would find none
        either, and our questions would keep its watchdog content.

        Returns what the right pump says after a STOP that it has answered: there may be no other
        reading of it for as long as it cannot be opened.
        """
        if self._identity is not None and self._stop_missed and not self._stops_under_way:
            await self._stop_now()
        await self._no_stop.wait()
        seen = await self._seen() if self._identity is not None and self._stop_answered else None
        await self._no_stop.wait()
        exchange: Exchange[F] | None = self._pump.exchange
        self._lost_in_opening = exchange is not None and exchange.gone is not None
        await self.close()
        return seen

    async def _close_unsafe(self) -> PumpReport | None:
        """Release the line of an opening after which nothing may be driven.

        At once, unless the right pump has been proven there: a wrong one is sent nothing for it.
        """
        if self._identity is not None:
            return await self._close_behind_stop()
        await self.close()
        return None

    async def _seen(self) -> PumpReport | None:
        """Read the pump; None where it cannot be read, whatever the reason."""
        asked_s = asyncio.get_running_loop().time()
        try:
            found = await self.read()
        except PumpError:
            return None
        if not isinstance(found, PumpReport):
            return None
        return replace(found, taken_ms=round(asked_s * 1_000))

    async def _stop_first(self) -> None:
        """Send STOP on a line that may not last longer than one frame."""
        await self._stop_now()

    async def stop(self) -> Outcome:
        """Send STOP at once; from here on no sequence sends another frame."""
        exchange: Exchange[F] | None = self._pump.exchange
        outcome = await self._stop_now()
        if isinstance(outcome, Done):
            self._stop_missed_at = -STOP_MISSED_S
        elif exchange is None or exchange.gone:
            self._stop_missed_at = asyncio.get_running_loop().time()
        return outcome

    @property
    def _stop_missed(self) -> bool:
        """Whether somebody's STOP has just found no line, or lost it."""
        return asyncio.get_running_loop().time() - self._stop_missed_at < STOP_MISSED_S

    async def _stop_now(self) -> Outcome:
        """Send STOP. What an opening sends by itself is nobody's new wish: it is never missed."""
        self._stops += 1
        self._stops_under_way += 1
        self._no_stop.clear()
        try:
            outcome = await self._stop()
            moves = isinstance(outcome, NotDone) and outcome.moves
            self._stop_answered |= moves or isinstance(outcome, Done)
            return outcome
        finally:
            self._stops_under_way -= 1
            if not self._stops_under_way:
                self._no_stop.set()

    async def apply(
        self,
        setting: Running,
        *,
        seen: PumpReport,
        hindered: Callable[[], str | None] = lambda: None,
    ) -> Outcome:
        """Start the stopped pump, or change the rate of the running one, as `seen` found it."""
        refusal = self._refusal(setting, seen)
        if refusal:
            return NotDone(refusal)
        permit = Permit(self._pump, seen.epoch, lambda: self._stops, self._stops, hindered)
        sequence = self._sequence(permit, setting)
        self._sequence_runs = True
        try:
            if seen.delivery is Delivery.RUNNING:
                return await sequence.change(seen, self._programmed)
            return await sequence.start(seen)
        except OtherPump as error:
            self._identity = None  # reading is refused from here on; STOP is not
            self._pump.note_reset()
            sequence.programmed = None  # nobody knows which of the two pumps was started
            return Unanswered(str(error)) if sequence.decided else NotDone(str(error))
        finally:
            self._sequence_runs = False
            if sequence.programmed:
                self._programmed, self._programmed_at = sequence.programmed, self._pump.resets

    @abstractmethod
    async def read(self) -> PumpReport | Unanswered:
        """Ask the pump what it is doing."""

    # -- what a family says

    @abstractmethod
    async def _stop(self) -> Outcome:
        """Send STOP ahead of everything else, and say what the pump then says."""

    @abstractmethod
    def _sequence(self, permit: Permit, setting: Running) -> Sequence[P]:
        """Return the frames that lead to a setting."""

    @abstractmethod
    def _wire(self) -> Wire[F]:
        """Return how the family uses its line."""

    @abstractmethod
    def _told(self, rate: Rate) -> str:
        """Return a rate as the pump is told it; `QuantityError` where it cannot be."""

    # -- what a family needs

    async def _attach(self) -> None:
        """Open the line, unless it is too slow."""
        mount = self._mount
        if self.exchange_bits / mount.baudrate > self.capabilities.answer_max_ms / 2_000:
            raise NotSafe(f"{mount.url}: {mount.baudrate} baud is too slow to control a pump")
        self._pump.attach(
            await self._lines.acquire(mount.url, self._wire(), baudrate=mount.baudrate)
        )
        self._stop_answered = False
        if self._lost_in_opening and self._stop_missed:
            # This port takes a question and is gone before the answer: who is there would be asked
            # for ever, which keeps the pump's watchdog content, and STOP would never leave.
            await self._stop_first()
        self._lost_in_opening = False

    def _must_be_open(self) -> None:
        if self._identity is None:
            raise PortUnavailable(f"{self._mount.url} is not open")

    def _open_exchange(self) -> Exchange[F]:
        """Return the line that STOP goes out on, also when nobody knows who is at its end."""
        exchange: Exchange[F] | None = self._pump.exchange
        if exchange is None:
            raise Hindered("the port is not open: nothing was sent", lost=True)
        return exchange

    def _note_stop_sent(self, at: float) -> None:
        self._stop_sent_at_ms = int(at * 1_000)

    def _forget_program(self, found: PumpReport) -> None:
        """Forget what we started once the pump may have forgotten it, or has finished it."""
        if self._pump.resets != self._programmed_at or found.delivery is Delivery.STOPPED:
            self._programmed = None

    def _refusal(self, setting: Running, seen: PumpReport) -> str | None:
        """Return why this setting is refused before anything is sent, or None.

        What may change while the frames leave (STOP, the epoch, the asker) is the permit's.
        """
        if self._identity is None:
            return "the port is not open"
        if self._sequence_runs:
            return "another sequence is under way"
        if seen.delivery not in (Delivery.STOPPED, Delivery.RUNNING):
            return f"the pump is {seen.delivery.value}: stop it first"
        if reason := self.capabilities.beyond(setting):
            return reason
        try:
            self._told(setting.rate)
        except QuantityError as error:
            return str(error)
        return None
