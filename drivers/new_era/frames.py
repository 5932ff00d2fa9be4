"""Bytes <-> packets <-> replies. Pure: no I/O, no clock, no state but an incomplete packet.

Safe mode, both ways: STX, length, body, CRC high, CRC low, ETX; length counts itself and all after
it. Basic mode, from the pump: STX, body, ETX, without any check. A pump in basic mode understands
both and answers in basic mode, so requests are always sent in safe mode's form, and the form of the
answer says in which mode the pump is. (Manual NE-9000 12.2.2-12.2.4, NE-1000 10.2.2-10.2.4.)
"""

import binascii
import re
from dataclasses import dataclass
from enum import Enum

STX = 0x02
ETX = 0x03

FRAMING = 4
"""What length counts besides the body: itself, two CRC bytes and ETX (manual 12.2.4)."""

BODY_MAX = 40
"""Longest body we accept. The longest that can occur, the answer to DIS, has 19 characters.

The limit keeps the two forms apart: the byte after STX is a length below 0x30 in safe mode and a
digit of the address, 0x30 to 0x39, in basic mode.
"""

_BASIC_BODY = re.compile(rb"[0-9]{2}[ -~]*")
_REPLY = re.compile(r"([0-9]{2})(?:A\?([A-Z])|([IWSPTUX])(.*))", re.ASCII)


class ParsingError(Exception):
    """Bytes that are no valid packet, or a packet that is no valid reply."""

    def __init__(self, problem: str, data: bytes) -> None:
        super().__init__(f"{problem}: {data.hex(' ')}")
        self.data = data


class Mode(Enum):
    """The pump's communication mode."""

    BASIC = "basic"
    """No check sum, no watchdog, no alarms sent by itself."""
    SAFE = "safe"


class Status(Enum):
    """What the pump is doing (manual 12.2.4, <prompt>)."""

    INFUSING = "I"
    WITHDRAWING = "W"
    STOPPED = "S"
    PAUSED = "P"
    TIMED_PAUSE = "T"
    """A pause phase of a program: goes on by itself."""
    WAITING = "U"
    """Waits for a trigger."""
    PURGING = "X"


class AlarmCode(Enum):
    """Why the pump raised an alarm (manual 12.2.4, <alarm type>)."""

    RESET = "R"
    STALLED = "S"
    COMMS_TIME_OUT = "T"
    PROGRAM_ERROR = "E"
    PHASE_OUT_OF_RANGE = "O"


def crc(body: bytes) -> int:
    """Return the CRC-16/XMODEM of `body`: polynomial 0x1021, start 0, high byte sent first.

    The manual calls it "16 bit CCITT CRC"; its printed packet SAF0 -> 0x5543 settles which one.
    """
    return binascii.crc_hqx(body, 0)


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet whose form, and in safe mode CRC, are right."""

    mode: Mode
    body: bytes

    @property
    def raw(self) -> bytes:
        """The packet as it travels over the line."""
        if self.mode is Mode.BASIC:
            return bytes((STX, *self.body, ETX))
        if len(self.body) > BODY_MAX:
            raise ParsingError(f"a body may have {BODY_MAX} bytes", self.body)
        check = crc(self.body).to_bytes(2, "big")
        return bytes((STX, len(self.body) + FRAMING, *self.body, *check, ETX))


@dataclass(frozen=True, slots=True)
class Request:
    """A command to one pump; an empty command asks for the status."""

    address: int
    command: str

    def to_bytes(self) -> bytes:
        """Return the request as a safe mode packet."""
        return Packet(Mode.SAFE, f"{self.address}{self.command}".encode("ascii")).raw


@dataclass(frozen=True, slots=True)
class Reply:
    """What one pump says: its status and the data asked for, or an error that starts with `?`."""

    address: int
    status: Status
    data: str = ""

    @property
    def error(self) -> str | None:
        """`?` not recognised, `?NA`, `?OOR`, `?COM`, `?IGN` (manual 12.3); None: no error."""
        return self.data if self.data.startswith("?") else None


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm: sent by itself, or in place of an answer to a command that was not executed."""

    address: int
    code: AlarmCode


def parse_reply(packet: Packet) -> Reply | Alarm:
    """Read the body of a packet from a pump; `ParsingError` if no pump can have said it."""
    try:
        found = _REPLY.fullmatch(packet.body.decode("ascii"))
    except UnicodeDecodeError as error:
        raise ParsingError("a body that is not ASCII", packet.body) from error
    if not found:
        raise ParsingError("not a reply", packet.body)
    address, alarm, status, data = found.groups()
    if alarm is None:
        return Reply(int(address), Status(status), data)
    try:
        return Alarm(int(address), AlarmCode(alarm))
    except ValueError as error:
        raise ParsingError("an unknown alarm", packet.body) from error


def parse_packet(data: bytes) -> Packet:
    """Return the one packet that `data` is; `ParsingError` otherwise."""
    cutter = PacketCutter()
    packets = cutter.feed(data)
    if len(packets) != 1 or packets[0].raw != data:
        raise ParsingError("not one whole packet", data)
    return packets[0]


class PacketCutter:
    """Cuts packets out of a stream. What is not part of one is dropped up to the next STX."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._garbage = 0

    @property
    def garbage(self) -> int:
        """How many bytes were dropped."""
        return self._garbage

    def feed(self, data: bytes) -> list[Packet]:
        """Return the packets that `data` completes. Keeps fewer bytes than one packet."""
        self._held += data
        packets: list[Packet] = []
        while self._find_start():
            size = self._size()
            if size is None:
                break
            packet = self._packet(size) if size else None
            if packet:
                packets.append(packet)
            else:
                self._garbage += 1
            # A wrong packet loses its STX only: the next true one may begin inside it.
            del self._held[: size if packet else 1]
        return packets

    def reset(self) -> None:
        """Drop an incomplete packet."""
        self._garbage += len(self._held)
        self._held.clear()

    def _find_start(self) -> bool:
        start = self._held.find(STX)
        skipped = len(self._held) if start < 0 else start
        self._garbage += skipped
        del self._held[:skipped]
        return bool(self._held)

    def _size(self) -> int | None:
        """Return the packet's size in bytes, 0 if it cannot be one, None to wait for more."""
        if len(self._held) < 2:
            return None
        length = self._held[1]
        if 0x30 <= length <= 0x39:
            end = self._held.find(ETX, 0, BODY_MAX + 2)
            if end < 0:
                return None if len(self._held) < BODY_MAX + 2 else 0
            return end + 1
        if not FRAMING <= length <= BODY_MAX + FRAMING:
            return 0
        return None if len(self._held) < length + 1 else length + 1

    def _packet(self, size: int) -> Packet | None:
        data = bytes(self._held[:size])
        if data[-1] != ETX:
            return None
        if 0x30 <= data[1] <= 0x39:
            body = data[1:-1]
            return Packet(Mode.BASIC, body) if _BASIC_BODY.fullmatch(body) else None
        body = data[2:-3]
        if crc(body) != int.from_bytes(data[-3:-1], "big"):
            return None
        return Packet(Mode.SAFE, body)
