"""The line: pace, noise, loss, echo and strangers."""

from typing import Any

import pytest

from simulators.faults import Faults
from simulators.line import Line
from simulators.new_era import NewEra
from simulators.new_era_frames import safe_packet
from tests.simulators.virtual_host import Host, MakeHost

STOPPED = safe_packet("00S")
STATUS = safe_packet("0")


@pytest.fixture
def host(make_host: MakeHost) -> Host:
    """A stopped pump in safe mode."""
    return make_host(watchdog_s=255, rate_ml_h="100")


@pytest.mark.parametrize("baud", [300, 1_200, 2_400, 9_600, 19_200])
def test_bytes_take_ten_bit_times_each(make_host: MakeHost, baud: int) -> None:
    """Six bytes there, a turnaround, eight bytes back."""
    host = make_host(baud=baud, watchdog_s=255)
    host.line.feed(STATUS)
    whole_s = (len(STATUS) + len(STOPPED)) * 10 / baud + host.faults.turnaround_s
    early = host.line.advance(whole_s - 5 / baud)
    assert early == STOPPED[:-1]
    assert host.line.advance(10 / baud) == STOPPED[-1:]


def test_due_tells_when_to_come_back(host: Host) -> None:
    """Stepping from due to due yields the bytes one by one, then nothing but the watchdog."""
    host.line.feed(STATUS)
    got = []
    while (due_s := host.line.due_s()) is not None and due_s < 1.0:
        got.append(host.line.advance(due_s))
    assert [data for data in got if data] == [bytes([byte]) for byte in STOPPED]
    assert host.line.due_s() == pytest.approx(255.0, abs=0.1)


def test_due_foresees_the_target(make_host: MakeHost) -> None:
    """A run with a target ends exactly then; an idle pump in basic mode is never due."""
    assert make_host().line.due_s() is None
    host = make_host(rate_ml_h="360", target_ml="1", running=True)
    assert host.line.due_s() == pytest.approx(10.0)
    host.line.advance(10.0)
    assert host.truth.motion == "stopped"


def test_time_does_not_run_backwards(host: Host) -> None:
    """A negative step is a mistake of the caller."""
    with pytest.raises(ValueError, match="backwards"):
        host.line.advance(-0.1)


def test_the_wrong_jack_returns_the_hosts_own_bytes(host: Host) -> None:
    """And the pump hears nothing."""
    host.faults.echo = "wrong_jack"
    assert host.send("0RUN") == safe_packet("0RUN")
    assert host.truth.frames_valid == 0


def test_a_half_duplex_adapter_echoes_the_first_bytes(host: Host) -> None:
    """The echo stops after n bytes and the answer follows."""
    host.faults.echo_first = 3
    assert host.send("0") == STATUS[:3] + STOPPED
    assert host.send("0") == STOPPED


def test_a_full_echo_precedes_the_reply(host: Host) -> None:
    """A tapped line shows both directions."""
    host.faults.echo = "with_reply"
    assert host.send("0") == STATUS + STOPPED


def test_a_lost_request_is_not_executed_and_a_lost_reply_is(host: Host) -> None:
    """The host sees the same silence."""
    host.faults.lose_requests = 1
    assert host.send("0RUN") == b""
    assert host.truth.motion == "stopped"
    host.faults.lose_replies = 1
    assert host.send("0RUN") == b""
    assert host.truth.motion == "running"
    assert host.truth.executed == {"RUN": 1}


def test_a_late_reply_answers_the_next_request(host: Host) -> None:
    """A delay longer than the host's patience: two replies for two sends, in order."""
    host.faults.change({"delay_replies": 1, "delay_s": 1.0})
    assert host.send("0RUN") == b""
    assert host.line.advance(0.5) == b""
    assert host.send("0RAT") == b""
    assert host.line.advance(1.0) == safe_packet("00I") + safe_packet("00I100.0MH")


def test_half_and_doubled_replies(host: Host) -> None:
    """Half a frame, then two frames."""
    host.faults.half_replies = 1
    assert host.send("0") == STOPPED[:4]
    host.faults.duplicate_replies = 1
    assert host.send("0") == STOPPED * 2


def test_one_flipped_bit_turns_100_into_900(host: Host) -> None:
    """Safe mode catches it; basic mode does not."""
    host.faults.flip_after = len(b"\x02\x0f0RAT")
    assert host.ask("0RAT100.0MH") == "00S?COM"
    host.send("0SAF0")
    host.faults.flip_after = len(b"0RAT")
    assert host.ask_basic("0RAT100.0MH") == "00S"
    assert host.truth.stored_rate_nl_h == 900_000_000


def test_deaf_and_mute(host: Host) -> None:
    """A deaf pump does nothing, a mute one does all and says nothing."""
    host.faults.deaf = True
    assert host.send("0RUN") == b""
    assert host.truth.motion == "stopped"
    host.faults.change({"deaf": False, "mute": True})
    assert host.send("0RUN") == b""
    assert host.truth.motion == "running"


