"""What the book answers about a day that does not go as planned."""

from service.api.schemas.answers import ProblemView
from service.api.schemas.book import BookedVisitView, Date, Local
from service.api.schemas.parts import Model, When
from service.core.booking.shape import PlaceClass


class CauseView(Model):
    """Why a day was looked at."""

    kind: str
    about: str
    """Id of the visit, or of what is missing."""
    sentence: str


class CostView(Model):
    """One term of what a proposal costs."""

    kind: str
    amount: int
    cost: int
    sentence: str


class MoveView(Model):
    """One visit at another time."""

    visit: str
    patient: str
    what: str
    seat: When
    """As promised."""
    to: When
    to_local: Local
    minutes: int
    """Later than promised."""
    waits_min: int
    """Of these, what the ward is the reason of."""
    tell: bool
    """More than ten minutes: somebody must tell the patient."""
    notice_min: int
    """Minutes from when this was proposed to the promised time."""
    short_notice: bool
    beyond_limit: bool
    """More than an hour."""
    place: PlaceClass
    chair: str | None
    """Where a chair will be free then. None is bound before the seating."""
    chair_before: str | None
    wait_min: int
    bag_at: When | None
    done: bool
    """Accepted, and written."""


class StayView(Model):
    """Somebody who sits."""

    visit: str
    patient: str
    chair: str | None
    planned: When
    """When the place was to be free and clean."""
    expected: When
    late: When
    """The same in all but 5 % of such cases."""
    infused: When | None
    """When the last drop is in, by the basis of the proposal."""
    why: str | None
    sentence: str
    longer: bool
    """Longer than the book says: accepted like a move."""
    done: bool


class SwapView(Model):
    """Somebody sits on a chair that cannot be used any more."""

    visit: str
    chair: str
    to: str | None


class ShortView(Model):
    """Less of something than those who sit need."""

    pool: str
    start: When
    end: When
    count: int
    """Whole nurses, chairs, pumps."""
    sentence: str


class BagView(Model):
    """What the pharmacy has to know."""

    visit: str
    change: str
    planned: When
    begins: When
    good_until: When
    needed_until: When
    sentence: str


class ProposalView(Model):
    """What a day could become. Nothing of it is so before somebody accepts it."""

    id: str
    on: Date
    version: int
    made: When
    why: list[CauseView]
    open: bool
    """The newest one of its day, with something that is not accepted yet."""
    engine: str
    solver: str
    basis: str
    told: int
    cost: int
    terms: list[CostView]
    right_shift_cost: int
    right_shift_told: int
    moves: list[MoveView]
    unplaced: list[str]
    """Visits for which the day has no place any more."""
    stays: list[StayView]
    swaps: list[SwapView]
    shortages: list[ShortView]
    bags: list[BagView]


class ProposalAnswer(Model):
    """The newest proposal of a day, if there is one."""

    proposal: ProposalView | None


class OutcomeView(Model):
    """What became of one visit."""

    visit: str
    done: bool
    problem: ProblemView | None
    """Why not; everything else stands."""


class AcceptAnswer(Model):
    """What became of what was accepted; what is done is on the disk."""

    proposal: str
    outcomes: list[OutcomeView]
    visits: list[BookedVisitView]
    """Those that were changed, as they are now."""
    recorded: bool = True
