"""Proposals of the book: when they are made, what a solver makes of them, what is accepted."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from service.book.accepting import Accepting
from service.book.asks import Refused
from service.book.causes import CauseKind
from service.book.days import Cut
from service.book.proposals import Proposals
from service.book.proposed import Changes, Outcome, Proposed, Solver
from service.book.solving import Places
from service.book.tables import CHANGE
from service.book.verbs import Intent
from service.book.waiting import OFFERED
from service.book.writing import Beside
from service.core.booking.grid import Slot
from service.core.booking.refusals import BookRefusalId
from service.core.booking.repair.proposal import TermKind
from service.core.booking.repair.situation import Lost
from service.core.booking.repair.stay import Basis
from service.core.booking.resources import Hours, OtherKind
from service.core.booking.shape import NURSE_PARTS, Pool
from service.core.booking.visits import Visit
from service.core.session import commands as c
from service.core.session.state import Session
from service.core.times import Instant, Span, minutes
from tests.book.desk import Desk, desk
from tests.book.wards import d, resources, shift
from tests.core.session.story import Story

MON = "2026-06-01"
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


@pytest.fixture
async def ward(path: Path) -> AsyncIterator[Ward]:
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


# ---------------------------------------------------------------------------------- when it is made


async def test_where_nothing_has_happened_nothing_is_proposed(ward: Ward) -> None:
    await tenth(ward)

    assert await ward.look() is None
    assert ward.proposals.newest(d(MON)) is None
    assert [] == ward.told


async def test_a_reaction_is_proposed_once_and_again_when_it_is_graded(ward: Ward) -> None:
    await tenth(ward)
    story = reacting(ward, "P-1", "chair-1")

    found = await ward.look()
    assert found is not None
    assert [(CauseKind.REACTION, "Reaction on chair-1.")] == [
        (each.kind, each.sentence) for each in found.causes
    ]
    assert found is ward.proposals.current()
    assert ward.told

    assert await ward.look() is None
    story.say(c.GradeReaction, grade=2)
    put(ward, story, "P-1", "chair-1")
    again = await ward.look()
    assert again is not None
    assert again is ward.proposals.current()
    assert not ward.proposals.open(found)


async def test_a_reaction_of_somebody_who_is_not_in_the_book_is_none_of_ours(ward: Ward) -> None:
    reacting(ward, "P-9", "chair-1")

    assert await ward.look() is None


async def test_a_nurse_who_is_gone_a_late_patient_and_a_broken_chair_are_causes(
    ward: Ward,
) -> None:
    first, second = await tenth(ward)
    now, closes = ward.desk.slot(MON, 570), ward.desk.slot(MON, 1080)

    await ward.cut(Pool.NURSE, NURSE_PARTS, Slot(now + 12), closes)
    found = await ward.look()
    assert found is not None
    assert ["1 nurse fewer: ill."] == [each.sentence for each in found.causes]

    by = ward.desk.by()
    await ward.desk.write(by, ward.book.verbs.late(by, first, Slot(first.seat + 6)))
    found = await ward.look()
    assert found is not None
    assert [CauseKind.LATE] == [each.kind for each in found.causes]
    assert [(first.id, 30, 0)] == [
        (each.visit.id, each.minutes, each.waits_min) for each in found.best.moves
    ]

    await ward.cut(Pool.CHAIR, 1, second.seat, closes)
    found = await ward.look()
    assert found is not None
    assert ["1 chair fewer: ill."] == [each.sentence for each in found.causes]
    assert 1 == sum(each.tell for each in found.best.moves)


async def test_what_was_missing_this_morning_is_no_cause_any_more(ward: Ward) -> None:
    now = ward.desk.slot(MON, 570)
    await ward.cut(Pool.NURSE, NURSE_PARTS, Slot(now - 12), now)

    assert await ward.look() is None


async def test_a_closed_or_past_day_is_refused_and_tomorrow_can_be_asked_for(ward: Ward) -> None:
    with pytest.raises(Refused) as refused:
        await ward.proposals.ask(d("2026-05-31"))
    assert BookRefusalId.PAST_DAY is refused.value.refusal.id

    tomorrow = await ward.proposals.ask(d("2026-06-02"))
    assert () == tomorrow.best.moves
    assert tomorrow is ward.proposals.newest(d("2026-06-02"))
    assert ward.proposals.newest(d(MON)) is None


async def test_what_is_asked_for_may_be_what_the_book_does_not_know(ward: Ward) -> None:
    await tenth(ward)
    now = ward.desk.slot(MON, 570)
    end = Slot(now + 144)
    lost = tuple(Lost(pool=pool, start=now, end=end, amount=1) for pool in (Pool.CHAIR, Pool.PUMP))

    found = await ward.ask(lost=lost, broken={"chair-2": now})

    assert [("chair-2", None)] == [(each.chair, each.to) for each in found.best.swaps]
    assert 1 == found.best.told
    assert () == (await ward.ask()).best.moves


async def test_who_sits_on_a_chair_that_breaks_is_shown_with_where_to(ward: Ward) -> None:
    """Chair 2 is free: whoever sits on chair 1, which is cut by its name, can go there."""
    verbs, shelf = ward.book.verbs, ward.book.shelf
    other = next(v for v in shelf.visits.values() if v.patient == "P-2")
    await ward.desk.write(ward.desk.by(), verbs.done(ward.desk.by(), other))
    now = ward.desk.slot(MON, 570)
    ward.desk.clock.set(Slot(now + 3))  # and clean
    cuts = tuple(
        Cut(
            id=f"cut-{pool.value}",
            pool=pool,
            start=now,
            end=Slot(now + 24),
            amount=1,
            reason="motor",
            chair="chair-1",
        )
        for pool in (Pool.CHAIR, Pool.PUMP)
    )
    await ward.book.commit(ward.desk.by(), Intent(cuts=cuts))

    found = await ward.look()

    assert found is not None
    assert ["chair-1 is broken: motor."] == [each.sentence for each in found.causes]
    (swap,) = found.best.swaps
    assert ("P-1", "chair-1", "chair-2") == (swap.visit.patient, swap.chair, swap.to)
    someone = await ward.booked("P-9", ward.desk.slot(MON, 600))
    by = ward.desk.by()
    with pytest.raises(Refused) as refused:
        verbs.seat(by, someone, verbs.chairs["chair-1"])
    assert BookRefusalId.CHAIR_BLOCKED is refused.value.refusal.id


async def test_by_the_late_end_more_have_to_move(ward: Ward) -> None:
    await tenth(ward)
    reacting(ward, "P-1", "chair-1")

    expected, late = await ward.ask(), await ward.ask(basis=Basis.LATE)

    def first(of: Proposed) -> int:
        return min(move.minutes for move in of.best.moves)

    (sits,) = [each for each in expected.situation.stays if each.visit.patient == "P-1"]
    assert sits.late_end > sits.end
    assert first(expected) <= first(late)


# ------------------------------------------------------------------------------------- the solver


async def test_a_solver_that_is_better_takes_the_place_of_the_right_shift(ward: Ward) -> None:
    """The one who came second takes the chair that is free: an order that no right-shift has."""
    first, second = await tenth(ward)
    reacting(ward, "P-1", "chair-1")
    plain = await ward.ask()
    (move,) = plain.best.moves
    zero = plain.situation.day.zero
    stays = first if move.visit.id == second.id else second
    worse = {move.visit.id: move.seat + 1 - zero, stays.id: stays.seat - zero}
    same = {move.visit.id: move.seat - zero, stays.id: stays.seat - zero}
    wrong = {move.visit.id: move.visit.seat - zero, stays.id: stays.seat - zero}

    def places(seats: dict[str, int]) -> Sequence[Sequence[int | None]]:
        return [[seats[each.id], 0, None] for each in plain.situation.ahead]

    for answer, said in (
        (places(worse), Solver.NOT_BETTER),
        (places(same), Solver.NOT_BETTER),
        (places(wrong), Solver.NO_ANSWER),
        (None, Solver.NO_ANSWER),
        (RuntimeError("broken"), Solver.NO_ANSWER),
    ):
        ward.answers.append(answer)
        found = await ward.ask()
        assert (said, 1) == (found.solver, found.version), answer
        assert found.best is found.right_shift


async def bettered(ward: Ward) -> tuple[Proposed, Callable[[], None]]:
    """Return a proposal that a solver will better when it is let."""
    at = ward.desk.slot(MON, 600)
    big = replace(ward.desk.shapes.of("short", None), infuse=36)
    wanted = replace(ward.desk.wanted("P-3"), what="short", infusion_no=None, shape=big)
    await ward.desk.booked(wanted, at)
    for number in range(3):
        await ward.booked(f"P-{number + 4}", Slot(at + 12 * number))
    reacting(ward, "P-1", "chair-1")
    plain = await ward.ask()
    zero = plain.situation.day.zero
    free = next(each.end for each in plain.situation.stays if each.visit.patient == "P-1")
    seats = {each.id: each.seat - zero for each in plain.situation.ahead}
    (late,) = [each.id for each in plain.situation.ahead if each.patient == "P-3"]
    seats[late] = free - zero
    answer = [[seats[each.id], 0, None] for each in plain.situation.ahead]
    return plain, lambda: ward.answers.append(answer)


async def test_a_better_proposal_has_another_version(ward: Ward) -> None:
    plain, let = await bettered(ward)
    let()

    found = await ward.ask()

    assert (Solver.TAKEN, 2) == (found.solver, found.version)
    assert found.best.cost < found.right_shift.cost
    assert plain.right_shift.cost == found.right_shift.cost


async def test_what_has_been_accepted_in_part_is_not_replaced(ward: Ward) -> None:
    _, let = await bettered(ward)
    found = await ward.proposals.ask(d(MON))
    last = found.best.moves[-1]
    await ward.accept(found, last.visit.id)
    let()
    found.solver = Solver.UNDER_WAY
    assert ward.proposals._solve is not None
    await ward.proposals._better(found, ward.proposals._solve)

    assert (Solver.NOT_BETTER, 1) == (found.solver, found.version)


# ----------------------------------------------------------------------------------- what is taken


async def test_accepted_moves_are_in_the_book_and_its_journal_names_the_proposal(
    ward: Ward,
) -> None:
    await tenth(ward)
    reacting(ward, "P-1", "chair-1")
    found = await ward.look()
    assert found is not None
    (move,) = found.best.moves

    outcomes = await ward.accept(found)

    assert all(each.refused is None for each in outcomes.values())
    visit = ward.book.shelf.visits[move.visit.id]
    assert (move.seat, f"repair {found.id}") == (visit.seat, visit.reason)
    assert ward.proposals.current() is None
    sits = next(v for v in ward.book.shelf.visits.values() if v.patient == "P-1")
    (stay,) = [each for each in found.longer if each.visit.id == sits.id]
    assert stay.until == sits.end
    said = await ward.book.writer.run(
        lambda connection: [row.what for row in connection.execute(select(CHANGE))][-2:]
    )
    assert ["moved", "longer"] == said


async def test_who_sits_longer_is_refused_while_others_are_promised_the_chair(ward: Ward) -> None:
    await tenth(ward)
    reacting(ward, "P-1", "chair-1")
    found = await ward.look()
    assert found is not None
    (longer,) = [each.visit.id for each in found.longer if each.visit.patient == "P-1"]

    outcome = (await ward.accept(found, longer))[longer]
    assert outcome.refused is not None
    assert BookRefusalId.PLACE_TAKEN is outcome.refused.refusal.id

    assert all(each.refused is None for each in (await ward.accept(found)).values())


def discontinued(ward: Ward, patient: str, chair: str) -> None:
    """Let a patient's infusion have been ended for good, without a reaction."""
    story = Story(3).started()
    story.run(minutes(5))
    story.say(c.Discontinue, reason="ordered")
    put(ward, story, patient, chair)


