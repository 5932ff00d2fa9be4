"""Readings of New Era pumps from what they answered: status, rate and counter, one after the other.

The driver asks for these three in this order, and for nothing else so, when it reads a pump
(`reading.read_report`).
"""

from drivers.new_era.commands import DISPENSED, RATE
from drivers.new_era.figures import dispensed_from_text, rate_from_text
from drivers.new_era.frames import PacketCutter, ParsingError, Reply, parse_reply
from drivers.new_era.reading import DELIVERY
from drivers.overheard import Overheard
from drivers.port import Delivery
from drivers.quantities import NO_RATE, QuantityError


class NewEraListener:
    """Listens to one line, with all the pumps on it."""

    def __init__(self) -> None:
        self._cutter = PacketCutter()
        self._last: dict[int, tuple[Reply, ...]] = {}

    @property
    def garbage(self) -> int:
        """How many received bytes belonged to no valid packet."""
        return self._cutter.garbage

    def heard(self, data: bytes) -> list[Overheard]:
        """Take bytes that came; return the readings that they complete."""
        found = []
        for packet in self._cutter.feed(data):
            try:
                reply = parse_reply(packet)
            except ParsingError:
                continue
            if not isinstance(reply, Reply):
                self._last.pop(reply.address, None)
                continue
            last = (*self._last.get(reply.address, ()), reply)[-3:]
            self._last[reply.address] = last
            if (reading := _reading(last)) is not None:
                found.append(reading)
        return found


def _reading(last: tuple[Reply, ...]) -> Overheard | None:
    if len(last) < 3:
        return None
    status, rate, dispensed = last
    asked = (
        not status.data and RATE.answered_by(rate.data) and DISPENSED.answered_by(dispensed.data)
    )
    if not asked or len({each.status for each in last}) > 1:
        return None
    try:
        infused, _ = dispensed_from_text(dispensed.data)
        in_force, _ = rate_from_text(rate.data)
    except QuantityError:
        return None
    delivery = DELIVERY[status.status]
    return Overheard(
        address=status.address,
        delivery=delivery,
        rate=in_force if delivery is Delivery.RUNNING else NO_RATE,
        infused=infused,
    )
