"""The pump on the bench and the person beside it, and the log of what passed between them.

While the person thinks, the pump is read once a second: its watchdog must not fire because of a
question on the screen, and nothing that it says meanwhile may be missed.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, TypeVar

from drivers.port import (
    Identity,
    PortUnavailable,
    PumpAlarm,
    PumpDriver,
    PumpError,
    PumpReport,
    Running,
    Unanswered,
)
from drivers.quantities import Volume
from service.cli.qualifying.operator import Operator

T = TypeVar("T")
Kind = Literal["told", "asked", "answered", "sent", "seen"]

POLL_S = 1.0
PATIENCE_S = 60.0
"""For what a person does at the pump."""
YES = {"yes": True, "y": True, "no": False, "n": False}


class Failed(Exception):
    """A part did not go as it must; the message says how it went."""


class Skipped(Exception):
    """A part could not be played; the message says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log."""

    at_ms: int
    """Since the script began."""
    kind: Kind
    text: str


class Bench:
    """One driver, one operator, one log."""

    def __init__(self, driver: PumpDriver, operator: Operator) -> None:
        self.driver = driver
        self.identity: Identity | None = None
        self.alarms: set[PumpAlarm] = set()
        """Alarms that the pump has told since this was last cleared."""
        self.started = False
        """Whether a start may have reached the pump since it was last seen stopped."""
        self.limit = Volume(0)
        """The counter's reading at which the pump must stop by itself; set by each start."""
        self._operator = operator
        self._loop = asyncio.get_running_loop()
        self._began_s = self._loop.time()
        self._log: list[Entry] = []
        self._looked: tuple[object, ...] = ()

    @property
    def can_offer(self) -> bool:
        """Whether settings are put to a person at the pump instead of being commanded."""
        return self.driver.capabilities.kind == "proposes"

    def take_log(self) -> tuple[Entry, ...]:
        """Return what was logged since this was last asked."""
        log, self._log = tuple(self._log), []
        return log

    def note(self, kind: Kind, text: str) -> None:
        """Add a line to the log."""
        self._log.append(Entry(self.ms(), kind, text))

    def ms(self) -> int:
        """Return the milliseconds since the script began."""
        return round((self._loop.time() - self._began_s) * 1_000)

    # -- the person

    def tell(self, text: str) -> None:
        """Show a line, and log it."""
        self.note("told", text)
        self._operator.tell(text)

    async def ask(self, question: str) -> str:
        """Return an answer that is not empty, reading the pump meanwhile."""
        self.note("asked", question)
        while not (answer := await self.meanwhile(self._operator.ask(question))):
            pass
        self.note("answered", answer)
        return answer

    async def yes(self, question: str) -> bool:
        """Return whether the answer is yes."""
        while (answer := YES.get((await self.ask(f"{question} (yes/no)")).lower())) is None:
            pass
        return answer

    async def must_see(self, question: str, otherwise: str) -> None:
        """Ask what must be answered with yes; anything else fails the part."""
        if not await self.yes(question):
            raise Failed(otherwise)

    # -- the pump

    async def meanwhile(self, waiting: Awaitable[T]) -> T:
        """Wait for something else, and read an open pump once a second until it has come."""
        task = asyncio.ensure_future(waiting)
        try:
            while not task.done():
                await asyncio.wait({task}, timeout=POLL_S)
                if not task.done() and self.identity:
                    with suppress(PumpError):
                        self._saw(await self.driver.read())
            return task.result()
        finally:
            task.cancel()

    async def look(self) -> PumpReport:
        """Return a reading; a pump that does not answer fails the part."""
        try:
            found = await self.driver.read()
        except PumpError as error:
            raise Failed(str(error)) from error
        self._saw(found)
        if isinstance(found, Unanswered):
            raise Failed(f"the pump does not answer: {found.reason}")
        return found

    async def until(
        self, holds: Callable[[PumpReport], bool], what: str, within_s: float
    ) -> PumpReport:
        """Read once a second until something holds; `Failed` when it does not in time."""
        due_s = self._loop.time() + within_s
        said = "it was not read"
        while True:
            try:
                found = await self.look()
            except Failed as error:
                said = str(error)
                await self._open_again()
            else:
                if holds(found):
                    return found
                said = text_of(found)
            if self._loop.time() >= due_s:
                raise Failed(f"{what}: not within {within_s:g} s ({said})")
            await asyncio.sleep(POLL_S)

    async def start(self, setting: Running, seen: PumpReport) -> None:
        """Bring the pump to a setting; anything but done fails the part."""
        self.note("sent", f"run at {setting.rate.ml_per_h} mL/h until {setting.until_total.ml} mL")
        self.started, self.limit = True, setting.until_total
        outcome = await self.driver.apply(setting, seen=seen)
        self.note("seen", outcome_text(outcome))
        if outcome_text(outcome) != "done":
            raise Failed(f"it was not set: {outcome_text(outcome)}")

    async def _open_again(self) -> None:
        """Open a line that was lost, as with an adapter that is fed by the pump."""
        try:
            await self.driver.read()
        except PortUnavailable:
            with suppress(PumpError):
                await self.driver.open()
        except PumpError:
            pass

    def _saw(self, found: PumpReport | Unanswered) -> None:
        """Log a reading that tells something new, and gather its alarms."""
        if isinstance(found, Unanswered):
            looks: tuple[object, ...] = (found.reason,)
        else:
            self.alarms |= found.alarms
            looks = (found.delivery, found.rate, found.alarms, found.epoch)
        if looks != self._looked:
            self._looked = looks
            self.note("seen", text_of(found))


def within_s(bench: Bench) -> float:
    """Return how long what a person does at the pump may take to be heard (s)."""
    return PATIENCE_S + bench.driver.capabilities.report_every_ms / 1_000


def text_of(found: PumpReport | Unanswered) -> str:
    """Return a reading in words."""
    if isinstance(found, Unanswered):
        return f"no answer: {found.reason}"
    rate = f" at {found.rate.ml_per_h} mL/h" if found.rate.ul_per_h else ""
    alarms = ", ".join(sorted(each.value for each in found.alarms))
    said = f"; alarms: {alarms}" if alarms else ""
    counted = f", {found.infused.ml} mL infused" if found.increment.ul else ""
    return f"{found.delivery.value}{rate}{counted}{said}"


def outcome_text(outcome: object) -> str:
    """Return an outcome in words: `done`, `not done: …`, `unanswered: …`, `at the pump: …`."""
    words = {"Done": "done", "NotDone": "not done", "AtThePump": "at the pump"}
    name = words.get(type(outcome).__name__, "unanswered")
    reason = getattr(outcome, "reason", "")
    return f"{name}: {reason}" if reason else name
