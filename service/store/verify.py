"""Reading a journal from end to end without touching it.

Used at start, and by `chairside verify-journal` on the file of a running ward, of a stopped one,
or on a copy. It never writes, renames or removes; beside a journal that was not closed, SQLite may
make its own `-shm` index in order to read the `-wal` file.
"""

import contextlib
import sqlite3
from pathlib import Path

from service.store.anchor import AnchorDamaged, anchor_path, read_anchor
from service.store.chain import GENESIS, Link
from service.store.checking import COLUMNS, ChainCheck
from service.store.engine import APPLICATION_ID, BUSY_TIMEOUT_MS, has_log, uri
from service.store.findings import Damage, Finding, Verification
from service.store.schema import refuse_newer

GUARDS = ("journal_no_delete", "journal_no_update")
"""Triggers that a journal must have."""

_TABLE = "SELECT 1 FROM sqlite_master WHERE type='table' AND name=?"


def verify(path: Path) -> Verification:
    """Return everything that is wrong with the journal at `path`.

    Raises:
        SchemaTooNew: The file was written by a newer version, which must be asked instead.
    """
    # The head file first: rows that are appended meanwhile only put the journal further ahead.
    anchor, lost = head_said(path)
    check = ChainCheck(anchor)
    if not path.exists():
        if anchor is None and lost is None:
            return _unreadable(check, f"{path} does not exist")
        return _unreadable(check, f"{path} does not exist, but its head file does")
    try:
        with contextlib.closing(open_to_read(path)) as connection:
            has_journal = _read(connection, check)
            check.findings += cut_short(connection, path)
    except sqlite3.Error as fault:
        return _unreadable(check, f"SQLite cannot read it: {fault}")
    if lost is not None and check.rows:
        check.findings.append(lost)
    if not has_journal and anchor is not None and anchor.seq:
        check.findings.append(Finding(damage=Damage.UNREADABLE, text="it holds no journal"))
    return check.result()


def head_said(path: Path) -> tuple[Link | None, Finding | None]:
    """Return what the head file says, or that it cannot be known any more."""
    try:
        anchor = read_anchor(path)
    except AnchorDamaged as fault:
        return None, Finding(damage=Damage.HEAD_LOST, text=str(fault))
    if anchor is None:
        text = f"{anchor_path(path).name} is missing: removed newest rows could not be seen"
        return None, Finding(damage=Damage.HEAD_LOST, text=text)
    return anchor, None


def is_empty(path: Path) -> bool:
    """Return whether `path` is a store in which nothing was ever written, or none at all."""
    try:
        said = read_anchor(path)
    except AnchorDamaged:
        return False
    if said is not None and said != GENESIS:
        return False
    return not path.exists() or path.stat().st_size == 0


def open_to_read(path: Path) -> sqlite3.Connection:
    """Open a file that may be damaged, and that another process may be writing to."""
    connection = sqlite3.connect(
        uri(path, read_only=True), uri=True, timeout=BUSY_TIMEOUT_MS / 1000, isolation_level=None
    )
    connection.execute("PRAGMA query_only=ON")
    connection.execute("PRAGMA cell_size_check=ON")
    # Text that is no UTF-8 is an altered row, not a reason to stop reading.
    connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    return connection


def _read(connection: sqlite3.Connection, check: ChainCheck) -> bool:
    """Feed every row to `check`; return whether there is a journal at all."""
    connection.execute("BEGIN")  # one snapshot, also while a ward goes on writing
    if connection.execute(_TABLE, ("alembic_version",)).fetchone():
        for (revision,) in connection.execute("SELECT version_num FROM alembic_version"):
            refuse_newer(str(revision))
    if not connection.execute(_TABLE, ("journal",)).fetchone():
        return False
    check.findings += structure(connection, "journal", GUARDS, APPLICATION_ID)
    for row in connection.execute(f"SELECT {COLUMNS} FROM journal ORDER BY seq"):  # noqa: S608 - a constant
        check.feed(row)
    return True


def structure(
    connection: sqlite3.Connection, table: str, guards: tuple[str, ...], application: int
) -> list[Finding]:
    """Find what is wrong with the file below a table of ours, and guards that it has lost."""
    found = []
    (identity,) = connection.execute("PRAGMA application_id").fetchone()
    if identity != application:
        text = f"its application id is {identity:#x}, not {application:#x}"
        found.append(Finding(damage=Damage.UNREADABLE, text=text))
    # The table's own pages and index: all of telemetry would take minutes and decides nothing.
    for (line,) in connection.execute(f"PRAGMA integrity_check({table})"):
        if line != "ok":
            found.append(Finding(damage=Damage.UNREADABLE, text=f"SQLite says: {line}"))
    triggers = "SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name=?"
    names = {name for (name,) in connection.execute(triggers, (table,))}
    for guard in guards:
        if guard not in names:
            text = f"the trigger {guard} has been removed"
            found.append(Finding(damage=Damage.GUARD_MISSING, text=text))
    return found


def cut_short(connection: sqlite3.Connection, path: Path) -> list[Finding]:
    """Find a file that ends within its last page, which SQLite reads as zeros and takes for whole.

    Beside a log a checkpoint may have been cut off in the same way, and will be made again.
    """
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (page_size,) = connection.execute("PRAGMA page_size").fetchone()
    size = path.stat().st_size
    if size == pages * page_size or has_log(path):
        return []
    text = f"it has {size} bytes, not the {pages * page_size} of its {pages} pages"
    return [Finding(damage=Damage.UNREADABLE, text=text)]


def _unreadable(check: ChainCheck, text: str) -> Verification:
    check.findings.append(Finding(damage=Damage.UNREADABLE, text=text))
    return check.result()
