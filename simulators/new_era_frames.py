"""Frames of the New Era protocol, basic and safe mode, on the pump's side of the line.

Basic request: text CR. Basic reply: STX text ETX. Safe, both ways: STX length text CRC-high
CRC-low ETX, where length counts itself, the text, the CRC and ETX.

Readings of ours where the manual is silent: in basic mode an STX starts a safe packet even in
the middle of a line; the inter-byte time-out holds for every safe packet, also one that comes
in basic mode; a length below 4 cannot be and is noise; a basic line of more than 80 characters
is noise up to its CR; bytes outside a packet are noise in safe mode.
"""

import binascii
from typing import NamedTuple

STX = 0x02
ETX = 0x03
CR = 0x0D

INTER_BYTE_NS = 500_000_000
"""An incomplete safe packet is dropped after this silence."""

_OVERHEAD = 4
_LONGEST_LINE = 80


def crc(body: bytes | bytearray) -> bytes:
    """CRC-16/XMODEM of the text, high byte first."""
    return binascii.crc_hqx(body, 0).to_bytes(2, "big")


def basic_reply(text: str) -> bytes:
    """Frame a reply of basic mode."""
    return bytes([STX]) + text.encode("ascii") + bytes([ETX])


def safe_packet(text: str) -> bytes:
    """Frame a request or reply of safe mode."""
    body = text.encode("ascii")
    return bytes([STX, len(body) + _OVERHEAD]) + body + crc(body) + bytes([ETX])


class Request(NamedTuple):
    """One complete request as heard.

    Attributes:
        text: the command, upper case, without spaces and control characters.
        safe: it came as a safe-mode packet.
        intact: CRC and end are right; always so for a basic line.
    """

    text: str
    safe: bool
    intact: bool


class Receiver:
    """Cuts the bytes the pump hears into requests."""

    def __init__(self) -> None:
        """Start with nothing heard."""
        self._packet = bytearray()
        self._line = bytearray()
        self._last_ns = 0

    def reset(self) -> None:
        """Forget what was half heard."""
        self._packet.clear()
        self._line.clear()

    def feed(self, byte: int, now_ns: int, safe_mode: bool) -> Request | None:
        """Hear one byte; returns the request it completes."""
        if self._packet and now_ns - self._last_ns > INTER_BYTE_NS:
            self._packet.clear()
        self._last_ns = now_ns
        if self._packet:
            return self._packet_byte(byte)
        if byte == STX:
            self.reset()
            self._packet.append(byte)
            return None
        return None if safe_mode else self._line_byte(byte)

    def _packet_byte(self, byte: int) -> Request | None:
        self._packet.append(byte)
        length = self._packet[1]
        if length < _OVERHEAD:
            # A doubled STX may be the true start of the packet.
            del self._packet[1 if byte == STX else 0 :]
            return None
        if len(self._packet) <= length:
            return None
        body, check, end = self._packet[2:-3], self._packet[-3:-1], self._packet[-1]
        self._packet.clear()
        return Request(_text(body), True, end == ETX and check == crc(body))

    def _line_byte(self, byte: int) -> Request | None:
        if byte != CR:
            # One more than allowed is kept as the mark of a line that is too long.
            if len(self._line) <= _LONGEST_LINE:
                self._line.append(byte)
            return None
        line = bytes(self._line)
        self._line.clear()
        return None if len(line) > _LONGEST_LINE else Request(_text(line), False, True)


def _text(body: bytes | bytearray) -> str:
    stripped = bytes(byte for byte in body if byte > 0x20 and byte != 0x7F)
    return stripped.upper().decode("latin-1")
