"""What can be asked of the book: places, the board of a day, a visit, who waits, what changed."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Response
from sqlalchemy import Connection, select

from service.api.bodies_book import WINDOW_DAYS_MAX, DueBody, OffersBody, SeriesOffersBody
from service.api.bodies_in import StrictRoute
from service.api.book_desk import BookDesk, refused_by_book
from service.api.booking import check_zone, day_of, desk_of, wanted_by
from service.api.problems import Problem, bad_input
from service.api.reception import AtReception
from service.api.routes.described import COMMAND, READ_BOOK, problems
from service.api.schemas.book import (
    BoardView,
    BookChangesView,
    BookedVisitView,
    BookView,
    OffersView,
    SeriesOffersView,
    WaitingAnswer,
)
from service.api.views.book import (
    board_view,
    book_view,
    change_view,
    offer_view,
    visit_view,
    waiting_view,
)
from service.book.asks import Refused, Wanted, When
from service.book.calendar import ClosedDay
from service.book.clocks import slot_at
from service.book.proposed import Proposed
from service.book.rows import Row, visit_of
from service.book.tables import BINDING, CHANGE, VISIT
from service.core.booking.grid import slots
from service.core.booking.offers import Wish
from service.core.booking.series import Due
from service.core.booking.visits import Visit

SERIES_DAYS_MAX = 84
"""So many days are looked through for one series: the loop answers others meanwhile."""
CHANGES_MAX = 200
UNCHANGED: dict[int | str, dict[str, Any]] = {
    304: {"description": "Nothing in the book has changed since the answer with this `ETag`."}
}


asks = APIRouter(tags=["the book"], route_class=StrictRoute, responses=problems(*COMMAND))
reads = APIRouter(tags=["the book"], responses=problems(*READ_BOOK))


@asks.post("/book/offers")
async def offer_places(body: OffersBody, here: AtReception) -> OffersView:
    """Return the best places for one visit. Nothing is held by that."""
    desk = desk_of(here)
    wanted = wanted_by(here, body.patient, body.visit)
    if body.last < body.first:
        raise bad_input("last", "lies before the first day")
    if (body.last - body.first).days >= WINDOW_DAYS_MAX:
        raise bad_input("last", f"is more than {WINDOW_DAYS_MAX} days after the first")
    if body.latest is not None and body.latest < (body.earliest or 0):
        raise bad_input("latest", "is earlier than the earliest time")
    when = When(
        first=body.first,
        last=body.last,
        due=body.due or body.first,
        around_min=body.around,
        earliest_min=body.earliest,
        latest_min=body.latest,
    )
    try:
        check_zone(desk, body.zone)
        await desk.book.tidy()
        now = slot_at(desk.book.now())
        found = await desk.book.finder.offers(wanted, when, now, body.most)
    except Refused as refused:
        raise refused_by_book(refused, desk.book) from None
    clocks = desk.book.calendar.clocks
    return OffersView(zone=clocks.zone, offers=[offer_view(each, clocks) for each in found])


@asks.post("/book/series/offers")
async def offer_series(body: SeriesOffersBody, here: AtReception) -> SeriesOffersView:
    """Return the best places for all visits of a course. Nothing is held by that."""
    desk = desk_of(here)
    looked_at = sum(each.early_days + each.late_days + 1 for each in body.visits)
    if looked_at > SERIES_DAYS_MAX:
        raise bad_input("visits", f"would be looked for on more than {SERIES_DAYS_MAX} days")
    asked: list[tuple[Wanted, Due]] = []
    for count, each in enumerate(body.visits):
        if count and each.due <= body.visits[count - 1].due:
            raise bad_input(f"visits.{count}.due", "must be later than the visit before")
        wanted = wanted_by(here, body.patient, each.visit, f"visits.{count}.visit")
        asked.append((wanted, _due(desk, body, each, wanted)))
    try:
        await desk.book.tidy()
        found = desk.book.finder.series(asked, slot_at(desk.book.now()))
    except Refused as refused:
        raise refused_by_book(refused, desk.book) from None
    clocks = desk.book.calendar.clocks
    return SeriesOffersView(
        zone=clocks.zone,
        series=[[offer_view(each, clocks) for each in series] for series in found],
    )


@reads.get("/book")
async def read_book(here: AtReception) -> BookView:
    """Return what can be booked here, and for when."""
    desk = desk_of(here)
    return book_view(desk.book, desk.shapes)


@reads.get("/book/days/{day}", response_model=BoardView, responses=UNCHANGED)
async def read_board(
    day: str,
    here: AtReception,
    response: Response,
    known: Annotated[str | None, Header(alias="If-None-Match", max_length=200)] = None,
) -> BoardView | Response:
    """Return one day: chairs and time, visits without a chair, and how much is left.

    A tablet asks every second or two; while nothing has changed it is answered 304.
    """
    desk = desk_of(here)
    on = day_of(day)
    proposed = _open_proposal(desk, on)
    proposal = "" if proposed is None else f"{proposed.id}.{proposed.version}"
    tag = f'"{here.ward.feed.boot}-{desk.book.today}-{desk.book.changes}-{proposal}"'
    if tag == known:
        return Response(status_code=304, headers={"ETag": tag})
    response.headers["ETag"] = tag
    return _board(desk, on, proposed)


def _open_proposal(desk: BookDesk, on: date) -> Proposed | None:
    """Return what is proposed for a day and not accepted yet."""
    newest = desk.proposals.newest(on)
    return newest if newest is not None and desk.proposals.open(newest) else None


def _board(desk: BookDesk, on: date, proposed: Proposed | None) -> BoardView:
    load = desk.book.shelf.day(on)
    if load is not None:
        return board_view(desk.book, load, proposed)
    found = desk.book.calendar.day(on)
    if isinstance(found, ClosedDay):
        return board_view(desk.book, found)
    try:
        desk.book.finder.load(on, desk.book.today)
    except Refused as refused:
        raise refused_by_book(refused, desk.book) from None
    raise Problem("not-found")


@reads.get("/book/visits/{visit_id}")
async def read_visit(visit_id: str, here: AtReception) -> BookedVisitView:
    """Return one visit, however long ago it was."""
    desk = desk_of(here)
    visit = desk.book.shelf.visits.get(visit_id) or await _old(desk, visit_id)
    if visit is None:
        raise Problem("unknown-visit")
    return visit_view(visit, desk.book.calendar.clocks)


@reads.get("/book/waiting-list")
async def read_waiting_list(here: AtReception) -> WaitingAnswer:
    """Return those who wait, the first one first."""
    rows = desk_of(here).book.line.standing()
    return WaitingAnswer(waiting=[waiting_view(row) for row in rows])


@reads.get("/book/changes")
async def read_changes(
    here: AtReception,
    after: Annotated[int, Query(ge=0, le=10**12, description="The number `next` gave.")] = 0,
    about: Annotated[str | None, Query(max_length=64, description="Id of a visit.")] = None,
    limit: Annotated[int, Query(ge=1, le=CHANGES_MAX)] = 100,
) -> BookChangesView:
    """Return the journal of changes, oldest first."""
    query = select(CHANGE).where(CHANGE.c.seq > after).order_by(CHANGE.c.seq).limit(limit + 1)
    if about is not None:
        query = query.where(CHANGE.c.about == about)

    def read(connection: Connection) -> list[Row]:
        return [dict(row) for row in connection.execute(query).mappings()]

    rows = await desk_of(here).book.writer.run(read)
    page = rows[:limit]
    return BookChangesView(
        changes=[change_view(row) for row in page],
        next=page[-1]["seq"] if len(rows) > limit else None,
    )


def _due(desk: BookDesk, body: SeriesOffersBody, each: DueBody, wanted: Wanted) -> Due:
    wish = Wish(
        around=slots(body.around),
        earliest=slots(body.earliest or 0),
        latest=None if body.latest is None else slots(body.latest),
    )
    return Due(
        on=each.due,
        early_days=each.early_days,
        late_days=each.late_days,
        gap_days=each.gap_days,
        request=desk.book.finder.request(wanted, wish),
    )


async def _old(desk: BookDesk, visit_id: str) -> Visit | None:
    """Return a visit that is too old to be kept in memory."""

    def read(connection: Connection) -> Visit | None:
        row = connection.execute(select(VISIT).where(VISIT.c.id == visit_id)).mappings().first()
        chair = connection.execute(select(BINDING.c.chair).where(BINDING.c.visit == visit_id))
        return None if row is None else visit_of(dict(row), chair.scalar())

    return await desk.book.writer.run(read)


ROUTERS = (asks, reads)
