"""Reading the record back.

The functions take a connection and are plain; `Journal` runs them where the writer runs, so that a
slow disk never holds the event loop. Decoding happens there too.
"""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import Connection, Select, func, select

from service.core.times import Instant
from service.store.batch import Encoded, Sample, Tap
from service.store.codec import Codec
from service.store.tables import JOURNAL, TAP, TELEMETRY

E = TypeVar("E")
T = TypeVar("T")

TAPS_KEPT_MS = 24 * 60 * 60 * 1000
"""A tablet repeats a tap for seconds; a day covers one that was switched off with a tap in hand."""

BEFORE_ALL = Instant(-1)
"""Earlier than anything that is recorded."""


class Run(Protocol):
    """How a read is carried out; `Writer.run` is one."""

    def __call__(self, read: Callable[[Connection], T], /) -> Awaitable[T]:
        """Return what `read` returns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded(Generic[E]):
    """An event with its place in the record."""

    seq: int
    stream: str
    version: int
    at_ms: Instant
    wall_ms: int
    event: E


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamHead:
    """How far a stream has come."""

    stream: str
    version: int
    began_ms: Instant
    last_ms: Instant


class Journal(Generic[E]):
    """The record for reading at run time.

    Every method raises `Undecodable` for a row that does not fit its event.
    """

    def __init__(self, run: Run, codec: Codec[E]) -> None:
        self._run = run
        self._codec = codec

    async def load(self, stream: str) -> tuple[Recorded[E], ...]:
        """Return all events of `stream`, first to last; nothing for an unknown one."""
        query = select(JOURNAL).where(JOURNAL.c.stream == stream).order_by(JOURNAL.c.version)
        return await self._run(lambda connection: tuple(events(connection, self._codec, query)))

    async def events(self, after: int = 0, limit: int = 1000) -> tuple[Recorded[E], ...]:
        """Return at most `limit` events behind the row `after`, in the order of the record.

        A page at a time, because commits wait while it is read: go on from the last `seq`.
        """
        query = select(JOURNAL).where(JOURNAL.c.seq > after).order_by(JOURNAL.c.seq).limit(limit)
        return await self._run(lambda connection: tuple(events(connection, self._codec, query)))

    async def streams(self) -> tuple[StreamHead, ...]:
        """Return every stream with its last version, in the order in which they began."""
        return await self._run(streams)

    async def taps(self, now: Instant) -> tuple[Tap, ...]:
        """Return the taps of the 24 hours before `now`, oldest first."""
        return await self._run(lambda connection: taps(connection, Instant(now - TAPS_KEPT_MS)))

    async def telemetry(
        self, session: str, after: Instant = BEFORE_ALL, limit: int = 20_000
    ) -> tuple[Sample, ...]:
        """Return at most `limit` samples of `session` later than `after`, oldest first."""
        return await self._run(lambda connection: samples(connection, session, after, limit))


def events(
    connection: Connection, codec: Codec[E], query: Select[Any] | None = None
) -> Iterator[Recorded[E]]:
    """Yield decoded events, all of them in the order of the record unless `query` says less."""
    if query is None:
        query = select(JOURNAL).order_by(JOURNAL.c.seq)
    for row in connection.execute(query):
        found = Encoded(kind=row.kind, schema=row.schema, payload=row.payload)
        yield Recorded(
            seq=row.seq,
            stream=row.stream,
            version=row.version,
            at_ms=row.at_ms,
            wall_ms=row.wall_ms,
            event=codec.decode(found),
        )


def streams(connection: Connection) -> tuple[StreamHead, ...]:
    """Return every stream with its last version, in the order in which they began."""
    query = select(
        JOURNAL.c.stream,
        func.max(JOURNAL.c.version),
        func.min(JOURNAL.c.at_ms),
        func.max(JOURNAL.c.at_ms),
    )
    rows = connection.execute(query.group_by(JOURNAL.c.stream).order_by(func.min(JOURNAL.c.seq)))
    return tuple(
        StreamHead(stream=stream, version=version, began_ms=began, last_ms=last)
        for stream, version, began, last in rows
    )


def taps(connection: Connection, since: Instant) -> tuple[Tap, ...]:
    """Return the taps that were answered at `since` or later, oldest first."""
    query = select(TAP).where(TAP.c.at_ms >= since).order_by(TAP.c.at_ms, TAP.c.key)
    return tuple(Tap(**row) for row in connection.execute(query).mappings())


def samples(connection: Connection, session: str, after: Instant, limit: int) -> tuple[Sample, ...]:
    """Return at most `limit` samples of `session` later than `after`, oldest first."""
    query = (
        select(*(column for column in TELEMETRY.c if column.name != "id"))
        .where(TELEMETRY.c.session == session, TELEMETRY.c.at_ms > after)
        .order_by(TELEMETRY.c.at_ms, TELEMETRY.c.id)
        .limit(limit)
    )
    return tuple(Sample(**row) for row in connection.execute(query).mappings())
