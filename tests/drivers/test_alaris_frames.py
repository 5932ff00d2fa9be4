"""The codec against frames recorded from two pumps, and against everything that is nearly one."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.alaris import commands, figures
from drivers.alaris.commands import Command
from drivers.alaris.frames import (
    TEXT_MAX,
    Message,
    MessageCutter,
    ParsingError,
    crc,
    parse_message,
)
from drivers.alaris.reading import State, parse_state
from drivers.port import Delivery
from drivers.quantities import QuantityError, Rate, Volume

GOLDEN = json.loads((Path(__file__).parents[1] / "golden/alaris.json").read_text("ascii"))
FRAMES = [*GOLDEN["captured"], *GOLDEN["worked"]]

ON_HOLD = "INF^8002-51733^A^HLD^0.00^ml/h^^0.969^ml^530.15^mmHg^00:04:09^EVENT^214725"
"""Recorded from a pump with an occlusion; the CRC that came with it is DB9D."""


@pytest.mark.parametrize("given", FRAMES, ids=lambda given: given["text"])
def test_golden_bytes(given: dict[str, str]) -> None:
    raw = f"!{given['text']}|{given['crc']}\r".encode("ascii")

    assert raw == Message(given["text"]).raw
    assert Message(given["text"]) == parse_message(raw)
    if "hex" in given:
        assert bytes.fromhex(given["hex"]) == raw


@pytest.mark.parametrize("given", GOLDEN["wrong"], ids=lambda given: given["meaning"])
def test_a_frame_with_a_caret_too_few_is_none(given: dict[str, str]) -> None:
    with pytest.raises(ParsingError, match="21 52"):
        parse_message(f"!{given['text']}|{given['crc']}\r".encode("ascii"))


@pytest.mark.parametrize("given", GOLDEN["codes"])
def test_the_code_of_control_is_the_crc_of_the_serial_number(given: dict[str, str]) -> None:
    assert given["code"] == crc(given["serial"])
    asked = commands.take_authority(given["serial"]).text
    assert f"REMOTE_CTRL^ENABLED^{given['code']}" == asked


@pytest.mark.parametrize("given", GOLDEN["exchanges"], ids=lambda given: given["meaning"])
def test_the_golden_answers_are_understood(given: dict[str, str]) -> None:
    question, answer = (given[part].rpartition("|")[0] for part in ("request", "reply"))
    mine = {
        each.text: each
        for each in (
            commands.SERIAL_NUMBER,
            commands.REVISION,
            commands.RESPONSE_MAX,
            commands.SYRINGE,
            commands.RATE_MAX,
            commands.ALARM,
            commands.take_authority("8002-51740"),
        )
    }
    if question in mine:
        assert mine[question].agreed_by(answer)
    else:  # the driver never releases control, never switches reports, never says 0.1 so
        assert question in ("REMOTE_CTRL^DISABLED", "REMQUERY^DEACT", "INF_RATE^0.1^ml/h")


def test_the_commands_write_the_golden_texts() -> None:
    recorded = {each["text"] for each in FRAMES}
    mine = {
        commands.set_rate(Rate.from_ml_per_h("3.5")),
        commands.set_rate(Rate.from_ml_per_h("125")),
        commands.set_vtbi(Volume.from_ml("11")),
        commands.set_vtbi(Volume.from_ml("250")),
        commands.START,
        commands.STOP,
        commands.STATE,
        commands.VTBI,
        commands.ALARM,
    }

    assert {each.text for each in mine} <= recorded


def test_a_recorded_state_is_read() -> None:
    raw = f"!{ON_HOLD}|DB9D\r".encode("ascii")
    expected = State("8002-51733", True, Delivery.STOPPED, Rate(0), Volume(969), Volume(1))

    assert expected == parse_state(parse_message(raw))


@pytest.mark.parametrize(
    ("mode", "rate", "unit", "delivery"),
    [
        ("SET", "25.00", "ml/h", Delivery.RUNNING),
        ("SET", "0.00", "ml/h", Delivery.STOPPED),
        ("HLD", "0.00", "ml/h", Delivery.STOPPED),
        ("HLD", "25.00", "ml/h", Delivery.OTHER),
        ("PURGE", "0.00", "ml/h", Delivery.OTHER),
        ("SET", "2.00", "mg/h", Delivery.OTHER),
        ("HLD", "", "", Delivery.OTHER),
    ],
)
def test_stopped_is_only_what_says_so(mode: str, rate: str, unit: str, delivery: Delivery) -> None:
    text = ON_HOLD.replace("HLD^0.00^ml/h", f"{mode}^{rate}^{unit}")

    assert delivery is parse_state(Message(text)).delivery


@pytest.mark.shows("INV-31")
@pytest.mark.parametrize(
    "text",
    [
        "INF",
        "INF^",
        ON_HOLD + "^",
        ON_HOLD.replace("0.969", "-1"),
        ON_HOLD.replace("0.969^ml", "0.969^l"),
        ON_HOLD.replace("0.969", "\uff11".encode().decode("latin-1")),
        ON_HOLD.replace("INF^", "INFO^"),
    ],
)
def test_what_no_pump_can_have_said(text: str) -> None:
    with pytest.raises((ParsingError, QuantityError)):
        parse_state(Message(text))


TEXTS = st.text(st.sampled_from("ABCZ_^ 09.-/!~\xe9\xff"), min_size=1, max_size=TEXT_MAX)


@given(TEXTS)
def test_every_text_comes_back(text: str) -> None:
    assert Message(text) == parse_message(Message(text).raw)


@pytest.mark.parametrize("text", ["", "A|B", "A\r", "A\x1b", "\x00", "\u0100", "A" * 201])
def test_what_is_not_a_text_is_not_said(text: str) -> None:
    with pytest.raises((ParsingError, UnicodeEncodeError)):
        _ = Message(text).raw


def test_a_text_that_is_too_long_is_not_read_either() -> None:
    text = "A" * (TEXT_MAX + 1)
    raw = f"!{text}|{crc(text)}\r".encode()

    assert [] == MessageCutter().feed(raw)
    with pytest.raises(ParsingError):
        parse_message(raw)


@pytest.mark.shows("BYTE-01")
@pytest.mark.shows("BYTE-02")
@given(st.lists(TEXTS, max_size=4), st.data())
def test_cut_anywhere_the_same_messages_come_out(texts: list[str], data: st.DataObject) -> None:
    stream = b"".join(Message(text).raw for text in texts)
    cutter, found = MessageCutter(), []
    while stream:
        size = data.draw(st.integers(1, len(stream)))
        found += cutter.feed(stream[:size])
        stream = stream[size:]

    assert [Message(text) for text in texts] == found
    assert 0 == cutter.garbage


@pytest.mark.shows("COM-06")
@pytest.mark.shows("BYTE-03")
@pytest.mark.shows("BYTE-04")
@given(st.binary(max_size=60).filter(lambda noise: b"!" not in noise), TEXTS)
def test_noise_before_a_message_is_dropped(noise: bytes, text: str) -> None:
    cutter = MessageCutter()

    assert [Message(text)] == cutter.feed(noise + Message(text).raw)
    assert len(noise) == cutter.garbage


@pytest.mark.parametrize(
    "start", [b"!INF^8002", b"!INF|49", b"!INF|4961\x1b", b"!!!", b"!INF|0000\r"]
)
def test_a_broken_off_message_costs_only_itself(start: bytes) -> None:
    cutter = MessageCutter()

    assert [Message("INF_STOP")] == cutter.feed(start + Message("INF_STOP").raw)
    assert len(start) == cutter.garbage


def test_an_escape_ends_a_message_that_is_half_said() -> None:
    raw = Message("INF_START").raw

    assert [] == MessageCutter().feed(raw[:5] + b"\x1b" + raw[5:])


class Guarded(MessageCutter):
    """Shows how much is held at most."""

    most = 0

    def _cut(self) -> list[Message]:
        self.most = max(self.most, len(self._held))
        return super()._cut()


NOISE = st.one_of(
    st.binary(max_size=3_000),
    st.text(st.sampled_from("!|^\r\x1b4961INF"), max_size=3_000).map(str.encode),
)


@pytest.mark.shows("BYTE-07")
@given(st.lists(NOISE, max_size=3))
def test_no_noise_breaks_the_cutter_or_fills_it(noises: list[bytes]) -> None:
    cutter = Guarded()
    for noise in noises:
        for message in cutter.feed(noise):
            assert parse_message(message.raw) == message
    cutter.reset()

    assert [Message("INF")] == cutter.feed(Message("INF").raw)
    assert cutter.most < 1_024 + TEXT_MAX + 10


@pytest.mark.shows("BYTE-07")
def test_a_flood_is_dropped_in_time_that_grows_with_its_size_only() -> None:
    cutter = Guarded()

    assert [] == cutter.feed(b"!" * 200_000)
    assert cutter.most < 1_024 + TEXT_MAX + 10


@given(st.text(max_size=80))
def test_no_answer_breaks_the_reading_of_it(text: str) -> None:
    for each in (
        f"INF^{text}",
        f"INF^1^-^{text}^ml/h^^0.0^ml^^^^^",
        f"INF^1^-^SET^{text}^^^^^^^^^^",
    ):
        try:
            parse_state(Message(each))
        except (ParsingError, QuantityError):
            continue


@pytest.mark.shows("COM-01")
@pytest.mark.shows("BYTE-06")
@pytest.mark.parametrize("text", [ON_HOLD, "INF_START", "INF_RATE^125.00^ml/h"])
def test_no_single_flipped_bit_gives_another_message(text: str) -> None:
    raw = Message(text).raw
    for bit in range(len(raw) * 8):
        turned = bytearray(raw)
        turned[bit // 8] ^= 1 << bit % 8
        assert [] == MessageCutter().feed(bytes(turned)), bit


@given(st.integers(-5, 100_000_005))
def test_a_volume_goes_exactly_or_not_at_all(ul: int) -> None:
    try:
        text = figures.volume_to_text(Volume(ul))
    except QuantityError:
        assert not 0 < ul <= 99_999_999
        return
    assert (Volume(ul), Volume(1)) == figures.volume_from_text(text, "ml")


@given(st.integers(-5, 3_000_000))
def test_a_rate_goes_exactly_or_not_at_all(ul_per_h: int) -> None:
    try:
        text = figures.rate_to_text(Rate(ul_per_h))
    except QuantityError:
        assert ul_per_h <= 0 or ul_per_h % 10
        return
    assert Rate(ul_per_h) == figures.rate_from_text(text, "ml/h")


@pytest.mark.parametrize(
    "text", ["", ".", "1.", ".5", "-1", "1e3", "1,5", "123456", "1.2345", "\xb2"]
)
def test_what_is_not_the_pumps_number(text: str) -> None:
    with pytest.raises(QuantityError):
        figures.from_text(text)


@pytest.mark.parametrize(
    ("text", "milli", "hidden"), [("50", 50_000, 1_000), (" 0.1", 100, 100), ("12.34", 12_340, 10)]
)
def test_what_the_last_place_can_hide(text: str, milli: int, hidden: int) -> None:
    assert (milli, hidden) == figures.from_text(text)


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        (commands.START, "INF_START^DENIED"),
        (commands.SERIAL_NUMBER, "INST_SERIALNO^A^B"),
        (commands.take_authority("8002-51740"), "REMOTE_CTRL^ENABLED^****^REFUSE^0^ms"),
        (commands.take_authority("8002-51740"), "REMOTE_CTRL^DISABLED^****^PERMIT^0^ms"),
        (commands.set_rate(Rate(25_000)), "INF_RATE^ERROR"),
        (commands.set_vtbi(Volume(25_000)), "INF_VTBI"),
    ],
)
def test_what_is_not_the_expected_answer_is_not_a_yes(command: Command, answer: str) -> None:
    assert not command.agreed_by(answer)
