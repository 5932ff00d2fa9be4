"""Ties tests to the safety table: `@pytest.mark.shows("INV-07")`, one row for each mark.

A mark that names no row is a usage error. What the marked tests said is kept for
`python -m tests.safety`.
"""

from collections import defaultdict
from typing import Any

import pytest

from tests.safety import results, rows

MARKED = "shows"
"""Property of a report whose test shows a row; what the processes of a spread run call the rest."""

Marks = dict[str, list[str]]
"""Node ids of the tests that show a row, by the row's id."""


class SafetyTable:
    """Reads the marks of a collection and keeps the outcomes of a run.

    Tests may be spread over several processes (`pytest -n`): each of those reads the marks and says
    at its end what it had collected; the one that hears all reports keeps the outcomes.
    """

    def __init__(self, table: rows.Table) -> None:
        self.table = table
        self.marks: Marks = defaultdict(list)
        self._marked: set[str] = set()
        self._tally = results.Tally()
        self._left_out = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Read all marks, before -k and -m leave tests out."""
        for item in items:
            for mark in item.iter_markers("shows"):
                row = _row_of(item, mark)
                if row not in self.table:
                    message = f"{item.nodeid} shows {row}, which is no row of {rows.TABLE.name}"
                    raise pytest.UsageError(message)
                self.marks[row].append(item.nodeid)
                if item.nodeid not in self._marked:
                    self._marked.add(item.nodeid)
                    item.user_properties.append((MARKED, True))

    def pytest_deselected(self) -> None:
        self._left_out = True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if (MARKED, True) in report.user_properties:
            self._tally.phase(report.nodeid, report.outcome)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Learn from a process of a spread run what it had collected."""
        marked, left_out = getattr(node, "workeroutput", {}).get(MARKED, ((), True))
        self._marked.update(marked)
        self._left_out = self._left_out or left_out

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Keep what was run; a run without marked tests has nothing to say."""
        config = session.config
        told: dict[str, Any] | None = getattr(config, "workeroutput", None)
        if told is not None:
            told[MARKED] = (sorted(self._marked), self._left_out)
            return
        if not self._tally.outcomes:
            return
        everything = (
            config.args_source is pytest.Config.ArgsSource.TESTPATHS
            and not self._left_out
            and set(self._tally.outcomes) == self._marked
        )
        results.save(results.place(config.rootpath), self._tally.outcomes, everything=everything)


def _row_of(item: pytest.Item, mark: pytest.Mark) -> str:
    if len(mark.args) == 1 and isinstance(mark.args[0], str) and not mark.kwargs:
        return mark.args[0]
    raise pytest.UsageError(f'{item.nodeid}: write @pytest.mark.shows("INV-07"), one row per mark')


def pytest_configure(config: pytest.Config) -> None:
    """Take part in a run, once, however often this module is named as a plugin."""
    plugins = config.pluginmanager
    if not any(isinstance(plugin, SafetyTable) for plugin in plugins.get_plugins()):
        plugins.register(SafetyTable(rows.read()))
