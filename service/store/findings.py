"""What is wrong with a record, in words for the person who must decide what to do about it."""

from dataclasses import dataclass
from enum import Enum

from service.store.chain import Link


class Damage(Enum):
    """The kinds of damage that are told apart."""

    UNREADABLE = "unreadable"
    """SQLite cannot read the file: malformed, cut short, not a database, or not there."""
    ALTERED = "altered"
    """A row is not the one that was written."""
    ROWS_MISSING = "rows_missing"
    """Rows are gone, from the middle or from the end."""
    VERSION_GAP = "version_gap"
    """A stream does not count 1, 2, 3…"""
    HEAD_LOST = "head_lost"
    """The head file is missing or damaged, so that missing newest rows could not be seen."""
    GUARD_MISSING = "guard_missing"
    """A trigger that forbids changes of the journal has been removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong."""

    damage: Damage
    text: str
    seq: int | None = None
    """The row it was found at, where there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The result of reading a whole journal."""

    rows: int
    """Rows that were read, good or bad."""
    head: Link
    """The last row as it should be; the genesis link in an empty journal."""
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    def __str__(self) -> str:
        if self.ok:
            return f"{self.rows} rows, head {self.head.seq} {self.head.hash}: no damage found"
        lines = [f"{self.rows} rows, {len(self.findings)} findings:"]
        lines += [f"- {finding.damage.value}: {finding.text}" for finding in self.findings]
        return "\n".join(lines)
