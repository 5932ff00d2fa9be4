"""Readings of pumps from what their station answered: each whole answer with a rate is one."""

from drivers.bbraun_bcc.frames import Frame, FrameCutter, ParsingError
from drivers.bbraun_bcc.reading import delivered_as
from drivers.bbraun_bcc.records import RATE, Record, parse_records, trouble_of
from drivers.bbraun_bcc.station import PARTS_MAX
from drivers.overheard import Overheard
from drivers.quantities import NO_VOLUME, QuantityError


class BccListener:
    """Listens to one line with one station."""

    def __init__(self) -> None:
        self._cutter = FrameCutter()
        self._parts: list[tuple[Record, ...]] = []

    @property
    def garbage(self) -> int:
        """How many received bytes belonged to no valid frame."""
        return self._cutter.garbage

    def heard(self, data: bytes) -> list[Overheard]:
        """Take bytes that came; return the readings that they complete."""
        return [each for frame in self._cutter.feed(data) for each in self._answered(frame)]

    def _answered(self, frame: Frame) -> list[Overheard]:
        """Return the readings of a whole answer, one for each slot; none of a part or a refusal."""
        if frame.refuses:
            self._parts.clear()
            return []
        try:
            self._parts.append(parse_records(frame))
        except ParsingError:
            return []
        if not frame.last and len(self._parts) < PARTS_MAX:
            return []
        told = tuple(record for part in self._parts for record in part)
        self._parts.clear()
        return _readings(told) if frame.last else []


def _readings(told: tuple[Record, ...]) -> list[Overheard]:
    found = []
    for slot in dict.fromkeys(record.slot for record in told if record.name == RATE):
        if trouble_of(told, slot):
            continue
        try:
            delivery, rate = delivered_as(told, slot)
        except QuantityError:
            continue
        found.append(
            Overheard(address=slot.address, delivery=delivery, rate=rate, infused=NO_VOLUME)
        )
    return found
