"""Talking to one pump: asking one thing, hearing its alarms, counting its epochs.

An alarm that comes in place of an answer acknowledges itself by being returned, and the command was
not executed (manual NE-9000 12.3). It cannot always be told from an alarm that the pump sent by
itself a moment before: `Fit.INSTEAD` leaves that to the exchange, which waits for the rest of the
answer's time unless the alarm comes a second time.
"""

from collections.abc import Callable

from drivers.link.exchange import Exchange, Fit, NotSent, Question, Result, Silent
from drivers.link.talk import Talk
from drivers.link.unfinished import Hindered, NoAnswer, Refused, Unfinished
from drivers.new_era.commands import Command
from drivers.new_era.frames import (
    Alarm,
    AlarmCode,
    Mode,
    Packet,
    ParsingError,
    Reply,
    Request,
    parse_reply,
)
from drivers.port import PumpAlarm

ALARMS = {
    AlarmCode.RESET: PumpAlarm.RESET,
    AlarmCode.STALLED: PumpAlarm.STALL,
    AlarmCode.COMMS_TIME_OUT: PumpAlarm.COMMS_TIMEOUT,
    AlarmCode.PROGRAM_ERROR: PumpAlarm.PROGRAM_ERROR,
    AlarmCode.PHASE_OUT_OF_RANGE: PumpAlarm.PROGRAM_ERROR,
}


class Alarmed(Unfinished):
    """An alarm came in place of the answer."""


class ModeLost(Unfinished):
    """The answer came in basic mode."""


class Conversation(Talk[Packet]):
    """What one driver knows of its pump between exchanges. Outlives a re-opened port."""

    def __init__(self, address: int) -> None:
        super().__init__()
        self.address = address
        self.alarms: set[PumpAlarm] = set()
        """Alarms heard and not yet reported."""
        self.stranger: int | None = None
        """Another address that answered, for the message when ours does not."""
        self._announced: set[AlarmCode] = set()

    def attach(self, exchange: Exchange[Packet]) -> None:
        """Use this line from now on, and forget what the last one still announced."""
        super().attach(exchange)
        self._announced.clear()
        self.stranger = None

    def question(
        self,
        command: Command,
        *,
        hindered: Callable[[], str | None] = lambda: None,
        on_sent: Callable[[float], None] = lambda at: None,
        any_mode: bool = False,
    ) -> Question[Packet]:
        """Return the question that this command is to our pump."""
        return Question(
            frame=Request(self.address, command.text).to_bytes(),
            fits=lambda packet: self._fit(command, packet, any_mode),
            hindered=hindered,
            of=self.address,
            on_sent=on_sent,
        )

    async def ask(
        self,
        command: Command,
        hindered: Callable[[], str | None] = lambda: None,
        *,
        any_mode: bool = False,
        ahead: bool = False,
    ) -> Reply:
        """Send one command and return its answer; anything else is an `Unfinished`."""
        if self._exchange is None:
            raise Hindered("the port is not open", lost=True)
        question = self.question(command, hindered=hindered, any_mode=any_mode)
        result = await self._exchange.ask(question, ahead=ahead)
        return self.understand(command, result, any_mode=any_mode)

    def understand(
        self, command: Command, result: Result[Packet], *, any_mode: bool = False
    ) -> Reply:
        """Return the reply that an exchange ended in; anything else is an `Unfinished`."""
        name = command.text or "the status"
        if isinstance(result, NotSent):
            raise Hindered(result.reason, lost=result.lost)
        if isinstance(result, Silent):
            raise NoAnswer(f"{name}: {result.reason}")
        reply = parse_reply(result.frame)
        if isinstance(reply, Alarm):
            raise Alarmed(f"{name}: the pump answered with alarm {reply.code.name}")
        if result.frame.mode is Mode.BASIC and not any_mode:
            self.note_reset()
            raise ModeLost(f"{name}: the pump answered in basic mode, its watchdog is off")
        if reply.error:
            raise Refused(f"{name}: the pump refused with {reply.error}")
        return reply

    def _fit(self, command: Command, packet: Packet, any_mode: bool) -> Fit:
        reply = self._ours(packet)
        if isinstance(reply, Alarm):
            # Announced and not yet acknowledged: now it must come as the answer.
            return Fit.ANSWER if reply.code in self._announced else Fit.INSTEAD
        if reply is None or not command.answered_by(reply.data):
            return Fit.NOT
        # Without a check sum it may be noise, with the true answer still to come.
        return Fit.ANSWER if any_mode or packet.mode is Mode.SAFE else Fit.INSTEAD

    def _ours(self, packet: Packet) -> Reply | Alarm | None:
        try:
            reply = parse_reply(packet)
        except ParsingError:
            return None
        if reply.address != self.address:
            self.stranger = reply.address
            return None
        return reply

    def _hear(self, packet: Packet, fit: Fit) -> None:
        """Note what every packet of our pump tells, also those whose asker has gone away."""
        reply = self._ours(packet)
        if isinstance(reply, Reply):
            if fit is Fit.ANSWER:
                self._announced.clear()
        elif reply:
            self.alarms.add(ALARMS[reply.code])
            if reply.code is AlarmCode.RESET:
                self.note_reset()
            if fit is Fit.ANSWER:
                self._announced.discard(reply.code)
            elif fit is Fit.NOT:
                self._announced.add(reply.code)
