"""The simulator's own ER7: the golden messages byte for byte, escapes, limits."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.ihe_pcd_er7 import (
    MAX_BYTES,
    MAX_FIELDS,
    MAX_SEGMENTS,
    Message,
    NotReadableError,
    Segment,
    escaped,
    header,
    moment,
    read,
    segment,
    unescaped,
)
from tests.simulators.pcd_ward import GOLDEN

MSH = b"MSH|^~\\&|A|B|C|D|20260102080000+0000||ACK^O15^ACK|1|P|2.6\r"
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r"))


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.hl7")), ids=lambda path: path.stem)
def test_a_golden_message_goes_through_byte_for_byte(path: Path) -> None:
    data = path.read_bytes()
    assert data == read(data).data


def test_there_are_golden_messages() -> None:
    assert 9 == len(list(GOLDEN.glob("*.hl7")))


@given(st.binary(max_size=200).map(lambda rest: MSH + rest))
def test_whatever_comes_is_read_whole_or_refused(data: bytes) -> None:
    try:
        message = read(data)
    except NotReadableError:
        return
    assert data.removesuffix(b"\r") + b"\r" == message.data


@given(st.binary(max_size=200))
def test_bytes_that_are_no_message_are_refused(data: bytes) -> None:
    if not data.startswith(b"MSH|^~\\&|"):
        with pytest.raises(NotReadableError):
            read(data)


@given(TEXT)
def test_free_text_survives_its_escapes(text: str) -> None:
    raw = escaped(text)
    assert not set("|^~&") & set(raw)
    assert text == unescaped(raw)


@given(TEXT)
def test_unescaping_never_fails(raw: str) -> None:
    assert isinstance(unescaped(raw), str)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (r"a\T\b", "a&b"),
        (r"\F\\S\\R\\E\ ", "|^~\\ "),
        (r"\XE2889A\ ", "√ "),
        (r"\H\bold\N\ ", r"\H\bold\N\ "),
        ("end\\", "end\\"),
        (r"not closed\F", r"not closed\F"),
        (r"\XZZ\ ", r"\XZZ\ "),
    ],
)
def test_escapes_stand_for_what_hl7_says(raw: str, text: str) -> None:
    assert text == unescaped(raw)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (MSH + b"PID|" + b"x" * MAX_BYTES, "longer than"),
        (MSH + b"OBX|1\r" * MAX_SEGMENTS, "segments"),
        (MSH + b"OBX" + b"|" * (MAX_FIELDS + 1), "fields"),
        (MSH + b"PID|\xff", "UTF-8"),
        (MSH.replace(b"|^~\\&|", b"|^~\\#|"), "begin"),
        (MSH + b"pid|1", "segment name"),
        (MSH + b"\r" + MSH, "segment name"),
        (b"", "begin"),
    ],
    ids=str,
)
def test_what_is_too_much_or_no_message_is_refused_with_the_reason(data: bytes, why: str) -> None:
    with pytest.raises(NotReadableError, match=why):
        read(data)


def test_fields_are_numbered_as_hl7_numbers_them() -> None:
    msh = read(MSH).header
    assert ["|", "^~\\&", "A", "1", "2.6", ""] == [msh.raw(n) for n in (1, 2, 3, 10, 12, 40)]
    assert "ACK^O15" == read(MSH).kind
    pid = Segment(("PID", "1", "", " 7 ^x&y^\\T\\~8^z"))
    assert ["7", "x&y", "&", ""] == [pid.part(3, n) for n in (1, 2, 3, 4)]
    assert ["8", ""] == [pid.part(3, 1, repetition) for repetition in (2, 3)]


def test_a_segment_ends_with_its_last_filled_field() -> None:
    assert "ERR|||207|E" == segment("ERR", {3: "207", 4: "E", 5: ""}).text
    assert b"MSH|^~\\&|A\r" == Message((header(["A", "", ""]),)).data


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("20260102080000+0000", datetime(2026, 1, 2, 8, tzinfo=UTC)),
        ("20260102080000-0000", datetime(2026, 1, 2, 8, tzinfo=UTC)),
        ("20260102080000.250-0600", datetime(2026, 1, 2, 14, tzinfo=UTC)),
        ("20260102093000+0130", datetime(2026, 1, 2, 8, tzinfo=UTC)),
        ("20260102080000", None),
        ("20260102080000+00", None),
        ("20260132080000+0000", None),
        ("20260102080000+9999", None),
        ("202601020800+0000", None),
        ("", None),
    ],
)
def test_a_time_stamp_needs_seconds_and_a_zone(text: str, at: datetime | None) -> None:
    assert at == moment(text)
