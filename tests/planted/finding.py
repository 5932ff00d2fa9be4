"""Runs the tests that are named for bugs, with a bug or without, in a process of their own."""

import os
import sys
from pathlib import Path

import pytest

from tests.forked import FORKING
from tests.planted.plugin import VARIABLE

ROOT = Path(__file__).parents[2]
WITHOUT_PLUGINS = ("randomly", "cacheprovider", "schemathesis", "xdist")
"""Schemathesis alone takes a second to load."""


def run(bug: str, said: Path, *finders: str) -> int | None:
    """Run finders in a process of their own, with a bug or `NONE`; return what pytest returned."""
    process = FORKING.Process(target=_found, args=(bug, said, finders))
    process.start()
    process.join(200)
    process.kill()
    process.join(10)
    return process.exitcode


def _found(bug: str, said: Path, finders: tuple[str, ...]) -> None:
    """In the new process: be `pytest`."""
    with said.open("wb") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    os.chdir(ROOT)
    os.environ[VARIABLE] = bug
    without = [word for plugin in WITHOUT_PLUGINS for word in ("-p", f"no:{plugin}")]
    # What is loaded here before pytest looks cannot be rewritten any more: plain assertions.
    sys.exit(pytest.main(["-x", "-q", "--assert=plain", *without, *finders]))
