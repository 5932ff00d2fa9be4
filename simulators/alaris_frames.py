"""Frames of the Alaris protocol, on the pump's side of the line: `! text | CRC CR`.

The CRC is four upper-case hexadecimal digits over the text. ESC drops a message half received.

Readings of ours where the page is silent [U]: a `!` starts a message also in the middle of one;
bytes between messages are noise; a message may pause for ever; one longer than 128 characters is
noise up to the next `!`; a CRC in lower case is wrong.
"""

import binascii
from typing import NamedTuple

START = ord("!")
CHECK = "|"
CR = 0x0D
ESC = 0x1B

LONGEST = 128
"""Characters of a message, with its CRC."""


def crc(text: str) -> str:
    """CRC-16/CCITT-FALSE of a text, as the wire carries it."""
    return f"{binascii.crc_hqx(text.encode('latin-1'), 0xFFFF):04X}"


def message(text: str) -> bytes:
    """Frame a request or answer."""
    return f"!{text}{CHECK}{crc(text)}\r".encode("latin-1")


class Heard(NamedTuple):
    """One complete message as heard.

    Attributes:
        text: what stands before the CRC; the whole message where there is no CRC.
        intact: the CRC is right.
    """

    text: str
    intact: bool


class Receiver:
    """Cuts the bytes the pump hears into messages."""

    def __init__(self) -> None:
        """Start with nothing heard."""
        self._open = False
        self._message = bytearray()

    def reset(self) -> None:
        """Forget what was half heard."""
        self._open = False
        self._message.clear()

    def feed(self, byte: int) -> Heard | None:
        """Hear one byte; returns the message it completes."""
        if byte in (START, ESC):
            self.reset()
            self._open = byte == START
            return None
        if not self._open:
            return None
        if byte == CR:
            text, check, digits = self._message.decode("latin-1").rpartition(CHECK)
            self.reset()
            return Heard(text, digits == crc(text)) if check else Heard(digits, False)
        self._message.append(byte)
        if len(self._message) > LONGEST:
            self.reset()
        return None
