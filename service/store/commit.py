"""One transaction for everything that waits: the same code under both writers.

Synchronous, on a connection of its own. Core inserts, not the ORM, which costs ten times as much
for rows that are written once and never changed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from service.store.anchor import Anchor
from service.store.batch import Batch, Sample
from service.store.chain import GENESIS, Link, link
from service.store.disk import Disk, Point
from service.store.engine import IMMEDIATE
from service.store.errors import JournalDamaged, StoreUnfit
from service.store.tables import COMMITS, JOURNAL, META, TAP, TELEMETRY

T = TypeVar("T")
Row = dict[str, Any]

_HEAD = select(JOURNAL.c.seq, JOURNAL.c.hash).order_by(JOURNAL.c.seq.desc()).limit(1)
_COMMITS = select(META.c.value).where(META.c.key == COMMITS)
_VERSIONS = select(JOURNAL.c.stream, func.max(JOURNAL.c.version)).group_by(JOURNAL.c.stream)
# Made once: SQLAlchemy knows a statement again by walking through it, and then remembers that.
_INSERT_ROWS, _INSERT_SAMPLES = insert(JOURNAL), insert(TELEMETRY)
_COUNT = update(META).where(META.c.key == COMMITS).values(value=bindparam("commits"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Batches that are written together, in the order in which they were submitted."""

    batches: tuple[Batch, ...]
    samples: tuple[Sample, ...] = ()
    """Samples that came without a batch."""


class Committer:
    """Writes groups, each in one transaction, and knows the head of the chain.

    Every method runs where the writer runs it: on its thread, or in the loop under virtual time.

    Args:
        engine: Opens the database.
        anchor: The head file; None when the store is open for reading only.
        disk: Asked before every commit.
    """

    def __init__(self, engine: Engine, anchor: Anchor | None, disk: Disk) -> None:
        self._engine = engine
        self._anchor = anchor
        self._disk = disk
        self._connection: Connection | None = None
        self._head = GENESIS
        self._commits = 0

    @property
    def disk(self) -> Disk:
        """The disk that is asked before every commit."""
        return self._disk

    def load(self) -> Mapping[str, int]:
        """Read the head, set the head file to it, and return the last version of each stream."""

        def read(connection: Connection) -> dict[str, int]:
            self._head, self._commits = _read_head(connection)
            return {stream: int(version) for stream, version in connection.execute(_VERSIONS)}

        versions = self.read(read)
        self._writing().write(self._head)
        return versions

    def commit(self, group: Group) -> None:
        """Write `group` durably, whole or not at all; safe to repeat until it returns.

        A failure leaves the outcome unknown: the next attempt reads what is there before it writes.

        Raises:
            JournalDamaged: Somebody else has written to the journal meanwhile.
            Exception: Whatever the database or the disk says.
        """
        anchor = self._writing()
        rows, head = _rows(group.batches, self._head)
        try:
            connection = self._open(writing=True)
            with connection.begin():
                written = self._is_written(connection, head)
                if not written:
                    self._disk.reach(Point.BEGIN)
                    self._insert(connection, group, rows)
                    self._disk.reach(Point.COMMIT)
            if written:
                make_durable(connection)
            self._disk.reach(Point.COMMITTED)
        except BaseException:
            self._drop()
            raise
        # If this fails the group counts as not written: the next attempt finds it and tries again.
        anchor.write(head)
        self._head = head
        self._commits += 1

    def read(self, function: Callable[[Connection], T]) -> T:
        """Return `function(connection)`, run in one read transaction."""
        try:
            connection = self._open(writing=False)
            with connection.begin() as transaction:
                result = function(connection)
                transaction.rollback()
        except BaseException:
            self._drop()
            raise
        return result

    def transact(self, function: Callable[[Connection], T]) -> T:
        """Return `function(connection)`, run in one write transaction on other tables."""
        try:
            connection = self._open(writing=True)
            with connection.begin():
                self._disk.reach(Point.BEGIN)
                result = function(connection)
                self._disk.reach(Point.COMMIT)
            self._disk.reach(Point.COMMITTED)
        except BaseException:
            self._drop()
            raise
        return result

    def close(self) -> None:
        """Close connection and head file."""
        self._drop()
        if self._anchor is not None:
            self._anchor.close()

    def _writing(self) -> Anchor:
        if self._anchor is None:
            raise StoreUnfit("the store is open for reading only")
        return self._anchor

    def _open(self, *, writing: bool) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
        begin = IMMEDIATE if writing else {"chairside_begin": ""}
        return self._connection.execution_options(**begin)

    def _drop(self) -> None:
        """Forget a connection that failed; the next one starts without its history."""
        if self._connection is not None:
            connection, self._connection = self._connection, None
            connection.invalidate()
            connection.close()

    def _is_written(self, connection: Connection, wanted: Link) -> bool:
        """Return whether an earlier attempt with unknown outcome did write the group."""
        found, commits = _read_head(connection)
        if (found, commits) == (self._head, self._commits):
            return False
        if (found, commits) == (wanted, self._commits + 1):
            return True
        raise JournalDamaged(
            f"the journal ends with row {found.seq}, not with {self._head.seq}: "
            "something else has written to it"
        )

    def _insert(self, connection: Connection, group: Group, rows: Sequence[Row]) -> None:
        if rows:
            connection.execute(_INSERT_ROWS, rows)
        if taps := [_tap(batch) for batch in group.batches if batch.tap is not None]:
            # The first answer stands: that is what a repeated tap must get.
            dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
            connection.execute(
                dialect.insert(TAP).on_conflict_do_nothing(index_elements=["key"]), taps
            )
        samples = [sample for batch in group.batches for sample in batch.samples]
        if samples := [*samples, *group.samples]:
            connection.execute(_INSERT_SAMPLES, [_sample(each) for each in samples])
        connection.execute(_COUNT, {"commits": self._commits + 1})


