"""Bytes that are not what was sent, or not where they should be."""

import asyncio

import pytest

from service.core.session.state import Phase
from simulators.alaris_frames import message
from simulators.new_era_frames import safe_packet
from tests.field.beside import ALARIS, BOTH, NEW_ERA, Kind, beside, infusing, undisturbed
from tests.stories.bedside import Bedside, in_virtual_time, now

LONGEST = {"new_era": 24, "alaris": 90}
"""Bytes of the longest answer to a reading."""
INTER_BYTE_S = 0.5
CUT_S = 6
"""Longer than the silence that is told, shorter with the wait behind it than any watchdog."""


@pytest.mark.shows("BYTE-01")
@pytest.mark.parametrize("pause_s", [0.1, 0.6])
@pytest.mark.parametrize("kind", BOTH)
@in_virtual_time
async def test_an_answer_may_be_split_at_any_byte(kind: Kind, pause_s: float) -> None:
    async with infusing(kind) as bed:
        await asyncio.sleep(5)
        async with undisturbed(bed):
            whole = pause_s < INTER_BYTE_S
            for at in range(1, LONGEST[kind.name]):
                bed.pump.faults.change({"split_at": at, "split_s": pause_s})
                bed.pump.faults.split_replies = 4 if whole else 1
                await bed.until(lambda: bed.pump.faults.split_replies == 0, 20)
                await bed.reported()
            assert not whole or 0 == bed.times("PumpFellSilent")


@pytest.mark.shows("BYTE-02")
@pytest.mark.parametrize("kind", BOTH)
@in_virtual_time
async def test_frames_that_come_glued_together_are_cut_apart(kind: Kind) -> None:
    async with infusing(kind) as bed:
        await asyncio.sleep(5)
        async with undisturbed(bed):
            bed.pump.faults.duplicate_replies = -1
            await asyncio.sleep(20)
            assert 0 == bed.times("PumpFellSilent")


NOISE = [
    pytest.param(b"\xff\xff\xff", id="0xFF", marks=pytest.mark.shows("BYTE-04")),
    pytest.param(b"\r\x03\r\r\x03", id="ends", marks=pytest.mark.shows("BYTE-03")),
    pytest.param(b"\x02\xff\x03!\xff\r", id="begun and ended", marks=pytest.mark.shows("BYTE-03")),
    pytest.param(b"\x0200S\r\x03", id="end inside", marks=pytest.mark.shows("BYTE-03")),
    pytest.param(b"\x02\x2c!", id="begun", marks=pytest.mark.shows("BYTE-03")),
    pytest.param(b"\x02" + b"0" * 99, id="long", marks=pytest.mark.shows("BYTE-07")),
    pytest.param(b"!" + b"A" * 900, id="very long", marks=pytest.mark.shows("BYTE-07")),
]


def ahead_of_answers(bed: Bedside, kind: Kind, noise: bytes) -> None:
    """Put bytes on the line while each question of a reading is on its way."""

    def put() -> None:
        bed.pump.line.inject(noise, to_pump=False)
        bed.pump.on_command[kind.status] = put

    put()


@pytest.mark.parametrize("noise", NOISE)
@pytest.mark.parametrize("kind", BOTH)
@in_virtual_time
async def test_noise_before_an_answer_hides_it_at_most_once(kind: Kind, noise: bytes) -> None:
    async with infusing(kind) as bed:
        await asyncio.sleep(5)
        async with undisturbed(bed):
            ahead_of_answers(bed, kind, noise)
            await asyncio.sleep(20)
            bed.pump.on_command.clear()


def spoilt(frame: bytes) -> bytes:
    """The same frame with another check sum."""
    return frame[:-2] + bytes([frame[-2] ^ 1]) + frame[-1:]


STANDS_STILL = safe_packet("00S")
NOT_OURS = [
    pytest.param(NEW_ERA, spoilt(STANDS_STILL), id="sum", marks=pytest.mark.shows("BYTE-06")),
    pytest.param(
        ALARIS,
        spoilt(message("INF_STOP")),
        id="sum, alaris",
        marks=pytest.mark.shows("BYTE-06"),
    ),
    pytest.param(NEW_ERA, safe_packet("01S"), id="address", marks=pytest.mark.shows("BYTE-05")),
]


@pytest.mark.parametrize(("kind", "frame"), NOT_OURS)
@in_virtual_time
async def test_stopped_is_not_believed_of_a_frame_that_is_not_ours(
    kind: Kind, frame: bytes
) -> None:
    async with infusing(kind) as bed:
        await asyncio.sleep(5)
        async with undisturbed(bed):
            bed.pump.mute()
            for text in ("", "RAT", "DIS", "INF", "REMOTE_CTRL"):
                bed.pump.on_command[text] = lambda: bed.pump.line.inject(frame, to_pump=False)
            await asyncio.sleep(4)
            bed.pump.on_command.clear()
            assert not bed.s.stopped


