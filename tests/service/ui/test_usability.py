"""The use errors of the tablet name tests that are there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
TABLE = (ROOT / "docs" / "usability" / "README.md").read_text("utf-8")


def test_every_test_of_the_table_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", TABLE))
    sources = [path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    there = set(re.findall(r"^(?:async )?def (test_\w+)\(", "\n".join(sources), re.MULTILINE))

    assert len(named) > 15
    assert named - there == set()


def test_every_sentence_that_node_tests_is_there() -> None:
    named = re.findall(r"`([a-z][\w' -]+ [\w' -]+)`", TABLE)
    sources = (ROOT / "service" / "ui" / "test").glob("*.test.ts")
    there = "\n".join(path.read_text("utf-8") for path in sources)

    assert len(named) > 3
    assert [each for each in named if f'test("{each}' not in there] == []


def test_what_no_test_holds_says_open() -> None:
    errors = TABLE.partition("## Use errors")[2].partition("\n## ")[0]
    rows = [row for row in errors.splitlines() if row.startswith("| ")][2:]

    assert len(rows) > 10
    for row in rows:
        assert re.search(r"`[^`]+`|open: |the same", row.rstrip("| ").rpartition("|")[2]), row
