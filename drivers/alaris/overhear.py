"""Readings of Alaris pumps from what they answered: each answer to INF is a whole one."""

from drivers.alaris import commands
from drivers.alaris.frames import MessageCutter, ParsingError
from drivers.alaris.reading import parse_state
from drivers.overheard import Overheard
from drivers.quantities import QuantityError


class AlarisListener:
    """Listens to one line with one pump."""

    def __init__(self) -> None:
        self._cutter = MessageCutter()

    @property
    def garbage(self) -> int:
        """How many received bytes belonged to no valid message."""
        return self._cutter.garbage

    def heard(self, data: bytes) -> list[Overheard]:
        """Take bytes that came; return the readings that they complete."""
        found = []
        for message in self._cutter.feed(data):
            if message.word != commands.STATE.word or not message.fields:
                continue
            try:
                state = parse_state(message)
            except (ParsingError, QuantityError):
                continue
            found.append(
                Overheard(
                    address=0, delivery=state.delivery, rate=state.rate, infused=state.infused
                )
            )
        return found
