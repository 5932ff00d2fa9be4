"""Writes `docs/pumps/field-faults.md`: what people met, which fault brings it about, what we do."""

from collections.abc import Iterator

from tests.safety.judge import Judged, Test
from tests.safety.rows import ROOT

PAGE = ROOT / "docs" / "pumps" / "field-faults.md"
KINDS = ("field", "bytes")
_HEAD = """\
# Faults met in the field

What people met with serial devices, and told in public; each with the fault of our simulators that
brings it about, what Chairside then does, and the tests that show it over simulated bytes, most of
them on the whole service and with both serial families. Written by `python -m tests.safety --write`
from [hazards.yaml](../safety/hazards.yaml) and the marks in the tests, as is
[report.md](../safety/report.md); `make safety` fails when it is stale.

A fault is set by its name in `simulators.faults` (for the clock, at the gateway), or done by its
name over the control channel of a simulator. What the tests found wrong in the product is in
[found.md](../safety/found.md), 13 to 15.
"""
_TITLES = {"field": "Told by others", "bytes": "Byte by byte"}
_COLUMNS = "| # | Met | Fault | Chairside | Shown by |\n| --- | --- | --- | --- | --- |"


def faults(fault: str) -> list[str]:
    """Return the names in the `fault` of a row."""
    return [name.strip() for name in fault.split(",")]


def field_page(judged: list[Judged]) -> str:
    """Return the whole page."""
    parts = [_HEAD]
    for kind in KINDS:
        rows = [_row(each) for each in judged if each.row.kind == kind]
        parts.append(f"## {_TITLES[kind]}\n\n{_COLUMNS}\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


def _row(each: Judged) -> str:
    row = each.row
    number = int(row.id.partition("-")[2])
    met = f"{row.met} ({row.reference})" if row.kind == "field" else f"{row.met}"
    names = ", ".join(f"`{name}`" if " " not in name else name for name in faults(row.fault or ""))
    does = f"{row.holds} *{row.reaction[0].upper()}{row.reaction[1:]}.*"
    if row.left_open:
        does += f" **Left open:** {row.left_open}"
    cells = (str(number), met, names, does, "<br>".join(_shown(each.tests)))
    return "| " + " | ".join(cells) + " |"


def _shown(tests: tuple[Test, ...]) -> Iterator[str]:
    for test in tests:
        file, _, name = test.name.partition("::")
        yield f"[`{name}`](../../{file})"
