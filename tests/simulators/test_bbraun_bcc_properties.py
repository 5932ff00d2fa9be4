"""What holds for every BCC station, whatever happens to it."""

import tracemalloc
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.bbraun_bcc import BAUD, Station
from simulators.bbraun_bcc_frames import frame
from simulators.bbraun_bcc_readings import READINGS
from simulators.line import Line
from tests.simulators.bcc_host import ACK, NAK, BccHost, unpack

WORDS = [
    "1/1/1>ADMIN:ALIVE",
    "1/1/1>ADMIN:VERSION",
    "1/1/1>MEM:GET",
    "1/1/1>MEM:GETSLOT#11",
    "1/1/1>MEM:GETSLOT#2A",
    "1/1/1>MEM:GETSLOT#99",
    "ComSystem/1/1>MEM:GETSLOT#13",
]
TEXTS = st.text(st.characters(max_codepoint=255), max_size=120)
PIECES = st.one_of(
    st.sampled_from([ACK, NAK, b"\x01", b"\x04", *(frame(word) for word in WORDS)]),
    st.builds(frame, TEXTS, st.booleans()),
    st.binary(max_size=200),
)
READ = st.fixed_dictionaries({name: st.sampled_from(words) for name, words in READINGS.items()})
KEYS = ["start", "stop", "take_out", "put_back", "put_in", "acknowledge", "clear_volume"]
FLAGS = ["occluded", "stall", "mute", "deaf"]
LONGEST_ANSWER = 3 * 1_500
"""All parts of a station with three pumps, at the most."""


