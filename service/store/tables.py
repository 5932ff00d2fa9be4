"""The tables. Quantities and times are whole numbers; their unit is the end of their name.

`at_ms` is ward time, `wall_ms` the raw wall clock; both are milliseconds since 1970 in UTC. The
journal alone is chained and guarded by triggers (see the first migration); the other tables explain
or repeat what it says.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, UniqueConstraint
from sqlmodel import Field, SQLModel


class JournalRow(SQLModel, table=True):
    """One event. Never changed, never removed."""

    __tablename__ = "journal"
    __table_args__ = (UniqueConstraint("stream", "version", name="journal_stream_version"),)

    seq: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    """1, 2, 3… over all streams, without gaps."""
    stream: str = Field(max_length=200)
    version: int
    """1, 2, 3… within the stream, without gaps."""
    kind: str = Field(max_length=200)
    schema_: int = Field(sa_column=Column("schema", Integer, nullable=False))
    at_ms: int = Field(sa_type=BigInteger)
    wall_ms: int = Field(sa_type=BigInteger)
    payload: str
    prev_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class TelemetryRow(SQLModel, table=True):
    """One report of a pump, for the curve on the screen and for looking into what happened."""

    __tablename__ = "telemetry"
    __table_args__ = (Index("telemetry_session_at", "session", "at_ms"),)

    id: int | None = Field(default=None, primary_key=True)
    session: str = Field(max_length=200)
    at_ms: int = Field(sa_type=BigInteger)
    rate_ul_h: int | None
    infused_ul: int | None
    delivery: str = Field(max_length=50)
    served_ms: int = Field(sa_type=BigInteger)


class TapRow(SQLModel, table=True):
    """The answer to one tap; a repetition gets it again."""

    __tablename__ = "tap"

    key: str = Field(primary_key=True, max_length=200)
    body_hash: str = Field(max_length=64)
    status: int
    response: str
    at_ms: int = Field(sa_type=BigInteger, index=True)


class MetaRow(SQLModel, table=True):
    """Facts about the store itself."""

    __tablename__ = "meta"

    key: str = Field(primary_key=True, max_length=50)
    value: int = Field(sa_type=BigInteger)


def _table(name: str) -> Table:
    return SQLModel.metadata.tables[name]


JOURNAL = _table("journal")
TELEMETRY = _table("telemetry")
TAP = _table("tap")
META = _table("meta")

COMMITS = "commits"
"""Key in `meta`: how many transactions the writer has made. Tells, after a commit whose outcome is
unknown, whether it happened, also when it held no event."""

NAMES = frozenset({"journal", "telemetry", "tap", "meta"})
"""The tables of the store; another room's tables in the same metadata are not ours to migrate."""