@pytest.mark.parametrize("fault", ["drop", "corrupt", "duplicate"])
@pytest.mark.parametrize("side", ["to_pump", "to_host"])
def test_worn_bytes_are_the_same_for_the_same_seed(
    make_host: MakeHost, fault: str, side: str
) -> None:
    """Random faults hurt, and repeat."""
    replies = []
    for seed in (5, 5, 6):
        host = make_host(seed=seed, watchdog_s=255)
        setattr(host.faults, f"{fault}_{side}", 0.2)
        replies.append(b"|".join(host.send("0RAT") for _ in range(10)))
    assert replies[0] == replies[1] != replies[2]
    assert replies[0] != b"|".join([safe_packet("00S0.000MH")] * 10)


def test_gaps_between_bytes_stretch_a_frame(host: Host) -> None:
    """Gaps above half a second make a safe packet impossible."""
    host.faults.gap_to_pump_s = 0.4
    host.line.feed(STATUS)
    assert host.line.advance(2.6) == STOPPED
    host.faults.gap_to_pump_s = 0.6
    host.line.feed(STATUS)
    assert host.line.advance(10.0) == b""


def test_a_stranger_talks_and_can_be_scripted(host: Host) -> None:
    """Random bytes come by themselves; injected ones as given."""
    host.faults.second_talker_s = 0.5
    assert len(host.line.advance(2.0)) >= 4
    host.faults.second_talker_s = 0.0
    host.line.advance(0.1)
    host.line.inject(b"\xff\x02", to_pump=False)
    assert host.line.advance(0.1) == b"\xff\x02"
    host.line.inject(safe_packet("0RUN"), to_pump=True)
    assert host.line.advance(0.1) == safe_packet("00I")


def test_the_adapter_may_vanish_between_execution_and_reply(host: Host) -> None:
    """The run begins once; the host cannot know."""
    host.faults.change({"unplug_on_request": 1, "unplug_s": 3.0})
    assert host.send("0RUN") == b""
    assert host.line.unplug_s == 3.0
    assert host.send("0STP") == b""
    assert host.truth.executed == {"RUN": 1}
    host.line.plug_in()
    assert host.ask("0") == "00I"


@pytest.mark.parametrize("at", range(len(STOPPED) + 1))
def test_a_reply_may_pause_at_any_byte(host: Host, at: int) -> None:
    """The rest comes after the pause, whole; where there is no rest there is no pause."""
    host.faults.change({"split_replies": 1, "split_at": at, "split_s": 0.6})
    assert host.send("0") == STOPPED[:at]
    assert host.line.advance(0.6) == STOPPED[at:]
    assert host.ask("0") == "00S"


@pytest.mark.parametrize("slices", [1, 50])
@pytest.mark.parametrize("at", [0, 3, len(STOPPED)])
def test_the_adapter_may_vanish_in_the_middle_of_a_reply(host: Host, at: int, slices: int) -> None:
    """What was said until then arrives, however time is sliced."""
    host.faults.change({"unplug_in_reply": 1, "split_at": at, "unplug_s": 2.0})
    host.line.feed(STATUS)
    assert STOPPED[:at] == b"".join(host.line.advance(0.2 / slices) for _ in range(slices))
    assert host.line.unplug_s == 2.0
    host.line.plug_in()
    assert host.ask("0") == "00S"


def test_another_baud_rate_is_noise(host: Host) -> None:
    """Nothing passes that makes sense."""
    host.line.garbled = True
    host.send("0RUN")
    assert host.truth.motion == "stopped"


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"oclusion": True}, "no such fault"),
        ({"occluded": 1}, "takes bool"),
        ({"drop_to_pump": -0.1}, "finite"),
        ({"delay_s": float("nan")}, "finite"),
        ({"echo": "loud"}, "one of"),
        ({"flip_mask": 256}, "one byte"),
        ({"split_at": -1}, "number of bytes"),
    ],
)
def test_a_fault_is_checked_before_it_is_set(values: dict[str, object], reason: str) -> None:
    """A wrong name or value changes nothing."""
    faults = Faults()
    with pytest.raises(ValueError, match=reason):
        faults.change({"mute": True, **values})
    assert faults == Faults()


@pytest.mark.parametrize(
    "wrong",
    [{"address": 100}, {"speed": 0.0}, {"profile": "ne1"}],
    ids=["address", "speed", "name"],
)
def test_an_impossible_pump_is_not_made(wrong: dict[str, Any]) -> None:
    """Addresses, speeds and profiles are checked."""
    with pytest.raises(ValueError, match="is"):
        NewEra(**wrong)


def test_an_impossible_line_is_not_made() -> None:
    """A line has a pump and a pace."""
    with pytest.raises(ValueError, match="at least"):
        Line()
