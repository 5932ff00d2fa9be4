"""The wall clock of the book: over a year, over restarts, over clocks that are set, over bad disks.

The oracle (`noticed`) reads the file and knows nothing of the due table.
"""

import asyncio
import random
import shutil
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.book.asks import Refused
from service.book.book import Book
from service.book.clock import BookClock
from service.book.clocks import Clocks, begins
from service.book.verbs import Intent
from service.book.writer import NotSaved
from service.core.booking.due import DueKind
from service.core.booking.grid import Slot
from service.core.booking.resources import Hours, Resources
from service.core.booking.visits import Status, Visit
from service.core.session.state import Session
from service.core.times import MINUTE_MS
from service.store.disk import Point
from tests.book.desk import MON, Clock, Desk, desk
from tests.book.noticed import doubled, holds_without_their_notice, kinds, missing, notices
from tests.book.wards import d, demo, resources, shift
from tests.core.session.story import Story

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
SMALL = replace(resources().promises, horizon_days=3)
HOUR_MS = 60 * MINUTE_MS


# ---------------------------------------------------------------------------------- one by one


async def test_a_hold_that_runs_out_is_freed_and_told_of_in_one_transaction(
    book: Desk, path: Path
) -> None:
    visit = await book.hold(book.wanted(), book.slot(MON, 540))
    book.clock.pass_min(10)

    for point in (Point.COMMIT, Point.COMMITTED):
        book.disk.fail(at=point, times=1)
        await BookClock(book.book).look()
    await BookClock(book.book).look()

    assert [("hold-over", visit.id, visit.held_until)] == notices(path)
    assert Status.CANCELLED is book.book.verbs.visit(visit.id).status
    assert [] == holds_without_their_notice(path)


async def test_a_visit_to_which_nobody_comes_is_told_of_and_nothing_is_done_about_it(
    book: Desk, path: Path
) -> None:
    visit = await book.booked(book.wanted(), book.slot(MON, 540))
    clock = BookClock(book.book)
    seen = []
    for minute in (535, 540, 545, 550, 560, 565, 570, 600):
        book.clock.set(book.slot(MON, minute))
        before = len(notices(path))
        await clock.look()
        seen += [
            (minute, kind) for kind, subject, _ in notices(path)[before:] if subject == visit.id
        ]

    assert [
        (540, "premedication-due"),
        (550, "late"),
        (570, "no-show"),
    ] == [each for each in seen if each[1] != "premedication-late"]
    assert Status.BOOKED is book.book.verbs.visit(visit.id).status


async def test_what_is_told_late_says_when_it_was_due(book: Desk, path: Path) -> None:
    visit = await book.booked(book.wanted(), book.slot(MON, 540))
    book.clock.set(book.slot(MON, 1000))

    await BookClock(book.book).look()

    due = begins(Slot(visit.seat + 2))
    assert ("late", visit.id, due) in notices(path)


async def test_a_moved_visit_is_told_of_at_its_new_time_alone(book: Desk, path: Path) -> None:
    visit = await book.booked(book.wanted(), book.slot(MON, 540))
    step = book.book.verbs.move(book.by(), visit, book.slot(MON, 660), "bus")
    await book.write(book.by(), step)
    book.clock.set(book.slot(MON, 655))
    clock = BookClock(book.book)
    await clock.look()
    assert [] == [key for key in notices(path) if key[1] == visit.id]

    book.clock.set(book.slot(MON, 700))
    await clock.look()

    assert 4 == len([key for key in notices(path) if key[1] == visit.id])


async def test_a_service_that_was_away_for_ten_days_goes_on_where_it_ended(path: Path) -> None:
    """Two days are kept in memory, usually; here the visit is older than that."""
    async with desk(path) as book:
        now, visit = book.clock, await book.booked(book.wanted(), book.slot(MON, 540))
        now.set(book.slot(MON, 130))
        await BookClock(book.book).look()
        since = book.book.shelf.told.since

    now.pass_min(10 * 24 * 60)
    async with desk(path, now=now) as book:
        await BookClock(book.book).look()

    assert 4 == len([key for key in notices(path) if key[1] == visit.id])
    assert [] == missing(path, resources(), since, now())


async def test_a_look_that_is_not_over_is_not_begun_again(book: Desk, path: Path) -> None:
    """A frozen disk: ticks come and go, and one look waits."""
    await book.hold(book.wanted(), book.slot(MON, 540))
    book.clock.pass_min(10)
    clock = BookClock(book.book)
    book.disk.freeze()
    for _ in range(3):
        clock.tick()
        await asyncio.sleep(0)
    assert [] == notices(path)
    looking = clock._looking
    book.disk.release()

    assert looking is not None
    await looking
    assert 1 == kinds(notices(path))[DueKind.HOLD_OVER]


