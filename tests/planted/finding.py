"""Runs the test that is named for a bug, with the bug, in a process of its own."""

import os
import sys
from pathlib import Path

import pytest

from tests.forked import FORKING
from tests.planted.plugin import VARIABLE
from tests.planted.spotted import Spotted

ROOT = Path(__file__).parents[2]
WITHOUT_PLUGINS = ("randomly", "cacheprovider", "schemathesis", "xdist")
"""Schemathesis alone takes a second to load."""


def run(each: Spotted, said: Path) -> int | None:
    """Run the finder with its bug in a process of its own; return what pytest returned."""
    process = FORKING.Process(target=_found, args=(each.bug.name, each.finder, said))
    process.start()
    process.join(200)
    process.kill()
    process.join(10)
    return process.exitcode


def _found(name: str, finder: str, said: Path) -> None:
    """In the new process: be `pytest`."""
    with said.open("wb") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    os.chdir(ROOT)
    os.environ[VARIABLE] = name
    without = [word for plugin in WITHOUT_PLUGINS for word in ("-p", f"no:{plugin}")]
    # What is loaded here before pytest looks cannot be rewritten any more: plain assertions.
    sys.exit(pytest.main(["-x", "-q", "--assert=plain", *without, finder]))
