"""What is wrong with a configuration file: always all of it, each with its line."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One reason not to use a file."""

    file: Path
    line: int
    """Counted from 1, as editors do."""
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class ConfigError(Exception):
    """A file cannot be used. `problems` has every reason found, ordered by file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems, each of them once."""
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))
