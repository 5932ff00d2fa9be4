"""The driver of one New Era pump: the five verbs of `drivers.port.PumpDriver` in safe mode.

It keeps no wish and makes no decision: it does not poll, does not retry, does not start again what
was stopped, and never resumes a paused program. It knows its pump only by model, firmware, address
and port, since the protocol has no serial number.
"""

import re
from collections.abc import Callable
from typing import cast

from drivers.link.exchange import Answered, Timing
from drivers.link.lines import Lines, Mount, Wire
from drivers.link.permit import Permit
from drivers.link.unfinished import Hindered, Refused, Unfinished
from drivers.new_era import commands
from drivers.new_era.conversation import Alarmed, Conversation, ModeLost
from drivers.new_era.figures import rate_to_text
from drivers.new_era.frames import Packet, PacketCutter, Status
from drivers.new_era.program import OtherPump, Programmed, Sequence
from drivers.new_era.reading import ask_through_alarms, read_report
from drivers.port import (
    Capabilities,
    Delivery,
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
from drivers.quantities import NO_RATE, QuantityError

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


class NewEraDriver:
    """One New Era pump on one line."""

    def __init__(self, mount: Mount, lines: Lines | None = None) -> None:
        self._mount = mount
        self._lines = lines or Lines()
        self._pump = Conversation(mount.address)
        self._identity: Identity | None = None
        self._version = ""
        self._programmed: Programmed | None = None
        self._programmed_at = 0
        """How often the pump had been reset when `_programmed` was started."""
        self._stops = 0
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

    async def open(self) -> Identity:
        """Open the line, ask who is there, enter safe mode and arm the pump's watchdog.

        The identity question is the only thing a wrong pump ever hears.
        """
        await self.close()
        mount = self._mount
        watchdog_s = self._watchdog_s()
        if EXCHANGE_BITS / mount.baudrate > self.capabilities.answer_max_ms / 2_000:
            raise NotSafe(f"{mount.url}: {mount.baudrate} baud is too slow to control a pump")
        self._pump.attach(
            await self._lines.acquire(mount.url, self._wire(), baudrate=mount.baudrate)
        )
        try:
            self._identity = await self._identify()
            await self._arm(watchdog_s)
        except (Refused, ModeLost) as error:
            await self.close()
            raise NotSafe(f"{mount.url}: {error}") from error
        except Unfinished as error:
            where = self._nobody(str(error))
            await self.close()
            raise PortUnavailable(where) from error
        except BaseException:
            await self.close()
            raise
        return self._identity

    async def close(self) -> None:
        """Release the line. Sends nothing. An armed watchdog then stops a pump that still runs."""
        self._identity = None
        exchange = self._pump.detach()
        if exchange:
            self._lines.release(self._mount.url, exchange)

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
        sequence = Sequence(self._pump, permit, setting, self._version, self._watchdog_s())
        self._sequence_runs = True
        try:
            if seen.delivery is Delivery.RUNNING:
                return await sequence.change(seen, self._programmed)
            return await sequence.start(seen)
        except OtherPump as error:
            self._identity = None  # reading is refused from here on; STOP is not
            self._pump.note_reset()
            return NotDone(str(error))
        finally:
            self._sequence_runs = False
            if sequence.programmed:
                self._programmed, self._programmed_at = sequence.programmed, self._pump.resets

    async def stop(self) -> Outcome:
        """Send STP until the pump says that its program is stopped, not merely paused."""
        self._stops += 1  # before anything else: from here on no sequence sends another frame
        try:
            for _ in range(STP_MAX):
                status = await self._stop_once()
                if status is Status.STOPPED:
                    self._programmed = None
                    return Done()
                if status is not Status.PAUSED:
                    return NotDone(f"the pump answers that it is {status.name}")
        except (Hindered, Alarmed, Refused) as error:
            return NotDone(str(error))
        except Unfinished as error:
            return Unanswered(str(error))
        return NotDone("the pump is paused, but its program is not cancelled")

    async def _stop_once(self) -> Status:
        """Send one STP ahead of everything else and return the status that can be relied on."""
        exchange = self._pump.exchange
        if exchange is None:
            raise Hindered("the port is not open: nothing was sent", lost=True)
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

    def _note_stop_sent(self, at: float) -> None:
        self._stop_sent_at_ms = int(at * 1_000)

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
        """Ask who answers; whoever is not the pump that was opened hears nothing more."""
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

    def _must_be_open(self) -> None:
        exchange = self._pump.exchange
        if exchange is None or self._identity is None:
            raise PortUnavailable(f"{self._mount.url} is not open")
        if exchange.gone:
            raise PortUnavailable(f"{self._mount.url}: {exchange.gone}")

    def _forget_program(self, found: PumpReport) -> None:
        """Forget what we started once the pump may have forgotten it, or has finished it."""
        if self._pump.resets != self._programmed_at or found.delivery is Delivery.STOPPED:
            self._programmed = None

    def _refusal(self, setting: Running, seen: PumpReport) -> str | None:
        """Return why this setting is refused before anything is sent, or None."""
        can = self.capabilities
        if self._identity is None:
            return "the port is not open"
        if self._sequence_runs:
            return "another sequence is under way"
        if seen.epoch != self._pump.epoch:
            return "the pump was reset, replaced or reconnected since it was read"
        if seen.delivery not in (Delivery.STOPPED, Delivery.RUNNING):
            return f"the pump is {seen.delivery.value}: stop it first"
        if not can.rate_min <= setting.rate <= can.rate_max or setting.rate <= NO_RATE:
            return f"{setting.rate.ml_per_h} mL/h is outside this pump's limits"
        if setting.rate != setting.rate.rounded_down(can.rate_increment):
            return f"{setting.rate.ml_per_h} mL/h is not a multiple of the pump's increment"
        if setting.until_total > can.counter_max:
            return f"{setting.until_total.ml} mL is beyond what this pump counts"
        try:
            rate_to_text(setting.rate)
        except QuantityError as error:
            return str(error)
        return None

    def _wire(self) -> Wire[Packet]:
        longest_s = self.capabilities.answer_max_ms / 1_000
        timing = Timing(answer_s=longest_s, drain_s=longest_s, inter_byte_s=INTER_BYTE_S)
        return Wire(family=FAMILY, deframer=PacketCutter, timing=timing)
