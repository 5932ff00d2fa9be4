"""The live feed: a snapshot, then what changed. Level-triggered: a slow tablet holds no queue."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from service.api.reception import AtReception, Reception
from service.api.routes.described import READ, problems
from service.api.schemas.ward import RecordView
from service.api.views.ward import delta_view, heartbeat_view, record_view, ward_view

router = APIRouter(tags=["live"], responses=problems(*READ))

HEARTBEAT_S = 2.0
"""Between two signs of life: named events, because a page never sees a comment."""
COALESCE_S = 0.2
"""Least time between two deltas of one stream."""
RETRY_MS = 1_000
_MARK_MAX = 80


@router.get("/events", response_class=EventSourceResponse)
async def watch(
    request: Request,
    here: AtReception,
    since: Annotated[
        str | None, Query(max_length=_MARK_MAX, description="`boot:seq` seen last.")
    ] = None,
    last_event_id: Annotated[
        str | None, Header(alias="Last-Event-ID", description="The same, sent by the browser.")
    ] = None,
) -> AsyncIterator[ServerSentEvent]:
    """Stream the ward: `snapshot` (a WardView), `delta` (a DeltaView), `hb` (a HeartbeatView)."""
    # The browser's own retry repeats the address with an old `since`; its header is newer.
    stream = _Stream(here, _seen(here, last_event_id) or _seen(here, since))
    while not here.ward.feed.closing and _admitted(here, request):
        event = await stream.next()
        # While it waited the tablet may have been taken away.
        if event is not None and _admitted(here, request):
            yield event


def _admitted(here: Reception, request: Request) -> bool:
    """Whether the tablet still belongs to the ward: one that was taken away sees nothing more."""
    return here.who.people is None or here.who.caller(request).tablet is not None


class _Stream:
    """What one tablet has been told so far."""

    def __init__(self, here: Reception, seen: int | None) -> None:
        self._here = here
        self._feed = here.ward.feed
        self._loop = asyncio.get_running_loop()
        self._seen = seen
        self._record: RecordView | None = None
        self._beat_at = self._loop.time() + HEARTBEAT_S
        self._delta_at = 0.0

    async def next(self) -> ServerSentEvent | None:
        """Return what is to be told next; None when it was nothing."""
        if self._seen is None:
            return self._snapshot()
        if self._loop.time() >= self._beat_at:
            return self._beat()
        await asyncio.sleep(min(self._delta_at, self._beat_at) - self._loop.time())
        news = await self._feed.wait(self._seen, self._beat_at - self._loop.time())
        return self._delta() if news or self._record_changed() else None

    def _snapshot(self) -> ServerSentEvent:
        here = self._here
        ward = ward_view(here.ward, here.who.shown(), here.proposal)
        self._told(ward.record)
        return ServerSentEvent(data=ward, event="snapshot", id=self._mark(), retry=RETRY_MS)

    def _delta(self) -> ServerSentEvent:
        topics = self._feed.changed_since(self._seen or 0)
        changed = self._record_changed()
        here = self._here
        delta = delta_view(
            here.ward, here.who.shown(), topics, whole=changed, proposal=here.proposal
        )
        self._told(record_view(self._here.ward))
        return ServerSentEvent(data=delta, event="delta", id=self._mark())

    def _beat(self) -> ServerSentEvent:
        self._beat_at = self._loop.time() + HEARTBEAT_S
        return ServerSentEvent(data=heartbeat_view(self._here.ward), event="hb")

    def _told(self, record: RecordView) -> None:
        self._record = record
        self._seen = self._feed.seq
        self._delta_at = self._loop.time() + COALESCE_S

    def _record_changed(self) -> bool:
        """Whether the record's state is another one; the feed does not tell of each commit."""
        return self._record is not None and self._record != record_view(self._here.ward)

    def _mark(self) -> str:
        return f"{self._feed.boot}:{self._feed.seq}"


def _seen(here: Reception, mark: str | None) -> int | None:
    """Return the number seen last in this run of the process; None asks for a snapshot."""
    boot, _, number = (mark or "").rpartition(":")
    feed = here.ward.feed
    if boot != feed.boot or not (number.isascii() and number.isdecimal()) or len(number) > 18:
        return None
    return int(number) if int(number) <= feed.seq else None


ROUTERS = (router,)
