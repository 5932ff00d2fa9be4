"""A proposal taken, whole or in part: each change a transaction that the database may refuse."""

import asyncio
from collections.abc import Callable, Iterable

from service.book.asks import Refused
from service.book.book import Book
from service.book.overtime import overtime_for
from service.book.proposed import Outcome, Proposed
from service.book.verbs import Intent
from service.book.writing import By, Step
from service.core.booking.day import has_room
from service.core.booking.refusals import BookRefusalId
from service.core.booking.repair.proposal import Move
from service.core.booking.repair.stay import Stay
from service.core.booking.visits import Visit

_NO_ROOM = frozenset(
    {
        BookRefusalId.PLACE_TAKEN,
        BookRefusalId.ENDS_TOO_LATE,
        BookRefusalId.NURSES_BUSY,
        BookRefusalId.NO_PUMP_FREE,
        BookRefusalId.PHARMACY_FULL,
    }
)


class Accepting:
    """Writes what a person has accepted, one proposal at a time."""

    def __init__(
        self,
        book: Book,
        new_id: Callable[[], str],
        stays: Callable[[Proposed], Iterable[Stay]],
    ) -> None:
        """`stays` returns those who sit as they sit now, by the basis of a proposal."""
        self._book = book
        self._new_id = new_id
        self._stays = stays
        self._turn = asyncio.Lock()

    async def accept(self, by: By, proposed: Proposed, visits: Iterable[str]) -> list[Outcome]:
        """Write moves of a proposal, each for itself, then who sits longer; say what became of it.

        In an order in which each fits beside those that have not moved yet, as far as there is one.
        `NotSaved` where the disk does not answer: what was written before that stays.
        """
        async with self._turn:
            wanted = set(visits)
            found = {id_: Outcome(visit=id_, refused=None) for id_ in wanted & proposed.done}
            moves = [move for move in proposed.open if move.visit.id in wanted]
            found |= await self._take_all(by, proposed, moves)
            for each in proposed.longer:
                if each.visit.id in wanted - proposed.done:
                    found[each.visit.id] = await self._lengthen(by, proposed, each)
        return [found[id_] for id_ in sorted(found)]

    async def _take_all(self, by: By, proposed: Proposed, moves: list[Move]) -> dict[str, Outcome]:
        """Take some moves; one that finds no room is tried again once another has made some."""
        found: dict[str, Outcome] = {}
        waiting, taken = moves, True
        while waiting and taken:
            trying, waiting, taken = waiting, [], False
            while trying:
                move = next((m for m in reversed(trying) if self._room(proposed, m)), trying[-1])
                trying.remove(move)
                found[move.visit.id] = outcome = await self._take(by, proposed, move)
                if outcome.refused is None:
                    taken = True
                elif outcome.refused.refusal.id in _NO_ROOM:
                    waiting.append(move)
        return found

    async def _take(self, by: By, proposed: Proposed, move: Move) -> Outcome:
        fit, zero = proposed.best.fits[move.visit.id], proposed.situation.day.zero
        if fit is None:
            raise AssertionError("a move has a place")

        def step(visit: Visit, reason: str) -> Step:
            if visit.version != move.visit.version:
                said = "It has been changed since this was proposed."
                raise Refused(BookRefusalId.VISIT_CHANGED, said)
            return self._book.verbs.put(by, visit, fit, zero, reason)

        return await self._write(by, proposed, move.visit.id, step)

    async def _lengthen(self, by: By, proposed: Proposed, longer: Stay) -> Outcome:
        def step(visit: Visit, reason: str) -> Step:
            return self._book.verbs.lengthen(visit, longer.until, reason)

        return await self._write(by, proposed, longer.visit.id, step)

    async def _write(
        self, by: By, proposed: Proposed, id_: str, decide: Callable[[Visit, str], Step]
    ) -> Outcome:
        """Write one accepted change; the database may refuse.

        What finds no room in the book alone is written with what the pumps say: who is done earlier
        than was planned makes room for it, in the same transaction.
        """
        reason = f"repair {proposed.id}"
        try:
            step = decide(self._book.shelf.visits[id_], reason)
            try:
                await self._commit(by, proposed, (step,), reason)
            except Refused as refused:
                shorter = self._shorter(proposed, id_, reason)
                if refused.refusal.id not in _NO_ROOM or not shorter:
                    raise
                await self._commit(by, proposed, (step, *shorter), reason)
        except Refused as refused:
            return Outcome(visit=id_, refused=refused)
        proposed.done.add(id_)
        return Outcome(visit=id_, refused=None)

    async def _commit(
        self, by: By, proposed: Proposed, steps: tuple[Step, ...], reason: str
    ) -> None:
        """Write some changes together, with the overtime that the first of them needs."""
        load = self._book.shelf.days[proposed.on]
        opened = overtime_for(load, steps[0].after, reason, self._new_id)
        intent = Intent(
            steps=steps,
            opened=tuple(each.cut for each in opened),
            beside=tuple(each.beside for each in opened),
            frees=False,
        )
        await self._book.commit(by, intent)

    def _shorter(self, proposed: Proposed, but: str, reason: str) -> tuple[Step, ...]:
        """Return those who by the pump's truth are done earlier than the book says."""
        verbs = self._book.verbs
        return tuple(
            verbs.shorten(each.visit, each.until, reason)
            for each in self._stays(proposed)
            if each.until < each.visit.end and each.visit.id != but
        )

    def _room(self, proposed: Proposed, move: Move) -> bool:
        """Whether a move finds room in the book as it is now; the database decides all the same."""
        fit, shelf = proposed.best.fits[move.visit.id], self._book.shelf
        day = shelf.days[proposed.on].without(shelf.taken(move.visit.id))
        return fit is not None and has_room(day.booked, move.visit.shape, move.visit.place, fit)
