"""Proposals of the book: when they are made, what a solver makes of them, what is accepted."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from service.book.asks import Refused
from service.book.causes import CauseKind
from service.book.days import Cut
from service.book.proposed import Proposed, Solver
from service.book.verbs import Intent
from service.core.booking.grid import Slot
from service.core.booking.refusals import BookRefusalId
from service.core.booking.repair.situation import Lost
from service.core.booking.repair.stay import Basis
from service.core.booking.shape import NURSE_PARTS, Pool
from service.core.session import commands as c
from tests.book.desk import MON
from tests.book.proposing import Ward, proposing, put, reacting, tenth
from tests.book.wards import d


@pytest.fixture
async def ward(path: Path) -> AsyncIterator[Ward]:
    async with proposing(path) as it:
        yield it


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
