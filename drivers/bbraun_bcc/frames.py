"""Bytes <-> frames of the BCC interface. Pure: no I/O, no clock.

    SOH length STX name/1/1>text ETX|ETB check EOT

Length and check are five decimal digits: the length of the whole frame from SOH to EOT, and the sum
of the bytes from SOH to ETX or ETB, modulo 256. ETB ends a part that others follow, ETX the last
one. The name is what the station calls its bed. Character stuffing, an option of the station, is
not spoken here: it must be off. (Page, "Frames".)
"""

import re
from dataclasses import dataclass

SOH, STX, ETX, EOT, ACK, NAK, ETB = 0x01, 0x02, 0x03, 0x04, 0x06, 0x15, 0x17
HEAD = 7
"""SOH, five digits, STX."""
TAIL = 7
"""ETX or ETB, five digits, EOT."""
FRAME_MAX = 8_192
"""Longest frame we accept. The longest that was recorded has 1,152 bytes."""
CHARSET = "latin-1"
"""No source names one, and this one reads every byte. What is used of an answer is ASCII."""

RECEIPT = bytes((ACK,))

_PREFIX = re.compile(r"([^\x00-\x1f]{1,64}?)/1/1>(.*)", re.DOTALL)


class ParsingError(Exception):
    """Bytes that are no valid frame, or a frame that is no valid answer."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame whose form, length and check are right; or a single NAK, without name and text."""

    raw: bytes
    name: str = ""
    text: str = ""
    last: bool = True
    """Whether no further part of the same answer follows."""

    @property
    def refuses(self) -> bool:
        """Whether it is a NAK: the station does not take the request."""
        return self.raw == bytes((NAK,))


def request(name: str, command: str) -> bytes:
    """Return the bytes of a request, such as `MEM:GETSLOT#11`."""
    inner = f"{name}/1/1>{command}".encode(CHARSET)
    checked = b"\x01%05d\x02%s\x03" % (HEAD + len(inner) + TAIL, inner)
    return checked + b"%05d\x04" % (sum(checked) % 256)


def parse_frame(data: bytes) -> Frame:
    """Return the one frame that `data` is; `ParsingError` otherwise, which shows the bytes."""
    wrong = _wrong(data)
    found = None if wrong else _PREFIX.fullmatch(data[HEAD:-TAIL].decode(CHARSET))
    if found is None:
        raise ParsingError(f"{wrong or 'no station is named'}: {data[:60].hex(' ')}")
    return Frame(data, found[1], found[2], data[-TAIL] == ETX)


def _wrong(data: bytes) -> str | None:
    """Return what is wrong with the form of a frame, or None."""
    if not HEAD + TAIL < len(data) <= FRAME_MAX:
        return "too short or too long"
    if (data[0], data[HEAD - 1], data[-1]) != (SOH, STX, EOT) or data[-TAIL] not in (ETX, ETB):
        return "a control character is missing"
    if data[1:6] != b"%05d" % len(data):
        return "the length is wrong"
    if data[-6:-1] != b"%05d" % (sum(data[:-6]) % 256):
        return "the check is wrong"
    return None


class FrameCutter:
    """Cuts frames out of a stream. Keeps fewer bytes than the longest frame."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._garbage = 0

    @property
    def garbage(self) -> int:
        """How many bytes were dropped."""
        return self._garbage

    def feed(self, data: bytes) -> list[Frame]:
        """Return the frames that `data` completes."""
        frames: list[Frame] = []
        for byte in data:
            if byte == SOH:
                self.reset()  # a frame never contains another one's beginning
                self._held.append(byte)
            elif self._held:
                self._held.append(byte)
                if byte == EOT:
                    frames += self._whole()
                elif len(self._held) >= FRAME_MAX:
                    self.reset()
            elif byte == NAK:
                frames.append(Frame(bytes((byte,))))
            elif byte != ACK:  # the receipt of a request; its answer says the same
                self._garbage += 1
        return frames

    def reset(self) -> None:
        """Drop an incomplete frame."""
        self._garbage += len(self._held)
        self._held.clear()

    def _whole(self) -> list[Frame]:
        try:
            frame = parse_frame(bytes(self._held))
        except ParsingError:
            self.reset()
            return []
        self._held.clear()
        return [frame]
