"""The slots of a station, the pumps in them, and what of them was told before.

Readings of ours [U]; what `Readings` names is switched there: a pump that is taken out goes on
by itself; put back it is new to the station, as another pump is; a station that restarts has told
nothing yet and misses no pump.
"""

from collections.abc import Sequence
from typing import NamedTuple

from simulators.bbraun_bcc_pump import BagPump
from simulators.bbraun_bcc_readings import Readings
from simulators.bbraun_bcc_records import MODEL, SLOTS, Record, pump_records, rack_records

PILLARS = 3
SIXTEEN = 16

_ALWAYS_TOLD = ("GNERR", "GNNEW")


class Section(NamedTuple):
    """What one part of an answer tells.

    Attributes:
        records: in their order.
        as_of: how often a pump had come or gone when they were read.
    """

    records: Sequence[Record]
    as_of: int = 0


class Rack:
    """Pillars with slots, by pillar digit and slot character (`13`, `2A`).

    Attributes:
        pumps: the pumps in their slots.
        out: the pumps that were taken out and not put back, by the slot they were in.
    """

    def __init__(self, pillars: int, readings: Readings) -> None:
        """Begin empty."""
        if not 1 <= pillars <= PILLARS:
            raise ValueError(f"a station has 1 to {PILLARS} pillars")
        self._pillars = pillars
        self._readings = readings
        self._told: dict[tuple[str, str], str] = {}
        self._missed: set[str] = set()
        self._changes = 0
        self._changed: dict[str, int] = {}
        self.pumps: dict[str, BagPump] = {}
        self.out: dict[str, BagPump] = {}

    def has(self, slot: str) -> bool:
        """Whether there is such a slot."""
        pillar, number = slot[:1], slot[1:]
        there = len(number) == 1 and number in SLOTS
        return there and pillar in [str(one + 1) for one in range(self._pillars)]

    def address(self, slot: str) -> int:
        """The number of a slot: 24 x (pillar - 1) + slot; raises ValueError without one."""
        if not self.has(slot):
            raise ValueError(f"no such slot: {slot!r}")
        return len(SLOTS) * (int(slot[0]) - 1) + SLOTS.index(slot[1]) + 1

    def put_in(self, slot: str, pump: BagPump) -> None:
        """Put a pump in a slot; one that was there, or had been, is gone for good."""
        self.address(slot)
        self.out.pop(slot, None)
        self.pumps[slot] = pump
        self._change(slot)

    def take_out(self, slot: str) -> None:
        """Take a pump out of its slot."""
        self.out[slot] = self.pumps.pop(slot)
        self._missed.add(slot)
        self._change(slot)

    def everything(self) -> list[Section]:
        """A section for each pump, the first with the rack's own records."""
        sections = [rack_records(self._pillars)]
        for slot in sorted(self.pumps.keys() | self._missed, key=self.address):
            sections.append(self._slot_records(slot))
        first = [*sections[0], *(sections[1] if len(sections) > 1 else [])]
        return self._cut([first, *sections[2:]])

    def one(self, slot: str) -> list[Section]:
        """What is told of one slot."""
        return self._cut([self._slot_records(slot)])

    def tell(self, section: Section) -> None:
        """Remember what a section told; what came or went meanwhile was not told."""
        for slot, name, value in section.records:
            if self._changed.get(slot, 0) > section.as_of:
                continue
            self._told[slot, name] = value
            if (name, value) == ("GNERR", "39") and self._readings.removed == "once":
                self._missed.discard(slot)

    def restart(self) -> None:
        """Begin with nothing told."""
        self._told.clear()
        self._missed.clear()

    def _change(self, slot: str) -> None:
        self._changes += 1
        self._changed[slot] = self._changes
        self._told = {key: value for key, value in self._told.items() if key[0] != slot}

    def _slot_records(self, slot: str) -> list[Record]:
        pump = self.pumps.get(slot)
        if pump is None:
            return [Record(slot, "GNERR", "39" if slot in self._missed else "11")]
        records = pump_records(slot, pump, self._readings)
        if (slot, "GNNEW") not in self._told or self._readings.new == "always":
            return [Record(slot, "GNNEW", MODEL), *records]
        if self._readings.model == "later":
            return [Record(slot, "GNMODEL", MODEL), *records]
        return records

    def _cut(self, sections: list[list[Record]]) -> list[Section]:
        """Leave out and cut as the readings say; there is always a part, be it empty."""
        step = SIXTEEN if self._readings.parts == "by_sixteen" else len(SLOTS) * SIXTEEN
        cut = []
        for records in sections:
            fresh = [record for record in records if self._fresh(record)]
            cut += [fresh[begin : begin + step] for begin in range(0, len(fresh), step)]
        return [Section(records, self._changes) for records in cut or [[]]]

    def _fresh(self, record: Record) -> bool:
        if self._readings.unchanged == "sent" or record.name in _ALWAYS_TOLD:
            return True
        return self._told.get((record.slot, record.name)) != record.value
