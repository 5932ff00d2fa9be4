"""The planners of the night: started for what was asked, each in a process of its own.

A tick writes that a plan is asked for, with the notice that it is night. Whoever looks afterwards
sees that it is not made yet and starts the planner: a service that died in between starts it again.
What comes of it is written once, and moves nobody: people take it, or leave it.
"""

import asyncio
import json
import logging
from collections.abc import Callable
from datetime import date
from typing import Any

from service.book.book import Book
from service.book.instances import NothingToPlan, day_instance, horizon_instance
from service.book.planned import moves_of_day, moves_of_horizon
from service.book.planning import Planner, PlannerFailed
from service.book.rows import Row
from service.book.told import MADE, NOTHING
from service.book.writer import NotSaved
from service.book.writing import Beside, NotTaken, Written
from service.core.booking.due import DueKind

_log = logging.getLogger(__name__)


class Night:
    """Lets plans be made that are asked for. All methods belong to the event loop."""

    def __init__(self, book: Book, planner: Planner, told: Callable[[], None] = lambda: None):
        self._book = book
        self._planner = planner
        self._told = told
        self._making: dict[str, asyncio.Task[None]] = {}

    def look(self) -> None:
        """Start what is asked for and not under way; end what is of no use any more."""
        asked = self._book.shelf.told.asked
        for id_ in self._making.keys() - asked.keys():
            self._making.pop(id_).cancel()
        for id_, row in asked.items():
            under_way = self._making.get(id_)
            if under_way is None or under_way.done():
                self._making[id_] = asyncio.get_running_loop().create_task(self._make(row))

    async def close(self) -> None:
        """Let no planner run on."""
        for task in self._making.values():
            task.cancel()
        await asyncio.gather(*self._making.values(), return_exceptions=True)

    async def _make(self, row: Row) -> None:
        """Make one plan and write it; or that there is none, and why."""
        on = date.fromisoformat(row["on_day"])
        try:
            status, body = MADE, await self._plan(row["kind"], on)
        except (NothingToPlan, PlannerFailed) as why:
            status, body = NOTHING, {"why": str(why)}
        except Exception as fault:
            _log.exception("a plan of the night failed")
            status, body = NOTHING, {"why": f"the planner failed: {fault}"}
        now = self._book.now()
        after = {**row, "status": status, "made_at_ms": now, "body": json.dumps(body)}
        made = Beside(what=status, table="plan", before=row, after=after)
        try:
            await self._book.note(Written(by=self._book.own(now), quiet=(made,)))
        except NotTaken:
            _log.info("a plan of the night came too late")
        except NotSaved as fault:
            _log.warning("a plan of the night could not be written: %s", fault)
        else:
            self._told()

    async def _plan(self, kind: str, on: date) -> dict[str, Any]:
        if kind == DueKind.HORIZON.value:
            answer = await self._planner(kind, horizon_instance(self._book, self._book.today))
            return moves_of_horizon(self._book, answer)
        answer = await self._planner(kind, day_instance(self._book, on))
        return moves_of_day(self._book, on, answer)
