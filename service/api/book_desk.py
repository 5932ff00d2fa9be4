"""Where the book is asked: one effect for each tap, on the disk before it is answered."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from fastapi import Response

from service.api.problems import Problem
from service.api.taps import REFUSED_MAX, SAVE_WAIT_S, Answered
from service.api.views.book import day_short_view, offer_view
from service.book.asks import Refused
from service.book.book import Book
from service.book.proposals import Proposals
from service.book.verbs import Intent
from service.book.writer import NotSaved
from service.book.writing import By
from service.core.booking.shapes import Shapes
from service.store.batch import Tap

Decide = Callable[[By], Intent]
"""Makes an intent of who, when and where; raises `Refused` or a `Problem`."""
Show = Callable[[Intent], str]
"""Makes the answer's body of what will have been written."""
Work = Callable[[], Coroutine[Any, Any, Answered]]


@dataclass(frozen=True, slots=True)
class BookDesk:
    """The book of a ward, with what was refused and what is under way."""

    book: Book
    shapes: Shapes
    proposals: Proposals
    refused: OrderedDict[str, Answered] = field(default_factory=OrderedDict)
    under_way: dict[str, tuple[str, asyncio.Task[Answered]]] = field(default_factory=dict)

    async def change(
        self, by: By, fingerprint: str, decide: Decide, show: Show, *, status: int
    ) -> Response:
        """Change the book once for a tap, and answer when the change is on the disk."""
        work = partial(self._change, by, fingerprint, decide, show, status)
        return await self.once(by, fingerprint, work)

    async def once(self, by: By, fingerprint: str, work: Work) -> Response:
        """Do something once for a tap; a repetition gets the same answer."""
        known = self._known(by.tap, fingerprint)
        if known is not None:
            return known.response()
        flying = self.under_way.get(by.tap)
        if flying is None:
            # Not the request's own task: a client that goes away takes nothing back.
            task = asyncio.get_running_loop().create_task(work(), name="book")
            flying = self.under_way[by.tap] = (fingerprint, task)
            task.add_done_callback(lambda _: self._over(by.tap, task))
        if flying[0] != fingerprint:
            raise Problem("tap-reused")
        return (await _in_time(flying[1])).response()

    def _known(self, tap: str, fingerprint: str) -> Answered | None:
        stored = self.book.shelf.taps.get(tap)
        known = Answered.of(stored) if stored is not None else self.refused.get(tap)
        if known is not None and known.fingerprint != fingerprint:
            raise Problem("tap-reused")
        return known

    async def _change(
        self, by: By, fingerprint: str, decide: Decide, show: Show, status: int
    ) -> Answered:
        try:
            await self.book.tidy()
            intent = decide(by)
            tap = Tap(
                key=by.tap,
                body_hash=fingerprint,
                status=status,
                response=show(intent),
                at_ms=by.at,
            )
            await self.book.commit(by, intent, tap)
        except NotSaved:
            raise Problem("record-not-saved", headers={"Retry-After": "1"}) from None
        except Refused as refused:
            return self._refuse(by, fingerprint, refused_by_book(refused, self.book))
        except Problem as problem:
            return self._refuse(by, fingerprint, problem)
        return Answered.of(tap)

    def _refuse(self, by: By, fingerprint: str, problem: Problem) -> Answered:
        """Remember a refused tap, and let go of the oldest ones."""
        answered = Answered(
            fingerprint=fingerprint, status=problem.status, body=problem.body(), at=by.at
        )
        self.refused[by.tap] = answered
        while len(self.refused) > REFUSED_MAX:
            self.refused.popitem(last=False)
        return answered

    def _over(self, tap: str, task: asyncio.Task[Answered]) -> None:
        self.under_way.pop(tap, None)
        if not task.cancelled():
            task.exception()  # it was answered, or nobody waited for it


async def _in_time(task: asyncio.Task[Answered]) -> Answered:
    """Return what a change was answered; `record-not-saved` where the disk takes too long."""
    await asyncio.wait({task}, timeout=SAVE_WAIT_S)
    if not task.done():
        raise Problem("record-not-saved", headers={"Retry-After": "1"})
    return task.result()


def refused_by_book(refused: Refused, book: Book) -> Problem:
    """Return the problem for what the book refused, with the nearest places that it has."""
    beside: dict[str, object] = {}
    if refused.nearest is not None:
        beside["nearest"] = refused.nearest.isoformat()
    if refused.due is not None:
        beside["due"] = refused.due.isoformat()
    if refused.alternatives:
        clocks = book.calendar.clocks
        views = [offer_view(each, clocks) for each in refused.alternatives]
        beside["alternatives"] = [view.model_dump(mode="json") for view in views]
    if refused.short:
        short = [day_short_view(each) for each in refused.short]
        beside["short"] = [view.model_dump(mode="json") for view in short]
    return Problem(refused.refusal.id.value, refused.refusal.sentence, beside=beside)
