"""What is due, what was told of it, and who has taken note."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from sqlalchemy import Connection, select, tuple_

from service.api.bodies import Nothing
from service.api.bodies_in import StrictRoute
from service.api.book_desk import BookDesk
from service.api.booking import change, desk_of
from service.api.problems import Problem, bad_input
from service.api.reception import AtReception, KnownSpeaker, command_headers
from service.api.routes.described import COMMAND, READ_BOOK, problems
from service.api.schemas.book import ChangeAnswer
from service.api.schemas.clock import DuesView, NoticesView
from service.api.views.clock import due_view, notice_view
from service.book.rows import Row
from service.book.tables import NOTICE
from service.book.verbs import Intent
from service.book.writing import Beside, By
from service.core.times import after, minutes

reads = APIRouter(tags=["the book"], responses=problems(*READ_BOOK))
asks = APIRouter(tags=["the book"], route_class=StrictRoute, responses=problems(*COMMAND))
HEADERS = command_headers(required=True)

PAGE_MAX = 200
HOURS_MAX = 28 * 24
About = Annotated[
    str | None, Query(max_length=120, description="Id of a visit, of a session, of who waits.")
]


@reads.get("/book/due")
async def read_due(
    here: AtReception,
    about: About = None,
    hours: Annotated[int, Query(ge=1, le=HOURS_MAX, description="How far ahead.")] = 24,
) -> DuesView:
    """Return what will be due; with `about` everything of one row, told or not."""
    book = desk_of(here).book
    if about is not None:
        found = book.due.of(about)
    else:
        found = book.due.ahead(after(book.now(), minutes(60 * hours)))
    return DuesView(due=[due_view(due, book) for due in found])


@reads.get("/book/notices")
async def read_notices(
    here: AtReception,
    about: About = None,
    every: Annotated[bool, Query(alias="all", description="Acknowledged ones too.")] = False,
    after_: Annotated[
        str | None, Query(alias="after", max_length=64, description="The id `next` gave.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = 100,
) -> NoticesView:
    """Return what was due and nobody has acknowledged yet, the oldest first."""
    desk = desk_of(here)
    last = None if after_ is None else await _notice(desk, after_)
    if after_ is not None and last is None:
        raise bad_input("after", "is not a notice")
    query = select(NOTICE).order_by(NOTICE.c.due_at_ms, NOTICE.c.id).limit(limit + 1)
    if not every:
        query = query.where(NOTICE.c.acknowledged_at_ms.is_(None))
    if about is not None:
        of_items = NOTICE.c.subject.startswith(f"{about}/", autoescape=True)
        query = query.where((NOTICE.c.subject == about) | of_items)
    if last is not None:
        place = tuple_(NOTICE.c.due_at_ms, NOTICE.c.id)
        query = query.where(place > (last["due_at_ms"], last["id"]))

    def read(connection: Connection) -> list[Row]:
        return [dict(row) for row in connection.execute(query).mappings()]

    rows = await desk.book.writer.run(read)
    page = rows[:limit]
    return NoticesView(
        notices=[notice_view(row, desk.book) for row in page],
        next=page[-1]["id"] if len(rows) > limit else None,
    )


@asks.post(
    "/book/notices/{notice_id}/acknowledge", response_model=ChangeAnswer, openapi_extra=HEADERS
)
async def acknowledge_notice(
    notice_id: str, body: Nothing, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Take note of something. It is not done by that."""
    row = await _notice(desk_of(here), notice_id)

    def decide(by: By) -> Intent:
        if row is None:
            raise Problem("unknown-notice")
        if row["acknowledged_at_ms"] is not None:
            return Intent()
        noted = {**row, "acknowledged_by": by.person, "acknowledged_at_ms": by.at}
        return Intent(
            beside=(Beside(what="acknowledged", table="notice", before=row, after=noted),)
        )

    return await change(here, speaker, body, decide, status=200)


async def _notice(desk: BookDesk, id_: str) -> Row | None:
    def read(connection: Connection) -> Row | None:
        found = connection.execute(select(NOTICE).where(NOTICE.c.id == id_)).mappings().first()
        return None if found is None else dict(found)

    return await desk.book.writer.run(read)


ROUTERS = (reads, asks)