async def one_longer_one_done(ward: Ward) -> Proposed:
    """Have P-1 sit longer and P-2, who is booked until noon, be done; P-3 is promised ten."""
    sits = next(v for v in ward.book.shelf.visits.values() if v.patient == "P-2")
    noon = ward.desk.slot(MON, 720)
    await ward.desk.write(ward.desk.by(), ward.book.verbs.lengthen(sits, noon, "slow"))
    await ward.booked("P-3", ward.desk.slot(MON, 600))
    reacting(ward, "P-1", "chair-1")
    discontinued(ward, "P-2", "chair-2")
    return await ward.ask()


async def test_who_is_done_earlier_makes_room_in_the_same_transaction(ward: Ward) -> None:
    """P-2's infusion is over; so nobody has to move for P-1, who sits longer."""
    found = await one_longer_one_done(ward)
    assert () == found.best.moves
    longer = next(each for each in found.longer if each.visit.patient == "P-1")
    early = next(each for each in found.situation.stays if each.visit.patient == "P-2")
    assert early.until < early.visit.end

    outcome = await ward.accept(found, longer.visit.id)

    assert outcome[longer.visit.id].refused is None
    visits = ward.book.shelf.visits
    assert (longer.until, early.until) == (
        visits[longer.visit.id].end,
        visits[early.visit.id].end,
    )
    rows = await ward.book.writer.run(
        lambda connection: [
            (row.what, row.about, row.tap) for row in connection.execute(select(CHANGE))
        ][-2:]
    )
    assert [("longer", longer.visit.id), ("shorter", early.visit.id)] == [row[:2] for row in rows]
    assert 1 == len({tap for _, _, tap in rows})