def running(speed: float = 1.0, **readings: Any) -> BccHost:
    """A station whose first two pumps run."""
    host = BccHost(speed=speed, **readings)
    host.preset(slot="13", rate_ml_h="90", target_ml="1.5", running=True)
    return host.preset(slot="11", rate_ml_h="60", running=True)


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=8), READ)
def test_any_bytes_are_borne_and_a_station_still_answers(
    pieces: list[bytes], readings: dict[str, Any]
) -> None:
    host = running(**readings)
    for piece in pieces:
        host.give(piece, 0.1)
    host.line.advance(60.0)
    host.give(b"\x04" + ACK * 20, 60.0)
    (part,) = unpack(host.send("ADMIN:VERSION").removeprefix(ACK))
    assert "V3.30" == part.told[0][1]


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=4), READ)
def test_what_comes_back_is_bounded_by_what_was_asked(
    pieces: list[bytes], readings: dict[str, Any]
) -> None:
    """Each byte asks for one answer at the most, and each part comes three times at the most."""
    host = running(**readings)
    for piece in pieces:
        heard = len(host.give(piece, 0.2)) + len(host.line.advance(600.0))
        asked = piece.count(b"\x04") + piece.count(ACK) + piece.count(NAK) + 3
        assert heard <= asked * 3 * LONGEST_ANSWER
    assert b"" == host.line.advance(3_600.0)


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=6), st.lists(st.integers(0, 600), max_size=8), READ)
def test_bytes_cut_anywhere_give_the_same_answers(
    pieces: list[bytes], cuts: list[int], readings: dict[str, Any]
) -> None:
    data = b"".join(pieces)
    whole, cut = BccHost(**readings), BccHost(**readings)
    whole.line.feed(data)
    answers, begin = b"", 0
    for place in sorted(cuts):
        cut.line.feed(data[begin:place])
        answers += cut.line.advance(0.0)
        begin = max(begin, place)
    cut.line.feed(data[begin:])
    assert whole.line.advance(0.9) == answers + cut.line.advance(0.9)
    assert whole.truth == cut.truth


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(WORDS),
    st.lists(st.tuples(st.integers(1, 40), st.floats(0.0, 0.2)), max_size=4),
)
def test_a_request_with_pauses_in_it_gets_the_same_answer(
    word: str, cuts: list[tuple[int, float]]
) -> None:
    data = frame(word)
    whole, cut = BccHost(), BccHost()
    begin = 0
    for place, pause_s in sorted(cuts):
        assert b"" == cut.give(data[begin : min(place, len(data) - 1)], pause_s)
        begin = max(begin, min(place, len(data) - 1))
    assert whole.give(data) == cut.give(data[begin:])


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4_000), st.integers(1, 200), st.sampled_from([0.5, 1.0, 7.3, 60.0]))
def test_slicing_time_never_changes_anything(tenths: int, slices: int, speed: float) -> None:
    whole, sliced = running(speed), running(speed)
    total_s = tenths / 10
    for host in (whole, sliced):
        host.line.feed(frame("1/1/1>MEM:GET"))
    heard = whole.line.advance(total_s)
    said = b"".join(sliced.line.advance(total_s / slices) for _ in range(slices))
    assert heard == said
    for slot in ("11", "13", "21"):
        assert whole.station.truth_of(slot) == sliced.station.truth_of(slot)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(KEYS),
            st.sampled_from(["", "@11", "@13", "@21", "@2A"]),
            st.sampled_from(FLAGS),
            st.booleans(),
            st.floats(0.0, 60.0),
        ),
        max_size=12,
    ),
    READ,
)
def test_no_liquid_appears_whatever_is_pressed_and_every_answer_is_whole(
    acts: list[tuple[str, str, str, bool, float]], readings: dict[str, Any]
) -> None:
    host = running(**readings)
    for key, slot, fault, value, dt_s in acts:
        host.station.press(key + slot)
        host.faults.change({fault: value})
        host.line.advance(dt_s)
        for pump in (*host.station.rack.pumps.values(), *host.station.rack.out.values()):
            turned_nl = pump.model.turned / 3_600e9
            assert pump.model.fluid.true_nl <= turned_nl * 1.06 + 100_000
            assert not (pump.alarm and pump.model.moving)
    host.faults.clear()
    host.line.advance(60.0)
    slots = {record[0] for record in host.told("MEM:GET")}
    assert len(slots) <= 5


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0.0, 5.0), min_size=1, max_size=8), st.booleans(), READ)
def test_due_is_never_in_the_past_and_always_ends(
    slices: list[float], occluded: bool, readings: dict[str, Any]
) -> None:
    host = running(**readings)
    host.station.press("stop@11")
    host.faults.change({"occluded": occluded, "answer_s": 2.0})
    host.line.feed(frame("1/1/1>MEM:GET"))
    for dt_s in slices:
        host.line.advance(dt_s)
    for _ in range(6_000):
        due_s = host.line.due_s()
        if due_s is None:
            return
        assert due_s >= 0.0
        host.line.advance(due_s)
    raise AssertionError("something is due for ever")


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 5), st.floats(0.0, 0.1), st.floats(0.0, 0.1))
def test_the_same_seed_gives_the_same_bytes(seed: int, drop: float, corrupt: float) -> None:
    def talk() -> bytes:
        host = running()
        host.faults.change({"drop_to_host": drop, "corrupt_to_pump": corrupt})
        line = Line(host.station, baud=BAUD, seed=seed)
        said = bytearray()
        for _ in range(10):
            line.feed(frame("1/1/1>MEM:GETSLOT#11"))
            said += line.advance(0.5)
        return bytes(said)

    assert talk() == talk()


def test_endless_noise_takes_no_memory() -> None:
    station = Station()
    tracemalloc.start()
    for _ in range(200):
        for byte in b"\x01" + b"A," * 500 + b"\x01" * 500:
            station.hear(byte)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 50_000


def test_requests_that_never_stop_hold_one_answer() -> None:
    station = Station()
    for _ in range(300):
        for byte in frame("1/1/1>MEM:GET"):
            station.hear(byte)
    sent = len(station.outbox)
    station.outbox.clear()
    station.run_to(600 * 1_000_000_000)
    assert (300, 2) == (sent, len(station.outbox))
