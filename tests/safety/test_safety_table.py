"""The safety table's own tool: what it refuses, what it finds, what it writes."""

import re
from pathlib import Path

import pytest

from tests.safety import results, rows
from tests.safety.judge import judge, problems, supposed
from tests.safety.page import page
from tests.safety.results import Outcomes
from tests.safety.rows import BadTable, Row, Table

pytest_plugins = ["pytester"]

NODE = "tests/test_a.py::test_it"
NUMBERED = {"INV": 37, "RULE": 13, "F": 12, "COM": 8, "C": 25, "FIELD": 21, "BYTE": 10} | {
    "GIP": 18,
    "FDA": 9,
    "A18": 11,
    "224": 5,
    "TIR": 1,
    "REC": 9,
}


def row(id_: str, **changed: str) -> Row:
    plain = {"holds": "It holds.", "detected": "a look", "reaction": "a stop", "bound": "1 s"}
    return Row(id=id_, kind="invariants", **{**plain, **changed})


def table(*found: Row) -> Table:
    return {each.id: each for each in found}


def wrong(
    found: Table, marks: dict[str, list[str]], outcomes: Outcomes, *, complete: bool = False
) -> list[str]:
    return list(problems(judge(found, marks, outcomes), complete=complete))


@pytest.mark.shows("FDA-02")
@pytest.mark.parametrize("kind", NUMBERED)
def test_every_numbered_row_stands_in_the_table(kind: str) -> None:
    numbers = sorted(
        int(found[1]) for id_ in rows.read() if (found := re.fullmatch(rf"{kind}-(\d+)", id_))
    )

    assert list(range(1, NUMBERED[kind] + 1)) == numbers


@pytest.mark.shows("FDA-01")
@pytest.mark.parametrize("complete", [False, True])
def test_a_row_without_a_marked_test_is_found(complete: bool) -> None:
    assert ["INV-01: no test is marked to show it"] == wrong(
        table(row("INV-01")), {}, {}, complete=complete
    )


@pytest.mark.shows("FDA-01")
def test_a_row_whose_test_failed_is_found_although_another_passed() -> None:
    marks = {"INV-01": [NODE, NODE + "_too"]}

    found = wrong(table(row("INV-01")), marks, {NODE: "failed", NODE + "_too": "passed"})

    assert [f"INV-01: failed: {NODE}"] == found


def test_one_failed_case_of_many_is_a_failed_test() -> None:
    marks = {"INV-01": [f"{NODE}[{n}]" for n in range(3)]}
    outcomes: Outcomes = {f"{NODE}[0]": "passed", f"{NODE}[1]": "failed", f"{NODE}[2]": "passed"}

    assert [f"INV-01: failed: {NODE}"] == wrong(table(row("INV-01")), marks, outcomes)


@pytest.mark.shows("FDA-01")
@pytest.mark.parametrize("outcomes", [{}, {NODE: "skipped"}])
def test_a_test_that_was_not_run_says_nothing_but_is_missing_from_the_whole(
    outcomes: Outcomes,
) -> None:
    found, marks = table(row("INV-01")), {"INV-01": [NODE]}

    assert [] == wrong(found, marks, outcomes)
    assert ["INV-01: none of its tests has passed in the last run"] == wrong(
        found, marks, outcomes, complete=True
    )


def test_a_reason_is_stale_once_a_test_passes() -> None:
    found = table(row("INV-01", not_shown="Still to come."))

    assert [] == wrong(found, {}, {}, complete=True)
    assert [] == wrong(found, {"INV-01": [NODE]}, {NODE: "skipped"}, complete=True)
    (told,) = wrong(found, {"INV-01": [NODE]}, {NODE: "passed"})
    assert "mend the reason" in told


def test_the_page_is_the_same_in_any_order_and_folds_cases() -> None:
    found = table(row("INV-01"), row("INV-02", not_shown="Still to come."))
    nodes = [f"tests/test_b.py::test_b[{n}]" for n in range(3)] + [NODE]
    outcomes: Outcomes = dict.fromkeys(nodes, "passed")

    once = page(judge(found, {"INV-01": nodes}, outcomes))
    again = page(judge(found, {"INV-01": nodes[::-1]}, dict(reversed(outcomes.items()))))

    assert once == again
    assert "**Shown: 1 of 2 invariants.**" in once
    assert "- passed: `test_b` (3 cases) in [tests/test_b.py](../../tests/test_b.py)" in once
    assert "**Not shown here:** Still to come." in once


