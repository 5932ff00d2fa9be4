"""Plants the bug that the environment names, for a whole run of pytest."""

import os
from contextlib import ExitStack

import pytest

VARIABLE = "CHAIRSIDE_PLANTED"
NONE = ""
"""Named where a run shall be like one with a bug, but without it."""


def name() -> str | None:
    """Return the bug that is planted in this run."""
    return os.environ.get(VARIABLE)


def pytest_configure(config: pytest.Config) -> None:
    """Let the named bug be there until the run is over."""
    planted = name()
    if not planted:
        return
    from tests.planted.bugs import FOUND_BY_TESTS

    stack = ExitStack()
    config.add_cleanup(stack.close)
    stack.enter_context(FOUND_BY_TESTS[planted].bug.planted())
