"""The codec against frames recorded from a station, and against everything that is nearly one."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.bbraun_bcc.frames import (
    FRAME_MAX,
    Frame,
    FrameCutter,
    ParsingError,
    parse_frame,
    request,
)
from drivers.bbraun_bcc.records import RACK, RECORDS_MAX, RS, Record, Slot, parse_records, value_of
from tests.drivers.far_bcc import frame

GOLDEN = json.loads((Path(__file__).parents[1] / "golden/bbraun_bcc.json").read_text("utf-8"))
RECORDED, WORKED, REQUESTS = GOLDEN["recorded"], GOLDEN["worked"], GOLDEN["requests"]
WHOLE = frame("215,50113,INRT,125.00")
LONGER = WHOLE.replace(b"00049", b"00050")[:-6] + b"%05d\x04" % ((sum(WHOLE[:-6]) - 8) % 256)
"""Its length is wrong and its check is right: 50 instead of 49."""


@pytest.mark.parametrize("golden", RECORDED, ids=lambda golden: golden["meaning"][:40])
def test_the_recorded_frames_verify_and_are_lists_of_records(golden: dict[str, Any]) -> None:
    found = parse_frame(bytes.fromhex(golden["hex"]))

    assert (golden["bed"], golden["last"]) == (found.name, found.last)
    assert len(parse_records(found)) == found.text.count(RS) + 1


def test_what_the_recorded_frames_tell_is_read() -> None:
    first, second = (parse_records(parse_frame(bytes.fromhex(each["hex"]))) for each in RECORDED)

    assert "0" == value_of(first, Slot(1, 1), "INRT")
    assert "688F030006" == value_of(first, Slot(1, 1), "GNNEW")
    assert "36248" == value_of(first, Slot(1, 1), "INSERNUM")
    assert None is value_of(first, Slot(1, 1), "INSOL")  # it has no value, and says so
    assert "0.30" == value_of(second, Slot(1, 3), "INRT")
    assert {Slot(1, 3)} == {record.slot for record in second}


@pytest.mark.parametrize("golden", [*REQUESTS, *WORKED], ids=lambda golden: golden["meaning"])
def test_the_worked_frames_are_read_and_written(golden: dict[str, Any]) -> None:
    raw = bytes.fromhex(golden["hex"])
    found = parse_frame(raw)

    assert (golden["text"], golden["last"]) == (f"{found.name}/1/1>{found.text}", found.last)
    if golden["last"]:
        assert raw == request(found.name, found.text)


@pytest.mark.parametrize(
    ("told", "slot"),
    [("50100", RACK), ("50113", Slot(1, 3)), ("5011A", Slot(1, 10)), ("501110", Slot(1, 10))],
)
def test_a_slot_is_a_digit_a_letter_or_two_digits(told: str, slot: Slot) -> None:
    (record,) = parse_records(parse_frame(frame(f"1,{told},INRT,0")))

    assert Record(1, slot, "INRT", "0") == record


@pytest.mark.parametrize(("slot", "text"), [((1, 9), "19"), ((1, 10), "1A"), ((3, 24), "3O")])
def test_a_request_names_slots_by_one_character(slot: tuple[int, int], text: str) -> None:
    assert text == Slot(*slot).text


@pytest.mark.parametrize(
    "raw",
    [
        WHOLE.replace(b"\x0100", b"\x0101"),
        LONGER,
        WHOLE.replace(b"125", b"126"),
        WHOLE.replace(b"\x03", b"\x1f"),
        WHOLE[:6] + b"\x03" + WHOLE[7:],
        frame("1,50113,INRT,0", bed=""),
        frame("1,50113,INRT,0", bed="\x1e"),
        b"\x01" + bytes(FRAME_MAX) + b"\x04",
        b"",
    ],
)
def test_what_is_nearly_a_frame_is_none(raw: bytes) -> None:
    with pytest.raises(ParsingError):
        parse_frame(raw)


@pytest.mark.parametrize(
    "text",
    [
        "x,50113,INRT,0",
        "1,40113,INRT,0",
        "1,50143,INRT,0",
        "1,5011P,INRT,0",
        "1,50113",
        "1,50113,,0",
        RS.join(["1,50113,INRT,0"] * (RECORDS_MAX + 1)),
    ],
)
def test_what_is_nearly_a_record_is_none(text: str) -> None:
    with pytest.raises(ParsingError):
        parse_records(Frame(b"", "1", text))


PIECES = st.lists(
    st.one_of(
        st.sampled_from([WHOLE, frame("1,50100,GNACK,_NV", end=b"\x17"), b"\x06", b"\x15"]),
        st.binary(max_size=40),
    ),
    max_size=8,
)


@pytest.mark.shows("COM-06")
@given(PIECES, st.data())
def test_the_cutter_finds_the_same_however_the_stream_is_cut(
    pieces: list[bytes], data: st.DataObject
) -> None:
    stream = b"".join(pieces)
    at = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    whole, cut = FrameCutter(), FrameCutter()
    expected = whole.feed(stream)
    found = [
        each
        for begin, end in zip([0, *at], [*at, len(stream)], strict=True)
        for each in cut.feed(stream[begin:end])
    ]

    assert expected == found
    assert whole.garbage == cut.garbage


@given(st.binary(max_size=60).filter(lambda noise: b"\x01" not in noise))
def test_a_frame_after_noise_is_found(noise: bytes) -> None:
    assert parse_frame(WHOLE) == FrameCutter().feed(noise + WHOLE)[-1]


def test_a_frame_that_is_cut_short_costs_nothing_but_itself() -> None:
    cutter = FrameCutter()

    assert [parse_frame(WHOLE)] == cutter.feed(WHOLE[:20] + WHOLE)
    assert 20 == cutter.garbage


def test_a_frame_that_never_ends_is_given_up_and_counted() -> None:
    cutter = FrameCutter()

    assert [] == cutter.feed(b"\x01" + b"0" * FRAME_MAX)
    assert cutter.garbage >= FRAME_MAX
    assert [parse_frame(WHOLE)] == cutter.feed(WHOLE)


@given(st.text(st.characters(codec="latin-1"), max_size=80))
def test_no_text_makes_the_reader_raise_anything_but_its_own_error(text: str) -> None:
    with suppress(ParsingError):
        parse_records(Frame(b"", "1", text))
