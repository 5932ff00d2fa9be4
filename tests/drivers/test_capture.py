"""A capture keeps every byte, costs a line nothing, and says what it could not keep."""

import asyncio
import fcntl
import json
import os
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.alaris.overhear import AlarisListener
from drivers.link.capture import PIECE_MAX, Capture
from drivers.link.captured import CaptureDamaged, Lost, Opened, Piece, records
from drivers.link.in_process import InProcessLink
from drivers.new_era.overhear import NewEraListener
from drivers.overheard import Overheard
from drivers.port import Delivery, PumpReport, Running
from drivers.quantities import Rate, Volume
from tests.drivers import alaris_bench, new_era_bench
from tests.drivers.far_pump import packet
from tests.drivers.virtual import run
from tests.drivers.wires import Wire

WALL_US = 1_700_000_000_123_456
HEADER = '{"capture":"chairside","version":1,"wall":"2026-01-01T00:00:00+00:00"}\n'


class Pipe:
    """A pipe whose far end is read when the test likes."""

    def __init__(self, size: int | None = None) -> None:
        self.reading, self.writing = os.pipe()
        if size:
            fcntl.fcntl(self.writing, fcntl.F_SETPIPE_SZ, size)
        os.set_blocking(self.reading, False)

    def text(self) -> str:
        """Take everything that waits."""
        found = bytearray()
        while True:
            try:
                piece = os.read(self.reading, 65_536)
            except BlockingIOError:
                return found.decode("ascii")
            if not piece:
                return found.decode("ascii")
            found += piece


@pytest.fixture
def pipe() -> Any:
    made = Pipe(4_096)
    yield made
    for each in (made.reading, made.writing):
        with suppress(OSError):
            os.close(each)


def capture_on(pipe: Pipe) -> Capture:
    return Capture(pipe.writing, lambda: WALL_US, family="new_era")


def kept(text: str) -> list[Any]:
    return list(records(text.splitlines(keepends=True)))


def test_a_piece_is_kept_with_its_line_its_way_and_both_clocks(pipe: Pipe) -> None:
    capture_on(pipe).tap("/dev/pump")("out", b"\x02\xff", 12.5)

    text = pipe.text()

    assert {"capture": "chairside", "version": 1, "family": "new_era"}.items() <= json.loads(
        text.splitlines()[0]
    ).items()
    wall = datetime(2023, 11, 14, 22, 13, 20, 123_456, UTC)
    assert [
        Piece(line="/dev/pump", way="out", at_us=12_500_000, wall=wall, data=b"\x02\xff")
    ] == kept(text)


@given(st.lists(st.tuples(st.sampled_from(["in", "out"]), st.binary(min_size=1, max_size=2_500))))
def test_what_is_kept_is_what_went_and_came(said: list[tuple[Any, bytes]]) -> None:
    pipe = Pipe(1_048_576)
    try:
        tap = capture_on(pipe).tap("line")
        for way, data in said:
            tap(way, data, 0.0)

        found = kept(pipe.text())

        for way in ("in", "out"):
            assert b"".join(data for way_, data in said if way_ == way) == b"".join(
                each.data for each in found if each.way == way
            )
        assert all(len(each.data) <= PIECE_MAX for each in found)
    finally:
        os.close(pipe.reading)
        os.close(pipe.writing)


def test_a_full_pipe_makes_nobody_wait_and_what_is_lost_is_counted_and_said(pipe: Pipe) -> None:
    capture = capture_on(pipe)
    tap = capture.tap("line")
    for _ in range(1_000):
        tap("in", b"\x55" * 100, 0.0)
    before = kept(pipe.text())

    tap("in", b"\xaa", 0.0)
    capture.end()

    text = pipe.text()
    stored = sum(len(each.data) for each in before)
    assert 0 < stored < 100_000
    assert 100_000 - stored == capture.lost
    first, second = kept(HEADER + text)
    assert (Lost(capture.lost), b"\xaa") == (first, second.data)
    assert capture.lost == json.loads(text.splitlines()[-1])["lost"]


def test_an_opening_that_could_not_be_kept_is_counted_and_said(pipe: Pipe) -> None:
    capture = capture_on(pipe)
    while capture.lost_openings < 2:
        capture.note_opened("line", 9_600)
    pipe.text()

    capture.tap("line")("in", b"\xaa", 0.0)
    capture.end()

    text = pipe.text()
    first, second = kept(HEADER + text)
    assert (Lost(0, openings=2), b"\xaa") == (first, second.data)
    assert 2 == capture.lost_openings
    assert 2 == json.loads(text.splitlines()[-1])["openings"]


def test_nothing_but_an_opening_may_be_lost(pipe: Pipe) -> None:
    capture = capture_on(pipe)
    os.close(pipe.reading)
    capture.note_opened("line", 9_600)

    assert (0, 1) == (capture.lost, capture.lost_openings)


def test_a_writer_that_has_ended_costs_the_capture_and_not_the_line(pipe: Pipe) -> None:
    capture = capture_on(pipe)
    os.close(pipe.reading)

    tap = capture.tap("line")
    tap("out", b"abc", 0.0)
    tap("in", b"de", 0.0)
    capture.end()

    assert 5 == capture.lost


