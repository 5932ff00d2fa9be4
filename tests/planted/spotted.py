"""A planted bug and the test that must fail while it is there."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.torture.bugs.plant import Bug, Change


@dataclass(frozen=True)
class Spotted:
    """One bug, found by one test."""

    bug: Bug
    finder: str
    """Its node id."""


def spotted(
    name: str, breaks: str, what: str, finder: str
) -> Callable[[Callable[[], list[Change]]], Spotted]:
    """Make a bug of a function that returns its changes."""

    def made(changes: Callable[[], list[Change]]) -> Spotted:
        return Spotted(Bug(name, breaks, what, changes), f"tests/{finder}")

    return made
