"""A visit in the book: where it stands, what may become of it, what it takes of the ward.

Its time is a promise on the ward's clocks, kept as a slot in UTC with the zone beside it. A chair
is bound when the patient is seated. Nothing here reads a clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from service.core.booking.grid import Slot
from service.core.booking.shape import PlaceClass, Pool, Shape, uses
from service.core.times import Instant


class Status(Enum):
    """Where a visit stands."""

    HELD = "held"
    """Somebody is being asked; the place is free again at `held_until`."""
    BOOKED = "booked"
    ARRIVED = "arrived"
    SEATED = "seated"
    DONE = "done"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


class Verb(Enum):
    """What people do with a visit that is in the book."""

    BOOK = "book"
    MOVE = "move"
    CANCEL = "cancel"
    ARRIVE = "arrive"
    LATE = "late"
    NO_SHOW = "no-show"
    SEAT = "seat"
    DONE = "done"


FROM: dict[Verb, frozenset[Status]] = {
    Verb.BOOK: frozenset({Status.HELD}),
    Verb.MOVE: frozenset({Status.HELD, Status.BOOKED, Status.ARRIVED}),
    Verb.CANCEL: frozenset({Status.HELD, Status.BOOKED, Status.ARRIVED}),
    Verb.ARRIVE: frozenset({Status.BOOKED}),
    Verb.LATE: frozenset({Status.BOOKED}),
    Verb.NO_SHOW: frozenset({Status.BOOKED}),
    Verb.SEAT: frozenset({Status.BOOKED, Status.ARRIVED}),
    Verb.DONE: frozenset({Status.SEATED}),
}
"""From where each of them is possible; from everywhere else it is refused."""

GONE = frozenset({Status.CANCELLED, Status.NO_SHOW})
"""Takes nothing of the ward any more."""
AHEAD = frozenset({Status.HELD, Status.BOOKED, Status.ARRIVED})
"""Not seated yet: its time can still be moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """So much of a pool from a slot to another, the end not included."""

    pool: Pool
    start: Slot
    end: Slot
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One row of the book."""

    id: str
    patient: str
    """The hospital's reference, never a name."""
    what: str
    """Id of a protocol or of another kind of visit."""
    infusion_no: int | None
    place: PlaceClass
    shape: Shape
    seat: Slot
    """When the patient is promised to be seated."""
    wait: int
    """The premedication gap that is planned, in slots."""
    bag: Slot | None
    """When compounding begins; None: nothing is compounded here."""
    zone: str
    """In which the promise was made."""
    status: Status
    version: int
    """1, 2, 3… with every change."""
    held_until: Instant | None = None
    reason: str | None = None
    """Why it was cancelled, or moved last."""
    expected: Slot | None = None
    """When a late patient is expected; the promise is not moved by that."""
    chair: str | None = None
    seated: Slot | None = None
    """When the patient was seated, and the chair bound from."""
    left: Slot | None = None
    """When the place was free again."""
    series: str | None = None

    @property
    def end(self) -> Slot:
        """The first slot in which the place is free again, as planned."""
        return Slot(self.seat + self.shape.length(self.wait))

    def taken(self) -> tuple[Taken, ...]:
        """Return what the visit takes of the pools, first to last."""
        if self.status in GONE:
            return ()
        bag = None if self.bag is None else self.bag - self.seat
        whole = [
            Taken(
                pool=use.pool,
                start=Slot(self.seat + use.start),
                end=Slot(self.seat + use.start + use.length),
                amount=use.amount,
            )
            for use in uses(self.shape, self.wait, self.place, bag)
        ]
        return tuple(
            sorted(self._until_left(whole), key=lambda each: (each.pool.value, each.start))
        )

    def _until_left(self, whole: Iterable[Taken]) -> Iterable[Taken]:
        """Leave out what was not needed any more, because the patient left earlier."""
        for each in whole:
            end = each.end if self.left is None else min(each.end, self.left)
            if end > each.start:
                yield Taken(pool=each.pool, start=each.start, end=Slot(end), amount=each.amount)


def may(verb: Verb, visit: Visit) -> bool:
    """Whether something can be done with a visit where it stands."""
    return visit.status in FROM[verb]
