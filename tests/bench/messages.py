"""ER7: a report of 30 segments read and written, by the driver's codec, by hl7 and by hl7apy.

What each really does differs, so ours is measured twice. `parse` alone keeps fields as they came,
which is what the driver does with the fields that it does not look at; "full depth" then takes
every repetition, component and subcomponent apart and undoes its escapes. hl7 takes a message apart
to subcomponents at once and leaves escapes as they are. hl7apy builds an object of each part and
looks up its place in the structure of the standard, without judging it.
"""

import time
from collections.abc import Callable
from pathlib import Path

import hl7
from hl7apy.parser import parse_message

from drivers.ihe_pcd.er7 import Message, parse
from tests.bench.table import Row, rate, ratio
from tests.fuzz.codecs import to_full_depth

GOLDEN = Path(__file__).parent.parent / "golden" / "hl7" / "r01_periodic.hl7"
SEGMENTS = 30
TURNS = 5
EACH_S = 0.4


def report() -> bytes:
    """Return the golden report with more observations: 30 segments."""
    lines = GOLDEN.read_bytes().decode().removesuffix("\r").split("\r")
    first, last = len(lines), [line for line in lines if line.startswith("OBX|")]
    for number in range(SEGMENTS - first):
        _, _, rest = last[number].split("|", 2)
        lines.append(f"OBX|{len(last) + number + 1}|{rest}")
    return "".join(f"{line}\r" for line in lines).encode()


def _rate(once: Callable[[], object]) -> float:
    began, count = time.perf_counter(), 0
    while (took := time.perf_counter() - began) < EACH_S:
        once()
        count += 1
    return count / took


def _in_depth(body: bytes) -> Message:
    message = parse(body)
    to_full_depth(message)
    return message


def rows() -> list[Row]:
    """Measure, and return the rows of the table."""
    body = report()
    text = body.decode()
    ours, theirs, apy = parse(body), hl7.parse(text), parse_message(text, find_groups=False)
    assert body == ours.encode() == str(theirs).encode()
    steps: dict[str, Callable[[], object]] = {
        "read, full depth": lambda: _in_depth(body),
        "read, fields": lambda: parse(body),
        "read, hl7": lambda: hl7.parse(text),
        "read, hl7apy": lambda: parse_message(text, find_groups=False),
        "write": ours.encode,
        "write, hl7": lambda: str(theirs).encode(),
        "write, hl7apy": lambda: apy.to_er7().encode(),
    }
    found: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(TURNS):
        for name, step in steps.items():
            found[name].append(_rate(step))

    def row(name: str, ours: str, beside: str) -> Row:
        shown = f"{beside.rpartition(' ')[2]}: {rate(found[beside], '/s')}"
        return (
            f"ER7, {SEGMENTS} segments, {name}",
            rate(found[ours], "/s"),
            shown,
            ratio(found[ours], found[beside]),
        )

    return [
        row("read to full depth", "read, full depth", "read, hl7"),
        row("read to full depth", "read, full depth", "read, hl7apy"),
        row("read, fields as they came", "read, fields", "read, hl7"),
        row("written", "write", "write, hl7"),
        row("written", "write", "write, hl7apy"),
    ]
