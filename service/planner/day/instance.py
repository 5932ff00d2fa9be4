"""A day to be planned, as its file describes it: resources, kinds of visits, who is booked.

Times are whole minutes after midnight and lengths whole minutes, all on the five-minute grid.
"""

from dataclasses import dataclass

from service.core.booking.grid import GRID_MIN

NURSE_PARTS = 12
"""Parts of one nurse; a share of one must be whole parts."""
OVERTIME_WEIGHT = 20
"""What one minute of a visit after closing costs, in minutes of deferral."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of visit; lengths in minutes. Keys of the file: `types`."""

    name: str
    arrive: int
    premedicated: bool
    """Is there a gap between arriving and hanging, one of `Day.gaps`?"""
    hang: int
    pump: int
    flush: int
    observe: int
    disconnect: int
    clean: int
    ratio: int
    """Running patients for one nurse."""
    compound: int
    """Minutes at a hood; 0 where no bag is made here."""
    stable_h: int
    """Hours from the end of compounding until the pump must have ended."""
    to_order: bool
    """The bag is begun no earlier than the end of arriving less half of compounding."""

    @property
    def share(self) -> int:
        """Parts of a nurse while the visit waits or runs."""
        return NURSE_PARTS // self.ratio

    @property
    def running(self) -> int:
        """Minutes between hanging and disconnecting."""
        return self.pump + self.flush + self.observe

    @property
    def after_hang(self) -> int:
        """Minutes from the start of hanging to the clean chair."""
        return self.hang + self.running + self.disconnect + self.clean

    def bag_window(self, seat: int, hang: int, transport: int) -> tuple[int, int]:
        """Return the earliest and the latest start of compounding on the grid (minutes).

        For a visit seated at `seat` whose pump is hung at `hang`; the earliest may be past the
        latest.
        """
        earliest = hang + self.hang + self.pump - 60 * self.stable_h - self.compound
        if self.to_order:
            # Half of the compounding may lie off the grid: the next slot is the first allowed.
            here = seat + self.arrive - self.compound // 2
            earliest = max(earliest, -(-here // GRID_MIN) * GRID_MIN)
        return earliest, hang - transport - self.compound


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """One visit: who (a number), what kind, from when on (minutes after midnight)."""

    id: int
    kind: Kind
    ready: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """So many nurses are away from `start` until before `end`."""

    start: int
    end: int
    nurses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """Everything that a plan of one day must keep to."""

    open: int
    close: int
    """A visit that is not over by then costs overtime."""
    hard: int
    """Everything has ended by then."""
    chairs: int
    nurses: int
    breaks: tuple[Break, ...]
    pumps: int
    hoods: int
    pharmacy_open: int
    pharmacy_close: int
    transport: int
    """Minutes from the hood to the chair."""
    gaps: tuple[int, ...]
    """Premedication gaps to choose from, ascending."""
    visits: tuple[Booked, ...]

    def gaps_of(self, kind: Kind) -> tuple[int, ...]:
        """Return the gaps that a visit of this kind may have; (0,) where it has none."""
        return self.gaps if kind.premedicated else (0,)

    def earliest(self, visit: Booked) -> int:
        """Return the first minute at which the visit can be seated: nobody is before opening."""
        return max(visit.ready, self.open)

    def nurse_parts(self) -> list[int]:
        """Return the parts of nurses that are there, by slot from midnight to `hard`."""
        parts = [NURSE_PARTS * self.nurses] * (self.hard // GRID_MIN)
        for away in self.breaks:
            for slot in range(away.start // GRID_MIN, min(away.end, self.hard) // GRID_MIN):
                parts[slot] -= NURSE_PARTS * away.nurses
        return parts
