"""Frames of the BCC interface as the station hears and sends them.

`SOH length STX text ETX check EOT`

ETB stands in the place of ETX where more parts follow. Length and check are five digits: all
bytes from SOH to EOT, and the sum of those from SOH to ETX or ETB modulo 256.

Readings of ours where the page is silent [U]: a SOH starts a frame also in the middle of one;
ACK and NAK count between frames alone; other bytes between frames are noise; a frame may pause
for ever; one longer than 128 bytes is noise up to the next SOH.
"""

import re
from enum import Enum
from typing import NamedTuple

SOH, STX, ETX, EOT, ACK, NAK, ETB, RS = 0x01, 0x02, 0x03, 0x04, 0x06, 0x15, 0x17, 0x1E

AROUND = 14
"""Bytes of a frame that are not its text."""

LONGEST = 128
"""Bytes of a request, with what is around its text."""

_FRAME = re.compile(rb"\x01([0-9]{5})\x02(.*)([\x03\x17])([0-9]{5})\x04", re.DOTALL)


def check(data: bytes) -> bytes:
    """The sum of bytes modulo 256, as the wire carries it."""
    return b"%05d" % (sum(data) % 256)


def frame(text: str, last: bool = True) -> bytes:
    """Frame a request, or one part of an answer."""
    body = text.encode("latin-1")
    front = b"\x01%05d\x02%b%c" % (len(body) + AROUND, body, ETX if last else ETB)
    return front + check(front) + bytes([EOT])


def with_length(data: bytes, length: int) -> bytes:
    """A frame that says another length, its check in order; what stands before it stays."""
    at = data.index(SOH)
    front = data[at : at + 1] + b"%05d" % length + data[at + 6 : -6]
    return data[:at] + front + check(front) + data[-1:]


class Kind(Enum):
    """What was heard."""

    FRAME = "frame"
    BROKEN = "broken"
    ACK = "ack"
    NAK = "nak"


class Heard(NamedTuple):
    """One thing heard.

    Attributes:
        kind: a whole frame, one whose length or check is wrong, or a single ACK or NAK.
        text: of a whole frame.
        last: no more parts follow it.
    """

    kind: Kind
    text: str = ""
    last: bool = True


class Receiver:
    """Cuts the bytes the station hears into frames and acknowledgements."""

    def __init__(self) -> None:
        """Start with nothing heard."""
        self._frame = bytearray()

    def reset(self) -> None:
        """Forget what was half heard."""
        self._frame.clear()

    def feed(self, byte: int) -> Heard | None:
        """Hear one byte; returns what it completes."""
        if byte == SOH:
            self._frame[:] = bytes([SOH])
            return None
        if not self._frame:
            return {ACK: Heard(Kind.ACK), NAK: Heard(Kind.NAK)}.get(byte)
        self._frame.append(byte)
        if byte == EOT:
            heard = _read(bytes(self._frame))
            self.reset()
            return heard
        if len(self._frame) >= LONGEST:
            self.reset()
        return None


def _read(data: bytes) -> Heard:
    match = _FRAME.fullmatch(data)
    if match is None or int(match[1]) != len(data) or match[4] != check(data[:-6]):
        return Heard(Kind.BROKEN)
    return Heard(Kind.FRAME, match[2].decode("latin-1"), match[3][0] == ETX)
