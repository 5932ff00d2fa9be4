"""What holds for every pump, whatever happens to it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.line import Line
from simulators.new_era import NewEra
from simulators.new_era_frames import safe_packet

WORDS = ["", "RUN", "STP", "DIS", "RAT120", "RAT2MM", "VOL1.5", "CLDINF", "PUR", "DIRREV", "SAF3"]
FAULTS = ["occluded", "stall", "mute", "keep_counter", "resume_after_power"]
FASTEST_NL_S = 1_500 * 1_000_000 / 3_600
SLICES = st.lists(st.floats(0.0, 40.0), min_size=1, max_size=12)


def line(seed: int = 0, speed: float = 1.0) -> Line:
    """A pump at 90 mL/h on a line."""
    pump = NewEra(seed=seed, speed=speed)
    pump.preset({"rate_ml_h": "90", "target_ml": "1.5", "running": True, "watchdog_s": 0})
    return Line(pump, seed=seed)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 4_000), st.integers(1, 300), st.sampled_from([0.5, 1.0, 7.3, 60.0]))
def test_slicing_time_never_changes_anything(tenths: int, slices: int, speed: float) -> None:
    """The whole truth is the same after one long step and after many short ones."""
    whole, sliced = line(speed=speed), line(speed=speed)
    total_s = tenths / 10
    whole.advance(total_s)
    for _ in range(slices):
        sliced.advance(total_s / slices)
    assert whole.truth() == sliced.truth()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.binary(max_size=40), st.floats(0.0, 2.0)), max_size=15), st.booleans())
def test_random_bytes_never_crash_the_pump(chunks: list[tuple[bytes, float]], safe: bool) -> None:
    """After any noise and half a second of silence a safe packet is understood."""
    under_test = line()
    under_test.devices[0].preset({"watchdog_s": 255 if safe else 0})
    for data, dt_s in chunks:
        under_test.feed(data)
        under_test.advance(dt_s)
    under_test.advance(1.0)
    under_test.feed(safe_packet("*"))
    assert under_test.advance(1.0) != b""


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([*WORDS, "power"]),
            st.sampled_from(FAULTS),
            st.booleans(),
            st.floats(0.0, 40.0),
        ),
        max_size=15,
    ),
    st.integers(0, 3),
)
def test_true_volume_never_falls_and_never_comes_from_nowhere(
    acts: list[tuple[str, str, bool, float]], seed: int
) -> None:
    """Whatever is commanded or broken, what reached the patient had been counted by the motor."""
    under_test = line(seed)
    last_nl, turned_nl, counter_nl, unseen_nl = 0.0, 0, 0, 0.0
    for word, fault, value, dt_s in acts:
        under_test.devices[0].faults.change({fault: value})
        if word == "power":
            under_test.power_cycle(0.5)
        else:
            under_test.feed(safe_packet(f"*{word}"))
        if word == "CLDINF":
            # What was counted between the last look and the clearing, at most.
            unseen_nl += FASTEST_NL_S * dt_s / 10
        for _ in range(10):
            under_test.advance(dt_s / 10)
            truth = under_test.truth()
            # A cleared counter starts again from zero.
            cleared = truth.counter_nl < counter_nl
            turned_nl += truth.counter_nl - (0 if cleared else counter_nl)
            counter_nl = truth.counter_nl
            assert truth.true_nl >= last_nl
            last_nl = truth.true_nl
            # Long-term error and noise over a run, noise alone over its first drops.
            assert last_nl <= turned_nl * 1.06 + unseen_nl + 100_000


@settings(max_examples=40, deadline=None)
@given(SLICES)
def test_due_is_never_in_the_past_and_always_ends(slices: list[float]) -> None:
    """Walking from due to due gets past every event."""
    under_test = line()
    under_test.feed(safe_packet("0SAF20"))
    for dt_s in slices:
        under_test.advance(dt_s)
    for _ in range(200):
        due_s = under_test.due_s()
        if due_s is None:
            return
        assert due_s >= 0.0
        under_test.advance(due_s)
    raise AssertionError("something is due for ever")
