"""What the book answers."""

from typing import Annotated

from pydantic import Field

from service.api.schemas.parts import Model, When
from service.core.booking.shape import PlaceClass
from service.core.booking.shortage import ShortOf
from service.core.booking.visits import Status

Local = Annotated[str, Field(examples=["2026-11-23T09:30:00+01:00"])]
"""The same moment as the ward's clocks show it, with their offset."""
Date = Annotated[str, Field(examples=["2026-11-23"])]


class WhyView(Model):
    """What speaks against a place."""

    kind: str
    amount: int
    sentence: str


class OfferView(Model):
    """One place for a visit."""

    on: Date
    seat: When
    local: Local
    end: When
    """The place is free again, and clean."""
    minutes: int
    wait_min: int
    """Planned minutes between premedication and hanging."""
    bag_at: When | None
    """When compounding begins."""
    why: list[WhyView]
    """The rank, what counts most first; empty: exactly as wished."""


class DayShortView(Model):
    """A day without a place, and what is short on it first."""

    on: Date
    of: ShortOf
    """`gap`: a day of a course that lies too near to the visit before."""
    sentence: str


class OffersView(Model):
    """Places for one visit, best first. Nothing is held by being offered."""

    zone: str
    offers: list[OfferView]


class SeriesOffersView(Model):
    """Places for a whole course, best first; each has one place for every visit, in order."""

    zone: str
    series: list[list[OfferView]]


class KindView(Model):
    """A kind of visit that can be booked here."""

    id: str
    name: str
    numbered: bool
    """A protocol: the number of the infusion decides how long it takes."""
    by_order: bool
    """The dose and the bag of the order decide, too."""


class BookView(Model):
    """What can be booked here, and for when."""

    zone: str
    today: Date
    last: Date
    """The last day that is open for booking."""
    hold_min: int
    """So long a place is held."""
    kinds: list[KindView]
    places: list[PlaceClass]


class PhasesView(Model):
    """The phases of a visit in minutes, in their order; 0: does not happen."""

    arrive: int
    wait: int
    hang: int
    infuse: int
    flush: int
    observe: int
    disconnect: int
    clean: int


class BookedVisitView(Model):
    """One visit of the book."""

    id: str
    patient: str
    what: str
    infusion_no: int | None
    place: PlaceClass
    status: Status
    version: int
    on: Date
    seat: When
    local: Local
    end: When
    zone: str
    minutes: int
    wait_min: int
    phases: PhasesView
    bag_at: When | None
    held_until: When | None
    reason: str | None
    expected: When | None
    """When a late patient is expected; the promise stands."""
    chair: str | None
    seated: When | None
    left: When | None
    series: str | None


class ChangeAnswer(Model):
    """What became of a change, and on the disk when this was answered."""

    visits: list[BookedVisitView]
    """Those that were changed, as they are now."""
    series: str | None = None
    about: str | None = None
    """Id of whoever waits, or of what is missing, where the change was about that."""
    recorded: bool = True


class WaitingView(Model):
    """Somebody who waits for a place."""

    id: str
    patient: str
    what: str
    infusion_no: int | None
    place: str
    first: Date
    last: Date
    status: Annotated[str, Field(examples=["waiting", "offered", "closed"])]
    since: When
    offered: When | None
    """A seat that was free when it was offered. Nothing is held by that."""


class WaitingAnswer(Model):
    """Who waits."""

    waiting: list[WaitingView]


class BoundView(Model):
    """A visit on a chair."""

    visit: str
    start: When
    end: When


class BoardChairView(Model):
    """One chair of the board."""

    id: str
    place: PlaceClass
    blocked: str | None
    visits: list[BoundView]


class LoadView(Model):
    """What there is of a pool and what is taken, slot by slot. Nurses in twelfths."""

    pool: str
    capacity: list[int]
    used: list[int]


class ProposalMark(Model):
    """That there is a proposal."""

    id: str
    on: Date
    version: int
    made: When
    why: list[str]
    moves: int
    """Not accepted yet."""
    told: int
    unplaced: int


class BoardView(Model):
    """One day: chairs and time, what is not bound yet, and how much is left."""

    on: Date
    zone: str
    closed: str | None
    """Why; null: open."""
    before: Date | None
    after: Date | None
    """The days beside it that have anything: a ward that is closed on Sundays goes on on Monday."""
    opens: When | None
    closes: When | None
    first: When | None
    """Where the slots of `loads` begin."""
    slot_min: int
    chairs: list[BoardChairView]
    visits: list[BookedVisitView]
    """Every visit of the day that is not gone, by its time."""
    unbound: list[str]
    """Ids of those without a chair."""
    conflicts: list[str]
    """Ids of visits for which there is less than they take: somebody is ill, a chair is broken."""
    loads: list[LoadView]
    proposal: ProposalMark | None
    """What is proposed for the day and not accepted yet."""


class BookChangeView(Model):
    """One line of the journal of changes."""

    seq: int
    at: When
    by: str
    tablet: str
    tap: str
    what: str
    about: str
    before: dict[str, str | int | bool | None] | None
    after: dict[str, str | int | bool | None]


class BookChangesView(Model):
    """Lines of the journal of changes, oldest first."""

    changes: list[BookChangeView]
    next: int | None
    """Ask with `after` for what follows; null: that is all."""