def test_the_page_supposes_what_was_not_run_and_hides_no_failure() -> None:
    found, marks = table(row("INV-01"), row("INV-02")), {"INV-01": [NODE], "INV-02": [NODE + "2"]}
    outcomes: Outcomes = {NODE: "skipped", NODE + "2": "failed"}

    written = page(judge(found, marks, supposed(marks, outcomes)))

    assert "### INV-01: shown" in written
    assert "### INV-02: not shown" in written


def test_a_part_of_the_tests_changes_only_its_own_results(tmp_path: Path) -> None:
    path = tmp_path / "kept" / "results.json"
    results.save(path, {"a": "passed", "b": "passed"}, everything=True)

    results.save(path, {"b": "failed"}, everything=False)
    assert {"a": "passed", "b": "failed"} == results.load(path)

    results.save(path, {"b": "passed"}, everything=True)
    assert {"b": "passed"} == results.load(path)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: {X-1: {holds: h, detected: d, reaction: r}}", "lacks ['bound']"),
        ("a: {X-1: {holds: h, detected: d, reaction: r, bound: b, shown: y}}", "unknown ['shown']"),
        ("a: {X-1: {holds: h}}\na: {X-2: {holds: h}}", "duplicate key"),
    ],
)
def test_a_table_that_is_written_wrongly_is_refused(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "hazards.yaml"
    file.write_text(text)

    with pytest.raises(BadTable, match=re.escape(says)):
        rows.read(file)


def marked(pytester: pytest.Pytester, mark: str, body: str = "assert True") -> Path:
    """Write a test with a mark and the settings that the plugin needs."""
    pytester.makeini(
        "[pytest]\ntestpaths = .\nmarkers =\n  shows(row): a row\n  slow: takes long\n"
        "asyncio_default_fixture_loop_scope = function\n"
    )
    pytester.makepyfile(
        test_a=f"import pytest\n\n@pytest.mark.shows({mark})\ndef test_it():\n    {body}\n"
    )
    return results.place(pytester.path)


@pytest.mark.shows("FDA-01")
@pytest.mark.parametrize(
    ("mark", "says"),
    [('"INV-99"', "shows INV-99, which is no row"), ('"INV-01", "INV-02"', "one row per mark")],
)
def test_a_mark_that_names_no_row_is_a_usage_error(
    pytester: pytest.Pytester, mark: str, says: str
) -> None:
    marked(pytester, mark)

    ended = pytester.runpytest_inprocess("-p", "tests.safety.plugin")

    assert pytest.ExitCode.USAGE_ERROR == ended.ret
    ended.stderr.fnmatch_lines([f"*{says}*"])


@pytest.mark.parametrize(
    ("body", "outcome"),
    [("assert True", "passed"), ("assert False", "failed"), ("pytest.skip('no')", "skipped")],
)
def test_a_run_keeps_what_its_marked_tests_said(
    pytester: pytest.Pytester, body: str, outcome: str
) -> None:
    kept = marked(pytester, '"INV-01"', body)

    pytester.runpytest_inprocess("-p", "tests.safety.plugin")

    assert {"test_a.py::test_it": outcome} == results.load(kept)


def test_a_test_that_fails_while_it_is_cleared_away_has_failed(pytester: pytest.Pytester) -> None:
    kept = marked(pytester, '"INV-01"')
    pytester.makeconftest(
        "import pytest\n\n@pytest.fixture(autouse=True)\ndef broken():\n    yield\n    assert False"
    )

    pytester.runpytest_inprocess("-p", "tests.safety.plugin")

    assert {"test_a.py::test_it": "failed"} == results.load(kept)


@pytest.mark.parametrize("part", [["test_a.py"], ["-k", "test_it"]])
def test_a_run_of_a_part_is_recognised(pytester: pytest.Pytester, part: list[str]) -> None:
    kept = marked(pytester, '"INV-01"')
    pytester.makepyfile(test_b="def test_other(): pass")
    results.save(kept, {"elsewhere": "passed"}, everything=True)

    pytester.runpytest_inprocess("-p", "tests.safety.plugin", *part)
    assert {"elsewhere", "test_a.py::test_it"} == set(results.load(kept))

    pytester.runpytest_inprocess("-p", "tests.safety.plugin")
    assert {"test_a.py::test_it"} == set(results.load(kept))


def test_a_run_without_marked_tests_keeps_nothing(pytester: pytest.Pytester) -> None:
    kept = marked(pytester, '"INV-01"')

    pytester.runpytest_inprocess("-p", "tests.safety.plugin", "-k", "nothing")

    assert not kept.exists()
