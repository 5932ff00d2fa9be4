"""The driver of one New Era pump: the five verbs of `drivers.port.PumpDriver` in safe mode.

It keeps no wish and makes no decision: it does not poll, does not retry, does not start again what
was stopped, and never resumes a paused program. It knows its pump only by model, firmware, address
and port, since the protocol has no serial number.
"""

import re
from typing import cast

from drivers.link.controlled import ControlledDriver
from drivers.link.exchange import Answered, Timing
from drivers.link.lines import Lines, Mount, Wire
from drivers.link.permit import Permit
from drivers.link.unfinished import Hindered, Refused, Unfinished
from drivers.new_era import commands
from drivers.new_era.conversation import Alarmed, Conversation, ModeLost
from drivers.new_era.figures import rate_to_text
from drivers.new_era.frames import Packet, PacketCutter, Status
from drivers.new_era.program import Programmed, Sequence
from drivers.new_era.reading import ask_through_alarms, read_report
from drivers.port import (
    Done,
    Identity,
    NotDone,
    NotSafe,
    Outcome,
    PortUnavailable,
    PumpReport,
    Running,
    Unanswered,
    WrongPump,
)
from drivers.quantities import Rate

FAMILY = "new_era"

INTER_BYTE_S = 0.5
"""The pump drops a packet that pauses this long between two bytes (manual NE-9000 12.2.3); what we
receive is held to the same."""

STP_MAX = 3
"""STP frames in one stop: one pauses, one cancels (manual, STP), one in case a START key was
pressed between them. More is the keeper's decision."""

EXCHANGE_BITS = 600
"""The longest question and answer together have under 60 bytes of 10 bits. On a line so slow that
they take half of `answer_max_ms`, silence and slowness could not be told apart."""

MODE_TRIES = 2
"""How often one reading may find the pump in basic mode and bring it back."""


class NewEraDriver(ControlledDriver[Packet, Conversation, Programmed]):
    """One New Era pump on one line."""

    exchange_bits = EXCHANGE_BITS

    def __init__(self, mount: Mount, lines: Lines | None = None) -> None:
        super().__init__(mount, lines, Conversation(mount.address))
        self._version = ""

    async def open(self) -> Identity:
        """Open the line, ask who is there, enter safe mode and arm the pump's watchdog.

        A wrong pump hears the identity question, and STP in two cases: one that is asked for while
        that question is on its way goes out behind it, and one that was missed goes before it where
        the port died in the opening before. Neither can make a pump run.
        """
        await self.close()
        mount = self._mount
        watchdog_s = self._watchdog_s()
        await self._attach()
        try:
            self._identity = await self._identify()
            await self._arm(watchdog_s)
        except NotSafe as error:
            error.seen = await self._close_unsafe()
            raise
        except (Refused, ModeLost) as error:
            seen = await self._close_unsafe()
            raise NotSafe(f"{mount.url}: {error}", seen=seen) from error
        except Unfinished as error:
            where = self._nobody(str(error))
            seen = await self._close_behind_stop()
            raise PortUnavailable(where, seen=seen) from error
        except BaseException:
            await self.close()
            raise
        return self._identity

    async def read(self) -> PumpReport | Unanswered:
        """Ask for status, rate and counter until they belong together.

        Raises `WrongPump` if the pump has fallen out of safe mode and another model answers.
        """
        self._must_be_open()
        try:
            for _ in range(MODE_TRIES):
                try:
                    found = await read_report(self._pump, self._same_pump)
                    self._forget_program(found)
                    return found
                except ModeLost:
                    await self._same_pump()  # ours has lost its power, or this is not ours
                    await self._arm(self._watchdog_s())
            return Unanswered("the pump keeps falling back into basic mode")
        except (Unfinished, NotSafe) as error:
            if isinstance(error, Hindered) and error.lost:
                raise PortUnavailable(f"{self._mount.url}: {error}") from error
            return Unanswered(str(error))

    async def _stop(self) -> Outcome:
        """Send STP until the pump says that its program is stopped, not merely paused."""
        try:
            for _ in range(STP_MAX):
                status = await self._stop_once()
                if status is Status.STOPPED:
                    self._programmed = None
                    return Done()
                if status is not Status.PAUSED:
                    return NotDone(f"the pump answers that it is {status.name}", moves=True)
        except (Hindered, Alarmed, Refused) as error:
            return NotDone(str(error))
        except Unfinished as error:
            return Unanswered(str(error))
        return NotDone("the pump is paused, but its program is not cancelled")

    async def _stop_once(self) -> Status:
        """Send one STP ahead of everything else and return the status that can be relied on."""
        exchange = self._open_exchange()
        question = self._pump.question(commands.STOP, on_sent=self._note_stop_sent)
        result = await exchange.stop(question)
        try:
            status = self._pump.understand(commands.STOP, result).status
        except Refused:  # `?NA`: there was nothing to stop. The status decides.
            return (await self._pump.ask(commands.STATUS, ahead=True)).status
        if status is Status.STOPPED and isinstance(result, Answered) and not result.clean:
            # This S may be the late answer to an older question: ask again on a quiet line.
            return (await self._pump.ask(commands.STATUS, ahead=True)).status
        return status

    async def _identify(self) -> Identity:
        answer = await ask_through_alarms(self._pump, commands.VERSION, any_mode=True)
        found = cast("re.Match[str]", commands.VERSION.answer.fullmatch(answer.data))
        model = f"NE-{found[1]}"
        if model != self._mount.model:
            raise WrongPump(
                f"{self._mount.url}: a {model} answers where a {self._mount.model} is expected"
            )
        self._version = answer.data
        return Identity(model, found[2], None, self._mount.url)

    async def _same_pump(self) -> None:
        """Ask who answers; the line of any pump but the one that was opened is let go at once."""
        opened = self._version
        try:
            await self._identify()
            if self._version != opened:
                raise WrongPump(f"{self._mount.url}: {self._version} answers, {opened} was opened")
        except WrongPump:
            await self.close()
            raise

    def _nobody(self, reason: str) -> str:
        where = f"{self._mount.url}, address {self._mount.address}"
        if self._pump.stranger is not None:
            return f"{where}: only a pump with address {self._pump.stranger} answers"
        return f"{where}: {reason}"

    async def _arm(self, watchdog_s: int) -> None:
        """Enter safe mode, arm the watchdog, read it back."""
        await ask_through_alarms(self._pump, commands.arm_watchdog(watchdog_s), any_mode=True)
        held = (await ask_through_alarms(self._pump, commands.WATCHDOG)).data
        if int(held) != watchdog_s:
            raise NotSafe(f"{self._mount.url}: the watchdog holds {held} s, not {watchdog_s}")

    def _watchdog_s(self) -> int:
        seconds = self.capabilities.watchdog_s
        if seconds is None or not 1 <= seconds <= commands.WATCHDOG_MAX_S:
            raise NotSafe("this pump is driven with its watchdog only: set watchdog_s, 1 to 255 s")
        return seconds

    def _sequence(self, permit: Permit, setting: Running) -> Sequence:
        return Sequence(self._pump, permit, setting, self._version, self._watchdog_s())

    def _told(self, rate: Rate) -> str:
        return rate_to_text(rate)

    def _wire(self) -> Wire[Packet]:
        longest_s = self.capabilities.answer_max_ms / 1_000
        timing = Timing(answer_s=longest_s, drain_s=longest_s, inter_byte_s=INTER_BYTE_S)
        return Wire(family=FAMILY, deframer=PacketCutter, timing=timing)
