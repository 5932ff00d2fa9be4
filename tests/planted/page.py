"""Writes `docs/safety/planted.md` from the lists: `python -m tests.planted.page`."""

from pathlib import Path

from tests.planted.bugs import FOUND_BY_TESTS
from tests.torture.bugs import BUGS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "safety" / "planted.md"
HEAD = """# Planted bugs

Changes of single rules that people plausibly make, kept in `tests/torture/bugs/` and
`tests/planted/`. A harness that does not find them proves nothing, so one that is not
found is a failing test. This page is written from the lists (`python -m tests.planted.page`);
a test compares it.

"""
BY_TORTURE = """## Found by tortured wards

Each within its budget of twelve seeds, from the seed that is named; `chairside torture --first
SEED --seeds 12 --bug NAME` exits with 1 and prints the command that replays it.

"""
BY_TESTS = """
## Found by a test that is named for it

Where the tortured wards do not look: people's rules, clocks, files, numbers, tablets, and what
a second guard hides from them. `CHAIRSIDE_PLANTED=NAME .venv/bin/pytest TEST` shows it.

"""
WITHOUT = {"INV-29": "the store has no upkeep yet: nothing is ever removed or compacted"}
"""Invariants for which no bug is planted, and why."""


def page() -> str:
    """Return the page."""
    torture = [(bug.name, bug.breaks, bug.what, f"seed {bug.first} on") for bug in BUGS.values()]
    tests = [
        (name, each.bug.breaks, each.bug.what, f"`{each.finder}`")
        for name, each in FOUND_BY_TESTS.items()
    ]
    without = "".join(f"\nNo bug is planted for {row}: {why}.\n" for row, why in WITHOUT.items())
    return HEAD + BY_TORTURE + _table(torture) + BY_TESTS + _table(tests) + without


def _table(rows: list[tuple[str, str, str, str]]) -> str:
    lines = ["| Bug | Breaks | What | Found by |", "| --- | --- | --- | --- |"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
