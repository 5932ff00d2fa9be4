"""One patient's day as it goes: what was promised, what the fate is, what has happened."""

from dataclasses import dataclass, field

from service.planner.ward_day.fate import MINUTE_S, Fate
from service.planner.ward_day.kinds import Kind
from service.planner.ward_day.placing import Promise


@dataclass(slots=True, kw_only=True)
class Happened:
    """When the phases began; seconds after midnight, None: not (yet)."""

    came: int | None = None
    seated: int | None = None
    premedicated: int | None = None
    """The premedication is given: the gap begins."""
    may_hang: int | None = None
    """The gap is over; a bag or hands may be missing yet."""
    hung: int | None = None
    """A nurse begins to hang the bag."""
    started: int | None = None
    """The pump."""
    struck: int | None = None
    drained: int | None = None
    """The last drop."""
    may_leave: int | None = None
    """All is over but the disconnecting."""
    left: int | None = None
    clean: int | None = None
    bag_done: int | None = None


@dataclass(slots=True, kw_only=True)
class Stay:
    """A visit on its day."""

    promise: Promise
    fate: Fate
    was: Happened = field(default_factory=Happened)
    chair: int | None = None
    parts: int = 0
    """Of a nurse, held now."""
    has_pump: bool = False
    bag_there: bool = False

    @property
    def id(self) -> int:
        """The number of the request."""
        return self.promise.request.id

    @property
    def kind(self) -> Kind:
        """The type of the visit."""
        return self.promise.request.kind

    @property
    def promised(self) -> int:
        """The promised seat, in seconds."""
        return self.promise.place.seat * MINUTE_S

    @property
    def due(self) -> int:
        """From when on the patient waits: the promised time, or the arrival after it."""
        return self.promised + max(0, self.fate.late)

    @property
    def hang_planned(self) -> int:
        """When the plan would hang the bag."""
        return self.promised + (self.kind.arrive + self.promise.place.gap) * MINUTE_S
