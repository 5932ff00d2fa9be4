"""Builds the application: routes, problems, edge, page."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

import service
from service.api.admission import Admitted, check_rights
from service.api.book_desk import BookDesk
from service.api.edge import Edge
from service.api.problems import MEDIA_TYPE, handle_problems
from service.api.proposing import proposals_of
from service.api.reception import NAMES_ITSELF, Reception
from service.api.routes import (
    alarms,
    audit,
    book_asks,
    book_clock,
    book_plans,
    book_repair,
    book_series,
    calendars,
    events,
    hand_over,
    members,
    prepare,
    reactions,
    reads,
    ready,
    settings,
    sign_in,
    stops,
    tablets,
    titrate,
    visits,
)
from service.api.schemas.answers import ProblemView
from service.api.taps import Taps
from service.api.who import who_of
from service.book.book import Book
from service.book.proposals import Proposals
from service.catalog.wards import WardConfig
from service.core.booking.shapes import Shapes
from service.people.people import People
from service.shell.ward import Ward
from service.store.batch import Tap

BOOK_ROUTES = (book_asks, book_repair, visits, book_series, book_clock, book_plans, calendars)
PEOPLE_ROUTES = (sign_in, members, tablets, audit)
INFUSION_ROUTES = (prepare, ready, titrate, reactions, hand_over)
ROUTES = (stops, reads, alarms, *INFUSION_ROUTES, settings, events, *PEOPLE_ROUTES, *BOOK_ROUTES)
"""In the order in which a request is compared with them: nothing is asked before a stop, and then
comes what every tablet asks all day: how the ward is, and whether itself is heard."""
PREFIX = "/api/v1"
PAGE = Path(service.__file__).parent / "ui" / "web"


def _random_id() -> str:
    return uuid4().hex


def create_app(
    ward: Ward,
    config: WardConfig,
    *,
    answered: Mapping[str, Tap],
    new_id: Callable[[], str] = _random_id,
    book: Book | None = None,
    proposals: Proposals | None = None,
    people: People | None = None,
) -> FastAPI:
    """Return the application of one ward.

    Args:
        ward: The running ward; keepers and clock are its own affair.
        config: What the ward is made of.
        answered: The taps of the last 24 hours by their key, as the store has them.
        new_id: Makes ids of sessions and visits, and of stops without a usable tap id.
        book: What can be booked; None where the ward's file says nothing about it.
        proposals: What makes proposals for the book; without it they are right-shifts alone.
        people: Who can sign in; None where the ward's pages are believed.
    """
    app = FastAPI(
        title="Chairside",
        version="1",
        description="The API of one infusion ward. Not a medical device.",
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,  # they load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,  # a STOP that is sent elsewhere has not been taken
        routes=list(all_routes()),
    )
    app.state.reception = Reception(
        ward=ward,
        config=config,
        taps=Taps(answered),
        new_id=new_id,
        who=who_of(config, people),
        protocols={each.id: each for each in config.infused},
        pumps={pump.id: pump for pump in config.pumps},
        book=_desk(book, config, proposals or _proposals(ward, book, new_id)),
    )
    app.frontend("/", directory=PAGE, fallback=None, check_dir=False)
    handle_problems(app)
    app.add_middleware(Edge)
    _describe_problems(app, named=people is None)
    return app


@cache
def all_routes() -> tuple[BaseRoute, ...]:
    """Return the routes, made once in a process: to take them apart costs a tenth of a second."""
    every = APIRouter(generate_unique_id_function=_operation_id)
    for module in ROUTES:
        for router in module.ROUTERS:
            every.include_router(router, prefix=PREFIX, dependencies=[Admitted])
    for router in (reads.problem_router, calendars.feed_router):
        every.include_router(router, dependencies=[Admitted])
    check_rights(every.routes)
    return tuple(every.routes)


def _proposals(ward: Ward, book: Book | None, new_id: Callable[[], str]) -> Proposals | None:
    return None if book is None else proposals_of(ward, book, new_id)


def _desk(book: Book | None, config: WardConfig, proposals: Proposals | None) -> BookDesk | None:
    """Return where the book is asked, if there is one."""
    if book is None or config.booking is None or proposals is None:
        return None
    shapes = Shapes(config.infused, config.booking)
    return BookDesk(book=book, shapes=shapes, proposals=proposals)


def _operation_id(route: APIRoute) -> str:
    return route.name


def _describe_problems(app: FastAPI, *, named: bool) -> None:
    """Describe problems as we answer them, where FastAPI would describe its own.

    `named`: commands name person and tablet in their headers; otherwise cookies do.
    """
    plain = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = plain()
            problem = ProblemView.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas = schema["components"]["schemas"]
            schemas.update(problem.pop("$defs", {}))
            schemas["ProblemView"] = problem
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
            for path in schema["paths"].values():
                for operation in path.values():
                    _drop_foreign(operation["responses"])
                    for each in operation.get("parameters", []):
                        each["required"] &= named or each["name"] not in NAMES_ITSELF
        return plain()

    app.openapi = described  # type: ignore[method-assign]  # FastAPI's own way to extend it


def _drop_foreign(responses: dict[str, Any]) -> None:
    """Drop the 422 that FastAPI adds to whatever has a parameter in its path."""
    if MEDIA_TYPE not in responses.get("422", {}).get("content", {MEDIA_TYPE: None}):
        del responses["422"]
