"""The two ends of one gateway: our connection to it, and our listener for it.

Shared by the drivers of all pumps behind it. A connection that is lost is made again once, at once;
when that fails the gateway is `gone` until somebody opens or sends again. Nothing is sent twice.
"""

import asyncio
import logging
from contextlib import suppress

from drivers.ihe_pcd.hearing import Asker, Ear, Hearing
from drivers.ihe_pcd.messages import Letterhead
from drivers.ihe_pcd.place import Ends
from drivers.link.lines import Lines
from drivers.link.mllp import Connection, Listener, MllpError, Network
from drivers.port import PortUnavailable, WrongPump

_log = logging.getLogger(__name__)

AT_ONCE_S = 1.0
"""A connection that ends so soon, without a word, is not made again by itself: a gateway that is
starting up may accept and hang up, over and over."""


class NotSent(Exception):
    """Not one byte of the message has left."""


class MayHaveLeft(Exception):
    """The connection broke while the message was on its way."""


def gateway_of(lines: Lines, ends: Ends) -> "Gateway":
    """Return the one gateway at these ends among all pumps that share `lines`."""
    found = lines.gateways.get(ends)
    if not isinstance(found, Gateway):
        found = lines.gateways[ends] = Gateway(ends, lines.network)
    return found


class Gateway:
    """Open as long as one driver hears through it."""

    def __init__(self, ends: Ends, network: Network) -> None:
        self.letterhead = Letterhead(ends, network.now)
        self.hearing = Hearing(ends, self.letterhead)
        self.gone: str | None = None
        """Why the gateway cannot be reached, since a lost connection could not be made again."""
        self._ends = ends
        self._network = network
        self._listener: Listener | None = None
        self._out: Connection | None = None
        self._reader: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._opening = asyncio.Lock()

    @property
    def where(self) -> str:
        """For people: which gateway."""
        return f"gateway {self._ends.host}:{self._ends.port}"

    async def join(self, ear: Ear) -> None:
        """Hear for one pump, until `leave`. Opens what is not open yet.

        Raises `PortUnavailable`, or `WrongPump` when somebody else's certificate answers; what
        could be opened stays open then, so that reports are heard meanwhile.
        """
        if self.hearing.ears.setdefault(ear.pump, ear) is not ear:
            raise PortUnavailable(f"pump {ear.pump.id} is already open behind this {self.where}")
        try:
            async with self._opening:
                if self._listener is None:
                    await self._listen()
                await self._connect()
        except OSError as error:
            raise PortUnavailable(f"{self.where}: {error}") from error

    def leave(self, ear: Ear) -> None:
        """Hear no more for one pump; the last one closes both ends. Sends nothing."""
        if self.hearing.ears.get(ear.pump) is ear:
            del self.hearing.ears[ear.pump]
        if self.hearing.ears:
            return
        if self._listener:
            self._listener.close()
        if self._reader:
            self._reader.cancel()
        if self._out:
            self._out.close()
        self._listener = self._reader = self._out = None

    async def ready(self) -> None:
        """Have a connection to send on; `NotSent` when there is none."""
        try:
            async with self._opening:
                await self._connect()
        except (OSError, WrongPump) as error:
            raise NotSent(f"{self.where}: {error}") from error

    async def send(self, control_id: str, body: bytes, asker: Asker) -> None:
        """Send one message, once; its answers go to `asker`. Call `ready` first.

        Raises `NotSent` or `MayHaveLeft`.
        """
        connection = self._out
        if connection is None or connection.gone:
            raise NotSent(f"{self.where}: no connection")
        self.hearing.expect(control_id, asker)
        try:
            await connection.send(body)
        except MllpError as error:
            raise MayHaveLeft(f"{self.where}: {error}") from error

    async def _listen(self) -> None:
        ends, listener = self._ends, Listener(self._serve)
        await listener.open(
            self._network, ends.listen_host, ends.listen_port, certificates=ends.certificates
        )
        if not self.hearing.ears:
            listener.close()
            raise OSError("closed meanwhile")
        self._listener = listener

    async def _connect(self) -> None:
        """Have a connection to the gateway; `OSError` or `WrongPump` when that cannot be."""
        if self._out and not self._out.gone:
            return
        ends = self._ends
        try:
            duplex = await self._network.connect(
                ends.host, ends.port, certificates=ends.certificates
            )
        except OSError as error:
            self.gone = str(error) or "no connection"
            raise
        if not self.hearing.ears:
            duplex.close()
            raise OSError("closed meanwhile")
        if duplex.names is not None and ends.gateway.eui not in duplex.names:
            duplex.close()
            self.gone = f"the certificate shown is not that of {ends.gateway.eui}"
            raise WrongPump(f"{self.where}: {self.gone}")
        self.gone = None
        self._out = Connection(duplex)
        self._reader = asyncio.create_task(self._read(self._out), name=f"read {self.where}")

    async def _read(self, connection: Connection) -> None:
        """Read our own connection until it ends; then try once, at once, to have another."""
        loop = asyncio.get_running_loop()
        since_s = loop.time()
        try:
            await self._serve(connection)
        except MllpError:
            pass  # the connection says why
        except Exception:
            _log.exception("%s: a message could not be taken", self.where)
        connection.close()
        if self._out is not connection or not self.hearing.ears:
            return
        if not connection.received and loop.time() - since_s < AT_ONCE_S:
            self.gone = "the gateway hangs up at once"
            return
        with suppress(NotSent):  # `gone` says why
            await self.ready()

    async def _serve(self, connection: Connection) -> None:
        """Answer everything that comes in on one connection, ours or the gateway's."""
        async for body in connection.messages():
            reply = self.hearing.take(body, connection.names)
            if reply.acknowledgement:
                await connection.send(reply.acknowledgement)
            if reply.thanks:
                task = asyncio.create_task(self._thank(*reply.thanks), name="alarm received")
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _thank(self, control_id: str, body: bytes) -> None:
        """Tell the gateway that its alarm was heard, once: if that is lost, it is lost."""
        with suppress(NotSent, MayHaveLeft):
            await self.ready()
            await self.send(control_id, body, lambda answer: None)
