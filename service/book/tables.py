"""The tables of the book. Slots are whole numbers (`grid.Slot`), times end in their unit.

What may not be is refused by triggers (see the first migration), not by this code: a pool above its
capacity, a slot that does not exist, a chair for two at once, a change of the change journal.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

METADATA = MetaData()
"""Of its own: the book is a file of its own, and the ward's store has other tables."""


class _Row(SQLModel, registry=registry(metadata=METADATA)):
    """Base of the book's rows."""


class VisitRow(_Row, table=True):
    """One visit as it is now; how it became so the change journal says."""

    __tablename__ = "visit"
    __table_args__ = (Index("visit_seat", "seat_slot"),)

    id: str = Field(primary_key=True, max_length=64)
    patient: str = Field(max_length=80)
    what: str = Field(max_length=80)
    infusion_no: int | None
    place: str = Field(max_length=20)
    seat_slot: int
    wait_slots: int
    bag_slot: int | None
    zone: str = Field(max_length=80)
    status: str = Field(max_length=20)
    version: int
    held_until_ms: int | None = Field(sa_type=BigInteger)
    reason: str | None = Field(max_length=80)
    expected_slot: int | None
    seated_slot: int | None
    left_slot: int | None
    series: str | None = Field(max_length=64)
    # The shape, in slots: what `service.core.booking.shape.Shape` says of each.
    arrive: int
    wait_min: int
    wait_max: int
    hang: int
    infuse: int
    flush: int
    observe: int
    disconnect: int
    clean: int
    ratio: int
    overrun: int
    compound: int | None
    transport: int | None
    stable: int | None
    to_order: bool | None


class UseRow(_Row, table=True):
    """So much of a pool for a visit. Its triggers count it in `pool_slot`; it is never changed."""

    __tablename__ = "visit_use"
    __table_args__ = (Index("visit_use_visit", "visit"),)

    id: int | None = Field(default=None, primary_key=True)
    visit: str = Field(sa_column=Column(String(64), ForeignKey("visit.id"), nullable=False))
    pool: str = Field(max_length=20)
    from_slot: int
    to_slot: int
    amount: int


class PoolSlotRow(_Row, table=True):
    """What there is of a pool in a slot, and how much of it is taken. No row: closed."""

    __tablename__ = "pool_slot"

    pool: str = Field(primary_key=True, max_length=20)
    slot: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    capacity: int
    used: int


class BindingRow(_Row, table=True):
    """A chair for a visit: from seating until the place is clean again."""

    __tablename__ = "binding"
    __table_args__ = (Index("binding_chair", "chair", "from_slot"),)

    visit: str = Field(sa_column=Column(String(64), ForeignKey("visit.id"), primary_key=True))
    chair: str = Field(max_length=80)
    from_slot: int
    to_slot: int


class CutRow(_Row, table=True):
    """Less of a pool than the ward's file has: somebody is ill, something is broken."""

    __tablename__ = "cut"

    id: str = Field(primary_key=True, max_length=64)
    pool: str = Field(max_length=20)
    from_slot: int
    to_slot: int
    amount: int
    reason: str = Field(max_length=80)
    chair: str | None = Field(default=None, max_length=80)


class WaitingRow(_Row, table=True):
    """Somebody who waits for a place between two days; offered when one becomes free."""

    __tablename__ = "waiting"

    id: str = Field(primary_key=True, max_length=64)
    patient: str = Field(max_length=80)
    what: str = Field(max_length=80)
    infusion_no: int | None
    place: str = Field(max_length=20)
    shape: str
    """JSON of what the visit takes."""
    first_day: str = Field(max_length=10)
    last_day: str = Field(max_length=10)
    status: str = Field(max_length=20)
    made_at_ms: int = Field(sa_type=BigInteger)
    offered_slot: int | None
    """The seat that was offered last."""
    offered_at_ms: int | None = Field(sa_type=BigInteger)


class SeriesRow(_Row, table=True):
    """The visits of a course that were booked together. Each of them can be moved alone."""

    __tablename__ = "series"

    id: str = Field(primary_key=True, max_length=64)
    patient: str = Field(max_length=80)
    what: str = Field(max_length=80)
    made_at_ms: int = Field(sa_type=BigInteger)


class NoticeRow(_Row, table=True):
    """Something that was due, and has been told. Kind, subject and instant are there once."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("kind", "subject", "due_at_ms", name="notice_once"),
        Index("notice_due", "due_at_ms"),
    )

    id: str = Field(primary_key=True, max_length=64)
    kind: str = Field(max_length=40)
    subject: str = Field(max_length=120)
    due_at_ms: int = Field(sa_type=BigInteger)
    told_at_ms: int = Field(sa_type=BigInteger)
    acknowledged_by: str | None = Field(max_length=80)
    acknowledged_at_ms: int | None = Field(sa_type=BigInteger)


class PlanRow(_Row, table=True):
    """What a planner was asked for at night, and what it proposes. It moves nothing."""

    __tablename__ = "plan"

    id: str = Field(primary_key=True, max_length=64)
    kind: str = Field(max_length=20)
    on_day: str = Field(max_length=10)
    """The ward's day that is planned, or from which on."""
    status: str = Field(max_length=20)
    asked_at_ms: int = Field(sa_type=BigInteger)
    made_at_ms: int | None = Field(sa_type=BigInteger)
    body: str | None
    """JSON of what is proposed, or why there is nothing."""


class FeedRow(_Row, table=True):
    """A calendar that somebody reads by a secret address. The secret itself is nowhere."""

    __tablename__ = "feed"

    id: str = Field(primary_key=True, max_length=64)
    name: str = Field(max_length=80)
    place: str | None = Field(max_length=20)
    """Visits of one class of place; None: of the whole ward."""
    secret_hash: str = Field(max_length=64)
    """SHA-256 of the secret, hexadecimal."""
    made_at_ms: int = Field(sa_type=BigInteger)
    revoked_at_ms: int | None = Field(sa_type=BigInteger)


class ClockRow(_Row, table=True):
    """Since when this book tells what is due: one row. What was due before is nobody's affair."""

    __tablename__ = "clock"

    id: int | None = Field(default=None, primary_key=True)
    since_ms: int = Field(sa_type=BigInteger)


class ChangeRow(_Row, table=True):
    """One change of the book. Never changed, never removed."""

    __tablename__ = "change"
    __table_args__ = (Index("change_about", "about"),)

    seq: int | None = Field(default=None, primary_key=True)
    at_ms: int = Field(sa_type=BigInteger)
    by: str = Field(max_length=80)
    tablet: str = Field(max_length=80)
    tap: str = Field(max_length=64)
    what: str = Field(max_length=20)
    about: str = Field(max_length=64)
    """Id of the visit, of the waiting one, or of the cut."""
    before: str | None
    """JSON of the row as it was; None: it is new."""
    after: str
    """JSON of the row as it is."""


class TapRow(_Row, table=True):
    """The answer to one tap; a repetition gets it again."""

    __tablename__ = "tap"

    key: str = Field(primary_key=True, max_length=200)
    body_hash: str = Field(max_length=64)
    status: int
    response: str
    at_ms: int = Field(sa_type=BigInteger, index=True)


def _table(name: str) -> Table:
    return METADATA.tables[name]


VISIT = _table("visit")
USE = _table("visit_use")
POOL_SLOT = _table("pool_slot")
BINDING = _table("binding")
CUT = _table("cut")
WAITING = _table("waiting")
SERIES = _table("series")
NOTICE = _table("notice")
PLAN = _table("plan")
FEED = _table("feed")
CLOCK = _table("clock")
CHANGE = _table("change")
TAP = _table("tap")
