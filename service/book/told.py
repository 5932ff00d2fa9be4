"""What has been told: notices as rows, and what the book remembers of them.

A notice is written in the transaction of whatever happens with it, so that neither is there without
the other. Its kind, subject and instant are there once; the database refuses them a second time.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import Connection, func, insert, select

from service.book.due_table import Key
from service.book.rows import Row
from service.book.tables import CLOCK, FEED, NOTICE, PLAN
from service.book.writing import Beside
from service.core.booking.due import NIGHTLY, Due, DueKind
from service.core.times import Instant

DAY_MS = 24 * 60 * 60 * 1_000

ASKED, MADE, NOTHING, OVER = "asked", "made", "nothing", "over"
"""A plan: a planner shall make it; it is there; it could not be made; a newer one was asked for."""


@dataclass(slots=True, kw_only=True)
class Told:
    """What the file has of notices and plans."""

    since: Instant
    """Since when this book tells anything."""
    noted: set[Key] = field(default_factory=set)
    last: dict[DueKind, date] = field(default_factory=dict)
    """Of each nightly kind the newest day of which it was told."""
    asked: dict[str, Row] = field(default_factory=dict)
    """Plans that a planner still has to make."""
    feeds: dict[str, Row] = field(default_factory=dict)
    """Calendars that can be read."""

    def take(self, one: Beside) -> None:
        """Take over what is on the disk."""
        row = one.after
        if one.table == "notice":
            self.noted.add((row["kind"], row["subject"], row["due_at_ms"]))
            kind = DueKind(row["kind"])
            if kind in NIGHTLY:
                on = date.fromisoformat(row["subject"])
                self.last[kind] = max(on, self.last.get(kind, on))
        elif one.table == "plan":
            _keep(self.asked, row, there=row["status"] == ASKED)
        elif one.table == "feed":
            _keep(self.feeds, row, there=row["revoked_at_ms"] is None)

    def reaches_back(self, today: date, first: date) -> date:
        """Return the first day whose visits may still be due for something.

        `first` is the day on which this book began to tell. Whatever was due before a nightly
        notice was told before it; a service that was away for a week goes on where it ended.
        """
        return min(today, self.last.get(DueKind.HORIZON, first) - timedelta(days=1))


def begin(connection: Connection, now: Instant) -> None:
    """Let the book tell from now on, unless it does already."""
    if connection.execute(select(CLOCK.c.since_ms)).first() is None:
        connection.execute(insert(CLOCK), {"id": 1, "since_ms": now})


def read_told(connection: Connection, now: Instant) -> Told:
    """Return what was told, and what a planner was asked for."""
    told = Told(since=Instant(connection.execute(select(CLOCK.c.since_ms)).scalar() or now))
    latest = (
        select(NOTICE.c.kind, func.max(NOTICE.c.subject), func.max(NOTICE.c.due_at_ms))
        .where(NOTICE.c.kind.in_([kind.value for kind in NIGHTLY]))
        .group_by(NOTICE.c.kind)
    )
    reach = int(now)
    for kind, subject, at in connection.execute(latest):
        told.last[DueKind(kind)] = date.fromisoformat(subject)
        reach = min(reach, at)
    reach = max(reach, told.since) if told.last else told.since
    since = NOTICE.c.due_at_ms >= min(reach, now) - 3 * DAY_MS
    for row in connection.execute(
        select(NOTICE.c.kind, NOTICE.c.subject, NOTICE.c.due_at_ms).where(since)
    ):
        told.noted.add((row.kind, row.subject, row.due_at_ms))
    asked = connection.execute(select(PLAN).where(PLAN.c.status == ASKED)).mappings()
    told.asked.update((row["id"], dict(row)) for row in asked)
    feeds = connection.execute(select(FEED).where(FEED.c.revoked_at_ms.is_(None))).mappings()
    told.feeds.update((row["id"], dict(row)) for row in feeds)
    return told


def notice(due: Due, now: Instant) -> Beside:
    """Return the row that says that something was due, to be written with what happens for it."""
    return Beside(
        what="notice",
        table="notice",
        before=None,
        after={
            "id": _id(due.key),
            "kind": due.kind.value,
            "subject": due.subject,
            "due_at_ms": due.at,
            "told_at_ms": now,
            "acknowledged_by": None,
            "acknowledged_at_ms": None,
        },
    )


def asked_plan(kind: str, on: date, now: Instant) -> Beside:
    """Return the row that asks a planner for a plan."""
    return Beside(
        what="asked",
        table="plan",
        before=None,
        after={
            "id": _id((kind, on.isoformat(), now)),
            "kind": kind,
            "on_day": on.isoformat(),
            "status": ASKED,
            "asked_at_ms": now,
            "made_at_ms": None,
            "body": None,
        },
    )


def without(rows: Mapping[str, Row], kind: str) -> Iterable[Beside]:
    """Yield the older wishes of a kind as over: a newer one takes their place."""
    for row in rows.values():
        if row["kind"] == kind:
            after = {**row, "status": OVER}
            yield Beside(what=OVER, table="plan", before=row, after=after)


def _keep(rows: dict[str, Row], row: Row, *, there: bool) -> None:
    rows.pop(row["id"], None)
    if there:
        rows[row["id"]] = row


def _id(key: Key) -> str:
    text = "\n".join(map(str, key))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
