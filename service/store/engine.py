"""Opening the database: every setting is made on each connection and read back before it is used.

A setting that SQLite ignores or a build that lacks it is a reason not to run: with
`synchronous=NORMAL` an acknowledged event can be lost, without `recursive_triggers` an
INSERT OR REPLACE removes a journal row unseen by the triggers that forbid it.
"""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from service.store.errors import StoreUnfit

APPLICATION_ID = 0x43484149
"""`CHAI` in the file's header: `file` and a person can tell what the file is."""

BUSY_TIMEOUT_MS = 200
"""How long a statement waits for a lock. We are the only writer; others may read beside us."""

_FOR_ALL: Mapping[str, tuple[str, int]] = {
    "busy_timeout": (str(BUSY_TIMEOUT_MS), BUSY_TIMEOUT_MS),
    "foreign_keys": ("ON", 1),
    "recursive_triggers": ("ON", 1),
    "temp_store": ("MEMORY", 2),
    "cell_size_check": ("ON", 1),
}
_FOR_WRITING: Mapping[str, tuple[str, int | str]] = {
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("FULL", 2),
}
_FOR_READING: Mapping[str, tuple[str, int]] = {"query_only": ("ON", 1)}

IMMEDIATE = {"chairside_begin": "IMMEDIATE"}
"""Execution option: take the write lock with BEGIN, so that what was read cannot have changed."""


def open_engine(path: Path, *, read_only: bool = False) -> Engine:
    """Return an engine on an existing file; it never creates one.

    Each connection raises `StoreUnfit` when a setting does not hold. There is no pool: the writer
    keeps its one connection, and a connection after a failure is a new one.
    """

    def connect() -> sqlite3.Connection:
        # isolation_level=None: BEGIN is ours to say, the driver adds none of its own.
        connection = sqlite3.connect(
            uri(path, read_only=read_only),
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=BUSY_TIMEOUT_MS / 1000,
        )
        try:
            _settle(connection, read_only=read_only)
        except BaseException:
            connection.close()
            raise
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)
    event.listen(engine, "begin", _begin)
    return engine


def uri(path: Path, *, read_only: bool) -> str:
    """Return the address under which SQLite opens `path`, without ever creating it.

    Read-only without a `-wal` file beside it nobody is writing, and the file is opened as
    immutable: otherwise SQLite would make that file in order to read.
    """
    mode = "rw"
    if read_only:
        mode = "ro" if has_log(path) else "ro&immutable=1"
    return f"file:{quote(str(path.resolve()))}?mode={mode}"


def has_log(path: Path) -> bool:
    """Return whether a write-ahead log lies beside `path`: in use, or not closed in order."""
    return path.with_name(path.name + "-wal").exists()


def application_id(connection: Connection) -> int:
    """Return the file's application id; 0 in a file that nobody has marked."""
    return int(connection.exec_driver_sql("PRAGMA application_id").scalar_one())


def _settle(connection: sqlite3.Connection, *, read_only: bool) -> None:
    for name, (value, expected) in {
        **_FOR_ALL,
        **(_FOR_READING if read_only else _FOR_WRITING),
    }.items():
        connection.execute(f"PRAGMA {name}={value}")
        answer = connection.execute(f"PRAGMA {name}").fetchone()
        if answer is None or answer[0] != expected:
            found = "nothing" if answer is None else answer[0]
            raise StoreUnfit(f"the database keeps {name} at {found}, the record needs {value}")


def _begin(connection: Connection) -> None:
    how = connection.get_execution_options().get("chairside_begin", "")
    connection.exec_driver_sql(f"BEGIN {how}".rstrip())
