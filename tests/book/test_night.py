"""The planners of the night: asked once, started again after a death, and moving nobody."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from service.book.asks import Refused
from service.book.clock import BookClock
from service.book.days import Cut
from service.book.instances import (
    NothingToPlan,
    day_instance,
    horizon_instance,
    planned_visits,
)
from service.book.night import Night
from service.book.planned import bound, moves_of_horizon, taken
from service.book.planning import ChildPlanner, PlannerFailed
from service.book.tables import PLAN
from service.book.verbs import Intent
from service.book.writing import Beside
from service.core.booking.refusals import BookRefusalId
from service.core.booking.shape import Pool
from service.core.booking.visits import Status, Visit
from service.planner.day.reading import day_from
from service.planner.horizon.reading import horizon_of
from tests.book.desk import MON, Desk, desk
from tests.book.golden import broken
from tests.book.wards import d, shift


@pytest.fixture
async def full(path: Path) -> AsyncIterator[Desk]:
    """A Monday with as many visits as find a place."""
    async with desk(path, shifts=(shift(nurses=4),)) as book:
        number = 0
        with suppress(Refused):
            while True:
                found = (await book.offers(book.wanted(), MON, MON, most=1))[0]
                await book.booked(book.wanted(f"P-{number}"), found.seat)
                number += 1
        yield book


def as_booked(book: Desk, on: date) -> dict[str, Any]:
    """Return the plan that the book itself is: what a planner may answer at least."""
    zero = book.book.shelf.days[on].zero
    visits = planned_visits(book.book, on)
    return {
        "objective": 0,
        "deferral_min": 0,
        "overtime_min": 0,
        "visits": [
            {
                "id": number,
                "seat": (visit.seat - zero) * 5,
                "wait": visit.wait * 5,
                "bag": None if visit.bag is None else (visit.bag - zero) * 5,
            }
            for number, visit in enumerate(visits)
        ],
    }


# ------------------------------------------------------------------------------- what is asked


async def test_a_day_of_the_book_keeps_the_rules_of_its_own_instance(full: Desk) -> None:
    """By a checker that knows the rules of the golden files and nothing of the book."""
    instance = day_instance(full.book, d(MON))

    assert len(instance["appointments"]) > 8
    assert [] == broken(instance, as_booked(full, d(MON)))


async def test_the_checker_of_the_rules_finds_what_is_too_much(full: Desk) -> None:
    instance = day_instance(full.book, d(MON))

    for resource, least in (("chairs", 1), ("nurses", 1), ("pumps", 1), ("hoods", 0)):
        less = {**instance, resource: least}
        assert broken(less, as_booked(full, d(MON))), resource


async def test_a_day_s_instance_is_read_by_the_day_s_planner(full: Desk) -> None:
    day = day_from(day_instance(full.book, d(MON)))

    assert len(planned_visits(full.book, d(MON))) == len(day.visits)


async def test_what_is_not_planned_is_taken_off_what_there_is(path: Path) -> None:
    async with desk(path) as book:
        await book.booked(book.wanted(), book.slot(MON, 540))
        whole = day_instance(book.book, d(MON))
        await book.hold(book.wanted("P-2"), book.slot(MON, 600))

        less = day_instance(book.book, d(MON))

    assert 1 == len(less["appointments"])
    for resource in ("chairs", "pumps"):
        assert whole[resource] - 1 == less[resource], resource
    assert (420, 960) == (whole["pharm_open"], whole["pharm_close"])
    held = 600 + 15 + 30 - 15 - 20  # so long before hanging as the bag takes
    assert (held + 20, 960, 1) == (less["pharm_open"], less["pharm_close"], less["hoods"])
    assert len(whole["nurse_breaks"]) < len(less["nurse_breaks"])


async def test_an_empty_day_is_not_planned(book: Desk) -> None:
    with pytest.raises(NothingToPlan):
        day_instance(book.book, d(MON))
    with pytest.raises(NothingToPlan):
        horizon_instance(book.book, book.book.today)


async def _series(book: Desk, days: int = 3) -> list[Visit]:
    """Book a weekly series of Thursdays from the first one that is far enough away."""
    found = []
    for count in range(days):
        on = d("2026-06-04") + timedelta(days=7 * count)
        seat = book.slot(on.isoformat(), 540)
        by = book.by()
        step = book.book.verbs.hold(by, book.wanted(), seat, book.ids(), "s-1")
        held = await book.write(by, step)
        by = book.by()
        found.append(await book.write(by, book.book.verbs.book(by, held)))
    return found


async def test_the_coming_weeks_are_read_by_their_planner(book: Desk) -> None:
    visits = await _series(book)
    other = await book.booked(book.wanted("P-2"), book.slot("2026-06-05", 540))

    of = horizon_of(json.loads(json.dumps(horizon_instance(book.book, book.book.today))))

    assert [visit.id for visit in visits] == [visit.id for visit in of.visits]
    assert [0, 5, 5] == [visit.gap for visit in of.visits]
    day = next(day for day in of.days if day.on == d("2026-06-05"))
    assert other.shape.length(other.wait) * 5 == day.chair_used, "who has no series stays"
    assert d("2026-06-03") == of.days[0].on, "nobody is called for tomorrow"


# --------------------------------------------------------------------------- asked and answered


class Planner:
    """Answers as it is told to, and counts."""

    def __init__(self, answer: dict[str, Any] | Exception) -> None:
        self.answer = answer
        self.asked: list[str] = []
        self.turn = asyncio.Event()
        self.turn.set()

    async def __call__(self, kind: str, instance: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(kind)
        await self.turn.wait()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


async def plans(book: Desk) -> list[dict[str, Any]]:
    def read(connection: Connection) -> list[dict[str, Any]]:
        rows = connection.execute(select(PLAN).order_by(PLAN.c.asked_at_ms)).mappings()
        return [dict(row) for row in rows]

    return await book.book.writer.run(read)


async def evening(book: Desk, night: Night) -> None:
    """Let it be a minute past six on the evening before Monday, and let what was begun end."""
    book.clock.set(book.slot("2026-05-31", 1085))
    await BookClock(book.book, after=night.look).look()
    await asyncio.gather(*night._making.values(), return_exceptions=True)


async def test_the_plan_of_tomorrow_is_made_on_the_evening_before_and_moves_nobody(
    full: Desk,
) -> None:
    before = dict(full.book.shelf.visits)
    planner = Planner(as_booked(full, d(MON)))

    await evening(full, Night(full.book, planner))

    (row,) = await plans(full)
    assert ("tomorrow", MON, "made") == (row["kind"], row["on_day"], row["status"])
    assert before == full.book.shelf.visits
    moves = json.loads(row["body"])["moves"]
    assert len(before) == len(moves)
    assert {"chair-1", "chair-2", "chair-3", "chair-4"} == {move["chair"] for move in moves}
    assert {False} == {move["tell"] for move in moves}


async def test_a_planner_that_dies_with_the_service_is_started_again(full: Desk) -> None:
    lost = Planner(as_booked(full, d(MON)))
    lost.turn.clear()
    night = Night(full.book, lost)
    book = full.book
    full.clock.set(full.slot("2026-05-31", 1085))
    await BookClock(book, after=night.look).look()
    await asyncio.sleep(0)
    await night.close()
    assert ["asked"] == [row["status"] for row in await plans(full)]

    book._take(await book.writer.run(book._read_anew))  # as a new process has it
    again = Planner(as_booked(full, d(MON)))
    after = Night(book, again)
    await BookClock(book, after=after.look).look()
    await asyncio.gather(*after._making.values())

    assert (["tomorrow"], ["tomorrow"]) == (lost.asked, again.asked)
    assert ["made"] == [row["status"] for row in await plans(full)]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (PlannerFailed("no place was found for: 3"), "no place was found for: 3"),
        ({"objective": 1}, "the planner failed: 'visits'"),
    ],
)
async def test_what_comes_of_a_planner_that_fails_is_told(
    full: Desk, answer: dict[str, Any] | Exception, why: str
) -> None:
    await evening(full, Night(full.book, Planner(answer)))

    (row,) = await plans(full)
    assert ("nothing", {"why": why}) == (row["status"], json.loads(row["body"]))


async def test_after_a_week_away_only_the_newest_night_is_planned(path: Path) -> None:
    async with desk(path) as book:
        await _series(book)
        book.clock.pass_min(7 * 24 * 60)
        planner = Planner(PlannerFailed("not now"))
        night = Night(book.book, planner)

        await BookClock(book.book, after=night.look).look()
        await asyncio.gather(*night._making.values())

        assert ["horizon"] == [row["kind"] for row in await plans(book)]
        assert 1 == planner.asked.count("horizon")


# ------------------------------------------------------------------------- taken by a person


async def test_moves_are_taken_whole_and_the_database_has_the_last_word(full: Desk) -> None:
    answer = as_booked(full, d(MON))
    first, second = answer["visits"][0], answer["visits"][1]
    planner = Planner(answer)
    first["seat"] += 5
    first["bag"] += 5
    await evening(full, Night(full.book, planner))
    moves = json.loads((await plans(full))[0]["body"])["moves"]

    steps = taken(full.book, moves, None)

    assert 1 == len(steps)
    assert steps[0].after.seat == steps[0].before.seat + 1  # type: ignore[union-attr]
    outcome: Refused | None = None
    try:
        await full.book.commit(full.by(), Intent(steps=steps))
    except Refused as refused:
        outcome = refused
    if outcome is None:
        assert "plan of the night" == full.book.verbs.visit(steps[0].after.id).reason
    else:
        assert outcome.refusal.id is BookRefusalId.PLACE_TAKEN
    assert second["id"] == 1


async def test_a_visit_that_has_changed_since_is_not_moved_by_an_old_plan(full: Desk) -> None:
    await evening(full, Night(full.book, Planner(as_booked(full, d(MON)))))
    moves = json.loads((await plans(full))[0]["body"])["moves"]
    visit = full.book.verbs.visit(moves[0]["visit"])
    await full.write(full.by(), full.book.verbs.cancel(visit, "ill"))

    with pytest.raises(Refused) as found:
        taken(full.book, moves, [visit.id])

    assert BookRefusalId.VISIT_CHANGED is found.value.refusal.id


async def test_a_move_of_the_horizon_is_the_same_time_of_another_day(book: Desk) -> None:
    visits = await _series(book)
    answer = {
        "objective": 30,
        "bound": 30,
        "terms": {},
        "first_objective": 60,
        "seconds": 1.0,
        "visits": [
            {"id": visits[0].id, "now": "2026-06-04", "on": "2026-06-05"},
            {"id": visits[1].id, "now": "2026-06-11", "on": "2026-06-11"},
        ],
    }

    (move,) = moves_of_horizon(book.book, answer)["moves"]

    assert (visits[0].id, book.slot("2026-06-05", 540)) == (move["visit"], move["seat_slot"])
    assert move["tell"]


async def test_chairs_are_bound_so_that_nobody_shares_one(full: Desk) -> None:
    visits = [v for v in full.book.shelf.on(d(MON)) if v.status is Status.BOOKED]

    chairs = bound(full.book, d(MON), visits)

    assert {visit.id for visit in visits} == set(chairs)
    by_id = {visit.id: visit for visit in visits}
    for one in visits:
        for other in visits:
            if one.id < other.id and chairs[one.id] == chairs[other.id]:
                first, then = sorted((by_id[one.id], by_id[other.id]), key=lambda v: v.seat)
                assert first.end <= then.seat


# ---------------------------------------------------------------------------- the real process


@pytest.mark.timeout(400)
async def test_a_planner_of_its_own_process_plans_the_coming_weeks(book: Desk) -> None:
    await _series(book)
    night = Night(book.book, ChildPlanner(seconds=2))
    book.clock.set(book.slot(MON, 125))

    await BookClock(book.book, after=night.look).look()
    await asyncio.gather(*night._making.values())

    rows = {row["kind"]: row for row in await plans(book)}
    assert "made" == rows["horizon"]["status"], rows["horizon"]["body"]
    body = json.loads(rows["horizon"]["body"])
    assert {"days_away", "moved", "over_soft", "firsts_over", "unplaced"} == set(body["terms"])


@pytest.mark.timeout(400)
async def test_a_planner_of_its_own_process_plans_tomorrow_around_a_nurse_who_is_ill(
    full: Desk,
) -> None:
    """One of four is away for two hours: somebody is seated later, and nothing has moved yet."""
    first, end = full.slot(MON, 540), full.slot(MON, 660)
    cut = Cut(id="cut-1", pool=Pool.NURSE, start=first, end=end, amount=12, reason="ill")
    row = {
        **{"id": cut.id, "pool": "nurse", "from_slot": first, "to_slot": end},
        **{"amount": 12, "reason": "ill"},
    }
    beside = (Beside(what="cut", table="cut", before=None, after=row),)
    await full.book.commit(full.by(), Intent(cuts=(cut,), beside=beside))

    await evening(full, Night(full.book, ChildPlanner(seconds=20)))

    (plan,) = await plans(full)
    assert "made" == plan["status"], plan["body"]
    moves = json.loads(plan["body"])["moves"]
    later = [move for move in moves if move["seat_slot"] > move["was_slot"]]
    assert later
    assert all(move["seat_slot"] >= move["was_slot"] for move in moves)
    steps = taken(full.book, moves, None)
    await full.book.commit(full.by(), Intent(steps=steps))
    load = full.book.shelf.days[d(MON)]
    assert not any(
        load.overdrawn(each) for visit in load.visits for each in full.book.shelf.taken(visit)
    ), "the ward has enough of everything again"


async def test_a_planner_that_refuses_says_why_in_its_own_words() -> None:
    with pytest.raises(PlannerFailed, match="kind: is missing"):
        await ChildPlanner(seconds=1)("horizon", {})
