"""One broken rule, as it is told."""

from dataclasses import dataclass
from enum import Enum


class Rule(Enum):
    """Every rule that a plan can break, by the name that is printed."""

    MISSING = "visit-missing"
    UNKNOWN = "visit-unknown"
    TWICE = "visit-twice"
    SEAT_OFF_GRID = "seat-off-grid"
    BAG_OFF_GRID = "bag-off-grid"
    BEFORE_READY = "seated-before-ready"
    BEFORE_OPENING = "seated-before-opening"
    AFTER_HARD_END = "ends-after-hard-end"
    GAP_MISSING = "gap-missing"
    GAP_NOT_ALLOWED = "gap-not-allowed"
    GAP_WITHOUT_NEED = "gap-without-premedication"
    BAG_MISSING = "bag-missing"
    BAG_WITHOUT_NEED = "bag-without-need"
    BAG_LATE = "bag-late"
    BAG_TOO_OLD = "bag-too-old"
    BAG_BEFORE_ORDER = "bag-before-order"
    PHARMACY_CLOSED = "pharmacy-closed"
    CHAIRS = "chairs"
    NURSES = "nurses"
    PUMPS = "pumps"
    HOODS = "hoods"
    OBJECTIVE = "objective"
    OVERTIME = "overtime"
    DEFERRAL = "deferral"


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A rule that is broken, by whom, and when (minutes after midnight)."""

    rule: Rule
    visits: tuple[int, ...]
    """Ids of all who are part of it; empty for a number that the plan says of itself."""
    start: int | None = None
    end: int | None = None
    """Of a stretch, its end; None for a moment."""
    why: str

    def sentence(self) -> str:
        """Return it in one line for a person."""
        who = f"visit{'s' if len(self.visits) > 1 else ''} {_ids(self.visits)}: "
        when = "" if self.start is None else f"{clock(self.start)}: "
        if self.start is not None and self.end is not None:
            when = f"{clock(self.start)} to {clock(self.end)}: "
        return f"{self.rule.value}: {when}{who if self.visits else ''}{self.why}"


def clock(minute: int) -> str:
    """Return minutes after midnight as a clock shows them; hours go on after 24."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _ids(ids: tuple[int, ...]) -> str:
    return ", ".join(map(str, ids))
