"""Reading the acts from end to end without touching them, as `service.store.verify` does a journal.

Used at the start, and by `chairside verify-journal` on the file of a running ward or on a copy.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from service.core.times import Instant
from service.people.acts import Act, linked
from service.people.file import PEOPLE
from service.store.chain import GENESIS, Link
from service.store.checking import FINDINGS_MAX
from service.store.errors import SchemaTooNew
from service.store.findings import Damage, Finding, Verification
from service.store.schema import refuse_newer
from service.store.verify import cut_short, head_said, open_to_read, structure

GUARDS = ("act_no_delete", "act_no_update")
"""Triggers that the acts must have."""
_ROWS = "SELECT seq, at_ms, person, tablet, what, about, tap, hash FROM act ORDER BY seq"
_REVISION = "SELECT version_num FROM alembic_version"


def verify_acts(path: Path) -> Verification:
    """Return everything that is wrong with the acts in the people's file at `path`.

    Raises:
        SchemaTooNew: The file was written by a newer version, which must be asked instead.
    """
    # The head file first: acts that are appended meanwhile only put the chain further ahead.
    anchor, lost = head_said(path)
    found = [] if lost is None else [lost]
    if not path.exists():
        return _unreadable(found, f"{path.name} does not exist")
    try:
        with contextlib.closing(open_to_read(path)) as connection:
            connection.execute("BEGIN")  # one snapshot, also while a ward goes on writing
            for (revision,) in connection.execute(_REVISION):
                refuse_newer(str(revision), PEOPLE.revisions)
            found += structure(connection, "act", GUARDS, PEOPLE.application_id)
            rows, head = _follow(connection, anchor, found)
            found += cut_short(connection, path)
    except SchemaTooNew:
        raise
    except sqlite3.Error as fault:
        return _unreadable(found, f"SQLite cannot read it: {fault}")
    return Verification(rows=rows, head=head, findings=tuple(found[:FINDINGS_MAX]))


def _follow(
    connection: sqlite3.Connection, anchor: Link | None, found: list[Finding]
) -> tuple[int, Link]:
    """Follow the chain, and return how many rows there are and where it ends.

    After a damaged row it goes on from what that row says of itself: one change is one finding.
    """
    rows, head = 0, GENESIS
    for row in connection.execute(_ROWS):
        rows += 1
        found += _of_row(head, row)
        head = Link(seq=row[0], hash=str(row[-1]))
        if anchor is not None and head.seq == anchor.seq and head != anchor:
            text = f"row {head.seq} is not the one the head file has seen"
            found.append(Finding(damage=Damage.ALTERED, text=text, seq=head.seq))
    if anchor is not None and anchor.seq > head.seq:
        missing = anchor.seq - head.seq
        text = f"the newest {missing} rows are gone: the head file has seen {anchor.seq}"
        found.append(Finding(damage=Damage.ROWS_MISSING, text=text, seq=head.seq))
    return rows, head


def _of_row(head: Link, row: tuple[object, ...]) -> Iterator[Finding]:
    seq, at_ms, person, tablet, what, about, tap, digest = row
    if seq != head.seq + 1:
        # What it was chained to is gone with the row before it.
        text = f"rows {head.seq + 1} up to before {seq} are gone"
        yield Finding(damage=Damage.ROWS_MISSING, text=text, seq=head.seq + 1)
        return
    if not (
        isinstance(at_ms, int)
        and isinstance(person, str)
        and isinstance(tablet, str)
        and isinstance(what, str)
        and isinstance(about, str)
        and isinstance(tap, str | None)
    ):
        text = f"row {seq} holds a value of a wrong type"
        yield Finding(damage=Damage.ALTERED, text=text, seq=head.seq + 1)
        return
    act = Act(at=Instant(at_ms), person=person, tablet=tablet, what=what, about=about, tap=tap)
    if linked(head, act).hash != digest:
        text = f"row {seq} ({what} by {person}) was altered, or does not follow row {head.seq}"
        yield Finding(damage=Damage.ALTERED, text=text, seq=head.seq + 1)


def _unreadable(found: list[Finding], text: str) -> Verification:
    findings = (*found, Finding(damage=Damage.UNREADABLE, text=text))
    return Verification(rows=0, head=GENESIS, findings=findings)