async def test_who_is_not_done_earlier_any_more_makes_no_room(ward: Ward) -> None:
    """The pump's truth of now counts, and not that of the proposal."""
    found = await one_longer_one_done(ward)
    longer = next(each for each in found.longer if each.visit.patient == "P-1")
    before = dict(ward.book.shelf.visits)
    del ward.sessions["P-2"]

    outcome = (await ward.accept(found, longer.visit.id))[longer.visit.id]

    assert outcome.refused is not None
    assert BookRefusalId.PLACE_TAKEN is outcome.refused.refusal.id
    assert before == ward.book.shelf.visits


async def test_where_there_is_room_anyway_nobody_is_cut_short(ward: Ward) -> None:
    reacting(ward, "P-1", "chair-1")
    discontinued(ward, "P-2", "chair-2")
    found = await ward.ask()
    longer = next(each for each in found.longer if each.visit.patient == "P-1")
    other = next(each.visit for each in found.situation.stays if each.visit.patient == "P-2")

    await ward.accept(found, longer.visit.id)

    assert other == ward.book.shelf.visits[other.id]


async def test_a_move_of_a_visit_that_was_changed_is_refused_and_the_rest_stands(
    ward: Ward,
) -> None:
    await tenth(ward)
    await ward.booked("P-5", ward.desk.slot(MON, 660))
    await ward.booked("P-6", ward.desk.slot(MON, 660))
    reacting(ward, "P-1", "chair-1")
    found = await ward.look()
    assert found is not None
    changed, other = found.best.moves[0].visit, found.best.moves[-1].visit
    by = ward.desk.by()
    await ward.desk.write(by, ward.book.verbs.cancel(changed, "does not come"))

    outcomes = await ward.accept(found, changed.id, other.id)

    refused = outcomes[changed.id].refused
    assert refused is not None
    assert BookRefusalId.VISIT_CHANGED is refused.refusal.id
    assert outcomes[other.id].refused is None


