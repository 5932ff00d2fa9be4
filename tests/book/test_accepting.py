"""What is accepted of a proposal: wholly, in part, too late, twice."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from service.book.accepting import Accepting
from service.book.proposed import Outcome, Proposed
from service.book.tables import CHANGE
from service.core.booking.grid import Slot
from service.core.booking.refusals import BookRefusalId
from service.core.session import commands as c
from service.core.times import minutes
from tests.book.desk import MON
from tests.book.proposing import Ward, proposing, put, reacting, tenth
from tests.core.session.story import Story


@pytest.fixture
async def ward(path: Path) -> AsyncIterator[Ward]:
    async with proposing(path) as it:
        yield it


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
