"""What of a capture belongs to one pump, and what a family's parsers make of it."""

from collections.abc import Callable
from typing import Protocol

from drivers.link.captured import Opened, Piece
from drivers.overheard import GatewayListener, Listener, Overheard
from service.cli.replaying import Heard


class Overhearing(Protocol):
    """Takes the records of a capture in their order."""

    takes_any: bool
    """Whether no line was named: right only where the capture has one."""

    @property
    def garbage(self) -> int:
        """How many bytes belonged to nothing that the family says."""
        ...

    def wants(self, line: str) -> bool:
        """Whether what is on this line may concern the pump."""
        ...

    def opened(self, record: Opened) -> None:
        """Take note of another opening."""
        ...

    def heard(self, piece: Piece) -> list[Heard]:
        """Return the readings that a piece completes."""
        ...


class OneLine:
    """A serial line, with one pump or several."""

    def __init__(self, listener: Callable[[], Listener], line: str | None, address: int) -> None:
        self.takes_any = line is None
        self._make, self._listener = listener, listener()
        self._line, self._address = line, address
        self._garbage = 0

    @property
    def garbage(self) -> int:
        """How many received bytes belonged to no frame."""
        return self._garbage + self._listener.garbage

    def wants(self, line: str) -> bool:
        """Whether it is this line, or none was named."""
        return self._line in (None, line)

    def opened(self, record: Opened) -> None:
        """Begin anew: a frame does not go on over another opening."""
        self._garbage += self._listener.garbage
        self._listener = self._make()

    def heard(self, piece: Piece) -> list[Heard]:
        """Return what the pump at our address said with this piece."""
        if piece.way == "out":
            return []
        found = self._listener.heard(piece.data)
        return [_heard(piece, each) for each in found if each.address == self._address]


class BehindGateway:
    """All connections with one gateway."""

    takes_any = False

    def __init__(self, listener: GatewayListener) -> None:
        self._listener = listener

    @property
    def garbage(self) -> int:
        """How many received bytes belonged to no frame."""
        return self._listener.garbage

    def wants(self, line: str) -> bool:
        """Whether it is our way to the gateway, or its way to us."""
        return line in self._listener.lines

    def opened(self, record: Opened) -> None:
        """Note whose connection it is."""
        self._listener.opened(record.connection, record.names)

    def heard(self, piece: Piece) -> list[Heard]:
        """Return what was believed of our pump with this piece."""
        found = self._listener.heard(piece.connection, piece.way, piece.data, piece.wall)
        return [_heard(piece, each) for each in found]


def _heard(piece: Piece, found: Overheard) -> Heard:
    return Heard(
        at_ms=round((found.at or piece.wall).timestamp() * 1_000),
        delivery=found.delivery.value,
        rate_ul_h=found.rate.ul_per_h,
        infused_ul=found.infused.ul,
    )
