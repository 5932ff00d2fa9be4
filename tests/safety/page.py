"""Writes `docs/safety/report.md`: the same bytes for the same table, tests and outcomes."""

from collections.abc import Iterator
from itertools import groupby

from tests.safety.judge import Judged, Test
from tests.safety.rows import ROOT

PAGE = ROOT / "docs" / "safety" / "report.md"
_NAMES = {
    "invariants": "invariants",
    "rules": "rules of the architecture",
    "faults": "faults",
    "links": "link errors",
    "cases": "field cases",
    "field": "faults met with serial devices",
    "bytes": "faults of single bytes",
    "standards": "requirements drawn from standards and recalls",
}
_HEAD = """\
# What is promised, and what shows it

Written by `python -m tests.safety --write` from [hazards.yaml](hazards.yaml), the marks in the
tests and their last results; `make safety` fails when it is stale, and the project's server when a
row has no test that passed. A row is *shown* when at least one of the tests marked with it has
passed and none has failed. Bounds are for a pump that answers within 0.5 s and is asked once a
second; a family's own answer and reporting times are added.

Nothing here is a clearance: see the first screen of the README.
"""


def page(judged: list[Judged]) -> str:
    """Return the whole page."""
    sections = [(kind, list(rows)) for kind, rows in groupby(judged, lambda each: each.row.kind)]
    parts = [_HEAD, _counts(sections)]
    for kind, rows in sections:
        parts.append(f"## {_title(kind).capitalize()}\n")
        parts += ["\n".join(_row(each)) + "\n" for each in rows]
    return "\n".join(parts)


def _title(kind: str) -> str:
    return _NAMES.get(kind, kind)


def _counts(sections: list[tuple[str, list[Judged]]]) -> str:
    shown = ", ".join(
        f"{sum(each.shown for each in rows)} of {len(rows)} {_title(kind)}"
        for kind, rows in sections
    )
    named = [each.row.id for _, rows in sections for each in rows if each.row.not_shown]
    open_ = [each.row.id for _, rows in sections for each in rows if each.row.left_open]
    lines = [f"**Shown: {shown}.**\n"]
    if named:
        lines.append(f"Not shown here, each with its reason below: {', '.join(named)}.\n")
    if open_:
        lines.append(f"Shown in part, with what is left open: {', '.join(open_)}.\n")
    return "\n".join(lines)


def _row(each: Judged) -> Iterator[str]:
    row = each.row
    yield f"### {row.id}: {'shown' if each.shown else 'not shown'}\n"
    yield f"{row.holds}\n"
    yield f"*Detected by:* {row.detected}. *Reaction:* {row.reaction}. *Bound:* {row.bound}.\n"
    if row.not_shown:
        yield f"**Not shown here:** {row.not_shown}\n"
    if row.left_open:
        yield f"**Left open:** {row.left_open}\n"
    yield from (_line(test) for test in each.tests)


def _line(test: Test) -> str:
    cases = f" ({test.cases} cases)" if test.cases > 1 else ""
    file, _, name = test.name.partition("::")
    return f"- {test.outcome}: `{name}`{cases} in [{file}](../../{file})"
