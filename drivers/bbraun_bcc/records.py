"""What an answer tells: records of a slot, each a name and a value (page, "Records")."""

import re
from dataclasses import dataclass

from drivers.bbraun_bcc.frames import Frame, ParsingError

SLOTS = 24
"""Slots of one pillar. A pump's address is 24 x (pillar - 1) + slot."""
RS = "\x1e"
RECORDS_MAX = 1_024
"""Records of one part that we read. The longest part that was recorded has 41."""
NO_VALUE = "_NV"

RATE, ERROR, ALIVE = "INRT", "GNERR", "GNACK"
NEW, MODEL, SERIAL = "GNNEW", "GNMODEL", "INSERNUM"

ERRORS = {
    "11": "there is no pump in this slot",
    "39": "the pump was taken out of its slot",
    "68": "the station did not understand the request",
    "811": "the station has no such slot",
}
"""Of GNERR, in words."""

_INDEX = re.compile(r"501([0-3])([0-9A-O]|[0-9]{2})", re.ASCII)
_SECONDS = re.compile(r"[0-9]{1,10}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a pump sits: pillar 1 to 3, slot 1 to 24 from the bottom; 0, 0 is the rack itself."""

    pillar: int
    number: int

    @property
    def text(self) -> str:
        """As a request names it: the pillar's digit, then 1 to 9 and A to O."""
        last = self.number if self.number <= 9 else chr(ord("A") + self.number - 10)
        return f"{self.pillar}{last}"

    @property
    def address(self) -> int:
        """As a ward's file names it, 1 to 72; 0 or less of the rack."""
        return SLOTS * (self.pillar - 1) + self.number


RACK = Slot(0, 0)


@dataclass(frozen=True, slots=True)
class Record:
    """One value that the station tells."""

    seconds: int
    """Of the station's own clock."""
    slot: Slot
    name: str
    value: str | None
    """None where the station says that there is none."""


def parse_records(frame: Frame) -> tuple[Record, ...]:
    """Return what a frame tells, which may be nothing; `ParsingError` if it is no list of records.

    Only what is told in the form of a record is believed; what it means is the caller's matter.
    """
    if not frame.text:
        return ()
    lines = frame.text.split(RS, RECORDS_MAX)
    if len(lines) > RECORDS_MAX:
        raise ParsingError(f"more than {RECORDS_MAX} records")
    return tuple(_record(line) for line in lines)


def value_of(told: tuple[Record, ...], slot: Slot, name: str) -> str | None:
    """Return the last value of that name that an answer tells of a slot."""
    values = [record.value for record in told if (record.slot, record.name) == (slot, name)]
    return values[-1] if values else None


def trouble_of(told: tuple[Record, ...], slot: Slot) -> str | None:
    """Return what the station reports as wrong with a slot or with the request, in words."""
    error = value_of(told, slot, ERROR) or value_of(told, RACK, ERROR)
    return ERRORS.get(error, f"the station reports error {error[:20]}") if error else None


def _record(line: str) -> Record:
    parts = line.split(",", 3)
    if len(parts) < 3 or not _SECONDS.fullmatch(parts[0]) or not parts[2]:
        raise ParsingError(f"not a record: {line[:60]!r}")
    index = _INDEX.fullmatch(parts[1])
    if index is None:
        raise ParsingError(f"not a slot: {parts[1][:20]!r}")
    value = parts[3] if len(parts) == 4 else None
    slot = Slot(int(index[1]), _slot_number(index[2]))
    return Record(int(parts[0]), slot, parts[2], None if value == NO_VALUE else value)


def _slot_number(text: str) -> int:
    """Return 1 to 24; some stations (BCC 3.30) write two digits where others write a letter."""
    return int(text) if text.isdigit() else ord(text) - ord("A") + 10
