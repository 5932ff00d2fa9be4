"""Holds the table against the tests: which rows are shown, and what is wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.safety.results import Outcomes
from tests.safety.rows import Row, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """One test function; its parametrised cases are folded into it."""

    __test__ = False

    name: str
    """Node id without parameters."""
    cases: int
    outcome: str
    """`failed` if any case failed, `passed` if any passed, else `skipped` or `not run`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A row with the tests that show it."""

    row: Row
    tests: tuple[Test, ...]

    @property
    def shown(self) -> bool:
        """Whether a test has passed and none has failed."""
        outcomes = {test.outcome for test in self.tests}
        return "passed" in outcomes and "failed" not in outcomes

    @property
    def unknown(self) -> bool:
        """Whether everything that was run passed, and nothing that shows the row was run."""
        return bool(self.tests) and {"skipped", "not run"} >= {test.outcome for test in self.tests}


def judge(table: Table, marks: Mapping[str, list[str]], outcomes: Outcomes) -> list[Judged]:
    """Return every row of the table with its tests, in the order of the table."""
    return [
        Judged(row=row, tests=tuple(_folded(marks.get(row.id, []), outcomes)))
        for row in table.values()
    ]


def supposed(marks: Mapping[str, list[str]], outcomes: Outcomes) -> Outcomes:
    """Return the outcomes with a pass for every test that said nothing on this machine."""
    told: Outcomes = {node: said for node, said in outcomes.items() if said != "skipped"}
    return {node: told.get(node, "passed") for nodes in marks.values() for node in nodes}


def _folded(nodes: list[str], outcomes: Outcomes) -> Iterator[Test]:
    cases: dict[str, list[str]] = {}
    for node in nodes:
        cases.setdefault(node.partition("[")[0], []).append(outcomes.get(node, "not run"))
    for name in sorted(cases):
        found = cases[name]
        worst_first = ("failed", "passed", "skipped")
        outcome = next((each for each in worst_first if each in found), "not run")
        yield Test(name=name, cases=len(found), outcome=outcome)


def problems(judged: list[Judged], *, complete: bool) -> Iterator[str]:
    """Yield what is wrong with the table or its tests.

    Tests that were skipped or left out say nothing either way; with `complete` every row must
    have been shown.
    """
    for each in judged:
        id_, failed = each.row.id, [test.name for test in each.tests if test.outcome == "failed"]
        if failed:
            yield f"{id_}: failed: {', '.join(failed)}"
        elif each.row.not_shown and each.shown:
            passed = ", ".join(test.name for test in each.tests)
            yield f"{id_}: named as not shown, but a test passes: {passed}; mend the reason"
        elif each.row.not_shown:
            continue
        elif not each.tests:
            yield f"{id_}: no test is marked to show it"
        elif complete and not each.shown:
            yield f"{id_}: none of its tests has passed in the last run"
