"""The codec against frames worked out by hand, and against everything that is nearly a frame."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.new_era import commands, figures
from drivers.new_era.frames import (
    Alarm,
    AlarmCode,
    Mode,
    Packet,
    PacketCutter,
    ParsingError,
    Reply,
    Request,
    Status,
    parse_packet,
    parse_reply,
)
from drivers.quantities import QuantityError, Rate, Volume

GOLDEN = [
    tuple(part.strip() for part in line.split(";"))
    for line in (Path(__file__).parent / "golden/new_era.hex").read_text("ascii").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("direction", "body", "text"), GOLDEN)
def test_golden_bytes(direction: str, body: str, text: str) -> None:
    raw = bytes.fromhex(text)

    assert Packet(Mode.SAFE, body.encode()).raw == raw
    assert parse_packet(raw) == Packet(Mode.SAFE, body.encode())
    if direction == "request":
        assert Request(0, body[1:]).to_bytes() == raw
    if direction == "reply":
        assert parse_reply(parse_packet(raw)).address == 0


def test_the_commands_write_the_golden_bodies() -> None:
    bodies = {body for direction, body, _ in GOLDEN if direction == "request"}
    mine = (
        commands.set_rate(Rate.from_ml_per_h("125")),
        commands.set_volume(Volume.from_ml("250")),
        commands.RUN,
        commands.arm_watchdog(30),
        commands.STATUS,
        commands.DISPENSED,
    )

    assert {f"0{command.text}" for command in mine} == bodies


def test_replies() -> None:
    def said(body: str) -> Reply | Alarm:
        return parse_reply(Packet(Mode.SAFE, body.encode()))

    assert said("07I12") == Reply(7, Status.INFUSING, "12")
    assert said("00A?R") == Alarm(0, AlarmCode.RESET)
    error = said("00S?NA")
    assert isinstance(error, Reply)
    assert error.error == "?NA"


@pytest.mark.shows("INV-31")
@pytest.mark.parametrize("body", ["", "0", "00", "0S", "00Z", "00A?Q", "00A?", "00A?TT", "xxS"])
def test_what_no_pump_can_have_said(body: str) -> None:
    with pytest.raises(ParsingError):
        parse_reply(Packet(Mode.SAFE, body.encode()))


def test_a_parsing_error_shows_the_bytes() -> None:
    with pytest.raises(ParsingError, match="02 07 30") as caught:
        parse_packet(b"\x02\x070")

    assert caught.value.data == b"\x02\x070"


def test_basic_mode_is_known_by_its_form() -> None:
    assert parse_packet(b"\x0200S\x03") == Packet(Mode.BASIC, b"00S")


BODIES = st.binary(max_size=40)


@given(BODIES)
def test_every_body_comes_back(body: bytes) -> None:
    packet = Packet(Mode.SAFE, body)

    assert parse_packet(packet.raw) == packet


@pytest.mark.shows("BYTE-01")
@pytest.mark.shows("BYTE-02")
@given(st.lists(BODIES, max_size=4), st.data())
def test_cut_anywhere_the_same_packets_come_out(bodies: list[bytes], data: st.DataObject) -> None:
    packets = [Packet(Mode.SAFE, body) for body in bodies]
    stream = b"".join(packet.raw for packet in packets)
    cutter, found = PacketCutter(), []
    while stream:
        size = data.draw(st.integers(1, len(stream)))
        found += cutter.feed(stream[:size])
        stream = stream[size:]

    assert found == packets
    assert cutter.garbage == 0


@pytest.mark.shows("COM-06")
@pytest.mark.shows("BYTE-03")
@pytest.mark.shows("BYTE-04")
@given(st.binary(max_size=60).filter(lambda noise: 2 not in noise), BODIES)
def test_noise_before_a_packet_is_dropped(noise: bytes, body: bytes) -> None:
    packet = Packet(Mode.SAFE, body)
    cutter = PacketCutter()

    assert cutter.feed(noise + packet.raw) == [packet]
    assert cutter.garbage == len(noise)


@pytest.mark.shows("BYTE-07")
@given(st.binary(max_size=300))
def test_no_noise_breaks_the_cutter_or_fills_it(noise: bytes) -> None:
    cutter = PacketCutter()
    for byte in noise:
        cutter.feed(bytes((byte,)))
    packet = Packet(Mode.SAFE, b"00S")
    cutter.reset()

    assert cutter.feed(packet.raw) == [packet]


@pytest.mark.shows("COM-01")
@pytest.mark.shows("BYTE-06")
@pytest.mark.parametrize("body", ["00S", "00IRAT125.0MH", "00II12.34W0.000ML", "00P", "00A?T"])
def test_no_single_flipped_bit_gives_another_safe_packet(body: str) -> None:
    raw = Packet(Mode.SAFE, body.encode()).raw
    for bit in range(len(raw) * 8):
        turned = bytearray(raw)
        turned[bit // 8] ^= 1 << bit % 8
        assert [p for p in PacketCutter().feed(bytes(turned)) if p.mode is Mode.SAFE] == []
        for packet in PacketCutter().feed(bytes(turned)):
            with pytest.raises(ParsingError):
                parse_reply(packet)


@given(st.integers(1, figures.MILLI_MAX))
def test_a_number_goes_exactly_or_not_at_all(milli: int) -> None:
    rounded = figures.rounded_down(milli)

    assert figures.from_text(figures.to_text(rounded)) == rounded
    assert milli - figures.increment(milli) < rounded <= milli
    assert sum(c.isdigit() for c in figures.to_text(rounded)) <= 4
    if rounded != milli:
        with pytest.raises(QuantityError):
            figures.to_text(milli)


@pytest.mark.parametrize(
    ("text", "said"), [("125", "125.0"), ("0.1", "0.100"), ("33.33", "33.33"), ("1000", "1000")]
)
def test_rates_as_the_pump_writes_them(text: str, said: str) -> None:
    assert figures.rate_to_text(Rate.from_ml_per_h(text)) == said


@pytest.mark.parametrize("milli", [0, -1, 33_333, 10_000_000])
def test_what_the_pump_has_no_number_for(milli: int) -> None:
    with pytest.raises(QuantityError):
        figures.to_text(milli)


@pytest.mark.parametrize(
    "text", ["", ".", "12345", "1.2345", "1.2.3", "-1", "1e3", "\uff11", "12.345"]
)
def test_what_is_not_the_pumps_number(text: str) -> None:
    with pytest.raises(QuantityError):
        figures.from_text(text)


@pytest.mark.parametrize(
    ("text", "ul", "hidden"),
    [
        ("I0.000W0.000ML", 0, 1),
        ("I9.999W0.000ML", 9_999, 1),
        ("I12.34W0.000ML", 12_340, 10),
        ("I125.0W0.000ML", 125_000, 100),
        ("I1000.W0.000ML", 1_000_000, 1_000),
        ("I25.W0.000ML", 25_000, 1_000),
        ("I12.34W0.000UL", 12, 1),
    ],
)
def test_the_counter_and_what_it_can_hide(text: str, ul: int, hidden: int) -> None:
    assert figures.dispensed_from_text(text) == (Volume(ul), Volume(hidden))


@pytest.mark.parametrize(
    ("text", "ul_per_h"),
    [("125.0MH", 125_000), ("1.000MM", 60_000), ("500.0UH", 500), ("10.01UM", 601)],
)
def test_rates_in_all_units(text: str, ul_per_h: int) -> None:
    assert figures.rate_from_text(text) == (Rate(ul_per_h), text[-2:])


@pytest.mark.parametrize("seconds", [0, 256, -1])
def test_a_watchdog_that_would_not_be_one_is_refused(seconds: int) -> None:
    with pytest.raises(ValueError, match="watchdog"):
        commands.arm_watchdog(seconds)
