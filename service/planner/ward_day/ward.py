"""The ward of a simulated day: what there is, and from when to when. Minutes after midnight."""

from dataclasses import dataclass

OPEN, CLOSE = 8 * 60, 18 * 60
PHARMACY_OPEN = 7 * 60

BREAK_MIN = 30
BREAKS_FROM, BREAKS_UNTIL = 11 * 60, 14 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Ward:
    """A day ward with identical chairs."""

    chairs: int
    nurses: int
    pumps: int
    hoods: int

    @property
    def open_minutes(self) -> int:
        """The chair-minutes between opening and closing."""
        return self.chairs * (CLOSE - OPEN)


def usual_ward(chairs: int, nurses: int | None = None) -> Ward:
    """Return a ward with staff and means in the proportions of the golden instances."""
    return Ward(
        chairs=chairs,
        nurses=usual_nurses(chairs) if nurses is None else nurses,
        pumps=-(-chairs * 11 // 10),
        hoods=-(-chairs // 9),
    )


def usual_nurses(chairs: int) -> int:
    """Return five nurses for twelve chairs, rounded: 10 chairs have 4, 30 have 13, 120 have 50."""
    return max(1, (5 * chairs + 6) // 12)


def break_starts(nurses: int) -> tuple[int, ...]:
    """Return when each nurse's break is due, spread evenly over the windows of noon."""
    windows = (BREAKS_UNTIL - BREAKS_FROM) // BREAK_MIN
    each, more = divmod(nurses, windows)
    starts: list[int] = []
    for window in range(windows):
        starts += [BREAKS_FROM + window * BREAK_MIN] * (each + (window < more))
    return tuple(starts)
