"""The host's side of a conversation with one pump, in virtual time."""

from typing import Protocol

from simulators.device import Truth
from simulators.line import Line
from simulators.new_era_frames import basic_reply, safe_packet

ANSWER_S = 0.2
"""Longer than any request and its answer at 19200 baud."""


class Host:
    """A host that speaks to one pump on a line, in virtual time."""

    def __init__(self, line: Line) -> None:
        """Take the host's end of a line."""
        self.line = line
        self.pump = line.devices[0]
        self.faults = self.pump.faults

    @property
    def truth(self) -> Truth:
        """The hidden state of the pump."""
        return self.line.truth()

    def send(self, text: str) -> bytes:
        """Send a safe-mode packet and return the bytes that came within the answer time."""
        self.line.feed(safe_packet(text))
        return self.line.advance(ANSWER_S)

    def ask(self, text: str) -> str:
        """Send a safe-mode packet and return the text of its one answer."""
        return self.unpack(self.send(text))

    @staticmethod
    def unpack(reply: bytes) -> str:
        """Return the text of exactly one safe-mode packet."""
        text = reply[2:-3].decode()
        assert reply == safe_packet(text), reply.hex(" ")
        return text

    def ask_basic(self, text: str) -> str:
        """Send a basic line and return the text of its one answer."""
        self.line.feed(text.encode() + b"\r")
        reply = self.line.advance(ANSWER_S)
        assert reply == basic_reply(reply[1:-1].decode())
        return reply[1:-1].decode()


class MakeHost(Protocol):
    """Makes a host and a pump."""

    def __call__(
        self,
        profile: str = "ne9000",
        seed: int = 1,
        speed: float = 1.0,
        baud: int = 19_200,
        **preset: object,
    ) -> Host:
        """Switch the pump on; keywords beyond the first four are presets."""
