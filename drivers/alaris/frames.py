"""Bytes <-> messages. Pure: no I/O, no clock, no state but an incomplete message.

`!` text `|` CRC (four upper-case hex digits) CR; the text is a command word and fields, joined by
`^`. ESC aborts a message that is half said, so it is part of none. Questions and answers have the
same form, and some answers are the very bytes of their question (page, "Frame").
"""

import binascii
import re
from dataclasses import dataclass

START = 0x21
END = 0x0D

TEXT_MAX = 200
"""Longest text we accept (characters). The longest one known, an answer to INF, has under 90."""

_FRAMING = 7
"""Bytes of a frame besides its text: `!`, `|`, four digits, CR."""

_FEED = 1_024
"""Bytes taken in at once, so that a flood is never held whole."""

# A drug's name in an answer to INF may hold letters beyond ASCII; a `|` would end the text.
_TEXT = re.compile(r"[ -{}~\xa0-\xff]+")
_FRAME = re.compile(rb"!([^|\r\x1b]+)\|([0-9A-F]{4})\r")


class ParsingError(Exception):
    """Bytes or a text that no pump can have sent, with what was wrong."""

    def __init__(self, problem: str, found: bytes | str) -> None:
        shown = found.hex(" ") if isinstance(found, bytes) else repr(found)
        super().__init__(f"{problem}: {shown[:300]}")


def crc(text: str) -> str:
    """Return the CRC-16/CCITT-FALSE of `text`: polynomial 0x1021, start 0xFFFF, as four digits.

    The same sum over a pump's serial number is the code that lets us control it.
    """
    return f"{binascii.crc_hqx(text.encode('latin-1'), 0xFFFF):04X}"


@dataclass(frozen=True, slots=True)
class Message:
    """One message whose form and CRC are right; what it says is not judged yet."""

    text: str

    @property
    def raw(self) -> bytes:
        """The message as it travels over the line."""
        if len(self.text) > TEXT_MAX or not _TEXT.fullmatch(self.text):
            raise ParsingError("not a text of this protocol", self.text)
        return f"!{self.text}|{crc(self.text)}\r".encode("latin-1")

    @property
    def word(self) -> str:
        """The command word."""
        return self.text.partition("^")[0]

    @property
    def fields(self) -> list[str]:
        """What follows the command word; empty when nothing does."""
        return self.text.split("^")[1:]


def parse_message(data: bytes) -> Message:
    """Return the one message that `data` is; `ParsingError` otherwise."""
    message = _message(data)
    if message is None:
        raise ParsingError("not one whole message", data)
    return message


def _message(data: bytes) -> Message | None:
    found = _FRAME.fullmatch(data)
    if not found or len(data) > TEXT_MAX + _FRAMING:
        return None
    text = found[1].decode("latin-1")
    if crc(text).encode() != found[2] or not _TEXT.fullmatch(text):
        return None
    return Message(text)


class MessageCutter:
    """Cuts messages out of a stream. What is not part of one is dropped up to the next `!`."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._garbage = 0

    @property
    def garbage(self) -> int:
        """How many bytes were dropped."""
        return self._garbage

    def feed(self, data: bytes) -> list[Message]:
        """Return the messages that `data` completes. Keeps fewer bytes than one frame."""
        messages: list[Message] = []
        for begin in range(0, len(data), _FEED):
            self._held += data[begin : begin + _FEED]
            messages += self._cut()
        return messages

    def reset(self) -> None:
        """Drop an incomplete message."""
        self._drop(len(self._held))

    def _cut(self) -> list[Message]:
        messages: list[Message] = []
        while self._find_start():
            end = self._find_end()
            if end is None:
                break
            message = _message(bytes(self._held[:end])) if end else None
            if message:
                messages.append(message)
                del self._held[:end]
            else:  # a wrong one loses its `!` only: the next true one may begin inside it
                self._drop(1)
        return messages

    def _find_start(self) -> bool:
        start = self._held.find(START)
        self._drop(len(self._held) if start < 0 else start)
        return bool(self._held)

    def _find_end(self) -> int | None:
        """Return where the frame ends, 0 if it cannot be one, None to wait for more."""
        whole = TEXT_MAX + _FRAMING
        end = self._held.find(END, 0, whole)
        if end >= 0:
            return end + 1
        return None if len(self._held) < whole else 0

    def _drop(self, count: int) -> None:
        self._garbage += count
        del self._held[:count]
