"""Frames of the New Era pump, bit for bit."""

import json
from pathlib import Path
from typing import Any

import pytest

from simulators.new_era_frames import safe_packet
from tests.simulators.virtual_host import MakeHost

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "new_era.json").read_text())


@pytest.mark.parametrize("frame", GOLDEN["frames"], ids=lambda frame: frame["meaning"])
def test_a_worked_frame_is_built_bit_for_bit(frame: dict[str, str]) -> None:
    """The packet of a text is the maker's."""
    assert safe_packet(frame["text"]) == bytes.fromhex(frame["hex"])


@pytest.mark.parametrize("exchange", GOLDEN["exchanges"], ids=lambda exchange: exchange["meaning"])
def test_a_worked_request_gets_the_worked_reply(
    make_host: MakeHost, exchange: dict[str, Any]
) -> None:
    """The pump answers a worked request with the worked reply."""
    host = make_host(**exchange["given"])
    host.line.feed(bytes.fromhex(exchange["request"]))
    assert host.line.advance(0.1) == bytes.fromhex(exchange["reply"])


def test_basic_mode_strips_spaces_and_case(make_host: MakeHost) -> None:
    """A basic line may be written by hand."""
    host = make_host()
    assert host.ask_basic(" 0 rat\t125 mh") == "00S"
    assert host.ask_basic("rat") == "00S125.0MH"


def test_basic_mode_accepts_safe_packets_and_answers_in_basic_mode(make_host: MakeHost) -> None:
    """The answer follows the mode, not the request."""
    host = make_host()
    assert host.send("0VER") == b"\x0200SNE9000V3.923\x03"


def test_safe_mode_does_not_hear_basic_lines(make_host: MakeHost) -> None:
    """A line without a CRC is noise in safe mode."""
    host = make_host(watchdog_s=30)
    host.line.feed(b"0RAT100\r")
    assert host.line.advance(1.0) == b""
    assert host.ask("0RAT") == "00S0.000MH"


def test_a_wrong_crc_is_answered_com_and_not_executed(make_host: MakeHost) -> None:
    """A bad packet changes nothing."""
    host = make_host(watchdog_s=30)
    packet = bytearray(safe_packet("0RAT100.0MH"))
    packet[6] ^= 0x08
    host.line.feed(bytes(packet))
    assert host.unpack(host.line.advance(0.2)) == "00S?COM"
    assert host.truth.stored_rate_nl_h == 0
    assert host.truth.frames_bad == 1


def test_a_wrong_end_is_answered_com(make_host: MakeHost) -> None:
    """ETX is part of a packet."""
    host = make_host(watchdog_s=30)
    host.line.feed(safe_packet("0")[:-1] + b"\x00")
    assert host.unpack(host.line.advance(0.2)) == "00S?COM"


@pytest.mark.parametrize("cut", range(1, 9))
@pytest.mark.parametrize(("silence_s", "answered"), [(0.45, True), (0.55, False)])
def test_a_packet_may_pause_for_half_a_second(
    make_host: MakeHost, cut: int, silence_s: float, answered: bool
) -> None:
    """An incomplete packet is dropped after 0.5 s, wherever it was cut."""
    host = make_host(watchdog_s=30)
    packet = safe_packet("0RAT9")
    host.line.feed(packet[:cut])
    host.line.advance(silence_s)
    host.line.feed(packet[cut:])
    assert bool(host.line.advance(0.2)) is answered


def test_the_packet_after_a_dropped_one_is_heard(make_host: MakeHost) -> None:
    """A half frame does not swallow its successor."""
    host = make_host(watchdog_s=30)
    host.line.feed(safe_packet("0RAT9")[:5])
    host.line.advance(0.6)
    assert host.ask("0") == "00S"


@pytest.mark.parametrize("noise", [b"\xff\xff", b"\r\x03\r", b"\x02", b"\x02\x01", b"0RUN\r"])
def test_noise_before_a_packet_is_passed_over(make_host: MakeHost, noise: bytes) -> None:
    """The packet after short noise is heard."""
    host = make_host(watchdog_s=30)
    host.line.feed(noise + safe_packet("0"))
    assert host.unpack(host.line.advance(0.2)) == "00S"


def test_glued_packets_are_each_answered(make_host: MakeHost) -> None:
    """Two requests in one write get two answers."""
    host = make_host(watchdog_s=30)
    host.line.feed(safe_packet("0") + safe_packet("0RAT"))
    assert host.line.advance(0.2) == safe_packet("00S") + safe_packet("00S0.000MH")


def test_an_over_long_basic_line_is_dropped(make_host: MakeHost) -> None:
    """A line without an end does not fill the pump's memory nor reach its program."""
    host = make_host()
    host.line.feed(b"0" * 500 + b"RUN\r")
    assert host.line.advance(1.0) == b""
    assert host.ask_basic("0") == "00S"
