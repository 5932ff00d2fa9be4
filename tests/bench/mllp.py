"""MLLP round trips a second, at 1 and 32 connections, plain and with mutual TLS, on loopback.

A report of 30 segments goes, an acknowledgement comes back, and only then the next one goes. Both
ends are on one loop in this process, so a round trip costs both. Nobody reads what the messages
say: beside ours are bare asyncio streams that know how long each message is, and the reader and
writer of blocks that hl7 has for asyncio. Ours also limits size and time, which they do not.
"""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import hl7.mllp
import trustme

from drivers.link.mllp import Connection, Listener, frame
from drivers.link.sockets import Sockets, context
from tests.bench.messages import report
from tests.bench.table import Row, rate, ratio

HOST = "127.0.0.1"
CONNECTIONS = (1, 32)
TURNS = 3
EACH_S = 0.7
REPORT = report()
RECEIPT = b"MSH|^~\\&|WARD|||||ACK^R01^ACK|R1|P|2.6\rMSA|AA|O1\r"

RoundTrip = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Ends:
    """What a kind of connection is set up with; None on a plain one."""

    folder: str | None

    def tls(self, purpose: ssl.Purpose) -> ssl.SSLContext | None:
        """Return the same context as the driver's."""
        return context(self.folder, purpose) if self.folder else None

    @property
    def name(self) -> str:
        """For the table."""
        return "mutual TLS" if self.folder else "plain"


@asynccontextmanager
async def ours(ends: Ends, connections: int) -> AsyncIterator[list[RoundTrip]]:
    """`drivers.link`: a listener, and connections to it."""

    async def serve(connection: Connection) -> None:
        async for _ in connection.messages():
            await connection.send(RECEIPT)

    listener = Listener(serve)
    port = _free_port()
    sockets = Sockets()
    await listener.open(sockets, HOST, port, certificates=ends.folder)
    made = list[Connection]()
    trips = list[RoundTrip]()
    for _ in range(connections):
        connection = Connection(await sockets.connect(HOST, port, certificates=ends.folder))
        made.append(connection)
        trips.append(partial(_our_trip, connection, connection.messages()))
    yield trips
    for connection in made:
        connection.close()
    listener.close()
    await asyncio.sleep(0.2)


async def _our_trip(connection: Connection, answers: AsyncIterator[bytes]) -> None:
    await connection.send(REPORT)
    assert await anext(answers) == RECEIPT


@asynccontextmanager
async def streams(ends: Ends, connections: int) -> AsyncIterator[list[RoundTrip]]:
    """Bare asyncio streams, which know how long each message is and look for nothing."""
    out, back = frame(REPORT), frame(RECEIPT)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while not reader.at_eof():
            try:
                await reader.readexactly(len(out))
            except asyncio.IncompleteReadError:
                break
            writer.write(back)
            await writer.drain()
        writer.close()

    tls = ends.tls(ssl.Purpose.CLIENT_AUTH)
    server = await asyncio.start_server(serve, HOST, 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    made = [await asyncio.open_connection(HOST, port, **_client(ends)) for _ in range(connections)]

    async def trip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(out)
        await writer.drain()
        assert await reader.readexactly(len(back)) == back

    yield [partial(trip, *each) for each in made]
    await _ended(server, [writer for _, writer in made])


@asynccontextmanager
async def of_hl7(ends: Ends, connections: int) -> AsyncIterator[list[RoundTrip]]:
    """The asyncio peer in hl7, by blocks: its `readmessage` would parse as well."""

    async def serve(reader: hl7.mllp.HL7StreamReader, writer: hl7.mllp.HL7StreamWriter) -> None:
        while not reader.at_eof():
            try:
                await reader.readblock()
            except asyncio.IncompleteReadError:
                break
            writer.writeblock(RECEIPT)
            await writer.drain()
        writer.close()

    tls = ends.tls(ssl.Purpose.CLIENT_AUTH)
    server = await hl7.mllp.start_hl7_server(serve, HOST, 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    made = [
        await hl7.mllp.open_hl7_connection(HOST, port, **_client(ends)) for _ in range(connections)
    ]

    async def trip(reader: hl7.mllp.HL7StreamReader, writer: hl7.mllp.HL7StreamWriter) -> None:
        writer.writeblock(REPORT)
        await writer.drain()
        assert await reader.readblock() == RECEIPT

    yield [partial(trip, *each) for each in made]
    await _ended(server, [writer for _, writer in made])


def _client(ends: Ends) -> dict[str, Any]:
    tls = ends.tls(ssl.Purpose.SERVER_AUTH)
    return {"ssl": tls, "server_hostname": ""} if tls else {}


async def _ended(server: asyncio.Server, writers: list[asyncio.StreamWriter]) -> None:
    for writer in writers:
        writer.close()
    server.close()
    await asyncio.sleep(0.2)


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as server:
        return int(server.getsockname()[1])


Kind = Callable[[Ends, int], AbstractAsyncContextManager[list[RoundTrip]]]


async def _turn(kind: Kind, ends: Ends, connections: int) -> float:
    """Return round trips a second over all connections together."""
    loop = asyncio.get_running_loop()

    async def keep_on(trip: RoundTrip, until_s: float) -> int:
        count = 0
        while loop.time() < until_s:
            await trip()
            count += 1
        return count

    async with kind(ends, connections) as trips:
        await asyncio.gather(*(trip() for trip in trips))
        began_s = loop.time()
        counts = await asyncio.gather(*(keep_on(trip, began_s + EACH_S) for trip in trips))
        return sum(counts) / (loop.time() - began_s)


def certificates(folder: Path) -> str:
    """Make an authority and one certificate, as the driver wants them."""
    authority = trustme.CA()
    made = authority.issue_cert("080019fffe3ed02e")
    made.private_key_and_cert_chain_pem.write_to_path(folder / "own.pem")
    made.private_key_pem.write_to_path(folder / "own.key")
    authority.cert_pem.write_to_path(folder / "authority.pem")
    return str(folder)


def rows() -> list[Row]:
    """Measure, and return the rows of the table."""
    shown = list[Row]()
    with TemporaryDirectory(prefix="chairside-bench-") as name:
        folder = certificates(Path(name))
        for ends in (Ends(None), Ends(folder)):
            for connections in CONNECTIONS:
                kinds: dict[str, Kind] = {"ours": ours, "bare asyncio": streams, "hl7": of_hl7}
                found: dict[str, list[float]] = {kind: [] for kind in kinds}
                for _ in range(TURNS):
                    for kind, make in kinds.items():
                        found[kind].append(asyncio.run(_turn(make, ends, connections)))
                told = f"MLLP round trips, {ends.name}, {connections} connections"
                told = told.removesuffix("s") if connections == 1 else told
                for beside in ("bare asyncio", "hl7"):
                    value = rate(found["ours"], "/s")
                    other = f"{beside}: {rate(found[beside], '/s')}"
                    shown.append((told, value, other, ratio(found["ours"], found[beside])))
    return shown
