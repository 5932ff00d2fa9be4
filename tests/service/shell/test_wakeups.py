"""Waking again and again, while somebody sets the wall clock."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from typing import Any

import pytest
from apscheduler.schedulers import base

from service.core.times import Instant
from service.shell.clock import WardClock
from service.shell.virtual_loop import run_virtual
from service.shell.wakeups import LoopWakeups, ScheduledWakeups

EVERY_S = 0.05


class Wall(datetime):
    """APScheduler's own clock, moved by hand."""

    moved = timedelta(0)

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Any:
        return datetime.now(tz) + cls.moved


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    monkeypatch.setattr(base, "datetime", Wall)
    monkeypatch.setattr(Wall, "moved", timedelta(0))

    def move(by: timedelta) -> None:
        Wall.moved = by

    return move


async def ticks(wakeups: ScheduledWakeups, seconds: float, found: list[float]) -> int:
    """Return how many ticks come in so many seconds."""
    before = len(found)
    await asyncio.sleep(seconds)
    return len(found) - before


@pytest.mark.slow
@pytest.mark.parametrize("hours", [-1, 1, -24, 24 * 365])
async def test_ticks_go_on_whatever_the_wall_clock_is_set_to(
    wall: Callable[[timedelta], None], hours: int
) -> None:
    """A plain job of APScheduler would wait for an hour, or make up for a year of seconds."""
    loop = asyncio.get_running_loop()
    clock = WardClock(wall_ms=lambda: round(Wall.now().timestamp() * 1_000))
    wakeups, found = ScheduledWakeups(clock), list[float]()
    wakeups.start()
    wakeups.every("due", EVERY_S, lambda: found.append(loop.time()))
    try:
        assert 2 <= await ticks(wakeups, 6 * EVERY_S, found)
        wall(timedelta(hours=hours))

        assert 2 <= await ticks(wakeups, 8 * EVERY_S, found) <= 9
    finally:
        wakeups.stop()


@pytest.mark.slow
async def test_nothing_comes_once_it_is_forgotten() -> None:
    wakeups, found = ScheduledWakeups(WardClock()), list[int]()
    wakeups.start()
    wakeups.every("due", EVERY_S, lambda: found.append(1))
    try:
        await asyncio.sleep(3 * EVERY_S)
        wakeups.forget("due")
        before = len(found)
        await asyncio.sleep(5 * EVERY_S)

        assert before == len(found) > 0
    finally:
        wakeups.stop()


@pytest.mark.slow
async def test_what_was_on_its_way_when_it_was_forgotten_sets_nothing_anew() -> None:
    """APScheduler hands a job to the loop before it runs: between the two it can be forgotten."""
    wakeups, found, fired = ScheduledWakeups(WardClock()), list[int](), list[Callable[[], None]]()
    wakeups.start()
    wake = wakeups.wake

    def heard(key: str, at: Instant, call: Callable[[], None]) -> None:
        fired.append(call)
        wake(key, at, call)

    wakeups.wake = heard  # type: ignore[method-assign]
    wakeups.every("due", EVERY_S, lambda: found.append(1))
    try:
        wakeups.forget("due")
        fired[0]()
        await asyncio.sleep(4 * EVERY_S)

        assert [] == found
    finally:
        wakeups.stop()


def test_in_virtual_time_it_comes_each_second_until_it_is_forgotten() -> None:
    async def story() -> list[float]:
        loop, found = asyncio.get_running_loop(), list[float]()
        wakeups = LoopWakeups(WardClock(wall_ms=lambda: 0))
        wakeups.every("due", 1.0, lambda: found.append(round(loop.time(), 3)))
        await asyncio.sleep(3.5)
        wakeups.forget("due")
        await asyncio.sleep(10)
        return found

    assert [1.0, 2.0, 3.0] == run_virtual(story())


@pytest.mark.slow
async def test_what_is_woken_may_ask_to_be_woken_again_at_once() -> None:
    """Two things due in the same millisecond; APScheduler still counted the first as running."""
    clock = WardClock()
    wakeups, found, done = ScheduledWakeups(clock), list[int](), asyncio.Event()

    def woken() -> None:
        found.append(1)
        if len(found) < 5:
            wakeups.wake("step", clock.now(), woken)
        else:
            done.set()

    wakeups.start()
    wakeups.wake("step", clock.now(), woken)
    try:
        async with asyncio.timeout(5):
            await done.wait()
    finally:
        wakeups.stop()

    assert [1] * 5 == found
