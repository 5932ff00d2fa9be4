"""How a bug is planted: one attribute of the product is another while it lasts."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

Change = tuple[Any, str, Any]
"""Where, which name, and what stands there instead."""


@dataclass(frozen=True)
class Bug:
    """One bug."""

    name: str
    breaks: str
    """The row of the safety table that it breaks."""
    what: str
    changes: Callable[[], list[Change]]
    first: int = 1
    """The seed from which it is looked for."""
    seeds: int = 16
    """How many seeds it may take from there."""

    @contextmanager
    def planted(self) -> Iterator[None]:
        """Let the bug be there."""
        with ExitStack() as stack:
            for where, name, instead in self.changes():
                stack.enter_context(patch.object(where, name, instead))
            yield


def bug(name: str, breaks: str, what: str, **budget: int) -> Callable[[Any], Bug]:
    """Make a bug of a function that returns its changes."""

    def made(changes: Callable[[], list[Change]]) -> Bug:
        return Bug(name, breaks, what, changes, **budget)

    return made
