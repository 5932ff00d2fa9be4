"""A capture keeps every byte of the connections with a gateway, and what its parsers make of it."""

import asyncio
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.ihe_pcd.overhear import IhePcdListener
from drivers.link.capture import Capture
from drivers.link.capture_mllp import CapturedNetwork
from drivers.link.captured import Opened, Piece
from drivers.link.in_process_network import InProcessNetwork
from drivers.link.mllp import Duplex
from drivers.link.sockets import Sockets
from drivers.port import PortUnavailable
from simulators.gateways import GATEWAYS
from tests.drivers.far_gateway import GATEWAY, OWN
from tests.drivers.test_capture import WALL_US, Pipe, kept
from tests.drivers.test_mllp_sockets import Authority, free_port
from tests.drivers.virtual import run

HERE = "127.0.0.1"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
URL = GATEWAYS["ihe_pcd"].url(1)


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    made = Pipe(1_048_576)
    yield made
    os.close(made.reading)
    os.close(made.writing)


def plain(record: Any) -> tuple[Any, ...]:
    if isinstance(record, Opened):
        return record.line, record.connection, "opened", record.names
    assert isinstance(record, Piece)
    return record.line, record.connection, record.way, record.data


def test_connections_of_both_ends_are_kept_by_number_with_both_clocks(pipe: Pipe) -> None:
    async def whole() -> None:
        network = InProcessNetwork(lambda: NOW)
        capture = Capture(pipe.writing, lambda: WALL_US)
        ours = CapturedNetwork(network, capture)

        async def gateway(duplex: Duplex) -> None:
            await duplex.send(await duplex.receive() + b"!")

        async def ward(duplex: Duplex) -> None:
            await duplex.send(b"thanks for " + await duplex.receive())

        await network.listen(HERE, 3_000, gateway, certificates=None)
        await ours.listen(HERE, 3_001, ward, certificates=None)
        assert NOW == ours.now()
        out = await ours.connect(HERE, 3_000, certificates=None)
        await asyncio.sleep(1.5)
        await out.send(b"order")
        assert b"order!" == await out.receive()
        caller = await network.connect(HERE, 3_001, certificates=None)
        await caller.send(b"\x0breport\x1c\r")
        assert b"thanks for \x0breport\x1c\r" == await caller.receive()
        out.close()
        assert b"" == await out.receive()

    run(whole())

    found = kept(pipe.text())
    assert [
        ("mllp://127.0.0.1:3000", 1, "opened", None),
        ("mllp://127.0.0.1:3000", 1, "out", b"order"),
        ("mllp://127.0.0.1:3000", 1, "in", b"order!"),
        ("mllp://127.0.0.1:3001", 2, "opened", None),
        ("mllp://127.0.0.1:3001", 2, "in", b"\x0breport\x1c\r"),
        ("mllp://127.0.0.1:3001", 2, "out", b"thanks for \x0breport\x1c\r"),
    ] == [plain(each) for each in found]
    wall = datetime(2023, 11, 14, 22, 13, 20, 123_456, UTC)
    assert {(1_500_000, wall)} == {
        (each.at_us, each.wall) for each in found if isinstance(each, Piece)
    }


async def test_inside_tls_the_words_are_kept_and_whose_certificate_it_was(
    pipe: Pipe, tmp_path: Path
) -> None:
    authority, port = Authority(tmp_path), free_port()
    ours, theirs = authority.certificates(OWN), authority.certificates(GATEWAY)

    async def gateway(duplex: Duplex) -> None:
        await duplex.send(await duplex.receive())
        duplex.close()

    end = await Sockets().listen(HERE, port, gateway, certificates=theirs)
    network = CapturedNetwork(Sockets(), Capture(pipe.writing, lambda: WALL_US))
    duplex = await network.connect(HERE, port, certificates=ours)
    await duplex.send(b"said")
    assert b"said" == await duplex.receive()
    duplex.close()
    end()

    line = f"mllps://{HERE}:{port}"
    assert [
        (line, 1, "opened", frozenset((GATEWAY,))),
        (line, 1, "out", b"said"),
        (line, 1, "in", b"said"),
    ] == [plain(each) for each in kept(pipe.text())]


async def test_what_cannot_be_reached_is_told_as_without_a_capture(pipe: Pipe) -> None:
    network = CapturedNetwork(Sockets(), Capture(pipe.writing, lambda: WALL_US))

    with pytest.raises(OSError, match=r"."):
        await network.connect(HERE, free_port(), certificates=None)
    with pytest.raises(OSError, match="without TLS"):
        await network.listen("0.0.0.0", free_port(), lambda _: asyncio.sleep(0), certificates=None)

    assert [] == kept(pipe.text())


@pytest.mark.parametrize("url", ["/dev/ttyUSB0", "mllp://here:1", URL.replace("3000", "")])
def test_what_is_no_port_behind_a_gateway_is_refused(url: str) -> None:
    with pytest.raises(PortUnavailable):
        IhePcdListener(url)


@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.sampled_from(["in", "out"]), st.binary(max_size=90)),
        max_size=20,
    )
)
def test_no_bytes_make_a_listener_raise(pieces: list[tuple[int, Any, bytes]]) -> None:
    listener = IhePcdListener(URL)
    for number, (connection, way, data) in enumerate(pieces):
        body = b"\x0b" + data.replace(b"\x0b", b"") + b"\x1c\r"
        assert [] == listener.heard(connection, way, body, NOW + timedelta(seconds=number))
