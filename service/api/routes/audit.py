"""What was done by whom, when, at which tablet: the sessions' records and the acts of people."""

from collections.abc import Iterator
from heapq import merge
from itertools import chain, islice
from typing import Annotated

from fastapi import APIRouter, Query

from service.api.fields import Moment
from service.api.problems import Problem
from service.api.reception import AtReception, Reception
from service.api.routes.described import AUDIT, problems
from service.api.schemas.people import ActView, AuditView
from service.api.views.sentences import sentence
from service.api.views.times import iso
from service.core.session.events import Event, Told
from service.core.times import DAY_MS, Instant
from service.people.acts import Act
from service.people.people import NotWritten
from service.shell.runner import Runner

router = APIRouter(tags=["people"], responses=problems(*AUDIT))

SHOWN_MAX = 1_000
Entry = tuple[int, ActView]


@router.get("/audit")
async def read_audit(
    here: AtReception,
    until: Annotated[
        Moment | None, Query(description="Before this; now, if nothing is said.")
    ] = None,
    person: Annotated[str | None, Query(max_length=80, description="Hers alone.")] = None,
    tablet: Annotated[str | None, Query(max_length=80, description="At this one alone.")] = None,
) -> AuditView:
    """Return who did what, when, at which tablet, in the 24 hours before `until`."""
    last = Instant(here.ward.now() + 1) if until is None else until
    since = Instant(last - DAY_MS)
    acts = await _acts(here, since, last)
    found = merge(_of_people(acts), _of_sessions(here, since, last), key=_newest)
    wanted = (
        view for _, view in found if person in (None, view.person) and tablet in (None, view.tablet)
    )
    shown = list(islice(wanted, SHOWN_MAX + 1))
    return AuditView(
        since=iso(since), until=iso(last), acts=shown[:SHOWN_MAX], cut=len(shown) > SHOWN_MAX
    )


async def _acts(here: Reception, since: Instant, until: Instant) -> list[Act]:
    if here.who.people is None:
        return []
    try:
        return await here.who.people.acts(since, until)
    except NotWritten:
        raise Problem("people-not-saved") from None


def _newest(entry: Entry) -> int:
    return -entry[0]


def _of_people(acts: list[Act]) -> Iterator[Entry]:
    for act in sorted(acts, key=lambda act: act.at, reverse=True):
        yield (
            act.at,
            ActView(
                at=iso(act.at),
                person=act.person,
                role=None,
                tablet=act.tablet,
                what=act.what,
                about=act.about,
                tap=act.tap,
                sentence=None,
            ),
        )


def _of_sessions(here: Reception, since: Instant, until: Instant) -> list[Entry]:
    """Return what people did to infusions. Of each only the days that are asked are looked at."""
    told = (_told(runner, since, until) for runner in here.ward.runners.values())
    return sorted(chain.from_iterable(told), key=_newest)


def _told(runner: Runner, since: Instant, until: Instant) -> Iterator[Entry]:
    for event in reversed(runner.happened):
        if event.at < since:
            return
        if isinstance(event, Told) and event.at < until:
            yield event.at, _view(runner, event, said=event)


def _view(runner: Runner, event: Event, said: Told) -> ActView:
    return ActView(
        at=iso(event.at),
        person=said.by.id,
        role=said.by.role,
        tablet=said.tablet,
        what=type(event).__name__,
        about=runner.id,
        tap=said.tap,
        sentence=sentence(event, by_hand=runner.session.by_hand),
    )


ROUTERS = (router,)
