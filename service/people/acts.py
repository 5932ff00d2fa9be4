"""The journal of what was done about people, tablets and sign-ins: chained, and guarded.

The chain is that of the ward's own journal (`service.store.chain`), over rows of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, insert, select

from service.core.times import Instant
from service.people.tables import ACT
from service.store import canonical
from service.store.chain import GENESIS, Link, link

NOBODY = "unidentified"
READ_MAX = 1_001
"""One more than an audit shows, so that it can say that there are more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who did what, when, and at which tablet."""

    at: Instant
    person: str
    tablet: str
    what: str
    about: str
    tap: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class From:
    """Who acts from where: the fields that every act of one request shares."""

    at: Instant
    person: str = NOBODY
    tablet: str = NOBODY
    tap: str | None = None
    """The tap of a command."""

    def act(self, what: str, about: str, tap: str | None = None) -> Act:
        """Return an act of theirs."""
        return Act(
            at=self.at,
            person=self.person,
            tablet=self.tablet,
            what=what,
            about=about,
            tap=tap or self.tap,
        )


def newest(connection: Connection) -> Link:
    """Return how far the acts have come."""
    query = select(ACT.c.seq, ACT.c.hash).order_by(ACT.c.seq.desc()).limit(1)
    row = connection.execute(query).first()
    return GENESIS if row is None else Link(seq=row.seq, hash=row.hash)


def holds(connection: Connection, link_: Link) -> bool:
    """Whether the acts contain a place of the chain."""
    if link_ == GENESIS:
        return True
    found = connection.execute(select(ACT.c.hash).where(ACT.c.seq == link_.seq)).scalar()
    return found == link_.hash


def append(connection: Connection, acts: Iterable[Act]) -> None:
    """Write acts behind all others."""
    head = newest(connection)
    for act in acts:
        head = linked(head, act)
        values = {"seq": head.seq, "hash": head.hash, "at_ms": act.at, **_plain(act)}
        connection.execute(insert(ACT).values(values))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which acts are asked for."""

    since: Instant
    until: Instant
    """Before this."""
    person: str | None = None
    """Hers alone; None: everybody's."""
    tablet: str | None = None


def read_acts(connection: Connection, asked: Wanted) -> list[Act]:
    """Return the acts that are asked for, newest first, at most `READ_MAX`."""
    wanted = select(ACT).where(ACT.c.at_ms >= asked.since, ACT.c.at_ms < asked.until)
    if asked.person is not None:
        wanted = wanted.where(ACT.c.person == asked.person)
    if asked.tablet is not None:
        wanted = wanted.where(ACT.c.tablet == asked.tablet)
    rows = connection.execute(wanted.order_by(ACT.c.seq.desc()).limit(READ_MAX)).mappings()
    return [_act(row) for row in rows]


def _act(row: RowMapping) -> Act:
    return Act(
        at=Instant(row["at_ms"]),
        person=row["person"],
        tablet=row["tablet"],
        what=row["what"],
        about=row["about"],
        tap=row["tap"],
    )


def _plain(act: Act) -> dict[str, str | None]:
    return {
        "person": act.person,
        "tablet": act.tablet,
        "what": act.what,
        "about": act.about,
        "tap": act.tap,
    }


def linked(head: Link, act: Act) -> Link:
    """Return the place in the chain of an act that follows `head`."""
    return link(
        head,
        stream="people",
        version=head.seq + 1,
        kind=act.what,
        schema=1,
        at_ms=act.at,
        wall_ms=act.at,
        payload=canonical.dumps({**_plain(act)}),
    )
