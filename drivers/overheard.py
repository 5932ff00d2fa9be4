"""What can be understood of a line by listening to it: for captures, never for driving a pump."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

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
    at: datetime | None = None
    """When the pump said so, where it says when; otherwise when its last byte came."""


class Listener(Protocol):
    """A family's parsers over the bytes of one line."""

    @property
    def garbage(self) -> int:
        """How many received bytes belonged to no valid frame."""
        ...

    def heard(self, data: bytes) -> list[Overheard]:
        """Take bytes that the pump sent; return the readings that they complete."""
        ...


class GatewayListener(Protocol):
    """A family's parsers over the connections with one gateway, for one of its pumps."""

    lines: frozenset[str]
    """Names of the lines in a capture on which it is spoken of."""
    garbage: int
    """How many bytes belonged to no message, both ways."""

    def opened(self, connection: int, names: frozenset[str] | None) -> None:
        """Begin with a connection whose far end's certificate has these names."""
        ...

    def heard(
        self, connection: int, way: Literal["out", "in"], data: bytes, at: datetime
    ) -> list[Overheard]:
        """Take bytes of one connection; return the readings that they complete."""
        ...