@pytest.mark.shows("BYTE-08")
@pytest.mark.parametrize("gap_s", [0.001, 0.004])
@pytest.mark.parametrize("kind", BOTH)
@in_virtual_time
async def test_bytes_that_come_one_by_one_are_read(kind: Kind, gap_s: float) -> None:
    async with infusing(kind) as bed:
        await asyncio.sleep(5)
        async with undisturbed(bed):
            bed.pump.faults.change({"gap_to_host_s": gap_s, "gap_to_pump_s": gap_s})
            await asyncio.sleep(20)
            assert 0 == bed.times("PumpFellSilent")


@pytest.mark.shows("BYTE-08")
@pytest.mark.parametrize("kind", BOTH)
@in_virtual_time
async def test_a_line_at_another_pace_than_ours_is_noise_and_believed_in_nothing(
    kind: Kind,
) -> None:
    async with infusing(kind) as bed:
        await asyncio.sleep(5)
        async with undisturbed(bed):
            bed.pump.line.garbled = True
            await asyncio.sleep(1.5)
            heard_at = bed.s.heard_at
            await asyncio.sleep(CUT_S - 1.5)
            assert heard_at == bed.s.heard_at
            bed.pump.line.garbled = False


@pytest.mark.shows("FIELD-19")
@pytest.mark.parametrize(
    "echo", [{"echo_first": 3}, {"echo_first": 40}, {"echo": "with_reply"}, {"echo": "wrong_jack"}]
)
@pytest.mark.parametrize("kind", BOTH)
@in_virtual_time
async def test_our_own_bytes_are_no_answer(kind: Kind, echo: dict[str, object]) -> None:
    async with infusing(kind) as bed:
        await asyncio.sleep(5)
        async with undisturbed(bed):
            bed.pump.faults.change(echo)
            await asyncio.sleep(CUT_S)


@pytest.mark.shows("FIELD-19")
@pytest.mark.parametrize("kind", BOTH)
@in_virtual_time
async def test_a_cable_in_the_wrong_socket_at_the_start_is_named_and_nothing_starts(
    kind: Kind,
) -> None:
    async with beside(kind) as bed:
        bed.pump.faults.echo = "wrong_jack"
        bed.pump.unplug(0.1)
        await asyncio.sleep(12)
        trouble = (await bed.ward())["chairs"][0]["pump"]["trouble"]
        assert "own bytes" in trouble
        assert [] == bed.pump.orders()


DIGITS = {"new_era": "0RAT200.0MH", "alaris": "INF_RATE^200.00^ml/h"}
AHEAD = {"new_era": 2, "alaris": 1}
"""Bytes of a frame before its text."""


def digits() -> list[object]:
    """Every digit of the rate, for each family."""
    return [
        pytest.param(kind, AHEAD[kind.name] + at, id=f"{kind.name}-{text[:at]}_{text[at + 1 :]}")
        for kind in (NEW_ERA, ALARIS)
        for text in (DIGITS[kind.name],)
        for at in range(text.index("200"), len(text))
        if text[at].isdigit()
    ]


@pytest.mark.shows("FIELD-20")
@pytest.mark.parametrize("mask", [0x01, 0x08])
@pytest.mark.parametrize(("kind", "at"), digits())
@in_virtual_time
async def test_a_flipped_bit_in_a_digit_puts_no_other_rate_in_force(
    kind: Kind, at: int, mask: int
) -> None:
    async with beside(kind) as bed:
        await bed.prepare(3)
        await asyncio.sleep(1.5)

        def flip() -> None:
            bed.pump.faults.change({"flip_after": at, "flip_mask": mask})

        bed.pump.on_command[kind.rate] = flip
        await bed.tap("start")
        ran: set[float] = set()
        began = now()
        while now() - began < 15:
            ran.add(bed.pump.rate_ml_h())
            await asyncio.sleep(0.02)

        assert {0, 200} == ran
        assert (Phase.INFUSING, 1) == (bed.s.phase, bed.times("RateReached"))
        assert 2 == len([text for text in bed.pump.commands() if text.startswith(kind.rate)])


@pytest.mark.shows("FIELD-21")
@pytest.mark.parametrize("keys", [["stop"], ["stop", "start"], ["stop", "start", "stop"]])
@pytest.mark.parametrize("kind", BOTH)
@in_virtual_time
async def test_keys_at_the_pump_are_seen_and_not_overruled(kind: Kind, keys: list[str]) -> None:
    async with infusing(kind) as bed:
        await asyncio.sleep(15)
        pressed_at = now()
        for key in keys:
            bed.pump.press(key)
            await asyncio.sleep(1.5)
        moving = bed.pump.rate_ml_h()
        await bed.until(lambda: bed.s.phase is Phase.HELD, 3)
        await asyncio.sleep(10)

        assert "held" in await bed.alarms()
        assert moving == bed.pump.rate_ml_h()
        assert [] == bed.pump.orders(pressed_at)
        await bed.tap("reaction")
        await bed.runs_at(0, within_s=2)
