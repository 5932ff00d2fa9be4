"""What holds for every Alaris pump, whatever happens to it."""

import tracemalloc
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.alaris import BAUD
from simulators.alaris_frames import message
from simulators.alaris_readings import READINGS
from simulators.line import Line
from tests.simulators.alaris_host import CODE, AlarisHost

WORDS = [
    "INF",
    "ALARM",
    "INF_START",
    "INF_STOP",
    "INF_RATE^600.00^ml/h",
    "INF_RATE^5^ml/h",
    "INF_VTBI^ACTIV^1.500^ml^STOP",
    "INF_VTBI^DEACT",
    "INF_VI_CLEAR",
    "REMQUERY^DEACT",
    f"REMOTE_CTRL^ENABLED^{CODE}",
    "REMOTE_CTRL^DISABLED",
]
FLAGS = [
    "occluded",
    "stall",
    "mute",
    "syringe_out",
    "drive_disengaged",
    "pressure_disc_out",
    "mains_lost",
    "resume_after_power",
    "keep_counter",
]
KEYS = ["start", "stop", "acknowledge", "confirm", "local", "clear_volume"]
TEXTS = st.text(st.characters(max_codepoint=255), max_size=40)
STILL = st.sampled_from([word for word in WORDS if word != "INF_START"])
MESSAGES = st.lists(STILL | TEXTS, max_size=6).map(lambda texts: b"".join(map(message, texts)))
READ = st.fixed_dictionaries({name: st.sampled_from(words) for name, words in READINGS.items()})
FASTEST_NL_S = 1_200 * 1_000_000 / 3_600


def running(speed: float = 1.0, **readings: Any) -> AlarisHost:
    """A pump at 90 mL/h under remote control."""
    return AlarisHost(speed=speed, **readings).preset(
        rate_ml_h="90", target_ml="1.5", running=True, watchdog_s=15, remote=True
    )


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4_000), st.integers(1, 300), st.sampled_from([0.5, 1.0, 7.3, 60.0]))
def test_slicing_time_never_changes_anything(tenths: int, slices: int, speed: float) -> None:
    whole, sliced = running(speed), running(speed)
    for host in (whole, sliced):
        host.pump.hang_bag(2_000_000.0)
        host.faults.change({"mains_lost": True, "battery_s": 2_000.0})
    total_s = tenths / 10
    whole.line.advance(total_s)
    for _ in range(slices):
        sliced.line.advance(total_s / slices)
    assert whole.truth == sliced.truth


@settings(max_examples=100, deadline=None)
@given(MESSAGES, st.lists(st.tuples(st.integers(0, 200), st.floats(0.0, 9.0)), max_size=6), READ)
def test_bytes_cut_anywhere_with_any_pause_give_the_same_answers(
    data: bytes, cuts: list[tuple[int, float]], readings: dict[str, Any]
) -> None:
    """On a pump that stands still, so that time alone changes no answer."""
    whole, cut = (AlarisHost(**readings).preset(rate_ml_h="90", remote=True) for _ in range(2))
    whole.line.feed(data)
    answers, begin = b"", 0
    for place, pause_s in sorted(cuts):
        cut.line.feed(data[begin:place])
        answers += cut.line.advance(pause_s)
        begin = place
    cut.line.feed(data[begin:])
    assert whole.line.advance(2.0) == answers + cut.line.advance(2.0)
    assert whole.truth.executed == cut.truth.executed


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.binary(max_size=60), st.floats(0.0, 2.0)), max_size=15), READ)
def test_random_bytes_never_crash_nor_silence_the_pump(
    chunks: list[tuple[bytes, float]], readings: dict[str, Any]
) -> None:
    host = running(**readings)
    for data, dt_s in chunks:
        host.line.feed(data)
        host.line.advance(dt_s)
    host.line.feed(b"\x1b")
    host.line.advance(5.0)  # may end inside a message of the pump's own
    host.line.feed(message("INST_SERIALNO"))
    assert message("INST_SERIALNO^8002-51740") in host.line.advance(1.0)


def test_endless_noise_takes_no_memory() -> None:
    pump = AlarisHost().pump
    tracemalloc.start()
    for _ in range(200):
        for byte in b"!" + b"A^" * 500:
            pump.hear(byte)
        for byte in b"!" * 500:
            pump.hear(byte)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100_000


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([*WORDS, "power"]),
            st.sampled_from(FLAGS),
            st.sampled_from(KEYS),
            st.booleans(),
            st.floats(0.0, 40.0),
        ),
        max_size=15,
    ),
    READ,
)
def test_true_volume_never_falls_and_never_comes_from_nowhere(
    acts: list[tuple[str, str, str, bool, float]], readings: dict[str, Any]
) -> None:
    host = running(**readings)
    last_nl, turned_nl = 0.0, 0.0
    for word, fault, key, value, dt_s in acts:
        host.faults.change({fault: value})
        if word == "power":
            host.line.power_cycle(0.5)
        else:
            host.line.feed(message(word))
        if value:
            host.pump.press(key)
        for _ in range(10):
            host.line.advance(dt_s / 10)
            truth = host.truth
            turned_nl = host.pump.model.turned / 3_600e9
            assert truth.true_nl >= last_nl
            last_nl = truth.true_nl
            # Long-term error and noise over a run, noise alone over its first drops.
            assert last_nl <= turned_nl * 1.06 + 100_000
            assert truth.counter_nl <= turned_nl + 1
            assert truth.motion == "stopped" or truth.alarm not in ("AL_COMTO", "AL_OCCLU")
            assert 0 <= (truth.watchdog_left_s or 0.0) <= 15.0


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(0.0, 40.0), min_size=1, max_size=8), st.sampled_from(FLAGS), st.booleans()
)
def test_due_is_never_in_the_past_and_always_ends(
    slices: list[float], fault: str, value: bool
) -> None:
    host = running()
    host.faults.change({fault: value, "answer_s": 2.0})
    host.line.feed(message("INF"))
    for dt_s in slices:
        host.line.advance(dt_s)
    for _ in range(300):
        due_s = host.line.due_s()
        if due_s is None:
            return
        assert due_s >= 0.0
        host.line.advance(due_s)
    raise AssertionError("something is due for ever")


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 5), st.floats(0.0, 0.3), st.floats(0.0, 0.3))
def test_the_same_seed_gives_the_same_bytes(seed: int, drop: float, corrupt: float) -> None:
    def talk() -> bytes:
        host = running()
        host.faults.change({"drop_to_host": drop, "corrupt_to_pump": corrupt})
        line = Line(host.pump, baud=BAUD, seed=seed)
        said = bytearray()
        for _ in range(20):
            line.feed(message("INF"))
            said += line.advance(0.5)
        return bytes(said)

    assert talk() == talk()