async def test_an_offer_that_nobody_takes_goes_to_the_next_who_waits(
    book: Desk, path: Path
) -> None:
    first, second = (
        book.book.line.join(book.wanted(patient), d(MON), d(MON), id_, book.book.now())
        for patient, id_ in (("P-8", "w-1"), ("P-9", "w-2"))
    )
    for row in (first, second):
        await book.book.commit(book.by(), Intent(beside=(row,)))
        book.clock.pass_min(1)
    visit = await book.booked(book.wanted(), book.slot(MON, 540))
    await book.write(book.by(), book.book.verbs.cancel(visit, "ill"))
    await settled(book)
    offered = book.book.shelf.waiting["w-1"]
    assert "offered" == offered["status"]

    book.clock.pass_min(119)
    await BookClock(book.book).look()
    assert "offered" == book.book.shelf.waiting["w-1"]["status"]
    book.clock.pass_min(1)
    await BookClock(book.book).look()
    await settled(book)

    assert [("offer-over", "w-1")] == [
        key[:2] for key in notices(path) if key[0] == DueKind.OFFER_OVER.value
    ]
    rows = book.book.shelf.waiting
    assert ("waiting", "offered") == (rows["w-1"]["status"], rows["w-2"]["status"])
    assert offered["offered_slot"] == rows["w-2"]["offered_slot"]


async def settled(book: Desk) -> None:
    """Wait for what the book writes by itself."""
    await book.book.writer.run(lambda connection: None)


