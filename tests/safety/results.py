"""What the marked tests said when they last ran: a file beside the caches, never committed.

A run of everything replaces the file. Any other run (a path, -k, -m, --lf) replaces only the
results of the tests it ran: the file holds the last word of each test.
"""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Outcome = Literal["passed", "failed", "skipped"]
Outcomes = dict[str, Outcome]
"""The last word of each test, by its node id."""


def place(root: Path) -> Path:
    """Return where a checkout keeps its results."""
    return root / ".safety" / "results.json"


def load(path: Path) -> Outcomes:
    """Return what is known; nothing, where nothing was run yet."""
    if not path.exists():
        return {}
    found: Outcomes = json.loads(path.read_text("utf-8"))
    return found


def save(path: Path, outcomes: Outcomes, *, everything: bool) -> None:
    """Keep the outcomes of a run, over those of earlier runs or instead of them."""
    kept = outcomes if everything else {**load(path), **outcomes}
    path.parent.mkdir(exist_ok=True)
    text = json.dumps(kept, indent=1, sort_keys=True)
    new = path.with_suffix(f".{os.getpid()}")
    new.write_text(text + "\n", "utf-8")
    new.replace(path)  # whole or not at all: another run may be reading


@dataclass(slots=True)
class Tally:
    """Collects the outcome of each test from its phases: the worst one counts."""

    outcomes: Outcomes = field(default_factory=dict)

    def phase(self, test: str, outcome: Outcome) -> None:
        """Take one phase (set-up, call, tear-down) of a test."""
        before = self.outcomes.get(test, "passed")
        if before == "passed":
            self.outcomes[test] = outcome
        elif outcome == "failed":
            self.outcomes[test] = "failed"
