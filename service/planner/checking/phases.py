"""Where the phases of one planned visit begin and end, in minutes after midnight."""

from dataclasses import dataclass

from service.planner.checking.reading import Appointment, Kind, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A visit with the beginning of each of its phases; each ends where the next one begins."""

    id: int
    kind: Kind
    ready: int
    gap: int | None
    """The premedication gap as planned; None where the plan has none."""
    seat: int
    wait: int
    hang: int
    pump: int
    flush: int
    observe: int
    disconnect: int
    turn: int
    end: int
    """The chair is clean and free."""
    bag: int | None
    """Compounding begins."""

    @property
    def bag_done(self) -> int | None:
        """When the bag leaves the hood."""
        return None if self.bag is None else self.bag + self.kind.compound


def placed(appointment: Appointment, row: Row) -> Placed:
    """Return the phases of a visit; a gap that is missing counts as none."""
    kind = appointment.kind
    wait = row.seat + kind.arrive
    hang = wait + (row.wait or 0)
    pump = hang + kind.hang
    flush = pump + kind.pump
    observe = flush + kind.flush
    disconnect = observe + kind.observe
    turn = disconnect + kind.disconnect
    return Placed(
        id=row.id,
        kind=kind,
        ready=appointment.ready,
        gap=row.wait,
        seat=row.seat,
        wait=wait,
        hang=hang,
        pump=pump,
        flush=flush,
        observe=observe,
        disconnect=disconnect,
        turn=turn,
        end=turn + kind.turn,
        bag=row.bag,
    )
