"""Calendars behind a secret address: made and revoked by people, read by programs."""

import hashlib
import hmac
import json
import secrets

from fastapi import APIRouter, Response

from service.api.bodies import Nothing
from service.api.bodies_clock import FeedBody
from service.api.bodies_in import StrictRoute
from service.api.booking import by_of, change, desk_of
from service.api.problems import Problem
from service.api.reception import AtReception, KnownSpeaker, command_headers
from service.api.routes.described import COMMAND, READ, READ_BOOK, problems
from service.api.schemas.book import ChangeAnswer
from service.api.schemas.clock import FeedAnswer, FeedsView
from service.api.telling import fingerprint_of
from service.api.views.calendar import calendar_text
from service.api.views.clock import feed_view
from service.book.rows import Row
from service.book.verbs import Intent
from service.book.writing import Beside, By

reads = APIRouter(tags=["the book"], responses=problems(*READ_BOOK))
asks = APIRouter(tags=["the book"], route_class=StrictRoute, responses=problems(*COMMAND))
feed_router = APIRouter(tags=["the book"], responses=problems(*READ))
HEADERS = command_headers(required=True)

SECRET_BYTES = 24
"""192 bits: nobody tries that many."""


@asks.post("/book/feeds", status_code=201, response_model=FeedAnswer, openapi_extra=HEADERS)
async def make_feed(body: FeedBody, speaker: KnownSpeaker, here: AtReception) -> Response:
    """Make a calendar. Its address is told this once: the book keeps a hash of it."""
    desk, id_ = desk_of(here), here.new_id()
    secret, made = secrets.token_urlsafe(SECRET_BYTES), list[Row]()

    def decide(by: By) -> Intent:
        row = {
            "id": id_,
            "name": body.name,
            "place": body.place,
            "secret_hash": _hash(secret),
            "made_at_ms": by.at,
            "revoked_at_ms": None,
        }
        made.append(row)
        return Intent(beside=(Beside(what="feed", table="feed", before=None, after=row),))

    def show(intent: Intent) -> str:
        # This is what the book keeps for a repeated tap: without the secret.
        found = feed_view(intent.beside[0].after).model_dump()
        return FeedAnswer(**found, address=None).model_dump_json()

    by = by_of(here, speaker)
    answer = await desk.change(by, fingerprint_of(speaker, body), decide, show, status=201)
    if not made or answer.status_code != 201:
        return answer
    told = json.loads(bytes(answer.body)) | {"address": f"/calendar/{secret}.ics"}
    return Response(json.dumps(told), 201, media_type="application/json")


@reads.get("/book/feeds")
async def read_feeds(here: AtReception) -> FeedsView:
    """Return the calendars that can be read; not their addresses, which nobody has."""
    feeds = desk_of(here).book.shelf.told.feeds.values()
    rows = sorted(feeds, key=lambda row: (row["made_at_ms"], row["id"]))
    return FeedsView(feeds=[feed_view(row) for row in rows])


@asks.post("/book/feeds/{feed_id}/revoke", response_model=ChangeAnswer, openapi_extra=HEADERS)
async def revoke_feed(
    feed_id: str, body: Nothing, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Let an address lead nowhere, from now on."""
    desk = desk_of(here)

    def decide(by: By) -> Intent:
        row = desk.book.shelf.told.feeds.get(feed_id)
        if row is None:
            raise Problem("unknown-feed")
        after = {**row, "revoked_at_ms": by.at}
        return Intent(beside=(Beside(what="revoked", table="feed", before=row, after=after),))

    return await change(here, speaker, body, decide, status=200)


@feed_router.get(
    "/calendar/{secret}.ics",
    response_class=Response,
    responses={200: {"content": {"text/calendar": {}}}},
)
async def read_calendar(secret: str, here: AtReception) -> Response:
    """Return a calendar to whoever knows its address: what, where, when; nobody's name."""
    row = _feed(here, secret)
    if row is None or here.book is None:
        raise Problem("not-found")
    book = here.book.book
    visits = [
        visit
        for visit in book.shelf.visits.values()
        if row["place"] is None or visit.place.value == row["place"]
    ]
    text = calendar_text(here.config.name, book.calendar.clocks.zone, visits, book.now())
    headers = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
    return Response(text, headers=headers, media_type="text/calendar; charset=utf-8")


def _feed(here: AtReception, secret: str) -> Row | None:
    """Return the calendar of a secret. Every hash is compared, whatever the first ones say."""
    found, hashed = None, _hash(secret)
    for row in () if here.book is None else here.book.book.shelf.told.feeds.values():
        if hmac.compare_digest(row["secret_hash"], hashed):
            found = row
    return found


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


ROUTERS = (reads, asks)
