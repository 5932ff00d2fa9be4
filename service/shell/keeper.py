"""Keeps one pump at the setting that its session wants. The only code that commands a pump.

Level-triggered: every round reads the pump, lets the session judge the report, and compares what is
wanted *now* with what was reported. There is no queue of commands, so nothing stale can be sent.
STOP has its own path: it waits for the exchange in flight and for nothing else.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from drivers.port import (
    AtThePump,
    Delivery,
    Done,
    Identity,
    Label,
    NotDone,
    Outcome,
    PumpDriver,
    PumpError,
    PumpReport,
    Running,
    Setting,
    Stopped,
    TakesLabels,
    Unanswered,
)

_log = logging.getLogger(__name__)

STOP_AGAIN_S = 0.05
"""Between two STOPs while the pump has not said that it stopped. The exchange itself takes longer;
this only keeps a port that fails at once from turning into a busy loop."""
QUIET_MARGIN_S = 5.0
"""Beyond the watchdog's own time, for a pump whose clock is slow."""
REST_MAX_S = 8.0
"""Longest time for which a pump that answers nothing is left alone, for its neighbours' sake."""
REST_OF_WATCHDOG = 4
"""It is less than this part of the watchdog's time: it may hear us, and run because of that."""
QUIET_LOOK_S = 0.25
"""How soon a STOP ends the quiet."""
LAST_STOP_S = 2.0
"""How long a service that is told to end still waits for a STOP under way."""
STOP_UNASKED_S = 5.0
"""How long STOP is repeated on a pump for which no session wants it (a tap on an idle chair)."""


