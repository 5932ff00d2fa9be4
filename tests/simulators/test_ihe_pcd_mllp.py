"""Framing: however the bytes are cut, the messages are the same."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.ihe_pcd_mllp import MAX_FRAME_BYTES, FrameError, Frames, frame, pipe
from tests.drivers.virtual import run

MESSAGE = st.binary(min_size=1, max_size=60).filter(
    lambda data: b"\x0b" not in data and b"\x1c\x0d" not in data and not data.endswith(b"\x1c")
)
NOISE = st.binary(max_size=10).map(lambda data: data.replace(b"\x0b", b"?"))


@given(st.lists(st.tuples(NOISE, MESSAGE), max_size=6), st.lists(st.integers(0, 400), max_size=12))
def test_messages_survive_every_way_of_cutting_the_stream(
    sent: list[tuple[bytes, bytes]], cuts: list[int]
) -> None:
    stream = b"".join(noise + frame(message) for noise, message in sent)
    ends = sorted({min(cut, len(stream)) for cut in cuts} | {len(stream)})
    frames, came, start = Frames(), [], 0
    for end in ends:
        came += frames.feed(stream[start:end])
        start = end
    assert [message for _, message in sent] == came
    assert not frames.half


def test_a_message_may_come_byte_by_byte() -> None:
    frames, came = Frames(), []
    for byte in frame(b"MSH|one") + frame(b"MSH|two\x1c"):
        came += frames.feed(bytes([byte]))
    assert [b"MSH|one", b"MSH|two\x1c"] == came


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_no_bytes_are_too_strange_to_frame(first: bytes, second: bytes) -> None:
    whole, cut = Frames(), Frames()
    together = whole.feed(first + second)
    apart = cut.feed(first) + cut.feed(second)
    assert together == apart


@given(MESSAGE, MESSAGE)
def test_a_frame_that_was_given_up_is_replaced_by_the_next(lost: bytes, whole: bytes) -> None:
    frames = Frames()
    assert [] == frames.feed(b"\x0b" + lost)
    assert frames.half
    assert [whole] == frames.feed(frame(whole))


def test_a_frame_longer_than_the_limit_ends_the_connection() -> None:
    frames = Frames()
    assert [] == frames.feed(b"\x0b" + b"x" * MAX_FRAME_BYTES)
    with pytest.raises(FrameError):
        frames.feed(b"x")
    with pytest.raises(FrameError):
        Frames().feed(frame(b"x" * (MAX_FRAME_BYTES + 1)))


def test_many_small_pieces_cost_no_more_than_their_length() -> None:
    frames, piece = Frames(), b"x" * 4
    frames.feed(b"\x0b")
    for _ in range(200_000):
        frames.feed(piece)
    assert 800_000 == len(frames.feed(b"\x1c\x0d")[0])


def test_a_pipe_carries_bytes_both_ways_and_ends_for_both() -> None:
    async def story() -> None:
        near, far = pipe()
        await near.write(b"there")
        await far.write(b"back")
        assert (b"there", b"back") == (await far.read(), await near.read())
        waiting = asyncio.create_task(near.read())
        await asyncio.sleep(0)
        far.close()
        assert b"" == await waiting
        assert b"" == await near.read()
        assert b"" == await far.read()
        with pytest.raises(ConnectionResetError):
            await near.write(b"late")

    run(story())
