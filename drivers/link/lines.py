"""The open lines of one process: each is opened once and shared by the pumps that hang on it."""

import asyncio
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Generic

from drivers.link.exchange import Deframer, Exchange, F, Manners, Timing
from drivers.link.link import LinkOpener
from drivers.link.mllp import Network
from drivers.link.opening import open_link
from drivers.link.sockets import Sockets
from drivers.port import Capabilities, PortUnavailable


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """Where one pump is, and which pump is expected there."""

    url: str
    """The line: device path, `socket://host:port`, `rfc2217://host:port`; or, for a pump behind a
    gateway, what its family's page says."""
    model: str
    """What the pump must say it is, such as `NE-1000`."""
    capabilities: Capabilities
    """Limits, increments and times of this model and profile, from the pump's own yaml."""
    address: int = 0
    """The pump's address on a shared line; 0 where a line has one pump."""
    baudrate: int = 19_200
    """Line speed (bit/s)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire(Generic[F]):
    """How a family speaks on a line; the same for all its pumps on that line."""

    family: str
    deframer: Callable[[], Deframer[F]]
    timing: Timing
    manners: Manners = field(default_factory=Manners)


@dataclass(slots=True)
class _Line:
    exchange: Exchange[Any]
    family: str
    users: int = 0


class Lines:
    """Hands out one `Exchange` per URL and closes it when its last user lets go.

    `opener` and `network` replace the real transports in tests and under virtual time.
    """

    def __init__(self, opener: LinkOpener = open_link, network: Network | None = None) -> None:
        self.network: Network = network or Sockets()
        """For families that speak over connections instead of lines."""
        self.gateways: dict[Hashable, Any] = {}
        """What such a family keeps for all pumps behind one gateway, by its own key."""
        self._opener = opener
        self._lines: dict[str, _Line] = {}
        self._opening: dict[str, asyncio.Lock] = {}

    async def acquire(self, url: str, wire: Wire[F], *, baudrate: int) -> Exchange[F]:
        """Return the exchange on `url`, opening it if it is not open or its line is gone.

        Raises `PortUnavailable` when it cannot be opened, or is used by another family.
        """
        async with self._opening.setdefault(url, asyncio.Lock()):
            line = self._lines.get(url)
            if line is None or line.exchange.gone:
                link = await self._opener(url, baudrate=baudrate)
                exchange = Exchange(link, wire.deframer(), wire.timing, wire.manners)
                line = _Line(exchange, wire.family)
                self._lines[url] = line
            if line.family != wire.family:
                raise PortUnavailable(f"{url} already carries pumps of family {line.family}")
            line.users += 1
            return line.exchange

    def release(self, url: str, exchange: Exchange[F]) -> None:
        """Give back what `acquire` returned."""
        line = self._lines.get(url)
        if line is None or line.exchange is not exchange:
            return  # its line was lost and has been replaced since
        line.users -= 1
        if line.users == 0:
            del self._lines[url]
            exchange.close()