def make_durable(connection: Connection) -> None:
    """Bring what an earlier attempt has written, and perhaps never synced, onto the disk.

    After a failed sync the rows can be read, from memory, and another sync of the same file may
    succeed without having written them. A checkpoint writes them anew, into the database itself.
    """
    if connection.dialect.name != "sqlite":
        return  # a server answers a commit only when it is durable, or not at all
    sqlite3_connection: Any = connection.connection.driver_connection  # none of BEGIN's business
    busy, logged, moved = sqlite3_connection.execute("PRAGMA wal_checkpoint(FULL)").fetchone()
    if busy or logged != moved:
        raise OSError("what is written could not be synced: somebody else reads the database")


def _read_head(connection: Connection) -> tuple[Link, int]:
    row = connection.execute(_HEAD).first()
    head = GENESIS if row is None else Link(seq=row.seq, hash=row.hash)
    return head, int(connection.execute(_COMMITS).scalar_one())


def _rows(batches: Sequence[Batch], head: Link) -> tuple[list[Row], Link]:
    """Return the journal rows of `batches`, chained behind `head`, and the new head."""
    rows: list[Row] = []
    for batch in batches:
        for version, event in enumerate(batch.events, batch.first):
            row: Row = {
                "stream": batch.stream,
                "version": version,
                "kind": event.kind,
                "schema": event.schema,
                "at_ms": batch.at_ms,
                "wall_ms": batch.wall_ms,
                "payload": event.payload,
            }
            before, head = head, link(head, **row)
            rows.append({**row, "seq": head.seq, "prev_hash": before.hash, "hash": head.hash})
    return rows, head


def _tap(batch: Batch) -> Row:
    tap = batch.tap
    if tap is None:
        raise ValueError("a batch without a tap has no tap row")
    return {
        "key": tap.key,
        "body_hash": tap.body_hash,
        "status": tap.status,
        "response": tap.response,
        "at_ms": tap.at_ms,
    }


def _sample(sample: Sample) -> Row:
    return {
        "session": sample.session,
        "at_ms": sample.at_ms,
        "rate_ul_h": sample.rate_ul_h,
        "infused_ul": sample.infused_ul,
        "delivery": sample.delivery,
        "served_ms": sample.served_ms,
    }
