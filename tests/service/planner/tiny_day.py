"""A day small enough to be planned by hand, and plans for it as they stand in a file."""

from dataclasses import dataclass, field

TYPES: dict[str, dict[str, int]] = {
    # Seated at 08:00 with a gap of 30 minutes: wait 08:15, hang 08:45, pump 08:55, flush 09:55,
    # disconnect 10:05, turn 10:10, end 10:20.
    "IV": {
        "A": 15, "pre": 1, "B": 10, "pump": 60, "flush": 10, "obs": 0, "disc": 5, "turn": 10,
        "ratio": 4, "comp": 15, "stab": 2, "mto": 0,
    },
    "ORDER": {
        "A": 15, "pre": 1, "B": 10, "pump": 60, "flush": 10, "obs": 0, "disc": 5, "turn": 10,
        "ratio": 4, "comp": 15, "stab": 2, "mto": 1,
    },
    # Seated at 08:00: observed from 08:10, end 08:30.
    "SC": {
        "A": 10, "pre": 0, "B": 0, "pump": 0, "flush": 0, "obs": 15, "disc": 0, "turn": 5,
        "ratio": 3, "comp": 0, "stab": 0, "mto": 0,
    },
}  # fmt: skip

WARD: dict[str, object] = {
    "kind": "day", "grid": 5, "open": 480, "close": 720, "hard": 780, "chairs": 3, "nurses": 3,
    "nurse_breaks": [], "hoods": 2, "pharm_open": 420, "pharm_close": 720, "transport": 15,
    "pumps": 2, "types": TYPES, "premed": [15, 30, 45, 60],
}  # fmt: skip

Row = tuple[int, int, int | None, int | None]
"""Visit, seat, wait, bag; as in a plan."""


def instance(*appointments: tuple[int, str, int], **ward: object) -> dict[str, object]:
    """Return a day with (id, type, ready), where some things of the ward are otherwise."""
    asked = [{"id": id_, "type": kind, "ready": ready} for id_, kind, ready in appointments]
    return {**WARD, **ward, "appointments": asked}


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan with the numbers it says of itself, counted by hand."""

    rows: list[Row] = field(default_factory=list)
    deferral: int = 0
    overtime: int = 0
    objective: int | None = None
    """None: as it follows from the other two."""

    def data(self) -> dict[str, object]:
        """Return it as it stands in a file."""
        follows = self.deferral + 20 * self.overtime
        visits = [
            {"id": id_, "seat": seat, "wait": wait, "bag": bag}
            for id_, seat, wait, bag in self.rows
        ]
        return {
            "objective": follows if self.objective is None else self.objective,
            "deferral_min": self.deferral,
            "overtime_min": self.overtime,
            "visits": visits,
        }
