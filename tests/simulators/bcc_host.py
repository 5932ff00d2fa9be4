"""The host's side of a conversation with one BCC station, in virtual time."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from simulators.bbraun_bcc import BAUD, SLOTS, Station
from simulators.bbraun_bcc_frames import frame
from simulators.bbraun_bcc_readings import BccFaults, Readings
from simulators.device import Truth
from simulators.line import Line

ANSWER_S = 0.3
"""Longer than a request and one part of an answer at 115200 baud."""

ACK, NAK = b"\x06", b"\x15"
_PART = re.compile(rb"\x01([0-9]{5})\x02([^\x03\x17]*)([\x03\x17])([0-9]{5})\x04")

Told = tuple[str, str, str]


class Part(NamedTuple):
    """One part as heard.

    Attributes:
        bed: what the station calls its bed.
        last: it ends with ETX.
        seconds: the times of its records.
        told: slot, name and value of each record.
        wire: its bytes.
    """

    bed: str
    last: bool
    seconds: set[int]
    told: list[Told]
    wire: bytes

    def value(self, name: str) -> str | None:
        """The value of the first record with a name."""
        return next((value for _, one, value in self.told if one == name), None)


class BccHost:
    """A host that speaks to one station on a line, in virtual time."""

    def __init__(
        self,
        slots: Iterable[str] = SLOTS,
        seed: int = 1,
        speed: float = 1.0,
        pillars: int = 3,
        bed: str = "ComSystem",
        **readings: Any,
    ) -> None:
        """Switch a station on; keywords beyond the first are readings."""
        self.faults = BccFaults()
        self.station = Station(
            slots=slots,
            seed=seed,
            speed=speed,
            pillars=pillars,
            bed=bed,
            faults=self.faults,
            readings=Readings(**readings),
        )
        self.line = Line(self.station, baud=BAUD, seed=seed)

    @property
    def truth(self) -> Truth:
        """The hidden state of the pump in hand."""
        return self.line.truth()

    def preset(self, **values: object) -> "BccHost":
        """Put the pump in hand in a state; returns the host."""
        self.station.preset(values)
        return self

    def send(self, request: str, wait_s: float = ANSWER_S) -> bytes:
        """Send a request for bed `1` and return the bytes that came within the time."""
        self.line.feed(frame(f"1/1/1>{request}"))
        return self.line.advance(wait_s)

    def give(self, data: bytes, wait_s: float = ANSWER_S) -> bytes:
        """Send bytes and return those that came within the time."""
        self.line.feed(data)
        return self.line.advance(wait_s)

    def ask(self, request: str) -> list[Part]:
        """Send a request and return all parts of its answer, each acknowledged."""
        parts: list[Part] = []
        heard = self._rest(self.send(request)).removeprefix(ACK)
        while new := unpack(heard):
            parts += new
            heard = self._rest(self.give(ACK * len(new)))
        return parts

    def _rest(self, heard: bytes) -> bytes:
        """Wait for what is still under way: parts that come at once take their time."""
        while wait_s := self.line.quiet_s():
            heard += self.line.advance(wait_s)
        return heard

    def one(self, request: str) -> Part:
        """Send a request and return its answer of one part, acknowledged."""
        (part,) = self.ask(request)
        return part

    def told(self, request: str) -> list[Told]:
        """All records of an answer."""
        return [record for part in self.ask(request) for record in part.told]


def unpack(data: bytes) -> list[Part]:
    """Read whole, right parts; anything else fails."""
    parts, rest = [], data
    while rest:
        match = _PART.match(rest)
        assert match, rest
        wire, rest = rest[: match.end()], rest[match.end() :]
        assert int(match[1]) == len(wire), wire
        assert int(match[4]) == sum(wire[:-6]) % 256, wire
        bed, _, text = match[2].decode("latin-1").partition("/1/1>")
        records = [record.split(",") for record in text.split("\x1e") if record]
        parts.append(
            Part(
                bed,
                match[3] == b"\x03",
                {int(record[0]) for record in records},
                [(record[1], record[2], record[3]) for record in records],
                wire,
            )
        )
    return parts
