"""Isatuximab's staircases as the oracles know them: typed from the label, not read from config."""

from dataclasses import dataclass

NL_PER_ML = 1_000_000
CEILING_NL_H = 200 * NL_PER_ML
REST = None
"""The last step lasts until the volume is in."""

Steps = tuple[tuple[int, int | None], ...]
"""(nL/h, minutes)"""


def _steps(*pairs: tuple[float, int | None]) -> Steps:
    return tuple((round(rate * NL_PER_ML), minutes) for rate, minutes in pairs)


# EU SmPC, Table 2.
FIRST = _steps((25, 60), (50, 30), (75, 30), (100, 30), (125, 30), (150, REST))
SECOND = _steps((50, 30), (100, 30), (200, REST))
LATER = _steps((200, REST))


def steps_of(infusion_no: int) -> Steps:
    """Return the rate steps of an infusion."""
    return {1: FIRST, 2: SECOND}.get(infusion_no, LATER)


@dataclass
class Climb:
    """Where an infusion stands on its staircase, counted from what the motor did."""

    infusion_no: int
    steps: Steps
    step: int = 0
    no: int = 1
    """Number of the step, counting every step begun."""
    served_s: float = 0.0
    """Seconds of infusion time during which the motor turned at the step's rate."""

    @property
    def rate_nl_h(self) -> int:
        """The rate of the step in force."""
        return self.steps[self.step][0]

    @property
    def next_nl_h(self) -> int | None:
        """The rate of the step that follows."""
        return self.steps[self.step + 1][0] if self.step + 1 < len(self.steps) else None

    @property
    def serve_s(self) -> float | None:
        """How long the step in force must be served."""
        minutes = self.steps[self.step][1]
        return None if minutes is None else minutes * 60.0

    def rise(self) -> None:
        """Take the next step."""
        self.step, self.no, self.served_s = self.step + 1, self.no + 1, 0.0

    def after_reaction(self, grade: int, stopped_nl_h: int) -> "Climb":
        """Return the staircase that the label gives after a reaction.

        Grade 2 (interrupted): half of the initial rate for 30 min, the initial rate with its dwell,
        then the table. Grade 1 (not interrupted): the same step again, never faster than at the
        stop. In both cases never above what ran at the stop.
        """
        table = steps_of(self.infusion_no)
        if grade == 1:
            rest = self.steps[self.step :]
            first = (min(rest[0][0], stopped_nl_h), rest[0][1])
            return Climb(self.infusion_no, (first, *rest[1:]), no=self.no + 1)
        half = (table[0][0] // 2, 30)
        return Climb(self.infusion_no, (half, *table), no=self.no + 1)
