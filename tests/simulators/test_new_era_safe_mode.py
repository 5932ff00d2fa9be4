"""Safe mode: watchdog, alarms, addresses."""

from typing import Any

import pytest

from simulators.line import Line
from simulators.new_era import NewEra
from simulators.new_era_frames import safe_packet
from tests.simulators.virtual_host import Host, MakeHost

TIME_OUT = safe_packet("00A?T")


def running(make_host: MakeHost, **more: Any) -> Host:
    """A pump at 100 mL/h in safe mode with a 30 s watchdog."""
    return make_host(rate_ml_h="100", target_ml="187.5", running=True, watchdog_s=30, **more)


def test_the_watchdog_waits_29_9_seconds_and_not_30_1(make_host: MakeHost) -> None:
    """On expiry the pump stops and says so by itself."""
    host = running(make_host)
    assert host.line.advance(29.9) == b""
    assert host.truth.motion == "running"
    assert host.line.advance(0.2) == TIME_OUT
    assert host.truth.motion == "stopped"


def test_every_valid_packet_restarts_the_watchdog(make_host: MakeHost) -> None:
    """Status queries are enough to keep the pump running."""
    host = running(make_host)
    for _ in range(5):
        host.line.advance(29.0)
        assert host.ask("0") == "00I"


def test_a_bad_packet_does_not_restart_the_watchdog(make_host: MakeHost) -> None:
    """Only a valid packet proves a living host."""
    host = running(make_host)
    host.line.advance(29.0)
    host.line.feed(b"\x02\x05000\x03")
    assert host.line.advance(2.0) == safe_packet("00I?COM") + TIME_OUT


def test_the_speed_of_the_fluid_is_not_the_speed_of_the_watchdog(make_host: MakeHost) -> None:
    """At 60 times the speed the watchdog still waits 30 real seconds."""
    host = running(make_host, speed=60.0)
    assert host.line.advance(29.9) == b""
    assert host.truth.counter_nl == 29_900_000 * 60 * 100 // 3_600
    assert host.line.advance(0.2) == TIME_OUT


def test_after_expiry_the_timer_is_off_until_the_next_valid_packet(make_host: MakeHost) -> None:
    """One silence is one alarm."""
    host = running(make_host)
    assert host.line.advance(100.0) == TIME_OUT
    assert host.ask("0") == "00A?T"
    assert host.line.advance(29.0) == b""
    assert host.line.advance(2.0) == TIME_OUT


def test_an_alarm_is_returned_instead_of_executing_the_command(make_host: MakeHost) -> None:
    """The answer acknowledges the alarm; the command must be sent again."""
    host = running(make_host)
    host.line.advance(31.0)
    assert host.ask("0RUN") == "00A?T"
    assert host.truth.motion == "stopped"
    assert host.ask("0RUN") == "00I"


def test_the_automatic_message_does_not_clear_the_alarm(make_host: MakeHost) -> None:
    """Neither does a packet that is no command."""
    host = running(make_host)
    assert host.line.advance(31.0) == TIME_OUT
    assert host.truth.alarm == "T"
    assert host.ask("0XYZ") == "00S?"
    assert host.ask("0") == "00A?T"
    assert host.ask("0") == "00S"


def test_a_key_acknowledges_an_alarm(make_host: MakeHost) -> None:
    """And does nothing else."""
    host = running(make_host)
    host.line.advance(31.0)
    assert host.pump.press("start") == "alarm acknowledged"
    assert host.ask("0") == "00S"


def test_basic_mode_has_no_automatic_messages(make_host: MakeHost) -> None:
    """The alarm waits for the next command."""
    host = make_host(rate_ml_h="100", running=True)
    host.pump.raise_alarm("S")
    assert host.line.advance(5.0) == b""
    assert host.ask_basic("0") == "00A?S"


def test_safe_mode_time_out_can_be_read_and_left(make_host: MakeHost) -> None:
    """SAF answers the seconds; SAF 0 stops the watchdog."""
    host = running(make_host)
    assert host.ask("0SAF") == "00I30"
    assert host.send("0SAF0") == b"\x0200I\x03"
    assert host.line.advance(100.0) == b""
    assert host.ask_basic("0SAF") == "00I0"


