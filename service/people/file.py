"""The file of people: opened by the service, and beside it by the command line for a moment.

Not held by one process, as the ward's store is: a nurse must be added while the ward runs. SQLite
lets one write at a time, and the service asks once a second whether somebody else has written.
"""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError

from service.people.acts import newest
from service.people.head import ActsHead, make_head
from service.store.chain import GENESIS, Link
from service.store.disk import Disk, Point
from service.store.engine import IMMEDIATE, open_engine
from service.store.errors import StoreInUse, StoreUnfit
from service.store.lock import StoreLock
from service.store.place import prepare
from service.store.schema import Schema, migrate, revision

R = TypeVar("R")

PEOPLE = Schema(
    revisions=("p0001", "p0002"),
    migrations=Path(__file__).parent / "migrations",
    application_id=0x43484150,  # `CHAP`: the ward's store calls itself CHAI
)
_LOCK_TRIES = 20
_LOCK_PAUSE_S = 0.1


def people_path(store: Path) -> Path:
    """Return where the people are kept: beside the ward's store."""
    return store.with_name(store.stem + ".people.sqlite")


class PeopleFile:
    """One connection to the file, used by one thread at a time."""

    def __init__(self, engine: Engine, head: ActsHead, disk: Disk | None = None) -> None:
        self._engine = engine
        self._head = head
        self._disk = disk or Disk()
        self._connection: Connection | None = None

    @classmethod
    def open(cls, path: Path, disk: Disk | None = None) -> Self:
        """Open the file, or make it; `StoreUnfit`, `SchemaTooNew` as the ward's store.

        A file that an older version has left gets its head file here, and only here: one that is
        missing later was removed, and is not made again.
        """
        prepare(path)
        with _locked(path):
            engine = open_engine(path)
            try:
                older = _is_older(engine)
                if older:  # first: a power cut in between leaves a head that is behind
                    make_head(path, GENESIS)
                migrate(engine, PEOPLE)
                if older:
                    with engine.connect() as connection, connection.begin():
                        make_head(path, newest(connection))
            except (sqlite3.DatabaseError, DatabaseError) as fault:
                raise StoreUnfit(f"{path.name} cannot be read: {fault}") from fault
        return cls(engine, ActsHead(path), disk)

    def write(self, function: Callable[[Connection], R]) -> R:
        """Return `function(connection)` of one transaction that has got the write lock."""
        self._disk.wait()

        def both(connection: Connection) -> tuple[R, Link | None]:
            return function(connection), self._head.next(connection)

        found, head = self._transact(both, IMMEDIATE)
        self._head.write(head)  # after the commit: it may be behind the acts, never ahead
        return found

    def read(self, function: Callable[[Connection], R]) -> R:
        """Return `function(connection)` of one reading transaction."""
        self._disk.wait()
        return self._transact(function, {"chairside_begin": ""})

    def version(self) -> int:
        """Return a number that changes when another process has written."""
        self._disk.wait()
        driver: Any = self._opened().connection.driver_connection  # none of BEGIN's business
        return int(driver.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Let go of the file; safe to repeat."""
        self._drop()
        self._engine.dispose()
        self._head.close()

    def _transact(self, function: Callable[[Connection], R], begin: dict[str, str]) -> R:
        try:
            connection = self._opened().execution_options(**begin)
            with connection.begin():
                self._disk.reach(Point.BEGIN)
                found = function(connection)
                self._disk.reach(Point.COMMIT)
        except BaseException:
            self._drop()
            raise
        self._disk.reach(Point.COMMITTED)
        return found

    def _opened(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            connection.invalidate()
            connection.close()


def _is_older(engine: Engine) -> bool:
    """Whether the file is new, or of a version before this one."""
    with engine.connect() as connection, connection.begin():
        found = revision(connection)
    return found is None or found in PEOPLE.revisions[:-1]


def _locked(path: Path) -> StoreLock:
    """Wait for the moment in which the file is ours to make or to migrate."""
    for _ in range(_LOCK_TRIES):
        try:
            return StoreLock(path)
        except StoreInUse:
            time.sleep(_LOCK_PAUSE_S)
    return StoreLock(path)
