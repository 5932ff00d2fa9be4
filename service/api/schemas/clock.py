"""What the wall clock of the book answers: what is due, what was told, plans and calendars."""

from typing import Annotated, Any

from pydantic import Field

from service.api.schemas.book import Date, Local
from service.api.schemas.parts import Model, When
from service.core.booking.due import DueKind


class DueView(Model):
    """One thing that is due, now or later."""

    kind: DueKind
    subject: str
    """Id of a visit, of somebody who waits, `session/item`, or a day."""
    sentence: str
    due: When
    local: Local
    told: bool
    """Whether there is a notice of it."""


class DuesView(Model):
    """What will be due, as the rows are now; the first one first."""

    due: list[DueView]


class NoticeView(Model):
    """One thing that was due and has been told."""

    id: str
    kind: DueKind
    subject: str
    sentence: str
    due: When
    local: Local
    told: When
    """Later than `due` where nobody served at that time."""
    stands: bool
    """Whether it would still be due: false once the visit was moved, has come, is over."""
    acknowledged_by: str | None
    acknowledged_at: When | None


class NoticesView(Model):
    """Notices, the oldest due one first."""

    notices: list[NoticeView]
    next: str | None
    """Ask with `after` for what follows; null: that is all."""


class FeedView(Model):
    """A calendar that is read by a secret address."""

    id: str
    name: str
    place: Annotated[str | None, Field(examples=["bed"])]
    made: When


class FeedsView(Model):
    """The calendars that can be read."""

    feeds: list[FeedView]


class FeedAnswer(FeedView):
    """A calendar that has just been made."""

    address: str | None
    """The path with the secret. Told once: a repeated tap gets null, and then make another one."""


class PlanView(Model):
    """What a planner of the night proposes. Nothing is moved by it."""

    id: str
    kind: Annotated[str, Field(examples=["horizon", "tomorrow"])]
    on: Date
    status: Annotated[str, Field(examples=["asked", "made", "nothing", "over"])]
    asked: When
    made: When | None
    why: str | None
    """Why there is none."""
    terms: dict[str, Any]
    """What the plan costs, term by term."""
    moves: list["MoveView"]


class MoveView(Model):
    """One visit of a plan."""

    visit: str
    was: When
    seat: When
    local: Local
    chair: str | None
    moved: bool
    """Whether the plan gives it another time, gap or bag."""
    tell: bool
    """Whether the patient has to be told."""
    taken: bool
    """Whether the visit is there now."""


class PlansView(Model):
    """Plans, newest first, without their moves."""

    plans: list[PlanView]
