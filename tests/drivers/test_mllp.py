"""MLLP: whole messages out of pieces, whatever the pieces are; and what ends a connection."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.link.mllp import (
    CONNECTIONS_MAX,
    HALF_FRAME_S,
    Connection,
    FrameCutter,
    Listener,
    MllpError,
    frame,
)
from tests.drivers.ihe_pcd_net import Net
from tests.drivers.virtual import run

BODY = st.binary(max_size=60).filter(lambda body: b"\x0b" not in body and b"\x1c" not in body)


@given(st.lists(BODY, max_size=8), st.lists(st.integers(0, 500), max_size=12))
def test_messages_come_out_whole_however_they_are_cut(bodies: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(map(frame, bodies))
    edges = [0, *sorted(cut % (len(stream) + 1) for cut in cuts), len(stream)]
    cutter, found = FrameCutter(), list[bytes]()
    for start, end in pairwise(edges):
        found += cutter.feed(stream[start:end])

    assert bodies == found
    assert (0, False) == (cutter.garbage, cutter.half)


@given(st.lists(st.binary(max_size=40), max_size=10))
def test_whatever_comes_nothing_is_held_that_no_frame_began(pieces: list[bytes]) -> None:
    cutter, found = FrameCutter(limit=50), list[bytes]()
    try:
        for piece in pieces:
            found += cutter.feed(piece)
    except MllpError:
        return

    stream = b"".join(pieces)
    assert len(stream) >= cutter.garbage
    for body in found:
        assert frame(body) in stream
        assert len(body) <= 50


def test_what_stands_outside_a_frame_is_dropped_and_counted() -> None:
    cutter = FrameCutter()

    assert [b"A", b"B"] == cutter.feed(b"noise\x0bA\x1c\r\n\x0bB\x1c\rmore")
    assert 10 == cutter.garbage


def test_a_second_start_sign_drops_the_half_frame_before_it() -> None:
    cutter = FrameCutter()

    assert [b"WHOLE"] == cutter.feed(b"\x0bHAL\x0bWHOLE\x1c\r")
    assert 4 == cutter.garbage


def test_an_end_sign_alone_ends_nothing() -> None:
    cutter = FrameCutter()

    assert [] == cutter.feed(b"\x0bA\x1c")
    assert [b"A\x1cB"] == cutter.feed(b"B\x1c\r")


def test_the_longest_message_is_taken_in_whatever_pieces_it_comes() -> None:
    longest = b"\x0b" + b"x" * 50 + b"\x1c\r"
    for at in range(1, len(longest)):
        cutter = FrameCutter(limit=50)

        assert [b"x" * 50] == cutter.feed(longest[:at]) + cutter.feed(longest[at:])


def test_a_message_that_is_too_long_is_refused_before_it_is_held() -> None:
    cutter = FrameCutter(limit=1_000)
    cutter.feed(b"\x0b" + b"x" * 1_000)
    with pytest.raises(MllpError, match="more than 1000 bytes"):
        cutter.feed(b"x")
    with pytest.raises(MllpError, match="more than 1000 bytes"):
        FrameCutter(limit=1_000).feed(b"\x0b" + b"x" * 1_001 + b"\x1c\r")


@pytest.mark.parametrize("piece", [b"x", b"\x0b", b"\x1c", b"\x0bx\x1c", b"\r\x1c"])
def test_a_long_stream_of_small_pieces_costs_what_its_length_is(piece: bytes) -> None:
    def seconds(count: int) -> float:
        cutter, began = FrameCutter(limit=10**9), time.process_time()
        cutter.feed(b"\x0b")
        for _ in range(count):
            cutter.feed(piece)
        return time.process_time() - began

    small, large = (min(seconds(count) for _ in range(3)) for count in (5_000, 50_000))

    assert large < 60 * small + 0.5


def test_our_own_message_cannot_hold_the_signs() -> None:
    for body in (b"a\x0bb", b"a\x1cb"):
        with pytest.raises(ValueError, match="signs"):
            frame(body)


# ------------------------------------------------------------------------------------- connections


def told(
    far: Callable[[Net], Awaitable[None]], serve: Callable[[Connection], Awaitable[None]]
) -> None:
    """Play `far` against a listener that serves each connection by `serve`."""

    async def story() -> None:
        net = Net()
        listener = Listener(serve)
        await listener.open(net, "127.0.0.1", 3001, certificates=None)
        await far(net)
        listener.close()
        await asyncio.sleep(0.1)

    run(story())


async def echo(connection: Connection) -> None:
    async for body in connection.messages():
        await connection.send(b"got " + body)


def test_a_message_is_answered_on_its_connection() -> None:
    async def far(net: Net) -> None:
        duplex = await net.connect("127.0.0.1", 3001, certificates=None)
        await duplex.send(frame(b"one") + frame(b"two"))

        assert frame(b"got one") == await duplex.receive()
        assert frame(b"got two") == await duplex.receive()

    told(far, echo)


@pytest.mark.shows("COM-06")
def test_half_a_message_times_out_and_the_connection_ends() -> None:
    reasons: list[str | None] = []

    async def serve(connection: Connection) -> None:
        try:
            await echo(connection)
        finally:
            reasons.append(connection.gone)

    async def far(net: Net) -> None:
        duplex = await net.connect("127.0.0.1", 3001, certificates=None)
        await duplex.send(b"\x0bhalf")
        began = asyncio.get_running_loop().time()
        await asyncio.sleep(HALF_FRAME_S - 0.5)
        await duplex.send(b" and a bit more")

        assert b"" == await duplex.receive()
        assert HALF_FRAME_S == pytest.approx(asyncio.get_running_loop().time() - began)

    told(far, serve)
    assert ["half a message and then 5 s nothing"] == reasons


def test_a_quiet_connection_stays() -> None:
    async def far(net: Net) -> None:
        duplex = await net.connect("127.0.0.1", 3001, certificates=None)
        await asyncio.sleep(3_600)
        await duplex.send(frame(b"still here"))

        assert frame(b"got still here") == await duplex.receive()

    told(far, echo)


def test_ten_megabytes_end_the_connection() -> None:
    async def far(net: Net) -> None:
        duplex = await net.connect("127.0.0.1", 3001, certificates=None)
        await duplex.send(b"\x0b")
        sent = 0
        while sent < 160 and not net.ends[-1].closed:
            await duplex.send(b"x" * 65_536)
            await asyncio.sleep(0.001)
            sent += 1

        assert 16 <= sent <= 18

    told(far, echo)


def test_only_so_many_connections_are_served_at_once() -> None:
    async def far(net: Net) -> None:
        duplexes = [
            await net.connect("127.0.0.1", 3001, certificates=None)
            for _ in range(CONNECTIONS_MAX + 1)
        ]
        await asyncio.sleep(0.1)
        assert b"" == await duplexes[-1].receive()
        await duplexes[0].send(frame(b"first"))

        assert frame(b"got first") == await duplexes[0].receive()
        duplexes[0].close()
        await asyncio.sleep(0.1)
        again = await net.connect("127.0.0.1", 3001, certificates=None)
        await again.send(frame(b"again"))
        assert frame(b"got again") == await again.receive()

    told(far, echo)
