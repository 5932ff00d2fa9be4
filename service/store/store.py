"""The store of one ward: opened once, checked before anything is written, held by one process."""

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Generic, Protocol, Self, TypeVar

from sqlalchemy import Connection, Engine

from service.store.anchor import Anchor
from service.store.checking import COLUMNS, ChainCheck
from service.store.codec import Codec
from service.store.commit import Committer
from service.store.disk import Disk
from service.store.engine import open_engine
from service.store.errors import JournalDamaged, StoreError
from service.store.findings import Verification
from service.store.journal import Journal
from service.store.lock import StoreLock
from service.store.place import prepare
from service.store.schema import migrate
from service.store.verify import head_said, is_empty, verify
from service.store.writer import Limits, ThreadWriter, Writer

E = TypeVar("E")

SLICE = 500
"""Rows that the hourly look reads at a time; commits wait for one slice, some milliseconds."""


class WriterFactory(Protocol):
    """What makes the writer: `ThreadWriter`, or `partial(InLoopWriter, seed=7)`."""

    def __call__(
        self,
        committer: Committer,
        versions: Mapping[str, int],
        limits: Limits,
        /,
        *,
        refusing: StoreError | None,
    ) -> Writer:
        """Return a writer that goes on where `versions` ends."""


class Store(Generic[E]):
    """Journal, writer and lock of one ward. Made by `open`.

    A damaged journal is opened for reading only: `damaged` says what is wrong, the writer refuses
    every batch, and its status is failing, so that nothing is raised. No file is ever removed,
    renamed or written over; a person moves them away.
    """

    def __init__(
        self,
        path: Path,
        writer: Writer,
        codec: Codec[E],
        held: ExitStack,
        damaged: Verification | None,
    ) -> None:
        self.path = path
        self.writer = writer
        self.journal = Journal(writer.run, codec)
        self.codec = codec
        self.damaged = damaged
        """What is wrong with the journal; None: nothing was found when it was opened."""
        self._held = held

    @classmethod
    def open(
        cls,
        path: Path,
        codec: Codec[E],
        *,
        disk: Disk | None = None,
        limits: Limits | None = None,
        writer: WriterFactory = ThreadWriter,
    ) -> Self:
        """Open the store at `path`, or make it; blocks, so call it before the ward runs.

        Raises:
            StoreInUse: Another process holds it.
            StoreUnfit: Place, file or settings are not what a record needs.
            SchemaTooNew: A newer version has written it.
        """
        disk, limits = disk or Disk(), limits or Limits()
        with ExitStack() as held:
            if path.exists() or is_empty(path):
                prepare(path)
            # Otherwise only the head file is left: a new journal in its place would hide that.
            held.enter_context(StoreLock(path))
            found = None if is_empty(path) else verify(path)
            if found is not None and not found.ok:
                reason = JournalDamaged(f"{path} is damaged, it is read only: {found}")
                committer = Committer(_engine(held, path, read_only=True), None, disk)
                made = writer(committer, {}, limits, refusing=reason)
                return cls(path, made, codec, held.pop_all(), found)
            engine = _engine(held, path, read_only=False)
            migrate(engine)
            committer = Committer(engine, Anchor(path), disk)
            held.callback(committer.close)
            made = writer(committer, committer.load(), limits, refusing=None)
            return cls(path, made, codec, held.pop_all(), None)

    async def verify(self) -> Verification:
        """Follow the chain again while the ward runs, a slice at a time (every hour).

        Rows that are appended meanwhile are checked too. SQLite's own structures are only looked at
        when the store is opened.
        """
        anchor, lost = await self.writer.run(lambda _: head_said(self.path))
        check = ChainCheck(anchor)
        while slice_ := await self.writer.run(
            lambda connection: _slice(connection, check.head.seq)
        ):
            for row in slice_:
                check.feed(row)
        if lost is not None and check.rows:
            check.findings.append(lost)
        return check.result()

    async def close(self) -> None:
        """Write what waits, close the file and let go of the lock.

        Raises:
            NotAllWritten: The disk did not take everything. If it does not answer at all, the lock
                is kept until the process ends: a commit may still be under way.
        """
        try:
            await self.writer.close()
        finally:
            if not self.writer.holds_file:
                self._held.close()


def _slice(connection: Connection, after: int) -> list[tuple[object, ...]]:
    query = f"SELECT {COLUMNS} FROM journal WHERE seq > ? ORDER BY seq LIMIT {SLICE}"  # noqa: S608
    return [tuple(row) for row in connection.exec_driver_sql(query, (after,))]


def _engine(held: ExitStack, path: Path, *, read_only: bool) -> Engine:
    engine = open_engine(path, read_only=read_only)
    held.callback(engine.dispose)
    return engine
