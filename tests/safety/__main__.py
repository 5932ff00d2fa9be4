"""`python -m tests.safety --check` and `--write`: is every promise shown, and does the page say so?

Collects the tests for their marks (nothing is run) and reads the last result of each. Tests that
were skipped or left out of the last runs are told and do not fail the check, so that it also works
after a part of the tests or without a browser; the page supposes that they pass. `--complete` wants
a pass for every row: the project's server runs everything, and so checks what is supposed.
"""

import argparse
import contextlib
import io
import sys

import pytest

from tests.safety import field_page, results, rows
from tests.safety.judge import Judged, judge, problems, supposed
from tests.safety.page import PAGE, page
from tests.safety.plugin import Marks, SafetyTable


def main() -> int:
    """Check or write; return the exit code."""
    words = argparse.ArgumentParser(prog="python -m tests.safety", description=__doc__)
    what = words.add_mutually_exclusive_group(required=True)
    what.add_argument("--check", action="store_true", help="fail if a row is not shown")
    what.add_argument("--write", action="store_true", help="write the pages")
    words.add_argument("--complete", action="store_true", help="nothing may be left unrun")
    asked = words.parse_args()
    table = rows.read()
    marks = _collected(table)
    outcomes = results.load(results.place(rows.ROOT))
    judged = judge(table, marks, outcomes)
    told = judge(table, marks, supposed(marks, outcomes))
    fresh = {PAGE: page(told), field_page.PAGE: field_page.field_page(told)}
    if asked.write:
        for path, text in fresh.items():
            path.write_text(text, "utf-8")
        return 0
    wrong = list(problems(judged, complete=asked.complete))
    for path, text in fresh.items():
        if not path.exists() or path.read_text("utf-8") != text:
            name = path.relative_to(rows.ROOT)
            wrong.append(f"{name} is stale: python -m tests.safety --write")
    return _told(judged, wrong)


def _collected(table: rows.Table) -> Marks:
    """Return the marks of all tests; what pytest prints is shown only if it fails."""
    plugin = SafetyTable(table)

    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = pytest.main(
            ["--collect-only", "--quiet", "--capture=no", str(rows.ROOT / "tests")],
            plugins=[plugin],
        )
    if code != pytest.ExitCode.OK:
        sys.exit(said.getvalue())
    return plugin.marks


def _told(judged: list[Judged], wrong: list[str]) -> int:
    for line in wrong:
        print(line)
    unknown = [each.row.id for each in judged if each.unknown]
    if unknown:
        print(f"not judged, their tests were not run here: {', '.join(unknown)}")
    shown = sum(each.shown for each in judged)
    named = sum(each.row.not_shown is not None for each in judged)
    print(f"safety table: {len(judged)} rows, {shown} shown, {named} named as not shown here")
    return 1 if wrong else 0


sys.exit(main())