async def test_a_move_is_refused_by_the_file_where_somebody_was_quicker(ward: Ward) -> None:
    """What the code thinks does not count: the place is given away behind its back."""
    await tenth(ward)
    reacting(ward, "P-1", "chair-1")
    found = await ward.look()
    assert found is not None
    (move,) = found.best.moves
    await ward.booked("P-7", move.seat)
    await ward.booked("P-8", move.seat)

    outcome = (await ward.accept(found, move.visit.id))[move.visit.id]

    assert outcome.refused is not None
    assert BookRefusalId.PLACE_TAKEN is outcome.refused.refusal.id
    assert move.visit.seat == ward.book.shelf.visits[move.visit.id].seat


async def test_a_time_that_has_passed_is_refused(ward: Ward) -> None:
    await tenth(ward)
    reacting(ward, "P-1", "chair-1")
    found = await ward.look()
    assert found is not None
    (move,) = found.best.moves
    ward.desk.clock.set(Slot(move.seat + 1))

    outcome = (await ward.accept(found, move.visit.id))[move.visit.id]

    assert outcome.refused is not None
    assert BookRefusalId.PAST_DAY is outcome.refused.refusal.id


async def test_accepted_twice_is_done_once(ward: Ward) -> None:
    await tenth(ward)
    reacting(ward, "P-1", "chair-1")
    found = await ward.look()
    assert found is not None
    await ward.accept(found)
    visits = dict(ward.book.shelf.visits)

    again = await ward.accept(found, *found.done)

    assert set(found.done) == set(again)
    assert all(each.refused is None for each in again.values())
    assert visits == ward.book.shelf.visits


