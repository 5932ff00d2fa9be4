"""The tables of people, tablets and sign-ins. Times are ward time in milliseconds, UTC.

Badges, PINs, tablets' secrets and sign-ins are kept as hashes alone (`secret.py`).
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, MetaData, String, Table
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

METADATA = MetaData()
"""Of its own: the people's file is another one than the ward's store and its book."""


class _Row(SQLModel, registry=registry(metadata=METADATA)):
    """Base of the rows."""


class PersonRow(_Row, table=True):
    """Somebody who may sign in. Never removed: the record names her."""

    __tablename__ = "person"

    id: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=80)
    roles: str = Field(max_length=120)
    """As `core.roles.role_text` writes them."""
    badge_hash: str = Field(max_length=64, unique=True)
    pin_hash: str = Field(max_length=200)
    made_at_ms: int = Field(sa_type=BigInteger)
    disabled_at_ms: int | None = Field(sa_type=BigInteger)
    wrong: int
    """Wrong PINs that count."""
    first_wrong_at_ms: int | None = Field(sa_type=BigInteger)
    locked_until_ms: int | None = Field(sa_type=BigInteger)


class TabletRow(_Row, table=True):
    """An enrolled tablet. Never removed: the record names it."""

    __tablename__ = "tablet"

    id: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=80)
    secret_hash: str = Field(max_length=64, unique=True)
    enrolled_at_ms: int = Field(sa_type=BigInteger)
    enrolled_by: str | None = Field(max_length=80)
    """Who made the code; None: before this was written down."""
    revoked_at_ms: int | None = Field(sa_type=BigInteger)
    wrong: int
    first_wrong_at_ms: int | None = Field(sa_type=BigInteger)
    locked_until_ms: int | None = Field(sa_type=BigInteger)


class EnrolmentRow(_Row, table=True):
    """A code that enrols one tablet, once."""

    __tablename__ = "enrolment"

    code_hash: str = Field(primary_key=True, max_length=64)
    tablet: str = Field(max_length=40)
    name: str = Field(max_length=80)
    until_ms: int = Field(sa_type=BigInteger)
    used_at_ms: int | None = Field(sa_type=BigInteger)
    offered_by: str | None = Field(max_length=80)


class SignInRow(_Row, table=True):
    """A person at a tablet, from badge and PIN until it ends."""

    __tablename__ = "sign_in"
    __table_args__ = (Index("sign_in_tablet", "tablet"),)

    token_hash: str = Field(primary_key=True, max_length=64)
    person: str = Field(sa_column=Column(String(40), ForeignKey("person.id"), nullable=False))
    tablet: str = Field(sa_column=Column(String(40), ForeignKey("tablet.id"), nullable=False))
    began_at_ms: int = Field(sa_type=BigInteger)
    used_at_ms: int = Field(sa_type=BigInteger)
    """Last command, as far as it has been written: late by a quarter of the idle time at most."""
    ended_at_ms: int | None = Field(sa_type=BigInteger)
    ended: str | None = Field(max_length=20)
    """Why, as `core.sign_in.Ended` says it."""


class ActRow(_Row, table=True):
    """What was done about people, tablets and sign-ins. Chained; never changed, never removed."""

    __tablename__ = "act"
    __table_args__ = (Index("act_at", "at_ms"),)

    seq: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    at_ms: int = Field(sa_type=BigInteger)
    person: str = Field(max_length=80)
    tablet: str = Field(max_length=80)
    what: str = Field(max_length=40)
    about: str = Field(max_length=300)
    """Id of the person or tablet it is about, or the command that a PIN was given for."""
    tap: str | None = Field(max_length=64)
    hash: str = Field(max_length=64)


def _table(name: str) -> Table:
    return METADATA.tables[name]


PERSON = _table("person")
TABLET = _table("tablet")
ENROLMENT = _table("enrolment")
SIGN_IN = _table("sign_in")
ACT = _table("act")
