"""Frames of the Alaris pump, bit for bit."""

import json
from pathlib import Path
from typing import Any

import pytest

from simulators.alaris_frames import LONGEST, Heard, Receiver, crc, message
from tests.simulators.alaris_host import AlarisHost

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "alaris.json").read_text())

ASK = message("INF_RATE")
ANSWER = message("INF_RATE^100.00^ml/h")


def frame(text: str) -> bytes:
    """A golden `text|CRC` as it is on the wire."""
    return f"!{text}\r".encode()


def heard(data: bytes) -> list[Heard]:
    """What a receiver makes of bytes."""
    receiver = Receiver()
    return [one for byte in data if (one := receiver.feed(byte)) is not None]


def host() -> AlarisHost:
    """A pump at 100 mL/h."""
    return AlarisHost().preset(rate_ml_h="100")


@pytest.mark.parametrize(
    "golden", [*GOLDEN["captured"], *GOLDEN["worked"]], ids=lambda golden: golden["meaning"]
)
def test_a_recorded_frame_is_built_and_heard_bit_for_bit(golden: dict[str, str]) -> None:
    wire = frame(f"{golden['text']}|{golden['crc']}")
    assert wire == message(golden["text"])
    assert [Heard(golden["text"], True)] == heard(wire)
    if "hex" in golden:
        assert bytes.fromhex(golden["hex"]) == wire


def test_there_are_thirty_one_recorded_frames() -> None:
    assert 31 == len({golden["text"] for golden in GOLDEN["captured"]})


@pytest.mark.parametrize("golden", GOLDEN["wrong"], ids=lambda golden: golden["meaning"])
def test_the_misprinted_frame_is_wrong_and_not_answered(golden: dict[str, str]) -> None:
    wire = frame(f"{golden['text']}|{golden['crc']}")
    assert [Heard(golden["text"], False)] == heard(wire)
    pump = host()
    pump.line.feed(wire)
    assert [] == pump.listen(1.0)
    assert 1 == pump.truth.frames_bad


@pytest.mark.parametrize("golden", GOLDEN["codes"], ids=lambda golden: golden["serial"])
def test_the_code_is_the_crc_of_the_serial_number(golden: dict[str, str]) -> None:
    assert golden["code"] == crc(golden["serial"])


@pytest.mark.parametrize("exchange", GOLDEN["exchanges"], ids=lambda exchange: exchange["meaning"])
def test_a_recorded_request_gets_the_recorded_reply(exchange: dict[str, Any]) -> None:
    pump = AlarisHost().preset(**exchange["given"])
    pump.line.feed(frame(exchange["request"]))
    assert frame(exchange["reply"]) == pump.line.advance(0.1)


@pytest.mark.parametrize("place", range(1, len(message("INF_STOP")) - 1))
def test_one_flipped_bit_is_never_obeyed(place: int) -> None:
    pump = host().preset(rate_ml_h="100", running=True, remote=True)
    wire = bytearray(message("INF_STOP"))
    wire[place] ^= 0x08
    pump.line.feed(bytes(wire))
    assert [] == pump.listen(1.0)
    assert "running" == pump.truth.motion


def test_a_crc_in_small_letters_is_wrong() -> None:
    assert [Heard("INF_RATE", False)] == heard(
        b"!INF_RATE|" + crc("INF_RATE").lower().encode() + b"\r"
    )


@pytest.mark.parametrize("text", [b"!INF_RATE\r", b"!\r", b"!|\r", b"!INF|496\r", b"!INF|49610\r"])
def test_a_message_without_its_whole_crc_is_not_answered(text: bytes) -> None:
    pump = host()
    pump.line.feed(text)
    assert [] == pump.listen(1.0)
    assert 1 == pump.truth.frames_bad


@pytest.mark.parametrize("cut", range(1, len(ASK)))
def test_esc_drops_a_message_half_received(cut: int) -> None:
    pump = host()
    pump.line.feed(ASK[:cut] + b"\x1b" + ASK[cut:])
    assert b"" == pump.line.advance(1.0)
    assert 0 == pump.truth.frames_bad
    pump.line.feed(ASK[:cut] + b"\x1b" + ASK)
    assert ANSWER == pump.line.advance(1.0)


@pytest.mark.parametrize("cut", range(1, len(ASK)))
def test_a_message_may_come_in_two_parts_with_any_time_between(cut: int) -> None:
    pump = host()
    pump.line.feed(ASK[:cut])
    assert b"" == pump.line.advance(30.0)
    pump.line.feed(ASK[cut:])
    assert ANSWER == pump.line.advance(1.0)


@pytest.mark.parametrize("cut", range(1, len(ASK)))
def test_a_message_cut_short_does_not_swallow_the_next(cut: int) -> None:
    pump = host()
    pump.line.feed(ASK[:cut] + ASK)
    assert ANSWER == pump.line.advance(1.0)


@pytest.mark.parametrize("noise", [b"\xff\xff", b"\r\r", b"INF|4961\r", b"|", b"\x1b", b"!!"])
def test_noise_before_a_message_is_passed_over(noise: bytes) -> None:
    pump = host()
    pump.line.feed(noise + ASK)
    assert ANSWER == pump.line.advance(1.0)


def test_glued_messages_are_each_answered() -> None:
    pump = host()
    pump.line.feed(ASK + message("INF_VTBI"))
    assert ANSWER + message("INF_VTBI^DEACT") == pump.line.advance(1.0)


def test_a_message_may_be_as_long_as_the_limit_and_no_longer() -> None:
    receiver = Receiver()
    longest = "A" * (LONGEST - 5)
    assert [Heard(longest, True)] == heard(message(longest))
    assert [] == heard(message(longest + "A"))
    for _ in range(100_000):
        assert receiver.feed(ord("A")) is None
    assert [Heard("INF", True)] == [one for byte in message("INF") if (one := receiver.feed(byte))]
