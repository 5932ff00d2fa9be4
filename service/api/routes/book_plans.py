"""What the planners of the night propose, and taking it, whole or in part."""

import json
from typing import Annotated

from fastapi import APIRouter, Query, Response
from sqlalchemy import Connection, select

from service.api.bodies_clock import TakeBody
from service.api.bodies_in import StrictRoute
from service.api.book_desk import BookDesk
from service.api.booking import change, desk_of
from service.api.problems import Problem
from service.api.reception import AtReception, KnownSpeaker, command_headers
from service.api.routes.described import COMMAND, READ_BOOK, problems
from service.api.schemas.book import ChangeAnswer
from service.api.schemas.clock import PlansView, PlanView
from service.api.views.clock import plan_view
from service.book.planned import taken
from service.book.rows import Row
from service.book.tables import PLAN
from service.book.told import MADE
from service.book.verbs import Intent
from service.book.writing import By

reads = APIRouter(tags=["the book"], responses=problems(*READ_BOOK))
asks = APIRouter(tags=["the book"], route_class=StrictRoute, responses=problems(*COMMAND))
HEADERS = command_headers(required=True)


@reads.get("/book/plans")
async def read_plans(
    here: AtReception, limit: Annotated[int, Query(ge=1, le=100)] = 10
) -> PlansView:
    """Return the plans of the last nights, the newest first."""
    desk = desk_of(here)
    query = select(PLAN).order_by(PLAN.c.asked_at_ms.desc(), PLAN.c.id).limit(limit)

    def read(connection: Connection) -> list[Row]:
        return [dict(row) for row in connection.execute(query).mappings()]

    rows = await desk.book.writer.run(read)
    return PlansView(plans=[plan_view(row, desk.book, whole=False) for row in rows])


@reads.get("/book/plans/{plan_id}")
async def read_plan(plan_id: str, here: AtReception) -> PlanView:
    """Return one plan with every move."""
    desk = desk_of(here)
    row = await _plan(desk, plan_id)
    if row is None:
        raise Problem("unknown-plan")
    return plan_view(row, desk.book, whole=True)


@asks.post("/book/plans/{plan_id}/take", response_model=ChangeAnswer, openapi_extra=HEADERS)
async def take_plan(
    plan_id: str, body: TakeBody, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Move the visits as a plan has them: all that are named, or none of them."""
    desk = desk_of(here)
    row = await _plan(desk, plan_id)

    def decide(by: By) -> Intent:
        if row is None or row["status"] != MADE:
            raise Problem("unknown-plan")
        moves = json.loads(row["body"])["moves"]
        return Intent(steps=taken(desk.book, moves, body.visits))

    return await change(here, speaker, body, decide, status=200)


async def _plan(desk: BookDesk, id_: str) -> Row | None:
    def read(connection: Connection) -> Row | None:
        found = connection.execute(select(PLAN).where(PLAN.c.id == id_)).mappings().first()
        return None if found is None else dict(found)

    return await desk.book.writer.run(read)


ROUTERS = (reads, asks)
