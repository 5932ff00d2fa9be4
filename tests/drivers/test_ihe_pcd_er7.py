"""The text form of HL7 v2: escapes, limits, and whatever else a line may bring."""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.ihe_pcd import er7
from drivers.ihe_pcd.er7 import Er7Error, Message, components, escape, parse, segment, unescape
from drivers.ihe_pcd.heard import read_answer, read_reports
from tests.drivers.ihe_pcd_texts import HEAD

TEXT = st.text(st.characters(codec="utf-8"), max_size=60)


@given(TEXT)
def test_any_text_survives_a_field(text: str) -> None:
    assert text == unescape(escape(text))
    made = Message((parse(HEAD).msh, segment("NTE", "1", "", escape(text))))

    assert text == parse(made.encode()).segments[1].text(3)


@given(st.lists(TEXT, max_size=6))
def test_any_texts_survive_as_components(parts: list[str]) -> None:
    made = Message((parse(HEAD).msh, segment("OBX", components(*parts))))
    while parts and not parts[-1]:
        parts = parts[:-1]

    assert parts == parse(made.encode()).segments[1].parts(1)


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        (r"a\F\b\S\c\T\d\R\e\E\f", "a|b^c&d~e\\f"),
        (r"\X41C3A9\ ", "Aé "),
        (r"a\.br\b", "a\nb"),
        (r"\H\loud\N\ ", r"\H\loud\N\ "),
        (r"\XFF\ ", r"\XFF\ "),
        ("a\\b", "a\\b"),
    ],
)
def test_an_escape_means(raw: str, meant: str) -> None:
    assert meant == unescape(raw)


def test_repetitions_and_subcomponents() -> None:
    found = segment("OBX", "a^b&c~d", r"x&y\T\z^w")

    assert [["a", "b&c"], ["d"]] == found.repetitions(1)
    assert ["x", "y&z"] == found.subcomponents(2)
    assert [] == found.subcomponents(2, 3)
    assert ("", [], []) == (found.text(9), found.parts(9), found.repetitions(9))


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "does not begin"),
        (b"MSH|^~\\&#|A\r", "does not begin"),
        (b"MSH^|~\\&^A\r", "does not begin"),
        (b"\xef\xbb\xbf" + HEAD, "does not begin"),
        (HEAD + b"PID|\xff\r", "not UTF-8 at byte 66"),
        (HEAD + b"PID|\x07\r", "control character"),
        (HEAD + b"PID|1\nOBX|1\r", "control character"),
        (HEAD + b"pid|1\r", "not the name"),
        (HEAD + b"\r", "not the name"),
        (HEAD + HEAD, "two messages"),
        (HEAD + b"NTE|1\r" * 500, "more than 500"),
        (HEAD + b"OBX" + b"|" * 250 + b"\r", "more than 250"),
        (HEAD + b"OBX|" + b"x" * er7.MESSAGE_MAX, "bytes"),
    ],
)
def test_what_is_no_message_is_refused(body: bytes, why: str) -> None:
    with pytest.raises(Er7Error, match=why):
        parse(body)


def test_the_end_of_the_last_segment_may_be_missing() -> None:
    assert HEAD == parse(HEAD[:-1]).encode()


def test_a_field_has_limits_of_its_own() -> None:
    many = segment("OBX", "~" * 200, "^" * 100, "&" * 100)
    for read in (
        lambda: many.repetitions(1),
        lambda: many.parts(2),
        lambda: many.subcomponents(3),
    ):
        with pytest.raises(Er7Error, match="more than"):
            read()


PIECES = st.sampled_from(
    [
        *(b"|", b"^", b"~", b"&", b"\\", b"\r", b"\xc3", b"0", b"25", b"20260102"),
        *(b"OBX", b"OBR", b"MSA", b"ERR", b"CA", b"^pump-status-infusing"),
        b"158014^MDC_FLOW_FLUID_PUMP_CURRENT^MDC",
    ]
)


@given(st.lists(PIECES, max_size=80).map(b"".join))
def test_whatever_comes_only_its_own_error_comes_out(rest: bytes) -> None:
    body = HEAD + rest
    try:
        message = parse(body)
        assert body.rstrip(b"\r") == message.encode().rstrip(b"\r")
        read_reports(message)
        read_answer(message)
    except Er7Error:
        pass


@given(st.binary(max_size=300))
def test_whatever_bytes_come_only_its_own_error_comes_out(body: bytes) -> None:
    for each in (body, HEAD + body):
        with suppress(Er7Error):
            parse(each)


@pytest.mark.parametrize("sign", ["\\", "\\X", "~", "^", "&", "\\F", "|", "0", "OBX|1|"])
def test_a_message_of_a_megabyte_is_read_in_a_moment(sign: str) -> None:
    """Ten times as much takes about ten times as long; quadratic would take a hundred times."""

    def seconds(size: int) -> float:
        body = HEAD + b"OBX|" + sign.encode() * (size // len(sign)) + b"\r"
        began = time.process_time()
        try:
            message = parse(body)
            for each in message.segments:
                unescape(each.raw(1))
                each.text(1)
        except Er7Error:
            pass
        return time.process_time() - began

    small, large = (min(seconds(size) for _ in range(3)) for size in (100_000, 1_000_000))

    assert large < 60 * small + 0.5
