"""Keeps one pump at the setting that its session wants. The only code that commands a pump.

Level-triggered: every round reads the pump, lets the session judge the report, and compares what is
wanted *now* with what was reported. There is no queue of commands, so nothing stale can be sent.
STOP has its own path: it waits for the exchange in flight and for nothing else.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
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
from service.shell.pace import Pace

_log = logging.getLogger(__name__)

STOP_AGAIN_S = 0.05
"""Between two STOPs while the pump has not said that it stopped. The exchange itself takes longer;
this only keeps a port that fails at once from turning into a busy loop."""
LAST_STOP_S = 2.0
"""How long a service that is told to end still waits for a STOP under way."""
STOP_UNASKED_S = 5.0
"""How long STOP is repeated on a pump for which no session wants it (a tap on an idle chair)."""


AT_THE_PUMP = "the setting was offered and waits for somebody at the pump"
NO_LONGER_WANTED = "the setting is no longer wanted"
HELD_UP = "the service stood still: the pump is read again first"
REFUSES = (
    "it refuses STOP: press STOP at the pump. For {alone_s:g} s it is asked nothing, so that its"
    " own watchdog can stop it"
)


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
        silent_after_s: float = 5.0,
        quiet_after_s: float = 60.0,
        stalls: Callable[[], int] = lambda: 0,
        shares_line: bool = False,
    ) -> None:
        """Watch `pump` through `driver`, reading it every `poll_s` seconds.

        `stalls` says how often the event loop has stood still: what was read before is not good
        enough to start or raise on.

        After `silent_after_s` without an answer the pump counts as silent: it may be elsewhere.
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
        self._silent_after_s = silent_after_s
        self._stalls = stalls
        self._pace = Pace(
            lambda: driver.capabilities,
            poll_s=poll_s,
            quiet_after_s=quiet_after_s,
            shares_line=shares_line,
        )
        self._not_opened: str | None = None
        """Why the last opening failed; None once one has succeeded."""
        self._seen_standing = False
        """Whether an opening has sent STOP by itself, and has seen the pump stand after it."""
        self._ending = False
        """Whether the service has been told to end: nothing is set any more."""
        self._poked = asyncio.Event()
        self._tapped = asyncio.Event()
        self._stopping: asyncio.Task[None] | None = None

    @property
    def heard_as(self) -> Identity | None:
        """Who answers; None where nobody is open, or has been silent for long enough to count."""
        since_s = self._pace.unanswered_since_s
        now_s = asyncio.get_running_loop().time()
        silent = since_s is not None and now_s - since_s >= self._silent_after_s
        return None if silent else self.identity

    def poke(self) -> None:
        """Read the pump now instead of at the next poll."""
        self._poked.set()

    def stop_now(self) -> None:
        """Put STOP on the wire. Returns at once; repeats until the pump says that it stopped.

        For whoever wants it anew: nothing that was put off is put off any longer.
        """
        self._seen_standing = False
        self._pace.tapped()
        self._tapped.set()
        self._keep_stopping()

    def _keep_stopping(self) -> None:
        """Have STOP repeated, unless the pump is left alone because it refuses that."""
        if not self.stopping and not self._pace.refuses:
            self._seen_standing = False
            self._pace.stop_begins(asyncio.get_running_loop().time())
            self._stopping = asyncio.create_task(self._stop(), name=f"stop {self.pump}")

    @property
    def stopping(self) -> bool:
        """Whether a STOP is under way."""
        return self._stopping is not None and not self._stopping.done()

    async def run(self) -> None:
        """Keep the pump until cancelled.

        The rounds are a task of their own: an opening that is cancelled closes its line, and a STOP
        that is under way on it, or waits for it, would be lost.
        """
        rounds = asyncio.create_task(self._rounds(), name=f"rounds of {self.pump}")
        try:
            await asyncio.shield(rounds)
        finally:
            self._ending = True
            if self._stopping:
                await asyncio.wait({self._stopping}, timeout=LAST_STOP_S)
                self._stopping.cancel()
            rounds.cancel()
            await asyncio.wait({rounds})
            await self.driver.close()

    async def _rounds(self) -> None:
        """Read the pump and act on it, for ever. No fault of a round ends the watch."""
        loop = asyncio.get_running_loop()
        while True:
            began_s = loop.time()
            self._poked.clear()
            self._tapped.clear()
            await self._guarded_round()
            due = self._pace.due_s(began_s, loop.time())
            await self._keep_quiet()
            with suppress(TimeoutError):
                async with asyncio.timeout_at(due):
                    await self._poked.wait()

    async def _keep_quiet(self) -> None:
        """Open nothing and ask nothing for a while, unless somebody wants STOP."""
        refuses = self._pace.refuses
        if refuses:
            self._tell(REFUSES.format(alone_s=self._pace.alone_s))
        now_s = asyncio.get_running_loop().time()
        until_s = self._pace.quiet_until_s(now_s, stopping=self.stopping)
        with suppress(TimeoutError):
            async with asyncio.timeout_at(until_s):
                await self._tapped.wait()
        if refuses:
            self._pace.refuses = False

    async def _guarded_round(self) -> None:
        try:
            await self._round()
        except PumpError as error:
            self.identity = None  # ask again who is there before anything else
            if error.seen is not None:
                self._saw(error.seen)
            self._unheard(str(error))
        except Exception:
            _log.exception("a round of the keeper of pump %s failed", self.pump)
            self._unheard("internal fault; see the log")

    async def _round(self) -> None:
        if self.identity is None:
            self.identity = await self._opened()
        asked_s, stalls = asyncio.get_running_loop().time(), self._stalls()
        answer = await self.driver.read()
        if isinstance(answer, Unanswered):
            self._unheard(answer.reason)
            return
        self._pace.heard()
        self._host.heard(self.pump, answer, asked_s)
        await self._keep(answer, stalls)

    async def _opened(self) -> Identity:
        try:
            found = await self.driver.open()
        except PumpError as error:
            self._pace.not_opened(error, asyncio.get_running_loop().time())
            self._not_opened = str(error)
            raise
        self._pace.opened()
        self._not_opened = None
        return found

    def _saw(self, report: PumpReport) -> None:
        """Take what a pump said that could not be opened, and was sent STOP all the same."""
        now_s = asyncio.get_running_loop().time()
        self._seen_standing = report.delivery is Delivery.STOPPED
        if report.moving:
            self._pace.runs_on(now_s)
        else:
            self._pace.stop_over()
        try:
            self._host.heard(self.pump, report, now_s)
        except Exception:
            _log.exception("the ward could not take what pump %s said", self.pump)

    async def _keep(self, report: PumpReport, stalls: int) -> None:
        """Compare what is wanted now with what was reported, and act on the difference.

        `stalls` is how often the loop had stood still when the report was asked for.
        """
        wish = self._host.wish(self.pump)
        match wish.setting:
            case Stopped() if report.delivery is not Delivery.STOPPED:
                self._keep_stopping()
            case Running() as setting if _lies_there(report, setting):
                self.trouble = AT_THE_PUMP
            case Running(rate=rate) as setting if not _runs_at(report, setting):
                raises = not report.moving or rate > report.rate
                if self._ending or self.stopping or (raises and not wish.recorded):
                    return  # poked again when the stop is through, or the record is safe
                if report.delivery is Delivery.PAUSED:
                    self._keep_stopping()  # nobody's START may resume an old program
                    return
                if wish.label is not None and isinstance(self.driver, TakesLabels):
                    self.driver.label(wish.label)
                await self._apply(
                    setting, report, self._hindered(setting, stalls) if raises else _free
                )
            case _:
                self.trouble = None
                self._pace.stop_over()

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
            if isinstance(outcome, NotDone) and outcome.moves:
                self._pace.runs_on(loop.time())
            self.poke()
            if self._pace.refuses:
                return
            if isinstance(outcome, Done):
                self.trouble = None
                self._pace.stop_over()
                return
            self.trouble = "; ".join(filter(None, (outcome.reason, self._not_opened)))
            # What only a person can do is not done sooner by asking the driver more often.
            by_hand = isinstance(outcome, AtThePump)
            await asyncio.sleep(self._poll_s if by_hand else STOP_AGAIN_S)
            wanted = self._host.wish(self.pump).setting
            if isinstance(wanted, Running) or (wanted is None and loop.time() > give_up):
                return
            if self._seen_standing:
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
        self._pace.unheard(asyncio.get_running_loop().time())
        self._tell(reason)
        try:
            if isinstance(self._host.wish(self.pump).setting, Stopped):
                self._keep_stopping()
        except Exception:
            _log.exception("what pump %s should do could not be asked", self.pump)

    def _tell(self, reason: str) -> None:
        """Say on the screens why the pump is not heard."""
        self.trouble = reason
        try:
            self._host.unheard(self.pump, reason)
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