async def test_the_windows_of_a_session_are_told_of_once_over_a_restart(path: Path) -> None:
    story = Story().prepared()
    sessions: list[tuple[str, Session]] = [("s-1", story.s)]
    opened = Clock(Slot(story.now // (5 * MINUTE_MS)))
    async with desk(path, now=opened) as book:
        clock = BookClock(book.book, sessions=lambda: sessions)
        await clock.look()
        opened.pass_min(90)
        await clock.look()
        before = [key for key in notices(path) if key[0].startswith("window")]
        assert {"window-opens", "window-closes"} >= {key[0] for key in before} > set()

    opened.pass_min(60)
    async with desk(path, now=opened) as book:
        await BookClock(book.book, sessions=lambda: sessions).look()
        sessions.clear()
        await BookClock(book.book, sessions=lambda: sessions).look()

        assert before == [key for key in notices(path) if key[0].startswith("window")]


async def test_a_session_that_has_begun_is_told_of_no_more(path: Path) -> None:
    story = Story().prepared()
    opened = Clock(Slot(story.now // (5 * MINUTE_MS)))
    async with desk(path, now=opened) as book:
        clock = BookClock(book.book, sessions=lambda: [("s-1", story.s)])
        await clock.look()
        before = len(notices(path))
        story.started()
        opened.pass_min(300)
        await clock.look()

        assert [] == [key for key in notices(path)[before:] if key[0].startswith("window")]


async def test_a_thousand_things_at_once_are_each_told_of_once(path: Path) -> None:
    many = tuple(replace(resources().chairs[0], id=f"chair-{n}") for n in range(120))
    nurses = replace(resources().shifts[0], nurses=120)
    pharmacy = replace(resources().pharmacy, isolators=50)  # type: ignore[type-var]
    async with desk(path, chairs=many, shifts=(nurses,), pharmacy=pharmacy) as book:
        wanted = book.wanted()
        seat = book.slot(MON, 540)
        for _ in range(60):
            await book.booked(wanted, seat)
        book.clock.set(book.slot(MON, 1000))

        assert 240 <= await BookClock(book.book).look()
        assert 0 == await BookClock(book.book).look()

        assert [] == doubled(notices(path))
        assert 60 == kinds(notices(path))[DueKind.NO_SHOW]


# -------------------------------------------------------------------------- nights of a whole year


def _least(zone: str) -> Resources:
    """Return a ward that is open for an hour a day, and not on holidays: its days are soon made."""
    hours = Hours(opens=480, closes=540)
    return replace(
        demo(),
        zone=zone,
        opening=dict.fromkeys(range(6), hours),
        chairs=demo().chairs[:1],
        blockings=(),
        shifts=(shift(hours=hours),),
        pharmacy=None,
        promises=replace(SMALL, horizon_days=2),
    )


@pytest.mark.parametrize("zone", ZONES)
async def test_every_night_and_every_evening_of_a_year_comes_once(path: Path, zone: str) -> None:
    """With looks at odd hours and a clock that jumps to and fro around each of them."""
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    found = _least(zone)
    clocks = Clocks(zone)
    now = Clock(clocks.slot(d("2026-01-01"), 720))
    since = now()
    async with desk(path, found, now) as book:
        clock = BookClock(book.book)
        for day in range(1, 366):
            night = clocks.slot(d("2026-01-01") + timedelta(days=day), 0)
            for hours in sorted(chance.sample(range(24), 1)):
                now.set(Slot(night + hours * 12))
                for jump in (0, HOUR_MS, -HOUR_MS) if chance.random() < 0.2 else (0,):
                    now.ms += jump
                    await clock.look()
        now.ms += 26 * HOUR_MS
        await clock.look()

    assert [] == doubled(notices(path))
    assert [] == missing(path, found, since, now())
    assert 365 <= kinds(notices(path))[DueKind.HORIZON] <= 366


# ----------------------------------------------------------------------------- whatever happens

ACTS = ("look", "pass", "pass", "book", "hold", "move", "cancel", "fail", "step", "restart", "away")


@pytest.mark.parametrize("zone", ZONES)
@settings(max_examples=5, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**6))
async def test_nothing_is_lost_and_nothing_told_twice_whatever_happens(
    zone: str, seed: int, made: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Around a night on which the clocks change; the seed is printed with a failure."""
    chance = random.Random(seed)
    path = Path(shutil.copy(made, tmp_path_factory.mktemp("book") / "ward.book.sqlite"))
    found = replace(resources(), zone=zone, promises=replace(SMALL, horizon_days=5))
    start = chance.choice(["2026-03-28", "2026-10-24", "2026-10-31", "2026-03-07", "2026-04-04"])
    now = Clock(Clocks(zone).slot(d(start), chance.randrange(288) * 5))
    since, latest = now(), now()
    for life in range(4):
        async with desk(path, found, now) as book:
            book.ids = partial(next, (f"v-{life}-{n}" for n in count(1)))
            clock = BookClock(book.book)
            for _ in range(12):
                act = chance.choice(ACTS)
                if act == "restart":
                    break
                await _act(act, book, clock, chance)
                latest = max(latest, now())
        now.ms += chance.choice([0, 0, HOUR_MS, -HOUR_MS, 9 * HOUR_MS])
    now.ms = max(now.ms, latest)
    async with desk(path, found, now) as book:
        await BookClock(book.book).look()

    assert [] == doubled(notices(path))
    assert [] == missing(path, found, since, now())
    assert [] == holds_without_their_notice(path)


async def _act(act: str, book: Desk, clock: BookClock, chance: random.Random) -> None:
    with suppress(Refused, NotSaved):
        if act == "pass":
            book.clock.ms += chance.choice([1_000, 60_000, 17 * 60_000, 3 * HOUR_MS])
            await clock.look()
        elif act == "away":
            book.clock.ms += chance.randrange(48 * HOUR_MS)
        elif act == "step":
            book.clock.ms += chance.choice([HOUR_MS, -HOUR_MS])
        elif act == "fail":
            book.disk.fail(at=chance.choice(list(Point)), times=chance.randint(1, 2))
            await clock.look()
        elif act == "look":
            await clock.look()
        elif act in ("book", "hold"):
            seat = _seat(book.book, chance)
            await (book.booked if act == "book" else book.hold)(book.wanted(), seat)
        else:
            visit = chance.choice(_ahead(book.book))
            verbs, by = book.book.verbs, book.by()
            seat = _seat(book.book, chance)
            step = (
                verbs.move(by, visit, seat, "asked")
                if act == "move"
                else verbs.cancel(visit, "asked")
            )
            await book.write(by, step)


def _seat(book: Book, chance: random.Random) -> Slot:
    on = chance.choice(sorted(book.shelf.days))
    return book.calendar.clocks.slot(on, chance.randrange(96, 150) * 5)


def _ahead(book: Book) -> list[Visit]:
    found = [each for each in book.shelf.visits.values() if each.status is Status.BOOKED]
    if not found:
        raise NotSaved("nobody to move")
    return found


def test_the_oracle_finds_what_is_lost_and_what_is_told_twice() -> None:
    """A test whose oracle sees nothing shows nothing."""
    assert [("horizon", "2026-03-29")] == doubled(
        [("horizon", "2026-03-29", 1), ("horizon", "2026-03-29", 2), ("late", "v", 1)]
    )
    assert [("late", "v", 1)] == doubled([("late", "v", 1), ("late", "v", 1)])
