"""Clock, feed and wakeups."""

import asyncio
from collections.abc import Callable

import pytest

from service.core.times import Instant, Span
from service.shell.clock import WardClock
from service.shell.feed import Feed
from service.shell.virtual_loop import run_virtual
from service.shell.wakeups import LoopWakeups, ScheduledWakeups


@pytest.mark.shows("INV-19")
def test_a_step_of_the_wall_clock_does_not_move_ward_time() -> None:
    async def story() -> list[int]:
        wall = [1_000_000]
        clock = WardClock(wall_ms=lambda: wall[0])
        before = clock.now()
        await asyncio.sleep(10)
        wall[0] = 0  # 1970
        await asyncio.sleep(10)
        return [clock.now() - before, clock.wall_ms()]

    assert [20_000, 0] == run_virtual(story())


@pytest.mark.shows("C-15")
@pytest.mark.shows("INV-19")
def test_ward_time_never_goes_back_across_a_restart() -> None:
    async def story() -> int:
        return WardClock(not_before=Instant(5_000), wall_ms=lambda: 1_000).now()

    assert run_virtual(story()) > 5_000


@pytest.mark.shows("INV-19")
@pytest.mark.parametrize(
    ("wall_ms", "gap_ms"), [(4_999, 120_001), (1_000, 120_001), (5_000, 1), (65_000, 60_000)]
)
def test_an_absence_that_the_wall_clock_cannot_tell_counts_as_a_long_one(
    wall_ms: int, gap_ms: int
) -> None:
    async def story() -> int:
        clock = WardClock(
            not_before=Instant(5_000), unknown_gap=Span(120_000), wall_ms=lambda: wall_ms
        )
        return clock.now() - 5_000

    assert gap_ms == run_virtual(story())


def test_the_feed_says_what_changed_since_a_number() -> None:
    async def story() -> None:
        feed = Feed("boot")
        feed.touch("chair-1")
        seen = feed.seq
        feed.touch("chair-2")
        feed.touch("chair-2")

        assert ["chair-2"] == feed.changed_since(seen)
        assert ["chair-1", "chair-2"] == feed.changed_since(0)
        assert not await feed.wait(feed.seq, 1.0)
        asyncio.get_running_loop().call_later(0.5, feed.touch, "chair-1")
        assert await feed.wait(feed.seq, 1.0)
        feed.close()
        assert await feed.wait(feed.seq, 100.0)

    run_virtual(story())


def test_no_wakeup_comes_before_its_own_millisecond() -> None:
    async def story() -> list[int]:
        clock = WardClock(wall_ms=lambda: 1_767_225_600_000)
        wakeups, start, early = LoopWakeups(clock), clock.now(), list[int]()

        def look(due: int) -> None:
            if clock.now() < due:
                early.append(due - start)

        def at(due: int) -> Callable[[], None]:
            return lambda: look(due)

        # 1.001 s and 130.402 s are such: 1.001 * 1000 is less than 1001.
        for after_ms in (*range(1, 2_100), *range(130_400, 130_500)):
            due = Instant(start + after_ms)
            wakeups.wake(f"{after_ms}", due, at(due))
        await asyncio.sleep(140)
        return early

    assert [] == run_virtual(story())


def test_wakeups_come_once_at_their_instant_and_the_last_one_set_counts() -> None:
    async def story() -> list[int]:
        clock = WardClock(wall_ms=lambda: 0)
        wakeups, woken = LoopWakeups(clock), list[int]()
        start = clock.now()

        def call() -> None:
            woken.append(clock.now() - start)

        wakeups.wake("a", Instant(start + 5_000), call)
        wakeups.wake("a", Instant(start + 2_000), call)
        wakeups.wake("b", Instant(start + 3_000), call)
        wakeups.forget("b")
        await asyncio.sleep(10)
        return woken

    assert [2_000] == run_virtual(story())


async def test_the_scheduler_on_the_real_clock_fires_even_when_late() -> None:
    clock = WardClock()
    wakeups, woken = ScheduledWakeups(clock), asyncio.Event()
    wakeups.start()
    try:
        wakeups.wake("gone", Instant(clock.now() - 60_000), woken.set)
        await asyncio.wait_for(woken.wait(), 5)
        woken.clear()
        wakeups.wake("soon", Instant(clock.now() + 50), woken.set)
        await asyncio.wait_for(woken.wait(), 5)
        wakeups.wake("never", Instant(clock.now() + 100_000), woken.set)
        wakeups.forget("never")
        wakeups.forget("unknown")
    finally:
        wakeups.stop()
