"""Two ends in one process behave as two ends of a connection do."""

import asyncio
from datetime import UTC, datetime

import pytest

from drivers.link.in_process_network import InProcessNetwork
from drivers.link.mllp import Connection, Duplex, Listener, MllpError
from drivers.link.sockets import PlainRefused
from tests.drivers.virtual import run

NOW = datetime(2026, 1, 2, 8, 0, tzinfo=UTC)
HERE = "127.0.0.1"


def network() -> InProcessNetwork:
    return InProcessNetwork(lambda: NOW)


async def echo(connection: Connection) -> None:
    async for body in connection.messages():
        await connection.send(body)


def test_messages_go_both_ways_until_one_hangs_up() -> None:
    async def story() -> None:
        net, listener = network(), Listener(echo)
        await listener.open(net, HERE, 3000, certificates=None)
        near = Connection(await net.connect(HERE, 3000, certificates=None))
        found: list[bytes] = []

        async def hear() -> None:
            async for body in near.messages():
                found.append(body)
                if len(found) == 2:
                    listener.close()

        await near.send(b"one")
        await near.send(b"two")
        async with asyncio.timeout(5):
            await hear()

        assert [b"one", b"two"] == found
        assert "the far side hung up" == near.gone
        with pytest.raises(MllpError):
            await near.send(b"three")

    run(story())


def test_what_was_sent_before_hanging_up_still_arrives() -> None:
    async def story() -> None:
        net = network()
        taken: list[Duplex] = []

        async def keep(duplex: Duplex) -> None:
            taken.append(duplex)

        await net.listen(HERE, 3000, keep, certificates=None)
        near = await net.connect(HERE, 3000, certificates=None)
        await asyncio.sleep(0)
        await near.send(b"last words")
        near.close()

        (far,) = taken
        assert (b"last words", b"") == (await far.receive(), await far.receive())
        with pytest.raises(ConnectionResetError):
            await far.send(b"too late")

    run(story())


def test_nobody_answers_where_nobody_listens() -> None:
    async def story() -> None:
        net = network()
        with pytest.raises(ConnectionRefusedError):
            await net.connect(HERE, 3000, certificates=None)

        async def never(_: Duplex) -> None:
            raise AssertionError("nobody was to come")

        end = await net.listen(HERE, 3000, never, certificates=None)
        with pytest.raises(OSError, match="port 3000 is taken"):
            await net.listen(HERE, 3000, never, certificates=None)
        end()
        with pytest.raises(ConnectionRefusedError):
            await net.connect(HERE, 3000, certificates=None)

    run(story())


@pytest.mark.parametrize(("host", "certificates"), [("192.0.2.7", None), (HERE, "/etc/mllp")])
def test_it_is_loopback_alone_and_shows_no_certificate(host: str, certificates: str | None) -> None:
    async def story() -> None:
        with pytest.raises(PlainRefused):
            await network().connect(host, 3000, certificates=certificates)

    run(story())


def test_it_says_what_time_it_is() -> None:
    assert NOW == network().now()
