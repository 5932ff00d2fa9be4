"""How the page shows the three priorities: colour, flashing and words (read from its style sheets
and the pictures that they name).

The limits are those that makers print for IEC 60601-1-8, table 2: high flashes at 1.4 to 2.8 Hz,
medium at 0.4 to 0.8 Hz, each between a fifth and three fifths of the time; low does not flash.
"""

import re
from pathlib import Path

import pytest
from PIL import Image, ImageSequence

SOURCES = Path(__file__).resolve().parents[3] / "service" / "ui" / "src"
SHEETS = [(SOURCES / "style" / name).read_text("utf-8") for name in ("tokens.css", "alarms.css")]
CSS = "".join(SHEETS).partition("@media (prefers-reduced-motion")[0]
HZ = {"high": (1.4, 2.8), "medium": (0.4, 0.8)}


def block(selector: str) -> str:
    found = re.search(rf"^{re.escape(selector)} \{{(.*?)^\}}", CSS, re.M | re.S)
    assert found, selector
    return found[1]


def colour(name: str) -> tuple[int, ...]:
    found = re.search(rf"--{name}: #([0-9a-f]{{6}});", CSS)
    assert found, name
    return tuple(bytes.fromhex(found[1]))


def frames(name: str) -> list[tuple[bool, int]]:
    """Whether the layer is there in each frame of the picture that cuts it out, and for how long.

    In ms.
    """
    found = []
    with Image.open(SOURCES.parent / "public" / name) as picture:
        assert picture.info["loop"] == 0  # for ever
        for frame in ImageSequence.Iterator(picture):
            covers = set(frame.convert("RGBA").getchannel("A").tobytes())
            assert covers in ({0}, {255})
            found.append((covers == {0}, int(frame.info["duration"])))
    return found


def flash(layer: str) -> list[tuple[bool, int]]:
    cut = re.search(
        r"^ +mask-image: url\(/([\w-]+\.gif)\), linear-gradient\(#000 0 0\);", layer, re.M
    )
    assert cut
    assert "mask-composite: exclude;" in block(".alarm::before")
    return frames(cut[1])


@pytest.mark.shows("A18-02")
@pytest.mark.parametrize("priority", HZ)
def test_high_and_medium_flash_at_their_own_pace(priority: str) -> None:
    (lit, lit_ms), (dark, dark_ms) = flash(block(f'.alarm[data-priority="{priority}"]::before'))

    low_hz, high_hz = HZ[priority]
    assert lit  # also where nothing moves
    assert not dark
    assert low_hz <= 1_000 / (lit_ms + dark_ms) <= high_hz
    assert 0.2 <= lit_ms / (lit_ms + dark_ms) <= 0.6


@pytest.mark.shows("A18-02")
def test_low_does_not_flash() -> None:
    low = block('.alarm[data-priority="low"]')

    assert '.alarm[data-priority="low"]::before' not in CSS
    assert "animation" not in low
    assert "mask" not in low + block(".alarm::before").replace("mask-composite", "")


@pytest.mark.shows("A18-02")
def test_high_is_red_and_medium_is_yellow() -> None:
    red, green, blue = colour("high")
    assert red > 150 > 80 > max(green, blue)
    red, green, blue = colour("medium")
    assert min(red, green) > 150 > 130 > blue


@pytest.mark.shows("A18-02")
def test_a_priority_is_never_told_by_colour_alone() -> None:
    signs = re.search(r"SIGN = \{(.*?)\}", (SOURCES / "words" / "status.ts").read_text("utf-8"))

    assert signs
    assert 3 == len(set(re.findall(r'"(!+)"', signs[1])))