AT_THE_PUMP = "the setting was offered and waits for somebody at the pump"
NO_LONGER_WANTED = "the setting is no longer wanted"
HELD_UP = "the service stood still: the pump is read again first"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a session wants its pump to do, and whether the record is safe enough to raise."""

    setting: Setting | None
    recorded: bool
    """Everything decided so far is durable; without it nothing is started or raised."""
    label: Label | None = None
    """What an order carries beside its numbers, for drivers that want it."""


class Host(Protocol):
    """What a keeper needs from the ward. None of it waits."""

    def wish(self, pump: str) -> Wish:
        """Return what this pump should be doing now."""
        ...

    def heard(self, pump: str, report: PumpReport, asked_s: float) -> None:
        """Take a report; it is as old as its question, put at loop time `asked_s`."""
        ...

    def unheard(self, pump: str, reason: str) -> None:
        """Take note that the pump did not answer, and why."""
        ...


class Keeper:
    """One pump, polled; one task for the rounds and at most one for a STOP."""

    def __init__(
        self,
        pump: str,
        driver: PumpDriver,
        host: Host,
        *,
        poll_s: float,
        quiet_after_s: float = 60.0,
        stalls: Callable[[], int] = lambda: 0,
        shares_line: bool = False,
    ) -> None:
        """Watch `pump` through `driver`, reading it every `poll_s` seconds.

        `stalls` says how often the event loop has stood still: what was read before is not good
        enough to start or raise on.

        After `quiet_after_s` without an answer nothing is asked for as long as the pump's watchdog
        waits: a pump that hears us and cannot be heard must not be kept running by our questions.

        With `shares_line` others are on its line: one that answers nothing is asked less and less
        often, since each of its time-outs keeps the line from them. STOP is never sent less often.
        """
        self.pump = pump
        self.driver = driver
        self.identity: Identity | None = None
        self.trouble: str | None = None
        """Why the last round did not bring the pump to its setting; for the screens."""
        self._host = host
        self._poll_s = poll_s
        self._quiet_after_s = quiet_after_s
        self._stalls = stalls
        self._shares_line = shares_line
        self._rest_s = 0.0
        self._mute_since_s: float | None = None
        self._poked = asyncio.Event()
        self._stopping: asyncio.Task[None] | None = None

    @property
    def heard_as(self) -> Identity | None:
        """Who answered the last round; None where nobody did."""
        return self.identity if self._mute_since_s is None else None

    def poke(self) -> None:
        """Read the pump now instead of at the next poll."""
        self._poked.set()

    def stop_now(self) -> None:
        """Put STOP on the wire. Returns at once; repeats until the pump says that it stopped."""
        if self._stopping is None or self._stopping.done():
            self._stopping = asyncio.create_task(self._stop(), name=f"stop {self.pump}")

    @property
    def stopping(self) -> bool:
        """Whether a STOP is under way."""
        return self._stopping is not None and not self._stopping.done()

    async def run(self) -> None:
        """Keep the pump until cancelled. No fault of a round ends the watch."""
        loop = asyncio.get_running_loop()
        try:
            while True:
                began_s = loop.time()
                self._poked.clear()
                await self._guarded_round()
                due = self._due(began_s)
                await self._keep_quiet()
                try:
                    async with asyncio.timeout_at(due):
                        await self._poked.wait()
                except TimeoutError:
                    pass
        finally:
            if self._stopping:
                await asyncio.wait({self._stopping}, timeout=LAST_STOP_S)
                self._stopping.cancel()
            await self.driver.close()

    def _due(self, began_s: float) -> float:
        """Return when the pump is asked next, if nothing else happens.

        A line that is gone fails at once and takes nothing from anybody.
        """
        now_s, can = asyncio.get_running_loop().time(), self.driver.capabilities
        timed_out = now_s - began_s > 0.9 * can.answer_max_ms / 1_000
        if not self._shares_line or self._mute_since_s is None or not timed_out:
            self._rest_s = 0.0
            return began_s + self._poll_s
        longest_s = REST_MAX_S
        if can.watchdog_s is not None:
            longest_s = min(longest_s, can.watchdog_s / REST_OF_WATCHDOG)
        self._rest_s = min(max(self._poll_s, 2 * self._rest_s), longest_s)
        return now_s + self._rest_s

    async def _keep_quiet(self) -> None:
        """Let the watchdog of a pump that cannot be heard do its work.

        Not while a STOP is under way: its line may have to be opened again first.
        """
        loop, watchdog_s = asyncio.get_running_loop(), self.driver.capabilities.watchdog_s
        since_s = self._mute_since_s
        if watchdog_s is None or since_s is None or loop.time() - since_s < self._quiet_after_s:
            return
        until_s = loop.time() + watchdog_s + QUIET_MARGIN_S
        while loop.time() < until_s and not self.stopping:  # noqa: ASYNC110 - one look is enough
            await asyncio.sleep(QUIET_LOOK_S)

    async def _guarded_round(self) -> None:
        try:
            await self._round()
        except PumpError as error:
            self.identity = None  # ask again who is there before anything else
            self._unheard(str(error))
        except Exception:
            _log.exception("a round of the keeper of pump %s failed", self.pump)
            self._unheard("internal fault; see the log")

    async def _round(self) -> None:
        if self.identity is None:
            self.identity = await self.driver.open()
        asked_s, stalls = asyncio.get_running_loop().time(), self._stalls()
        answer = await self.driver.read()
        if isinstance(answer, Unanswered):
            self._unheard(answer.reason)
            return
        self._mute_since_s = None
        self._host.heard(self.pump, answer, asked_s)
        await self._keep(answer, stalls)

    async def _keep(self, report: PumpReport, stalls: int) -> None:
        """Compare what is wanted now with what was reported, and act on the difference.

        `stalls` is how often the loop had stood still when the report was asked for.
        """
        wish = self._host.wish(self.pump)
        match wish.setting:
            case Stopped() if report.delivery is not Delivery.STOPPED:
                self.stop_now()
            case Running() as setting if _lies_there(report, setting):
                self.trouble = AT_THE_PUMP
            case Running(rate=rate) as setting if not _runs_at(report, setting):
                raises = not report.moving or rate > report.rate
                if self.stopping or (raises and not wish.recorded):
                    return  # poked again when the stop is through, or the record is safe
                if report.delivery is Delivery.PAUSED:
                    self.stop_now()  # nobody's START may resume an old program
                    return
                if wish.label is not None and isinstance(self.driver, TakesLabels):
                    self.driver.label(wish.label)
                await self._apply(
                    setting, report, self._hindered(setting, stalls) if raises else _free
                )
            case _:
                self.trouble = None

    def _hindered(self, setting: Running, stalls: int) -> Callable[[], str | None]:
        """Return what says why no frame of a start or raise may leave any more.

        The loop has stood still, or a wish that grew old, or was given up, while the frames were
        leaving is no longer there.
        """

        def reason() -> str | None:
            if self._stalls() != stalls:
                return HELD_UP
            return None if self._host.wish(self.pump).setting == setting else NO_LONGER_WANTED

        return reason

    async def _apply(
        self, setting: Running, report: PumpReport, hindered: Callable[[], str | None]
    ) -> None:
        if reason := hindered():
            self.trouble = reason
            self.poke()
            return
        outcome = await self.driver.apply(setting, seen=report, hindered=hindered)
        match outcome:
            case Done():
                self.trouble = None
                self.poke()
            case Unanswered(reason):
                self.trouble = reason
                self.poke()  # it may have obeyed: read before deciding anything
            case NotDone(reason) | AtThePump(reason):
                self.trouble = reason

    async def _stop(self) -> None:
        """Send STOP until the pump itself says that it stands still."""
        loop = asyncio.get_running_loop()
        give_up = loop.time() + STOP_UNASKED_S
        while True:
            outcome = await self._try_stop()
            self.poke()
            if isinstance(outcome, Done):
                self.trouble = None
                return
            self.trouble = outcome.reason
            # What only a person can do is not done sooner by asking the driver more often.
            by_hand = isinstance(outcome, AtThePump)
            await asyncio.sleep(self._poll_s if by_hand else STOP_AGAIN_S)
            wanted = self._host.wish(self.pump).setting
            if isinstance(wanted, Running) or (wanted is None and loop.time() > give_up):
                return

    async def _try_stop(self) -> Outcome:
        try:
            return await self.driver.stop()
        except PumpError as error:
            return NotDone(str(error))
        except Exception:
            _log.exception("stopping pump %s failed; trying again", self.pump)
            return NotDone("internal fault; see the log")

    def _unheard(self, reason: str) -> None:
        """No answer: say so, and send STOP all the same where a stop is wanted."""
        self.trouble = reason
        if self._mute_since_s is None:
            self._mute_since_s = asyncio.get_running_loop().time()
        try:
            self._host.unheard(self.pump, reason)
            if isinstance(self._host.wish(self.pump).setting, Stopped):
                self.stop_now()
        except Exception:
            _log.exception("the ward could not take the silence of pump %s", self.pump)


def _free() -> None:
    """Nothing hinders: lowering is free."""


def _lies_there(report: PumpReport, setting: Running) -> bool:
    """Whether this very setting has been put to the pump and can still be accepted there."""
    offer = report.offer
    return offer is not None and offer.open and offer.setting == setting


def _runs_at(report: PumpReport, setting: Running) -> bool:
    return report.delivery is Delivery.RUNNING and report.rate == setting.rate
