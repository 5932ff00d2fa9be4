"""How an earlier infusion went, as far as the next one asks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """How one infusion went."""

    infusion_no: int
    profile: str
    """Id of the profile that was in force."""
    grade: int | None
    """Worst CTCAE grade of its reactions; 0: none; None: a reaction that nobody graded."""
    completed: bool
    """Whether the whole bag went in."""

    @property
    def uneventful(self) -> bool:
        """Whether the next infusion may follow the number alone."""
        return self.grade == 0 and self.completed
