"""Frames of the BCC interface, bit for bit."""

import json
from pathlib import Path
from typing import Any

import pytest

from simulators.bbraun_bcc_frames import LONGEST, Heard, Kind, Receiver, frame, with_length
from simulators.bbraun_bcc_records import SLOTS
from tests.simulators.bcc_host import ACK, NAK, BccHost, unpack

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "bbraun_bcc.json").read_text())
REQUESTS = [*GOLDEN["requests"], *(one for one in GOLDEN["worked"] if "MEM:" in one["text"])]

ASK = frame("1/1/1>MEM:GETSLOT#11")


def heard(data: bytes) -> list[Heard]:
    """What a receiver makes of bytes."""
    receiver = Receiver()
    return [one for byte in data if (one := receiver.feed(byte)) is not None]


def rate(data: bytes) -> str | None:
    """The rate in the one part of an answer that follows an ACK."""
    (part,) = unpack(data.removeprefix(ACK))
    return part.value("INRT")


@pytest.mark.parametrize(
    "golden", [*GOLDEN["requests"], *GOLDEN["worked"]], ids=lambda golden: golden["meaning"]
)
def test_a_worked_frame_is_built_bit_for_bit(golden: dict[str, Any]) -> None:
    wire = bytes.fromhex(golden["hex"])
    assert wire == frame(golden["text"], golden["last"])
    assert [Heard(Kind.FRAME, golden["text"], golden["last"])] == heard(wire)


@pytest.mark.parametrize("golden", GOLDEN["recorded"], ids=lambda golden: golden["meaning"])
def test_a_recorded_frame_is_built_bit_for_bit_from_what_it_says(golden: dict[str, Any]) -> None:
    wire = bytes.fromhex(golden["hex"])
    (part,) = unpack(wire)
    assert (golden["bed"], golden["last"]) == (part.bed, part.last)
    assert wire == frame(wire[7:-7].decode("latin-1"), golden["last"])


def test_a_pump_tells_what_the_recorded_ones_told_in_the_same_order() -> None:
    (first,), (second,) = (unpack(bytes.fromhex(one["hex"])) for one in GOLDEN["recorded"])
    host = BccHost(slots=("11", "13"))
    ours = host.ask("MEM:GET")
    assert [record[:2] for record in first.told] == [record[:2] for record in ours[0].told]
    assert [record[:2] for record in second.told] == [record[:2] for record in ours[1].told]


def test_a_pump_that_stands_still_is_told_value_for_value_as_recorded() -> None:
    (recorded,) = unpack(bytes.fromhex(GOLDEN["recorded"][0]["hex"]))
    told = BccHost(pillars=1, slots=("11", "13")).ask("MEM:GET")[0].told
    assert recorded.told == told


def test_the_whole_recorded_first_part_comes_after_214_seconds() -> None:
    host = BccHost(pillars=1, slots=("11", "13"))
    host.line.advance(214.0)
    assert bytes.fromhex(GOLDEN["recorded"][0]["hex"]) == host.send("MEM:GET").removeprefix(ACK)


@pytest.mark.parametrize("golden", REQUESTS, ids=lambda golden: golden["meaning"])
def test_a_golden_request_is_answered(golden: dict[str, Any]) -> None:
    host = BccHost()
    (part,) = unpack(host.give(bytes.fromhex(golden["hex"])).removeprefix(ACK))
    assert "ComSystem" == part.bed
    assert part.value("GNERR") in (None, "11")


def test_slots_are_named_with_nine_digits_and_fifteen_letters() -> None:
    assert "123456789ABCDEFGHIJKLMNO" == SLOTS


@pytest.mark.parametrize("place", range(1, len(ASK) - 1))
def test_one_flipped_bit_is_refused_and_never_answered(place: int) -> None:
    wire = bytearray(ASK)
    wire[place] ^= 0x40
    host = BccHost()
    assert host.give(bytes(wire), 1.0) == NAK
    assert (1, 0) == (host.truth.frames_bad, host.truth.frames_valid)


def test_a_wrong_length_is_refused_though_the_check_is_right() -> None:
    assert NAK == BccHost().give(with_length(ASK, len(ASK) + 1))
    assert NAK == BccHost().give(with_length(ASK, len(ASK) - 1))
    assert NAK != BccHost().give(with_length(ASK, len(ASK)))


def test_a_broken_frame_may_get_no_answer_at_all() -> None:
    host = BccHost(broken="silent")
    assert b"" == host.give(ASK[:-2] + b"0\x04", 1.0)
    assert 1 == host.truth.frames_bad


@pytest.mark.parametrize("cut", range(1, len(ASK)))
def test_a_request_may_come_in_two_pieces_with_any_time_between(cut: int) -> None:
    host = BccHost()
    host.line.feed(ASK[:cut])
    assert b"" == host.line.advance(30.0)
    assert "0" == rate(host.give(ASK[cut:]))


@pytest.mark.parametrize("cut", range(1, len(ASK)))
def test_a_request_cut_short_does_not_swallow_the_next(cut: int) -> None:
    assert "0" == rate(BccHost().give(ASK[:cut] + ASK))


@pytest.mark.parametrize("noise", [b"\xff\xff", b"\x04\x04", b"\x02\x03", ASK[1:], b"\x06\x15"])
def test_noise_before_a_request_is_passed_over(noise: bytes) -> None:
    assert "0" == rate(BccHost().give(noise + ASK))


def test_a_frame_may_be_as_long_as_the_limit_and_no_longer() -> None:
    longest = "A" * (LONGEST - 14)
    assert [Heard(Kind.FRAME, longest)] == heard(frame(longest))
    assert [] == heard(frame(longest + "A"))
    assert [Heard(Kind.ACK)] == heard(frame(longest + "A") + ACK)
