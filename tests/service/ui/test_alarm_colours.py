"""How the page shows the three priorities: colour, flashing and words (read from its style sheets).

The limits are those that makers print for IEC 60601-1-8, table 2: high flashes at 1.4 to 2.8 Hz,
medium at 0.4 to 0.8 Hz, each between a fifth and three fifths of the time; low does not flash.
"""

import re
from pathlib import Path

import pytest

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


@pytest.mark.shows("A18-02")
@pytest.mark.parametrize("priority", HZ)
def test_high_and_medium_flash_at_their_own_pace(priority: str) -> None:
    layer = block(f'.alarm[data-priority="{priority}"]::before')
    period = re.search(r"animation: flash ([\d.]+)s steps\(1\) infinite", layer)
    lit = re.search(r"@keyframes flash \{\s*0% \{\s*opacity: 1;\s*\}\s*(\d+)% \{", CSS)

    assert period
    assert lit
    low_hz, high_hz = HZ[priority]
    assert low_hz <= 1 / float(period[1]) <= high_hz
    assert 20 <= int(lit[1]) <= 60


@pytest.mark.shows("A18-02")
def test_low_does_not_flash() -> None:
    assert '.alarm[data-priority="low"]::before' not in CSS
    assert "animation" not in block('.alarm[data-priority="low"]')


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
