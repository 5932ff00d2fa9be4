"""The search of `make fuzz`, without its tool: golden bytes, spoilt ones, and all earlier finds."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.alaris import frames as alaris_frames
from drivers.bbraun_bcc import frames as bcc_frames
from drivers.ihe_pcd import er7
from drivers.link import mllp
from drivers.new_era import frames as new_era_frames
from tests.fuzz.codecs import CODECS
from tests.fuzz.corpus import FOUND, seeds

SIGNS = (
    0x01,
    0x02,
    0x03,
    0x04,
    0x06,
    0x0B,
    0x0D,
    0x15,
    0x17,
    0x1B,
    0x1C,
    0x1E,
    0x21,
    0x5E,
    0x7C,
    0x7E,
    0x26,
    0x5C,
    0xFF,
)


@pytest.mark.parametrize("codec", CODECS)
def test_golden_bytes_and_everything_ever_found_hold(codec: str) -> None:
    for data in (*seeds(codec), *FOUND.get(codec, {}).values()):
        CODECS[codec](data)


@pytest.mark.parametrize("codec", CODECS)
def test_golden_bytes_that_were_spoilt_hold(codec: str) -> None:
    chance = random.Random(codec)
    for data in seeds(codec):
        for _ in range(40):
            spoilt = bytearray(data)
            for _ in range(chance.randint(1, 6)):
                at = chance.randrange(len(spoilt) + 1)
                spoilt[at : at + chance.randint(0, 3)] = chance.choices(
                    SIGNS, k=chance.randint(0, 3)
                )
            CODECS[codec](bytes(spoilt))


@given(st.sampled_from(sorted(CODECS)), st.binary(max_size=300))
def test_any_bytes_hold(codec: str, data: bytes) -> None:
    CODECS[codec](data)


def _forgets_to_drop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new_era_frames, "BODY_MAX", 10_000)


def _other_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(er7, "Er7Error", LookupError)


def _no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mllp.FrameCutter, "_restart", lambda self, start, end: start + 1)


def _no_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bcc_frames, "FRAME_MAX", 100_000)


def _any_sum(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alaris_frames.MessageCutter, "_find_start", _skips_without_counting)


def _skips_without_counting(cutter: alaris_frames.MessageCutter) -> bool:
    start = cutter._held.find(alaris_frames.START)
    del cutter._held[: len(cutter._held) if start < 0 else start]
    return bool(cutter._held)


@pytest.mark.parametrize(
    ("codec", "data", "breaks"),
    [
        ("new_era", b"\x02\x30" + b"a" * 300, _forgets_to_drop),
        ("alaris", b"noise!INF|4961\r", _any_sum),
        ("bbraun_bcc", b"\x01" + b"0" * 9_000, _no_end),
        ("er7", b"not a message", _other_error),
        ("mllp", b"\x0bbody\x1c\r", _no_limit),
    ],
)
def test_a_codec_that_does_not_hold_is_found(
    codec: str,
    data: bytes,
    breaks: Callable[[pytest.MonkeyPatch], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    CODECS[codec](data)
    breaks(monkeypatch)

    with pytest.raises((AssertionError, LookupError)):
        CODECS[codec](data)
