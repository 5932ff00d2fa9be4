"""Talking to one pump: asking one thing, counting its epochs, and knowing whether we may control.

An answer begins with the word of its question and is believed only as far as that: a setting is
read back, START and STOP are judged by the state that is read after them.
"""

from collections.abc import Callable

from drivers.alaris import commands
from drivers.alaris.commands import Command
from drivers.alaris.frames import Message
from drivers.alaris.limit import Manner
from drivers.link.exchange import Exchange, Fit, NotSent, Question, Result, Silent
from drivers.link.talk import Talk
from drivers.link.unfinished import Hindered, NoAnswer, OtherPump, Refused
from drivers.quantities import Volume


class Conversation(Talk[Message]):
    """What one driver knows of its pump between exchanges. Outlives a re-opened port."""

    def __init__(self) -> None:
        super().__init__()
        self.serial_number: str | None = None
        """The first pump that was opened; no other is ever accepted in its place."""
        self.codes: set[str] = set()
        """Alarm codes that the pump sent by itself and that have not been reported."""
        self.authority = False
        """Whether the pump let us control it when it last spoke of that."""
        self.tells_authority = False
        """Whether this pump answers the question about it; that it does is only inferred."""
        self.manner = Manner.UNKNOWN
        """What the running pump's VTBI has been seen to mean."""
        self.echoed = False
        """Whether a bare question of ours came back, which no pump answers so."""

    def attach(self, exchange: Exchange[Message]) -> None:
        """Use this line from now on; whether we may control is to be asked again."""
        super().attach(exchange)
        self.authority = self.echoed = False

    def note_counter(self, reading: Volume) -> None:
        """Going back also means that control may be gone with the power."""
        resets = self.resets
        super().note_counter(reading)
        if self.resets != resets:
            self.authority = False

    def note_pump(self, serial_number: str) -> None:
        """Compare who speaks with who was opened."""
        if serial_number != self.serial_number:
            self.note_reset()
            raise OtherPump(
                f"pump {serial_number} answers where {self.serial_number} was opened; if they were"
                " exchanged on purpose, start the service again"
            )

    def question(
        self,
        command: Command,
        *,
        hindered: Callable[[], str | None] = lambda: None,
        on_sent: Callable[[float], None] = lambda at: None,
    ) -> Question[Message]:
        """Return the question that this command is. Whatever begins with its word answers it."""
        return Question(
            frame=Message(command.text).raw,
            fits=command.fit,
            hindered=hindered,
            overtakable=command is not commands.STOP,
            on_sent=on_sent,
        )

    async def ask(
        self,
        command: Command,
        hindered: Callable[[], str | None] = lambda: None,
        *,
        ahead: bool = False,
        unquiet: bool = False,
    ) -> Message:
        """Send one command and return the answer that agrees; anything else is an `Unfinished`.

        `ahead` of the questions that wait; `unquiet` as urgently as STOP itself, and before the
        line is quiet.
        """
        if self._exchange is None:
            raise Hindered("the port is not open", lost=True)
        question = self.question(command, hindered=hindered)
        if unquiet:
            return self.understand(command, await self._exchange.stop(question))
        return self.understand(command, await self._exchange.ask(question, ahead=ahead))

    def understand(self, command: Command, result: Result[Message]) -> Message:
        """Return the answer that an exchange ended in; anything else is an `Unfinished`."""
        if isinstance(result, NotSent):
            raise Hindered(result.reason, lost=result.lost)
        if isinstance(result, Silent):
            raise NoAnswer(f"{command.word}: {result.reason}")
        if not command.agreed_by(result.frame.text):
            raise Refused(f"{command.word}: the pump answered {result.frame.text[:60]!r}")
        return result.frame

    async def take_authority(self, hindered: Callable[[], str | None]) -> None:
        """Ask for control; `Refused` when the pump does not permit it."""
        if self.serial_number is None:
            raise Hindered("the pump has not said who it is")
        await self.ask(commands.take_authority(self.serial_number), hindered)

    def _hear(self, message: Message, fit: Fit) -> None:
        """Note what every message tells, also when nobody waits for it (any more)."""
        if message.word == commands.AUTHORITY.word and message.fields:
            self._note_authority(message)
        elif message.word == commands.ALARM.word and fit is Fit.NOT:
            self.codes.update(message.fields[:1])
        elif message.text == commands.SERIAL_NUMBER.text:
            self.echoed = True

    def _note_authority(self, message: Message) -> None:
        found = commands.AUTHORITY.answer.fullmatch(message.text)
        held = found is not None and (found[1], found[3]) == ("ENABLED", "PERMIT")
        if self.authority and not held:
            self.note_reset()
        self.authority = held
