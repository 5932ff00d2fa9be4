"""What was done by whom, when, at which tablet: sessions, the book, and the acts of people."""

import asyncio
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from heapq import merge
from itertools import chain, islice
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import Connection, select

from service.api.fields import Day, Moment
from service.api.problems import Problem, bad_input
from service.api.reception import AtReception, Reception
from service.api.routes.described import AUDIT, problems
from service.api.schemas.people import ActView, AuditView
from service.api.views.acts import act_sentence, change_sentence
from service.api.views.sentences import sentence
from service.api.views.times import iso
from service.book.clocks import SLOT_MS, Clocks
from service.book.rows import Row
from service.book.tables import CHANGE
from service.core.session.events import Event, Told
from service.core.times import DAY_MS, Instant
from service.people.acts import READ_MAX, Act, Wanted
from service.people.people import NotWritten
from service.shell.runner import Runner

router = APIRouter(tags=["people"], responses=problems(*AUDIT))

SHOWN_MAX = READ_MAX - 1
BOOK_WAIT_S = 2.5
"""How long an answer waits for the book's own thread."""
Entry = tuple[int, ActView]


@router.get("/audit")
async def read_audit(
    here: AtReception,
    until: Annotated[
        Moment | None, Query(description="Before this; now, if nothing is said.")
    ] = None,
    on: Annotated[Day | None, Query(description="On this day of the ward.")] = None,
    person: Annotated[str | None, Query(max_length=80, description="Hers alone.")] = None,
    tablet: Annotated[str | None, Query(max_length=80, description="At this one alone.")] = None,
) -> AuditView:
    """Return who did what, when, at which tablet: on a day, or in the 24 hours before `until`.

    In one order by time, the newest first, from the infusions' records, the book's journal of
    changes, and the acts about people and tablets.
    """
    since, last = _span(here, until, on)
    wanted = Wanted(since=since, until=last, person=person, tablet=tablet)
    acts, changes = await asyncio.gather(_acts(here, wanted), _changes(here, wanted))
    found = merge(
        _of_people(acts), _of_book(changes), _of_sessions(here, wanted), key=lambda each: -each[0]
    )
    shown = list(islice((view for _, view in found), SHOWN_MAX + 1))
    return AuditView(
        since=iso(since), until=iso(last), acts=shown[:SHOWN_MAX], cut=len(shown) > SHOWN_MAX
    )


def _span(here: Reception, until: Instant | None, on: date | None) -> tuple[Instant, Instant]:
    """Return from when to before when; a day of the ward may have 23 hours, or 25."""
    if on is not None:
        if until is not None:
            raise bad_input("until", "says another end than `on`: send one of them")
        clocks = Clocks(here.config.zone)
        after = on + timedelta(days=1)
        return Instant(clocks.slot(on, 0) * SLOT_MS), Instant(clocks.slot(after, 0) * SLOT_MS)
    last = Instant(here.ward.now() + 1) if until is None else until
    return Instant(last - DAY_MS), last


async def _acts(here: Reception, wanted: Wanted) -> list[Act]:
    if here.who.people is None:
        return []
    try:
        return await here.who.people.acts(wanted)
    except NotWritten:
        raise Problem("people-not-saved") from None


async def _changes(here: Reception, wanted: Wanted) -> list[Row]:
    """Return the book's own record of what was changed; `book-not-read` where it does not say."""
    if here.book is None:
        return []
    query = select(CHANGE).where(CHANGE.c.at_ms >= wanted.since, CHANGE.c.at_ms < wanted.until)
    if wanted.person is not None:
        query = query.where(CHANGE.c.by == wanted.person)
    if wanted.tablet is not None:
        query = query.where(CHANGE.c.tablet == wanted.tablet)
    query = query.order_by(CHANGE.c.seq.desc()).limit(READ_MAX)

    def read(connection: Connection) -> list[Row]:
        return [dict(row) for row in connection.execute(query).mappings()]

    try:
        async with asyncio.timeout(BOOK_WAIT_S):
            return await here.book.book.writer.run(read)
    except TimeoutError:
        raise Problem("book-not-read") from None


def _newest_first(entries: Iterable[Entry]) -> list[Entry]:
    """Return entries by time; those of one instant stay as they come."""
    return sorted(entries, key=lambda entry: entry[0], reverse=True)


def _of_people(acts: list[Act]) -> list[Entry]:
    return _newest_first(
        (
            act.at,
            ActView(
                at=iso(act.at),
                person=act.person,
                role=None,
                tablet=act.tablet,
                what=act.what,
                about=act.about,
                record="people",
                tap=act.tap,
                sentence=act_sentence(act),
            ),
        )
        for act in acts
    )


def _of_book(changes: list[Row]) -> list[Entry]:
    return _newest_first(
        (
            row["at_ms"],
            ActView(
                at=iso(Instant(row["at_ms"])),
                person=row["by"],
                role=None,
                tablet=row["tablet"],
                what=row["what"],
                about=row["about"],
                record="book",
                tap=row["tap"],
                sentence=change_sentence(row),
            ),
        )
        for row in changes
    )


def _of_sessions(here: Reception, wanted: Wanted) -> list[Entry]:
    """Return what people did to infusions. Of each only the days that are asked are looked at."""
    told = (_told(runner, wanted) for runner in here.ward.runners.values())
    return _newest_first(chain.from_iterable(told))


def _told(runner: Runner, wanted: Wanted) -> Iterator[Entry]:
    for event in reversed(runner.happened):
        if event.at < wanted.since:
            return
        if isinstance(event, Told) and event.at < wanted.until and _is_asked(event, wanted):
            yield event.at, _view(runner, event, said=event)


def _is_asked(said: Told, wanted: Wanted) -> bool:
    return wanted.person in (None, said.by.id) and wanted.tablet in (None, said.tablet)


def _view(runner: Runner, event: Event, said: Told) -> ActView:
    s = runner.session
    return ActView(
        at=iso(event.at),
        person=said.by.id,
        role=said.by.role,
        tablet=said.tablet,
        what=type(event).__name__,
        about=runner.id,
        record="infusion",
        tap=said.tap,
        sentence=sentence(event, by_hand=s.by_hand, ended_at=s.ended_at),
    )


ROUTERS = (router,)