@pytest.mark.parametrize("code", ["alarm_on_request", "alarm_before_reply"])
def test_an_alarm_may_come_between_request_and_reply(make_host: MakeHost, code: str) -> None:
    """The automatic message precedes the reply."""
    host = running(make_host)
    host.faults.change({code: "S"})
    second = {"alarm_on_request": "00A?S", "alarm_before_reply": "00I"}[code]
    assert host.send("0RAT90.0") == safe_packet("00A?S") + safe_packet(second)
    assert host.truth.executed.get("RAT", 0) == (code == "alarm_before_reply")


def test_a_stalled_motor_is_an_alarm(make_host: MakeHost) -> None:
    """The motor stops counting at once."""
    host = running(make_host)
    host.faults.stall = True
    assert host.line.advance(1.0) == safe_packet("00A?S")
    assert host.truth.counter_nl == 0


def test_an_occlusion_is_a_stall_and_gives_a_bolus_when_released(make_host: MakeHost) -> None:
    """The counter stands while the patient gets what was pressed into the line."""
    host = make_host(rate_ml_h="100", running=True, watchdog_s=255)
    host.line.advance(20.0)
    host.faults.occluded = True
    reply = b""
    while host.truth.motion == "running":
        reply += host.line.advance(host.line.due_s() or 0.0)
    stopped = host.truth
    assert stopped.pressure_mmhg >= 600.0
    assert reply + host.line.advance(0.1) == safe_packet("00A?S")
    host.faults.occluded = False
    host.line.advance(20.0)
    assert host.truth.counter_nl == stopped.counter_nl
    assert host.truth.true_nl - stopped.true_nl > 500_000


def test_any_error_can_be_answered_once(make_host: MakeHost) -> None:
    """The command is refused, the next one is not."""
    host = running(make_host)
    host.faults.refuse_next = "?IGN"
    assert host.ask("0STP") == "00I?IGN"
    assert host.ask("0STP") == "00P"


def test_pumps_answer_to_their_own_address_and_to_any(make_host: MakeHost) -> None:
    """Multi-drop: 0 to 99, no address is 0, * is all."""
    host = make_host()
    assert host.ask_basic("0ADR7") == "07S"
    host.line.feed(b"0VER\rVER\r8VER\r107VER\r")
    assert host.line.advance(1.0) == b""
    assert host.truth.frames_foreign == 4
    assert host.ask_basic("7ADR") == "07S07"
    assert host.ask_basic("*ADR") == "07S07"


def test_a_command_burst_reaches_every_pump_and_the_reply_is_garbage() -> None:
    """Two pumps that answer at once cannot be read, but both did it."""
    pumps = [NewEra(address=address) for address in (0, 1)]
    for pump in pumps:
        pump.preset({})
    line = Line(*pumps)
    line.feed(b"0 RAT 100 * 1 RAT 250 *\r")
    reply = line.advance(0.5)
    assert len(reply) == 5
    assert reply != b"\x0201S\x03"
    assert [pump.truth().stored_rate_nl_h for pump in pumps] == [100_000_000, 250_000_000]


def test_pumps_on_one_line_answer_in_turn() -> None:
    """Each answers its own requests."""
    line = Line(*(NewEra(address=address) for address in (0, 1)))
    line.feed(b"1VER\r")
    assert line.advance(0.5) == b"\x0201A?R\x03"


def test_hands_at_the_keypad(make_host: MakeHost) -> None:
    """Start, rate, stop and clear happen without a word on the line."""
    host = running(make_host)
    assert host.pump.press("rate", "40") == ""
    assert host.truth.motor_rate_nl_h == 40_000_000
    assert host.pump.press("clear_volume") == "?NA"
    assert host.pump.press("stop") == ""
    assert host.pump.press("clear_volume") == ""
    assert host.line.advance(1.0) == b""
    assert host.ask("0") == "00P"
    assert host.pump.press("start") == ""
    assert host.ask("0") == "00I"
