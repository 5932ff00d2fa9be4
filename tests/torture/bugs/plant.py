"""How a bug is planted: one attribute of the product is another while it lasts."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from tests.torture.seed import Focus

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
    seeds: int = 12
    """How many seeds it may take from there."""
    focus: Focus = field(default_factory=Focus)
    """What the seeds dwell on, so that a rare fault is not waited for."""

    @contextmanager
    def planted(self) -> Iterator[None]:
        """Let the bug be there."""
        with ExitStack() as stack:
            for where, name, instead in self.changes():
                stack.enter_context(patch.object(where, name, instead))
            yield


def bug(
    name: str,
    breaks: str,
    what: str,
    *faults: str,
    habits: Mapping[str, float] | None = None,
    every_s: float = 12.0,
    first: int = 1,
    points: tuple[str, ...] = (),
    rules: Mapping[str, Any] | None = None,
    minutes: float | None = None,
) -> Callable[[Any], Bug]:
    """Make a bug of a function that returns its changes; the rest is what its seeds dwell on."""
    focus = Focus(
        faults=faults,
        habits=habits or {},
        every_s=every_s,
        points=points,
        rules=rules or {},
        minutes=minutes,
    )

    def made(changes: Callable[[], list[Change]]) -> Bug:
        return Bug(name, breaks, what, changes, first=first, focus=focus)

    return made
