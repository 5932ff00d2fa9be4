"""The book with proposals, as the tests of them need it: two chairs, and somebody on each."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from service.book.days import Cut
from service.book.proposals import Proposals
from service.book.proposed import Changes, Outcome, Proposed
from service.book.solving import Places
from service.book.verbs import Intent
from service.book.writing import Beside
from service.core.booking.grid import Slot
from service.core.booking.resources import Hours, OtherKind
from service.core.booking.shape import Pool
from service.core.booking.visits import Visit
from service.core.session import commands as c
from service.core.session.state import Session
from service.core.times import Instant, Span, minutes
from tests.book.desk import MON, Desk, desk
from tests.book.wards import d, resources, shift
from tests.core.session.story import Story

SHORT = OtherKind(
    id="short",
    name="An hour",
    arrive_min=10,
    wait_least_min=0,
    wait_most_min=0,
    hang_min=5,
    infuse_min=30,
    flush_min=5,
    observe_min=0,
    disconnect_min=5,
    clean_min=5,
    running_per_nurse=4,
    overrun_min=0,
    bag=None,
)
"""One hour, no bag."""


@dataclass(kw_only=True)
class Ward:
    """A desk with proposals, and sessions as the test says."""

    desk: Desk
    proposals: Proposals
    sessions: dict[str, list[Session]]
    told: list[int]
    answers: list[Places | Exception | None] = field(default_factory=list)
    """What the solver says, one after the other; nothing: it is never heard of."""

    @property
    def book(self) -> Any:
        return self.desk.book

    async def booked(self, patient: str, seat: Slot) -> Visit:
        shape = self.desk.shapes.of("short", None)
        wanted = replace(self.desk.wanted(patient), what="short", infusion_no=None, shape=shape)
        return await self.desk.booked(wanted, seat)

    async def seated(self, visit: Visit, chair: str) -> Visit:
        by, verbs = self.desk.by(), self.book.verbs
        return await self.desk.write(by, verbs.seat(by, visit, verbs.chairs[chair]))

    async def look(self) -> Proposed | None:
        """Look, and let the solver have its turn."""
        found = await self.proposals.look()
        await settled()
        return found

    async def ask(self, **changes: Any) -> Proposed:
        found = await self.proposals.ask(d(MON), Changes(**changes))
        await settled()
        return found

    async def accept(self, of: Proposed, *visits: str) -> dict[str, Outcome]:
        every = [move.visit.id for move in of.open] + [each.visit.id for each in of.longer]
        found = await self.proposals.accept(self.desk.by(), of, visits or every)
        return {each.visit: each for each in found}

    async def cut(self, pool: Pool, amount: int, start: Slot, end: Slot) -> None:
        cut = Cut(id=f"cut-{start}", pool=pool, start=start, end=end, amount=amount, reason="ill")
        row = {
            "id": cut.id,
            "pool": pool.value,
            "from_slot": start,
            "to_slot": end,
            "amount": amount,
            "reason": "ill",
        }
        beside = Beside(what="cut", table="cut", before=None, after=row)
        await self.book.commit(self.desk.by(), Intent(cuts=(cut,), beside=(beside,)))


async def settled() -> None:
    """Let everything have its turn that waits for nothing but its turn."""
    for _ in range(20):
        await asyncio.sleep(0)


@asynccontextmanager
async def proposing(path: Path) -> AsyncIterator[Ward]:
    """Two chairs, nurses enough, Monday half past nine; on each chair somebody since nine."""
    found = resources(
        chairs=resources().chairs[:2],
        shifts=(shift(nurses=4, hours=Hours(opens=450, closes=1080)),),
        kinds=(SHORT,),
    )
    async with desk(path, found) as book:
        made = with_proposals(book)
        for number in (1, 2):
            visit = await made.booked(f"P-{number}", book.slot(MON, 540))
            book.clock.set(book.slot(MON, 540))
            await made.seated(visit, f"chair-{number}")
            book.clock.set(Slot(book.slot(MON, 540) - 1))
        book.clock.set(book.slot(MON, 570))
        yield made
        await made.proposals.close()


def with_proposals(book: Desk) -> Ward:
    sessions: dict[str, list[Session]] = {}
    told: list[int] = []
    answers: list[Places | Exception | None] = []

    async def solve(problem: dict[str, Any]) -> Places | None:
        if not answers:
            await asyncio.Event().wait()
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    proposals = Proposals(
        book.book,
        Story().rules,
        sessions=lambda: sessions,
        solve=solve,
        tell=lambda: told.append(1),
        new_id=(f"id-{n}" for n in itertools.count(1)).__next__,
    )
    return Ward(desk=book, proposals=proposals, sessions=sessions, told=told, answers=answers)


def reacting(ward: Ward, patient: str, chair: str, ran: Span = minutes(5)) -> Story:
    """Let a patient's infusion be interrupted at this moment of the ward."""
    story = Story(3).started()
    story.run(ran)
    story.say(c.ReportReaction)
    put(ward, story, patient, chair)
    return story


def put(ward: Ward, story: Story, patient: str, chair: str) -> None:
    """Let the ward have a session as a story tells it, its clock set to the ward's."""
    s = story.s
    assert s.association is not None
    shifted = Instant(ward.book.now() - (story.now - s.reaction.at)) if s.reaction else None
    reaction = replace(s.reaction, at=shifted) if s.reaction and shifted else s.reaction
    ended = None if s.ended_at is None else Instant(ward.book.now() - (story.now - s.ended_at))
    ward.sessions[patient] = [
        replace(
            s,
            patient=patient,
            reaction=reaction,
            ended_at=ended,
            association=replace(s.association, chair=chair),
        )
    ]


async def tenth(ward: Ward) -> tuple[Visit, Visit]:
    """Book both chairs again at ten, as soon as they are clean."""
    at = ward.desk.slot(MON, 600)
    return await ward.booked("P-3", at), await ward.booked("P-4", at)
