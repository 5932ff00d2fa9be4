"""A simulated gateway with its pumps in this process, on a network that the driver takes for real.

For virtual time, as `in_process` is for pumps on lines.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from drivers.link.in_process_network import InProcessNetwork
from drivers.link.mllp import Duplex
from service.cli.watched import PumpTruth
from simulators.control import Answer
from simulators.gateways import GatewayFamily

HERE = "127.0.0.1"


class AsStream:
    """One end of a connection as the simulator wants it."""

    def __init__(self, duplex: Duplex) -> None:
        self._duplex = duplex

    async def read(self) -> bytes:
        """Return the next piece; empty at the end."""
        return await self._duplex.receive()

    async def write(self, data: bytes) -> None:
        """Hand bytes to the far end."""
        await self._duplex.send(data)

    def close(self) -> None:
        """Hang up."""
        self._duplex.close()


class InProcessGateway:
    """A gateway, by its pumps' ids in the ward."""

    def __init__(
        self,
        family: GatewayFamily,
        pumps: Sequence[str],
        network: InProcessNetwork,
        *,
        seed: int,
        speed: float,
    ) -> None:
        """Make the gateway; `running` puts it on the network."""
        self.network = network
        self._family = family
        self.ports = {ident: family.url(number) for number, ident in enumerate(pumps, 1)}
        """The port of each pump, as a ward's file would write it."""
        self.simulated = family.make(len(pumps), self._call, network.now(), seed, speed)
        self.pumps = {
            ident: PumpAtHand(self, family.pumps(number)) for number, ident in enumerate(pumps, 1)
        }

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Let the gateway run and listen."""
        family, certificates = self._family, None
        end = await self.network.listen(
            HERE, family.orders, self._accepted, certificates=certificates
        )
        task = asyncio.create_task(self.simulated.run(), name="gateway")
        try:
            yield
        finally:
            end()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _call(self) -> AsStream:
        return AsStream(await self.network.connect(HERE, self._family.reports, certificates=None))

    async def _accepted(self, duplex: Duplex) -> None:
        await self.simulated.serve(AsStream(duplex))


class PumpAtHand:
    """One pump behind the gateway, with whoever stands beside it."""

    def __init__(self, gateway: InProcessGateway, name: str) -> None:
        self.name = name
        self._gateway = gateway
        self.ask(do="nurse", plan=[{"then": "walk_away"}])  # only keys that are pressed do anything

    def ask(self, **request: object) -> Answer:
        """Ask the simulator's control channel about this pump."""
        return self._gateway.simulated.ask({"pump": self.name, **request})

    def press(self, key: str, **values: str) -> str:
        """Press a key; return why nothing happened, or an empty text."""
        return str(self.ask(do="press", key=key, **values)["refused"])

    def truth(self) -> PumpTruth:
        """Return the hidden state now."""
        return self._gateway.simulated.truth(self.name)

    def offered_nl_h(self) -> int | None:
        """Return the rate of the order on its screen; None: there is none."""
        return self._gateway.simulated.offered_nl_h(self.name)
