"""What can be understood of a line by listening to it: for captures, never for driving a pump."""

from dataclasses import dataclass
from typing import Protocol

from drivers.port import Delivery
from drivers.quantities import Rate, Volume


@dataclass(frozen=True, slots=True, kw_only=True)
class Overheard:
    """One reading, put together from the same answers as the driver's own."""

    address: int
    """Of the pump on its line; 0 where the family has no addresses."""
    delivery: Delivery
    rate: Rate
    infused: Volume


class Listener(Protocol):
    """A family's parsers over the bytes of one line."""

    @property
    def garbage(self) -> int:
        """How many received bytes belonged to no valid frame."""
        ...

    def heard(self, data: bytes) -> list[Overheard]:
        """Take bytes that the pump sent; return the readings that they complete."""
        ...