async def crowded(ward: Ward) -> Proposed:
    """Return a proposal that moves twelve, each into the place of the next; the last one first."""
    for hour in range(6):
        for chair in (1, 2):
            await ward.booked(f"Q-{hour}{chair}", ward.desk.slot(MON, 600 + 60 * hour))
    reacting(ward, "P-1", "chair-1")
    reacting(ward, "P-2", "chair-2")
    found = await ward.look()
    assert found is not None
    assert 12 == len(found.best.moves)
    found.best = replace(found.best, moves=tuple(reversed(found.best.moves)))
    return found


@pytest.mark.parametrize("sees", [True, False], ids=["in order", "blindly"])
async def test_moves_make_room_for_one_another_in_whatever_order_they_come(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, sees: bool
) -> None:
    found = await crowded(ward)
    tried: list[str] = []
    write = Accepting._write

    async def counted(self: Accepting, *args: Any) -> Outcome:
        tried.append(args[2])
        return await write(self, *args)

    monkeypatch.setattr(Accepting, "_write", counted)
    if not sees:
        monkeypatch.setattr(Accepting, "_room", lambda *_: False)

    outcomes = await ward.accept(found)

    assert {None} == {each.refused for each in outcomes.values()}
    assert sees == (len(tried) == len(outcomes)), "each is written once, if the order is seen"


async def test_what_a_repair_leaves_free_is_offered_to_nobody(ward: Ward) -> None:
    await tenth(ward)
    wanted = replace(
        ward.desk.wanted("P-9"),
        what="short",
        infusion_no=None,
        shape=ward.desk.shapes.of("short", None),
    )
    row = ward.book.line.join(wanted, d(MON), d(MON), "w-1", ward.book.now())
    await ward.book.commit(ward.desk.by(), Intent(beside=(row,)))
    reacting(ward, "P-1", "chair-1")
    found = await ward.look()
    assert found is not None

    await ward.accept(found)
    await settled()

    assert OFFERED != ward.book.shelf.waiting["w-1"]["status"]


# ---------------------------------------------------------------------------------------- overtime


async def test_overtime_is_opened_for_what_is_accepted_and_for_no_more(ward: Ward) -> None:
    desk = ward.desk
    await ward.cut(Pool.NURSE, NURSE_PARTS, desk.slot(MON, 1070), desk.slot(MON, 1075))
    assert await ward.look() is not None
    day = ward.book.shelf.days[d(MON)]
    before = {pool: list(row) for pool, row in day.capacity.items()}
    visit = await ward.booked("P-3", desk.slot(MON, 1020))
    lost = Lost(pool=Pool.CHAIR, start=desk.slot(MON, 1020), end=desk.slot(MON, 1050), amount=2)

    found = await ward.ask(lost=(lost,))
    (move,) = found.best.moves
    assert (visit.id, 30) == (move.visit.id, move.minutes)
    assert 30 == found.best.amount(TermKind.OVERTIME)
    outcome = (await ward.accept(found, visit.id))[visit.id]

    assert outcome.refused is None
    closes = day.closes
    for pool, row in day.capacity.items():
        assert row[:closes] == before[pool][:closes]
        opened = [
            slot - closes for slot in range(closes, len(row)) if row[slot] > before[pool][slot]
        ]
        used = [slot - closes for slot in range(closes, len(row)) if day.used[pool][slot]]
        assert opened == used, pool
        assert all(row[closes + slot] == row[closes - 1] for slot in opened)
    assert await ward.look() is None, "overtime is nothing that has happened"


async def test_overtime_stands_when_the_book_is_opened_again(path: Path) -> None:
    found = resources(chairs=resources().chairs[:1], kinds=(SHORT,))
    async with desk(path, found) as book:
        ward = with_proposals(book)
        visit = await ward.booked("P-3", book.slot(MON, 1020))
        book.clock.set(book.slot(MON, 600))
        lost = Lost(pool=Pool.CHAIR, start=book.slot(MON, 1020), end=book.slot(MON, 1050), amount=1)
        proposed = await ward.ask(lost=(lost,))
        await ward.accept(proposed, visit.id)
        seat = book.book.shelf.visits[visit.id].seat
        capacity = {pool: list(row) for pool, row in book.book.shelf.days[d(MON)].capacity.items()}
        clock = book.clock

    async with desk(path, found, clock) as again:
        day = again.book.shelf.days[d(MON)]
        assert seat == again.book.shelf.visits[visit.id].seat
        assert not any(day.overdrawn(each) for each in again.book.shelf.taken(visit.id))
        assert capacity == {pool: list(row) for pool, row in day.capacity.items()}
