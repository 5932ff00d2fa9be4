"""Expected days that a planner of its own process lays out better than the plain way."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from service.book import book
from service.book.laying import NoLayout, layout, question
from service.book.planning import ChildPlanner, PlannerFailed
from service.core.booking.day import DayState, empty_day
from service.core.booking.expecting import expected_day
from service.core.booking.outlook import Expected
from service.planner.laying import laid
from tests.book.desk import MON, Desk
from tests.book.expecting import by_the_book, calls, expecting, placed
from tests.book.wards import d

FEW = 60
"""Rounds that better a day of thirty chairs a little."""


@pytest.fixture
async def thirty(path: Path) -> AsyncIterator[Desk]:
    async with expecting(path) as found:
        yield found


class Planner:
    """Answers as it is told to, and counts."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.asked: list[dict[str, Any]] = []

    async def __call__(self, kind: str, instance: dict[str, Any]) -> dict[str, Any]:
        assert kind == "layout"
        self.asked.append(instance)
        if isinstance(self.answer, Exception):
            raise self.answer
        found: dict[str, Any] = self.answer(instance) if callable(self.answer) else self.answer
        return found


def day_of(at: Desk) -> tuple[DayState, tuple[Expected, ...]]:
    """Return the empty Monday and what it is asked for."""
    load = at.book.shelf.days[d(MON)]
    asked = at.book.shelf.expectations.asked(load.on, load.zero, at.book.calendar.clocks)
    return empty_day(load.on, load.zero, load.opens, load.closes, load.capacity), asked


def minutes(template: tuple[Expected, ...]) -> int:
    return sum(each.minutes for each in template)


async def test_an_answer_in_json_is_a_layout_that_holds_and_is_no_worse(thirty: Desk) -> None:
    day, asked = day_of(thirty)

    answer = laid(json.loads(json.dumps(question(day, asked))), rounds=FEW)
    found = layout(json.loads(json.dumps(answer)), day, asked)

    assert minutes(found) > minutes(expected_day(day, asked))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: None, "no rows"),
        (lambda rows: [[0, 1]], "no rows"),
        (lambda rows: [[*rows[0][:3], "late"]], "whole numbers"),
        (lambda rows: [[0, 1.5, 0, None]], "whole numbers"),
        (lambda rows: [[True, *rows[0][1:]]], "whole numbers"),
        (lambda rows: [rows[0], rows[0]], "stands twice"),
        (lambda rows: [[len(rows) * 100, *rows[0][1:]]], "not asked for"),
        (lambda rows: [[-1, *rows[0][1:]]], "not asked for"),
        (lambda rows: [[rows[0][0], 10_000, *rows[0][2:]]], "no room"),
        (lambda rows: [[rows[0][0], -5, *rows[0][2:]]], "no room"),
        (lambda rows: [[rows[0][0], rows[0][1], 40, rows[0][3]]], "no room"),
        (lambda rows: [[*rows[0][:3], 0 if rows[0][3] is None else None]], "no room"),
        (lambda rows: [[*rows[0][:3], -1]], "no room"),
        (lambda rows: [[number, *rows[0][1:]] for number, *_ in rows], "no room"),
    ],
)
async def test_an_answer_that_does_not_hold_is_refused(
    thirty: Desk, change: Any, said: str
) -> None:
    day, asked = day_of(thirty)
    rows = laid(question(day, asked), rounds=0)["kept"]

    with pytest.raises(NoLayout, match=said):
        layout({"kept": change(rows)}, day, asked)


@pytest.mark.parametrize("answer", [PlannerFailed("it died"), {"kept": [[0]]}, {}])
async def test_what_a_planner_cannot_do_is_not_asked_again_and_the_plain_way_stands(
    thirty: Desk, answer: Any
) -> None:
    await thirty.book.renew()
    before = thirty.book.shelf.days[d(MON)].outlook()
    planner = Planner(answer)
    task = asyncio.create_task(thirty.book.lay_out(planner))
    await until(lambda: not thirty.book._outlooks.plain.is_set())
    await thirty.book.renew()
    task.cancel()

    assert before == thirty.book.shelf.days[d(MON)].outlook()
    assert len(planner.asked) == len({json.dumps(each) for each in planner.asked}) > 0


async def test_a_better_layout_is_used_from_then_on(thirty: Desk) -> None:
    await thirty.book.renew()
    load = thirty.book.shelf.days[d(MON)]
    before = sum(len(row) for row in load.outlook().expected.values())
    planner = Planner(lambda instance: laid(instance, rounds=FEW))
    tasks = [asyncio.create_task(each) for each in (thirty.book.lay_out(planner),)]
    tasks.append(asyncio.create_task(thirty.book.expect()))
    await until(lambda: sum(len(row) for row in load.outlook().expected.values()) > before)
    for task in tasks:
        task.cancel()


async def test_a_fault_that_nobody_foresaw_ends_neither_for_good(
    thirty: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """No process can be started for once, and for once a day cannot be told."""
    monkeypatch.setattr(book, "AGAIN_S", 0.001)
    renew, faults = thirty.book._outlooks.renew, [ZeroDivisionError("for once")]

    async def told(*every: Any) -> None:
        if faults:
            raise faults.pop()
        await renew(*every)

    await thirty.book.renew()
    load = thirty.book.shelf.days[d(MON)]
    before = sum(len(row) for row in load.outlook().expected.values())
    monkeypatch.setattr(thirty.book._outlooks, "renew", told)
    answers: list[Any] = [OSError("no more processes")]
    planner = Planner(lambda instance: laid(instance, rounds=FEW))

    async def starts_late(kind: str, instance: dict[str, Any]) -> dict[str, Any]:
        if answers:
            raise answers.pop()
        return await planner(kind, instance)

    tasks = [asyncio.create_task(thirty.book.lay_out(starts_late))]
    tasks.append(asyncio.create_task(thirty.book.expect()))
    await until(lambda: sum(len(row) for row in load.outlook().expected.values()) > before)
    for task in tasks:
        task.cancel()

    assert [] == answers == faults
    assert 2 == len([each for each in caplog.records if each.exc_info])


@pytest.mark.slow
async def test_the_planners_own_process_lays_a_day_out_and_more_is_placed(
    thirty: Desk, tmp_path: Path
) -> None:
    asked = calls(3, 130)
    async with expecting(tmp_path / "plain.sqlite") as plain:
        await plain.book.renew()
        plainly = placed(plain, asked, await by_the_book(plain, asked))
    await thirty.book.renew()

    while thirty.book._outlooks._plain:
        assert await thirty.book._outlooks.better(ChildPlanner(seconds=30))
    thirty.book.shelf.stale.update(thirty.book.shelf.days)
    await thirty.book.renew()

    assert placed(thirty, asked, await by_the_book(thirty, asked)) > plainly


async def until(true: Any) -> None:
    for _ in range(5_000):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("not within 50 s")
