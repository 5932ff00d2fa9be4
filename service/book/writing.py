"""What one tap writes into the book: all of it, or nothing where the database refuses.

Synchronous, run by the writer within a savepoint of its own. Nothing here looks before it writes:
whoever reads first and then inserts books twice (docs/decisions/0014).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, text, update
from sqlalchemy.exc import IntegrityError

from service.book.days import Cut, cut_slots
from service.book.migrations.guards import CHAIR_TAKEN, CLOSED, FULL
from service.book.rows import Row, row_of, said
from service.book.tables import BINDING, CHANGE, SERIES, TAP, USE, VISIT
from service.core.booking.visits import Taken, Visit
from service.core.times import Instant
from service.store.batch import Tap


class NotTaken(Exception):
    """The database refused. `why` is one of the messages of the guards, or `STALE`."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


STALE = "book: changed meanwhile"
"""Somebody else has changed the visit since it was read."""

NOTED = "book: noted already"
"""What is due once has been written before."""

_GUARDED = (FULL, CLOSED, CHAIR_TAKEN)
_NOTICE = ("notice.kind", "notice.id", "notice_once", "notice_pkey")
"""How SQLite and PostgreSQL name the constraints of notices."""
_EXCLUDED = "binding_one_at_a_time"
"""How PostgreSQL's own constraint names a chair for two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """Who changes the book, when, from where."""

    at: Instant
    person: str
    tablet: str
    tap: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One visit before and after; `before` None: a new one."""

    what: str
    """For the journal of changes: `held`, `booked`, `moved`…"""
    before: Visit | None
    after: Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """One row of another table of the book (a cut, somebody who waits), whole before and after."""

    what: str
    table: str
    """Name of the table; its key is `id`."""
    before: Row | None
    after: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Everything that one tap changes, with its answer."""

    by: By
    steps: tuple[Step, ...] = ()
    cuts: tuple[Cut, ...] = ()
    opened: tuple[Cut, ...] = ()
    """Overtime that the steps need: more of a pool, opened before they are written."""
    beside: tuple[Beside, ...] = ()
    quiet: tuple[Beside, ...] = ()
    """Rows that say themselves when they were written: notices and plans of the clock. The
    journal of changes leaves them out."""
    series: Row | None = None
    tap: Tap | None = None
    """None: nobody tapped; a hold has run out."""
    frees: bool = True
    """Whether what becomes free is free for others; not where it makes room for who sits longer."""
    days: tuple[int, ...] = ()
    """Ordinals of the ward's days that are touched, to lock where several programs write."""


def write(connection: Connection, written: Written) -> None:
    """Write one tap's changes; `NotTaken` where the database refuses, and then nothing is left."""
    _lock(connection, written.days)
    for each in written.opened:
        cut_slots(connection, each)
    try:
        _visits(connection, written.steps)
        _uses(connection, written.steps)
        _bindings(connection, written.steps)
        for one in written.quiet:
            _put(connection, one)
    except IntegrityError as refused:
        raise NotTaken(_why(refused)) from refused
    for each in written.cuts:
        cut_slots(connection, each)
    if written.series is not None:
        connection.execute(insert(SERIES), written.series)
    for one in written.beside:
        _put(connection, one)
    _journal(connection, written)
    if written.tap is not None:
        connection.execute(insert(TAP), tap_row(written.tap))


def tap_row(tap: Tap) -> Row:
    """Return the row of an answered tap."""
    return {
        "key": tap.key,
        "body_hash": tap.body_hash,
        "status": tap.status,
        "response": tap.response,
        "at_ms": tap.at_ms,
    }


def _lock(connection: Connection, days: Sequence[int]) -> None:
    """Let one program at a time write to a ward-day; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        for day in sorted(set(days)):
            connection.execute(text("SELECT pg_advisory_xact_lock(:day)"), {"day": day})


def _visits(connection: Connection, steps: Sequence[Step]) -> None:
    for step in steps:
        row = row_of(step.after)
        if step.before is None:
            connection.execute(insert(VISIT), row)
            continue
        same = (VISIT.c.id == step.after.id) & (VISIT.c.version == step.before.version)
        if connection.execute(update(VISIT).where(same), row).rowcount != 1:
            raise NotTaken(STALE)


def _uses(connection: Connection, steps: Sequence[Step]) -> None:
    """Give back before taking anew, so that a visit may be moved by less than its own length."""
    changed = [(step, taken) for step in steps if (taken := step.after.taken()) != _before(step)]
    for step, _ in changed:
        if step.before is not None:
            connection.execute(delete(USE).where(USE.c.visit == step.after.id))
    rows = [_use(step.after.id, each) for step, taken in changed for each in taken]
    rows.sort(key=lambda row: (row["pool"], row["from_slot"]))
    if rows:
        connection.execute(insert(USE), rows)


def _before(step: Step) -> tuple[Taken, ...]:
    return () if step.before is None else step.before.taken()


def _use(visit: str, taken: Taken) -> Row:
    return {
        "visit": visit,
        "pool": taken.pool.value,
        "from_slot": taken.start,
        "to_slot": taken.end,
        "amount": taken.amount,
    }


def _bindings(connection: Connection, steps: Sequence[Step]) -> None:
    for step in steps:
        before, after = _bound(step.before), _bound(step.after)
        if before == after:
            continue
        if before is not None:
            connection.execute(delete(BINDING).where(BINDING.c.visit == step.after.id))
        if after is not None:
            connection.execute(insert(BINDING), after)


def _bound(visit: Visit | None) -> Row | None:
    """Return the binding of a seated visit: from seating until the place is clean again."""
    if visit is None or visit.chair is None or visit.seated is None:
        return None
    planned = visit.seated + visit.shape.length(visit.wait)
    until = planned if visit.left is None else min(planned, max(visit.left, visit.seated + 1))
    return {
        "visit": visit.id,
        "chair": visit.chair,
        "from_slot": visit.seated,
        "to_slot": until,
    }


def _put(connection: Connection, one: Beside) -> None:
    table = VISIT.metadata.tables[one.table]
    if one.before is None:
        connection.execute(insert(table), one.after)
        return
    same = table.c.id == one.after["id"]
    for key, value in one.before.items():
        same &= table.c[key].is_(None) if value is None else table.c[key] == value
    if connection.execute(update(table).where(same), one.after).rowcount != 1:
        raise NotTaken(STALE)


def _journal(connection: Connection, written: Written) -> None:
    by = written.by
    who = {"at_ms": by.at, "by": by.person, "tablet": by.tablet, "tap": by.tap}
    rows: list[dict[str, Any]] = [
        {
            **who,
            "what": step.what,
            "about": step.after.id,
            "before": None if step.before is None else said(step.before),
            "after": said(step.after),
        }
        for step in written.steps
    ]
    rows += [
        {
            **who,
            "what": one.what,
            "about": one.after["id"],
            "before": None if one.before is None else _json(one.before),
            "after": _json(one.after),
        }
        for one in written.beside
    ]
    if rows:
        connection.execute(insert(CHANGE), rows)


def _json(row: Row) -> str:
    return json.dumps(row, sort_keys=True)


def _why(refused: IntegrityError) -> str:
    """Return which guard refused; a refusal that is none of ours is a fault and goes on."""
    said_ = str(refused.orig)
    for guard in _GUARDED:
        if guard in said_:
            return guard
    if _EXCLUDED in said_:
        return CHAIR_TAKEN
    if any(name in said_ for name in _NOTICE):
        return NOTED
    raise refused
