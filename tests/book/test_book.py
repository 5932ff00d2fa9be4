"""From a question on the phone to a clean chair, and everything that comes between."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from service.book.asks import Found, Refused
from service.book.days import Cut
from service.book.verbs import Intent
from service.book.writing import Beside
from service.core.booking.grid import Slot
from service.core.booking.refusals import BookRefusalId
from service.core.booking.shape import Pool
from service.core.booking.visits import FROM, Status, Verb, Visit
from tests.book.desk import MON, TUE, Desk, changes, desk, free
from tests.book.wards import d, resources, shift

# ------------------------------------------------------------------------------------ the life


async def test_offers_are_free_and_begin_at_the_wish(book: Desk) -> None:
    found = await book.offers(book.wanted(), MON, MON)

    assert book.slot(MON, 540) == found[0].seat
    assert all(each.on == d(MON) for each in found)


async def test_a_visit_goes_from_hold_to_clean_chair(book: Desk) -> None:
    seat = book.slot(MON, 540)
    before = free(book.book, MON)
    visit = await book.hold(book.wanted(), seat)
    assert (Status.HELD, 1) == (visit.status, visit.version)
    assert before - visit.shape.length(visit.wait) == free(book.book, MON)

    verbs = book.book.verbs
    visit = await book.write(book.by(), verbs.book(book.by(), visit))
    book.clock.set(seat)
    visit = await book.write(book.by(), verbs.arrive(book.by(), visit))
    visit = await book.write(book.by(), verbs.seat(book.by(), visit, verbs.chairs["chair-2"]))
    assert ("chair-2", seat) == (visit.chair, visit.seated)
    book.clock.set(Slot(visit.end - 6))
    visit = await book.write(book.by(), verbs.done(book.by(), visit))

    assert (Status.DONE, 5) == (visit.status, visit.version)
    assert 3 == visit.end - (visit.left or 0)  # five minutes to leave, ten to clean
    assert before - visit.shape.length(visit.wait) + 3 == free(book.book, MON)
    assert ["held", "booked", "arrived", "seated", "done"] == [
        what for what, _, _ in await changes(book)
    ]


async def test_every_verb_is_refused_where_a_visit_stands_elsewhere(book: Desk) -> None:
    """The whole table: eight verbs by seven states."""
    seat = book.slot(MON, 540)
    booked = await book.booked(book.wanted(), seat)
    book.clock.set(Slot(seat + 12))  # an hour after: everything that depends on time is possible
    verbs, by, later = book.book.verbs, book.by(), book.slot(MON, 840)
    asked: dict[Verb, Callable[[Visit], object]] = {
        Verb.BOOK: lambda visit: verbs.book(by, visit),
        Verb.MOVE: lambda visit: verbs.move(by, visit, later, "asked"),
        Verb.CANCEL: lambda visit: verbs.cancel(visit, "asked"),
        Verb.ARRIVE: lambda visit: verbs.arrive(by, visit),
        Verb.LATE: lambda visit: verbs.late(by, visit, Slot(seat + 15)),
        Verb.NO_SHOW: lambda visit: verbs.no_show(by, visit),
        Verb.SEAT: lambda visit: verbs.seat(by, visit, verbs.chairs["chair-1"]),
        Verb.DONE: lambda visit: verbs.done(by, visit),
    }

    for verb, ask in asked.items():
        for status in Status:
            visit = _as(booked, status)
            if status in FROM[verb]:
                ask(visit)
                continue
            with pytest.raises(Refused) as found:
                ask(visit)
            assert BookRefusalId.WRONG_STATUS is found.value.refusal.id


def _as(visit: Visit, status: Status) -> Visit:
    return replace(visit, status=status)


async def test_a_move_gives_back_what_it_had_and_may_overlap_it(book: Desk) -> None:
    seat = book.slot(MON, 540)
    visit = await book.booked(book.wanted(), seat)
    before = free(book.book, MON)

    moved = await book.write(
        book.by(), book.book.verbs.move(book.by(), visit, Slot(seat + 1), "bus")
    )

    assert Slot(seat + 1) == moved.seat
    assert before == free(book.book, MON)
    tomorrow = book.slot(TUE, 600)
    away = await book.write(book.by(), book.book.verbs.move(book.by(), moved, tomorrow, "ill"))
    assert before + away.shape.length(away.wait) == free(book.book, MON)


async def test_a_cancelled_visit_and_a_no_show_take_nothing(book: Desk) -> None:
    before = free(book.book, MON)
    one = await book.booked(book.wanted("P-1"), book.slot(MON, 540))
    two = await book.booked(book.wanted("P-2"), book.slot(MON, 540))

    await book.write(book.by(), book.book.verbs.cancel(one, "ill"))
    book.clock.set(book.slot(MON, 570))
    gone = await book.write(book.by(), book.book.verbs.no_show(book.by(), two))

    assert before == free(book.book, MON)
    assert Status.NO_SHOW is gone.status


async def test_a_no_show_is_not_called_before_its_time_and_a_late_one_has_more(
    book: Desk,
) -> None:
    visit = await book.booked(book.wanted(), book.slot(MON, 540))
    verbs = book.book.verbs
    book.clock.set(book.slot(MON, 565))
    early = pytest.raises(Refused, match="not-yet")
    with early as found:
        verbs.no_show(book.by(), visit)
    assert "5 more minutes" in found.value.refusal.sentence

    visit = await book.write(book.by(), verbs.late(book.by(), visit, book.slot(MON, 600)))
    assert book.slot(MON, 540) == visit.seat, "being late moves nothing"
    book.clock.set(book.slot(MON, 625))
    with pytest.raises(Refused, match="not-yet"):
        verbs.no_show(book.by(), visit)
    book.clock.set(book.slot(MON, 630))
    verbs.no_show(book.by(), visit)


# ------------------------------------------------------------------------------------- holds


async def test_a_hold_runs_out_and_its_place_is_free_again(book: Desk) -> None:
    before = free(book.book, MON)
    visit = await book.hold(book.wanted(), book.slot(MON, 540))

    book.clock.pass_min(9)
    await book.book.tidy()
    assert before > free(book.book, MON)
    book.clock.pass_min(1)
    await book.book.tidy()

    assert before == free(book.book, MON)
    gone = book.book.verbs.visit(visit.id)
    assert (Status.CANCELLED, "hold ran out") == (gone.status, gone.reason)
    assert ("expired", visit.id, "service") in await changes(book)


async def test_a_hold_that_has_run_out_is_not_booked_also_when_nobody_has_tidied(
    book: Desk,
) -> None:
    visit = await book.hold(book.wanted(), book.slot(MON, 540))
    book.clock.pass_min(10)

    with pytest.raises(Refused) as found:
        book.book.verbs.book(book.by(), visit)

    assert BookRefusalId.HOLD_OVER is found.value.refusal.id
    assert book.slot(MON, 540) in [each.seat for each in found.value.alternatives]


# ------------------------------------------------------------- the database has the last word


async def test_two_tablets_want_the_last_place_and_one_gets_three_others(path: Path) -> None:
    """Both have seen it free: nothing in memory tells them apart."""
    async with desk(path, chairs=resources().chairs[:1]) as book:
        seat = book.slot(MON, 540)
        verbs = book.book.verbs
        first, second = (
            verbs.hold(book.by(), book.wanted(patient), seat, id_)
            for patient, id_ in (("P-1", "one"), ("P-2", "two"))
        )

        outcomes = await asyncio.gather(
            book.book.commit(book.by(), Intent(steps=(first,))),
            book.book.commit(book.by(), Intent(steps=(second,))),
            return_exceptions=True,
        )

        assert outcomes[0] is None
        lost = outcomes[1]
        assert isinstance(lost, Refused)
        assert BookRefusalId.PLACE_TAKEN is lost.refusal.id
        assert 3 == len(lost.alternatives)
        assert 1 == book.book.writer.commits, "both were in one group"
        for each in lost.alternatives:
            await book.hold(book.wanted("P-2"), each.seat)
            break


async def test_two_tablets_change_one_visit_and_the_second_is_told(book: Desk) -> None:
    visit = await book.booked(book.wanted(), book.slot(MON, 540))
    verbs = book.book.verbs
    moved = verbs.move(book.by(), visit, book.slot(MON, 600), "bus")
    cancelled = verbs.cancel(visit, "ill")

    outcomes = await asyncio.gather(
        book.book.commit(book.by(), Intent(steps=(moved,))),
        book.book.commit(book.by(), Intent(steps=(cancelled,))),
        return_exceptions=True,
    )

    assert isinstance(outcomes[1], Refused)
    assert BookRefusalId.VISIT_CHANGED is outcomes[1].refusal.id
    assert Status.BOOKED is book.book.verbs.visit(visit.id).status


async def test_two_are_not_seated_on_one_chair(book: Desk) -> None:
    seat = book.slot(MON, 540)
    one = await book.booked(book.wanted("P-1"), seat)
    two = await book.booked(book.wanted("P-2"), seat)
    book.clock.set(seat)
    verbs = book.book.verbs
    chair = verbs.chairs["chair-1"]
    await book.write(book.by(), verbs.seat(book.by(), one, chair))

    with pytest.raises(Refused) as found:
        await book.write(book.by(), verbs.seat(book.by(), two, chair))

    assert BookRefusalId.CHAIR_TAKEN is found.value.refusal.id
    assert "chair-2, chair-3, chair-4" in found.value.refusal.sentence
    assert Status.BOOKED is verbs.visit(two.id).status


async def test_a_cut_leaves_every_visit_and_books_nobody_else(book: Desk) -> None:
    visit = await book.booked(book.wanted(), book.slot(MON, 540))
    first, end = book.slot(MON, 450), book.slot(MON, 1110)
    cut = Cut(id="cut-1", pool=Pool.NURSE, start=first, end=end, amount=24, reason="ill")
    row = {
        "id": cut.id,
        "pool": "nurse",
        "from_slot": first,
        "to_slot": end,
        "amount": 24,
        "reason": "ill",
        "chair": None,
    }

    await book.book.commit(
        book.by(),
        Intent(cuts=(cut,), beside=(Beside(what="cut", table="cut", before=None, after=row),)),
    )

    day = book.book.shelf.days[d(MON)]
    assert any(day.overdrawn(each) for each in book.book.shelf.taken(visit.id))
    assert Status.BOOKED is book.book.verbs.visit(visit.id).status
    with pytest.raises(Refused):
        book.book.verbs.hold(book.by(), book.wanted("P-2"), book.slot(MON, 840), "no")


# ------------------------------------------------------------------------------- waiting list


async def test_who_waits_is_told_when_something_is_cancelled(path: Path) -> None:
    async with desk(path, shifts=(shift(nurses=1),)) as book:
        now = book.book.now()
        visits = []
        while found := await _one(book, "P-1"):
            visits.append(await book.booked(book.wanted(), found.seat))
        for id_, patient in (("w-1", "P-8"), ("w-2", "P-9")):
            row = book.book.line.join(book.wanted(patient), d(MON), d(MON), id_, now)
            await book.book.commit(book.by(), Intent(beside=(row,)))
            book.clock.pass_min(1)
            now = book.book.now()

        await book.write(book.by(), book.book.verbs.cancel(visits[0], "ill"))
        for _ in range(50):
            await asyncio.sleep(0.01)
            if book.book.shelf.waiting["w-1"]["status"] == "offered":
                break

        told = book.book.shelf.waiting
        assert ("offered", "waiting") == (told["w-1"]["status"], told["w-2"]["status"])
        assert told["w-1"]["offered_slot"] is not None
        await book.hold(book.wanted("P-8"), Slot(told["w-1"]["offered_slot"]))


async def _one(book: Desk, patient: str) -> Found | None:
    try:
        return (await book.offers(book.wanted(patient), MON, MON, most=1))[0]
    except Refused:
        return None
