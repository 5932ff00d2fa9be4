"""The driver of one Alaris / Asena syringe pump: the five verbs of `drivers.port.PumpDriver`.

It keeps no wish and makes no decision: it does not poll, does not retry a setting, and does not
start again what was stopped. It knows its pump by serial number: the first one it has opened is the
only one it ever speaks to.
"""

import asyncio

from drivers.alaris import commands
from drivers.alaris.conversation import Conversation
from drivers.alaris.figures import rate_to_text
from drivers.alaris.frames import Message, MessageCutter
from drivers.alaris.limit import Programmed
from drivers.alaris.program import Sequence
from drivers.alaris.reading import State, read_report, read_state
from drivers.link.controlled import ControlledDriver
from drivers.link.exchange import Manners, Timing
from drivers.link.lines import Lines, Mount, Wire
from drivers.link.permit import Permit
from drivers.link.unfinished import Hindered, NoAnswer, OtherPump, Refused, Unfinished
from drivers.port import (
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
from drivers.quantities import Rate

FAMILY = "alaris"

WATCHDOG_S = 15
"""The pump stops itself after so long without a message, once it was started over the line. Fixed
in the pump (page, "Watchdog"); each poll is a message."""

INTER_BYTE_S = 0.5
"""Silence inside a message after which its beginning is worthless. The pump's own limit is unknown;
a byte takes 0.26 ms."""

STOPS_MAX = 2
"""Tries in one stop: the second asks for control too, which the first may have lacked."""

STATE_S = 1.0
"""How long the next STOP waits for the state of a pump that has left one unanswered. Real pumps
took little more than 0.5 s; one that has a slow answer and refuses without a word goes unseen."""

EXCHANGE_BITS = 2_000
"""The longest question and answer together have under 200 bytes of 10 bits."""


class AlarisDriver(ControlledDriver[Message, Conversation, Programmed]):
    """One Alaris pump on one line."""

    exchange_bits = EXCHANGE_BITS

    def __init__(self, mount: Mount, lines: Lines | None = None) -> None:
        super().__init__(mount, lines, Conversation())
        self._stop_in_doubt = False
        self._stops_alone = False
        """Whether the latest STOP had no answer: perhaps because we have no control."""

    async def open(self) -> Identity:
        """Open the line, ask who is there, and ask for control.

        Another pump hears the questions who it is, and INF_STOP in two cases: one that is asked for
        while they are on their way goes out behind them, with the question for control (which is
        the own pump's, and refused) and for the state; and one that was missed goes before them
        where the port died in the opening before. Taking control moves nothing.
        """
        await self.close()
        self._check_profile()
        mount = self._mount
        await self._attach()
        try:
            self._identity = await self._identify()
            await self._agree()
        except NotSafe as error:
            error.seen = await self._close_unsafe()
            raise
        except Refused as error:
            seen = await self._close_unsafe()
            raise NotSafe(f"{mount.url}: {error}", seen=seen) from error
        except OtherPump as error:
            await self.close()
            raise WrongPump(f"{mount.url}: {error}") from error
        except Unfinished as error:
            echo = "; only our own bytes came back" if self._pump.echoed else ""
            seen = await self._close_behind_stop()
            raise PortUnavailable(f"{mount.url}: {error}{echo}", seen=seen) from error
        except BaseException:
            await self.close()
            raise
        return self._identity

    async def close(self) -> None:
        """Release the line. Sends nothing: control is not given back.

        Giving it back could end an infusion that goes on while a port is opened again; what the
        pump does then is unknown. The watchdog stops a pump that was left running.
        """
        await super().close()

    async def read(self) -> PumpReport | Unanswered:
        """Ask for the state, and for the alarm when there is one.

        Raises `WrongPump` when another pump answers.
        """
        self._must_be_open()
        try:
            found = await read_report(self._pump)
        except OtherPump as error:
            await self.close()
            raise WrongPump(f"{self._mount.url}: {error}") from error
        except Unfinished as error:
            if isinstance(error, Hindered) and error.lost:
                raise PortUnavailable(f"{self._mount.url}: {error}") from error
            return Unanswered(str(error))
        self._forget_program(found)
        return found

    async def _stop(self) -> Outcome:
        """Send INF_STOP at once, and believe only a state that was asked for after it.

        It does not wait for an answer that is still due. Whether the pump stops for somebody who
        has no control is unknown: once that is in doubt, INF_STOP leaves right behind the question
        for control, and again when the pump has answered that.
        """
        found, silence = Delivery.OTHER, None
        try:
            for again in range(STOPS_MAX):
                control = bool(again) or self._stop_in_doubt
                silence = await self._send_stop(control=control) or silence
                found = (await self._state_behind_stop(silence)).delivery
                if found is Delivery.STOPPED:
                    self._programmed, self._stop_in_doubt = None, False
                    return Done()
        except NoAnswer as error:
            self._stop_in_doubt = True
            return Unanswered(str(error))
        except Unfinished as error:
            return NotDone(str(error))
        return NotDone(f"the pump says that it is {found.value}", moves=True)

    async def _stop_first(self) -> None:
        """Send INF_STOP alone and, the next time, behind the question for control.

        The line may not last for both, and whether the pump needs to be asked is unknown.
        """
        self._stops_alone = not self._stops_alone
        if self._stops_alone:
            stop = self._pump.question(commands.STOP, on_sent=self._note_stop_sent)
            await self._open_exchange().stop(stop)
        else:
            await self._stop_now()

    async def _state_behind_stop(self, silence: NoAnswer | None) -> State:
        """Ask what the pump does after a STOP, which it may have refused without a word.

        After `silence` nothing older can be answered any more, and a late answer to the STOP has
        another name: the question need not wait until the line is quiet. Nor does the next STOP
        wait for a pump that says nothing at all.
        """
        if silence is None:
            return await read_state(self._pump, ahead=True)
        try:
            async with asyncio.timeout(STATE_S):
                return await read_state(self._pump, unquiet=True)
        except (TimeoutError, Unfinished) as error:
            raise silence from error

    async def _send_stop(self, *, control: bool) -> NoAnswer | None:
        """Send INF_STOP; return its silence, where the one before had no answer either."""
        exchange = self._open_exchange()
        stop = self._pump.question(commands.STOP, on_sent=self._note_stop_sent)
        serial_number = self._pump.serial_number
        if serial_number and (control or not self._pump.authority):
            ask = self._pump.question(commands.take_authority(serial_number))
            _, result = await asyncio.gather(exchange.stop(ask), exchange.stop(stop))
        else:
            result = await exchange.stop(stop)
        try:
            self._pump.understand(commands.STOP, result)
        except Refused:
            pass  # how it refuses, or says that it stood, is unknown: the state says
        except NoAnswer as error:
            if not self._stop_in_doubt:
                raise  # it may be lost: the next one leaves at once, with the question for control
            return error
        return None

    async def _identify(self) -> Identity:
        serial_number = (await self._pump.ask(commands.SERIAL_NUMBER)).fields[0]
        if self._pump.echoed:
            raise NotSafe(f"{self._mount.url}: our own bytes come back: is this the right cable?")
        if self._pump.serial_number is not None:
            self._pump.note_pump(serial_number)
        told = (await self._pump.ask(commands.REVISION)).fields[0]
        model, _, revision = told.partition(" Rev ")
        if model != self._mount.model:
            raise WrongPump(
                f"{self._mount.url}: {told} answers where {self._mount.model} is expected"
            )
        self._pump.serial_number = serial_number
        return Identity(model, revision, serial_number, self._mount.url)

    async def _agree(self) -> None:
        """See that the pump answers as soon as we count on, and that it lets us control it."""
        longest_ms = int((await self._pump.ask(commands.RESPONSE_MAX)).fields[0])
        if longest_ms > self.capabilities.answer_max_ms:
            raise NotSafe(
                f"{self._mount.url}: the pump may take {longest_ms} ms to answer, the profile"
                f" counts on {self.capabilities.answer_max_ms}"
            )
        try:
            await self._pump.take_authority(lambda: None)
        except Refused as error:
            raise NotSafe(
                f"{self._mount.url}: {error}; remote control must be permitted in the pump's own"
                " configuration"
            ) from error
        self._pump.tells_authority = await self._answers_about_authority()

    async def _answers_about_authority(self) -> bool:
        """Find out whether the pump can be asked if we still have control; inferred only."""
        try:
            await self._pump.ask(commands.AUTHORITY)
        except (Refused, NoAnswer):
            return False
        return True

    def _check_profile(self) -> None:
        if self.capabilities.watchdog_s != WATCHDOG_S:
            raise NotSafe(f"this pump's watchdog is fixed: set watchdog_s to {WATCHDOG_S}")

    def _sequence(self, permit: Permit, setting: Running) -> Sequence:
        return Sequence(self._pump, permit, setting)

    def _refusal(self, setting: Running, seen: PumpReport) -> str | None:
        syringe = self.capabilities.counter_max
        if setting.until_total > syringe:
            return (
                f"this is a syringe pump: {setting.until_total.ml} mL are more than the"
                f" {syringe.ml} mL of one syringe"
            )
        return super()._refusal(setting, seen)

    def _told(self, rate: Rate) -> str:
        return rate_to_text(rate)

    def _wire(self) -> Wire[Message]:
        longest_s = self.capabilities.answer_max_ms / 1_000
        return Wire(
            family=FAMILY,
            deframer=MessageCutter,
            timing=Timing(answer_s=longest_s, drain_s=longest_s, inter_byte_s=INTER_BYTE_S),
            manners=Manners(repeats_questions=True, stop_overlaps=True),
        )