def test_a_line_says_the_same_to_its_pump_whether_it_is_captured_or_not() -> None:
    async def frames(*, capture: bool) -> tuple[int, PumpReport]:
        bench = new_era_bench.simulated(Wire, 1)
        pipe = Pipe(4_096)  # soon full: nobody reads it
        try:
            if capture:
                assert isinstance(bench.far, new_era_bench.SimulatedFar)
                station = bench.far.station
                station.lines._opener = capture_on(pipe).opener(station.lines._opener)
            await bench.driver.open()
            found = await bench.driver.read()
            for _ in range(50):
                found = await bench.driver.read()
            assert isinstance(found, PumpReport)
            await bench.driver.close()
            return bench.far.frames(), found
        finally:
            os.close(pipe.reading)
            os.close(pipe.writing)

    assert run(frames(capture=False)) == run(frames(capture=True))


def test_an_opened_link_is_marked_and_tapped(pipe: Pipe) -> None:
    class Far:
        receive: Any = None

        def write(self, data: bytes) -> None:
            self.receive(b"answer")

    async def whole() -> None:
        async def plain(url: str, *, baudrate: int) -> InProcessLink:
            return InProcessLink(Far())

        link = await capture_on(pipe).opener(plain)("line", baudrate=19_200)
        await link.write(b"question")
        await asyncio.sleep(0)

    run(whole())

    opened, out, came = kept(pipe.text())
    assert isinstance(opened, Opened)
    assert [("out", b"question"), ("in", b"answer")] == [(out.way, out.data), (came.way, came.data)]


# ------------------------------------------------------------------------------------ reading back


PIECE = '{"line":"x","way":"in","at_us":1,"wall":"2026-01-01T00:00:00+00:00","hex":"02"}\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: no header"),
        ("{}\n", "line 1: no header"),
        (PIECE, "line 1: no header"),
        (HEADER.replace('"version":1', '"version":2'), "line 1: version 2, not 1"),
        (HEADER + "x\n", "line 2: "),
        (HEADER + "[]\n", "line 2: not a record"),
        (HEADER + PIECE + PIECE.replace('"02"', '"0"'), "line 3: not a piece"),
        (HEADER + PIECE.replace('"in"', '"up"'), "line 2: not a piece"),
        (HEADER + PIECE.replace('"at_us":1,', ""), "line 2: 'at_us'"),
        (HEADER + "[" * 9_000 + "\n", "line 2: not a record"),
    ],
)
def test_a_damaged_capture_is_refused_by_its_line(text: str, said: str) -> None:
    with pytest.raises(CaptureDamaged) as error:
        kept(text)
    assert str(error.value).startswith(said)


def test_a_last_line_that_was_being_written_is_left_out() -> None:
    assert 1 == len(kept(HEADER + PIECE + PIECE[:-1]))


@given(st.text(max_size=200))
def test_no_text_makes_the_reader_raise_anything_but_its_own_error(text: str) -> None:
    with suppress(CaptureDamaged):
        list(records((HEADER + text).splitlines(keepends=True)))


# --------------------------------------------------------------------------------------- listening


def test_three_answers_of_a_new_era_pump_are_a_reading() -> None:
    listener = NewEraListener()

    assert [] == listener.heard(packet("00I") + packet("00I125.0MH"))
    assert [
        Overheard(
            address=0,
            delivery=Delivery.RUNNING,
            rate=Rate.from_ml_per_h("125"),
            infused=Volume.from_ml("12.34"),
        )
    ] == listener.heard(packet("00II12.34W0.000ML"))


@pytest.mark.parametrize(
    "answers",
    [
        ["00S", "00I125.0MH", "00II12.34W0.000ML"],
        ["00I125.0MH", "00II12.34W0.000ML"],
        ["00I", "01I125.0MH", "00II12.34W0.000ML"],
        ["00I", "00I125.0MH", "00A?S", "00II12.34W0.000ML"],
        ["00I", "00I?NA", "00II12.34W0.000ML"],
    ],
)
def test_answers_that_do_not_belong_together_are_no_reading(answers: list[str]) -> None:
    listener = NewEraListener()

    assert [] == [found for each in answers for found in listener.heard(packet(each))]


@given(st.binary(max_size=400))
def test_no_bytes_make_a_listener_raise(data: bytes) -> None:
    for listener in (NewEraListener(), AlarisListener()):
        for begin in range(0, len(data), 7):
            listener.heard(data[begin : begin + 7])


@pytest.mark.parametrize(
    ("bench_of", "listener"),
    [
        (lambda: new_era_bench.simulated(Wire, 1), NewEraListener),
        (lambda: alaris_bench.simulated(Wire, 1), AlarisListener),
    ],
)
def test_what_is_overheard_is_what_the_driver_reported(bench_of: Any, listener: Any) -> None:
    """Every report of the driver, and in the same order; what only a start asked may be between."""

    async def whole() -> None:
        bench, ears, heard = bench_of(), listener(), []
        await bench.driver.open()
        bench.far.station.links[-1].trace = lambda way, data, at: (
            heard.extend(ears.heard(data)) if way == "in" else None
        )
        reports = []

        async def read(times: int) -> None:
            for _ in range(times):
                found = await bench.driver.read()
                reports.append((found.delivery, found.rate, found.infused))
                await asyncio.sleep(1.0)

        await read(3)
        seen = await bench.driver.read()
        reports.append((seen.delivery, seen.rate, seen.infused))
        setting = Running(rate=Rate.from_ml_per_h("50"), until_total=Volume.from_ml("40"))
        await bench.driver.apply(setting, seen=seen)
        await read(20)
        await bench.driver.stop()
        await read(3)

        said = iter((each.delivery, each.rate, each.infused) for each in heard)
        assert all(report in said for report in reports)
        assert 0 == ears.garbage

    run(whole())
