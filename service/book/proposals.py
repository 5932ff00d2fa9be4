"""Proposals for a day that does not go as planned: made at once, bettered within a second, taken.

Made by themselves when something happens, or when somebody asks. A proposal changes nothing; a
person takes it, whole or in part, and each move is then one transaction that the database may still
refuse. They live in memory: after a restart what has happened is seen again, and proposed anew.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator
from datetime import date
from typing import TypeVar

from service.book.accepting import Accepting
from service.book.book import Book
from service.book.causes import Cause, CauseKind, Sessions, causes, of_now
from service.book.clocks import slot_at
from service.book.proposed import NO_CHANGES, Changes, Outcome, Proposed, Solver
from service.book.solving import Solve
from service.book.writing import By
from service.core.booking.day import Fit, empty_day
from service.core.booking.repair.problem import places_of, problem
from service.core.booking.repair.proposal import Engine, better, proposal
from service.core.booking.repair.remaining import remaining, session_of
from service.core.booking.repair.shift import checking, shifting
from service.core.booking.repair.situation import Situation, situation
from service.core.booking.repair.stay import Basis, Stay, leaving, stay
from service.core.booking.visits import AHEAD, Status, Visit
from service.core.rules import Rules
from service.core.times import Instant

T = TypeVar("T")
_log = logging.getLogger(__name__)

LOOK_S = 0.2
"""Least time between two looks; far less than the second in which a proposal has to be there."""
KEPT = 20
"""So many proposals are remembered, the newest ones."""
TURN = 4
"""After so many visits others have their turn on the loop."""


class Proposals:
    """Makes proposals for the days of one book. All methods belong to the event loop.

    Args:
        book: The ward's book.
        rules: Of the ward; they say how a session goes on.
        sessions: The ward's sessions as they are now.
        solve: Asks a solver; None: there is none.
        tell: Says that there is a new proposal, or another state of one.
        new_id: Makes ids.
    """

    def __init__(
        self,
        book: Book,
        rules: Rules,
        *,
        sessions: Callable[[], Sessions],
        solve: Solve | None,
        tell: Callable[[], None],
        new_id: Callable[[], str],
    ) -> None:
        self._book = book
        self._rules = rules
        self._sessions = sessions
        self._solve = solve
        self._tell = tell
        self._new_id = new_id
        self._seen: frozenset[Cause] = frozenset()
        self._found: dict[str, Proposed] = {}
        self._solving: set[asyncio.Task[None]] = set()
        self._accepting = Accepting(book, new_id, self._sitting)

    # -- what there is

    def get(self, id_: str) -> Proposed | None:
        """Return a proposal."""
        return self._found.get(id_)

    def newest(self, on: date) -> Proposed | None:
        """Return the newest proposal for a day."""
        return next((each for each in reversed(self._found.values()) if each.on == on), None)

    def current(self) -> Proposed | None:
        """Return the newest proposal for today that still has something to say."""
        found = self.newest(self._book.today)
        return found if found is not None and self.open(found) else None

    def open(self, proposed: Proposed) -> bool:
        """Whether a proposal is the newest one of its day and not wholly accepted."""
        best = proposed.best
        says = proposed.open or best.unplaced or best.shortages or best.swaps or best.bags
        return bool(says) and self.newest(proposed.on) is proposed

    # -- making one

    async def watch(self, news: Callable[[], Awaitable[bool]]) -> None:
        """Make proposals by themselves; `news` waits until anything may be new. False: it is over.

        Not until cancelled: `wait_for` may swallow that when its time comes at the same moment.
        """
        more = True
        while more:
            try:
                await self.look()
            except Exception:
                _log.exception("a proposal could not be made")
            await asyncio.sleep(LOOK_S)
            more = await news()

    async def look(self) -> Proposed | None:
        """Make a proposal where something has happened since the last look."""
        now, shelf = slot_at(self._book.now()), self._book.shelf
        load = shelf.day(self._book.today)
        if load is None or not load.closes:
            return None
        cuts = {cut.id: cut for cut in shelf.cuts}
        standing = frozenset(
            each for each in causes(shelf, load, self._sessions()) if of_now(each, cuts, now)
        )
        new = standing - self._seen
        self._seen = standing
        if not new:
            return None
        return await self._make(load.on, _in_order(new), NO_CHANGES)

    async def ask(self, on: date, changes: Changes = NO_CHANGES) -> Proposed:
        """Make a proposal because somebody asks; `Refused` for a day that is past or closed."""
        self._book.finder.load(on, self._book.today)
        since = self._book.now()
        said = (Cause(CauseKind.ASKED, "", since, "Somebody has asked."),)
        return await self._make(on, said, changes)

    def situation(self, on: date, changes: Changes = NO_CHANGES) -> Situation:
        """Return a day as it is now."""
        book, at = self._book, self._book.now()
        load, now = book.shelf.days[on], slot_at(at)
        visits = book.shelf.on(on)
        gone = [visit for visit in visits if visit.status is Status.DONE]
        blocked = dict.fromkeys(book.calendar.blocked(on), load.zero)
        broken = {
            cut.chair: cut.start
            for cut in book.shelf.cuts
            if cut.chair is not None
            and cut.end > now
            and load.zero <= cut.start < load.zero + load.length
        }
        return situation(
            empty_day(on, load.zero, load.opens, load.closes, load.capacity),
            now,
            stays=list(self._stays(visits, at, changes.basis)),
            gone=[taken for visit in gone for taken in leaving(visit, now)],
            visits=[visit for visit in visits if visit.status in AHEAD],
            chairs=book.calendar.resources.chairs,
            lost=changes.lost,
            broken={**blocked, **broken, **changes.broken},
        )

    def _stays(self, visits: Iterable[Visit], at: Instant, basis: Basis) -> Iterator[Stay]:
        sessions = self._sessions()
        for visit in visits:
            if visit.status is Status.SEATED:
                s = session_of(visit, sessions.get(visit.patient, ()))
                known = None if s is None else remaining(s, at, self._rules)
                yield stay(visit, known, at, basis)

    def _sitting(self, proposed: Proposed) -> Iterator[Stay]:
        """Yield those who sit as they sit now, not as they sat when it was proposed."""
        visits = self._book.shelf.on(proposed.on)
        return self._stays(visits, self._book.now(), proposed.changes.basis)

    async def _make(self, on: date, why: tuple[Cause, ...], changes: Changes) -> Proposed:
        made_at, now = self._book.now(), self.situation(on, changes)
        fits: dict[str, Fit | None] = {}

        def keep(placed: tuple[str, Fit | None]) -> bool:
            fits[placed[0]] = placed[1]
            return True

        await _in_turns(shifting(now), keep)
        found = proposal(now, fits, Engine.RIGHT_SHIFT)
        proposed = Proposed(
            id=self._new_id(),
            on=on,
            made_at=made_at,
            causes=why,
            changes=changes,
            situation=now,
            right_shift=found,
            best=found,
        )
        self._found[proposed.id] = proposed
        while len(self._found) > KEPT:
            del self._found[next(iter(self._found))]
        if self._solve is not None and any(move.waits_min for move in found.moves):
            proposed.solver = Solver.UNDER_WAY
            task = asyncio.get_running_loop().create_task(self._better(proposed, self._solve))
            self._solving.add(task)
            task.add_done_callback(self._solving.discard)
        self._tell()
        return proposed

    async def _better(self, proposed: Proposed, solve: Solve) -> None:
        """Put a solver's proposal in the place of the right-shift, if it is better."""
        of, hint = proposed.situation, proposed.right_shift.fits
        try:
            places = await solve(problem(of, hint))
        except Exception:
            _log.exception("the solver has failed")
            places = None
        fits = None if places is None else places_of(of, hint, places)
        found = None
        if fits is not None and await _in_turns(checking(of, fits), lambda right: right):
            found = proposal(of, fits, Engine.SOLVER)
        if found is None:
            proposed.solver = Solver.NO_ANSWER
        elif proposed.done or better(proposed.best, found) is proposed.best:
            proposed.solver = Solver.NOT_BETTER
        else:
            proposed.best, proposed.version, proposed.solver = found, 2, Solver.TAKEN
        self._tell()

    # -- taking one

    async def accept(self, by: By, proposed: Proposed, visits: Iterable[str]) -> list[Outcome]:
        """Write moves of a proposal; see `Accepting.accept`."""
        found = await self._accepting.accept(by, proposed, visits)
        self._tell()
        return found

    async def close(self) -> None:
        """Ask no solver any more."""
        for task in self._solving:
            task.cancel()
        await asyncio.gather(*self._solving, return_exceptions=True)


async def _in_turns(steps: Iterator[T], go_on: Callable[[T], bool]) -> bool:
    """Go through steps while `go_on` says so, others on the loop having their turn in between."""
    for count, step in enumerate(steps):
        if not go_on(step):
            return False
        if count % TURN == TURN - 1:
            await asyncio.sleep(0)
    return True


def _in_order(found: Iterable[Cause]) -> tuple[Cause, ...]:
    return tuple(sorted(found, key=lambda cause: (cause.kind.value, cause.about)))
