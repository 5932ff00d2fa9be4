import asyncio
import time

import pytest

from service.shell.virtual_loop import NothingScheduled, VirtualLoop, run_virtual


def test_an_hour_passes_at_once_and_exactly() -> None:
    async def story() -> float:
        await asyncio.sleep(3_600)
        return asyncio.get_running_loop().time()

    assert 3_600.0 == run_virtual(story())


def test_timers_fire_in_their_order() -> None:
    async def story() -> list[str]:
        fired: list[str] = []

        async def after(seconds: float, name: str) -> None:
            await asyncio.sleep(seconds)
            fired.append(name)

        await asyncio.gather(after(3, "c"), after(1, "a"), after(2, "b"), after(1, "a2"))
        return fired

    assert ["a", "a2", "b", "c"] == run_virtual(story())


def test_work_in_a_thread_takes_no_virtual_time_and_makes_no_false_timeout() -> None:
    async def story() -> float:
        async with asyncio.timeout(1):
            await asyncio.get_running_loop().run_in_executor(None, time.sleep, 0.05)
        return asyncio.get_running_loop().time()

    assert run_virtual(story()) < 1


def test_a_time_out_fires_at_its_time() -> None:
    async def story() -> float:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(2.5):
                await asyncio.sleep(10)
        return asyncio.get_running_loop().time()

    assert 2.5 == run_virtual(story())


def test_a_hang_is_found_at_once() -> None:
    loop = VirtualLoop()
    try:
        with pytest.raises(NothingScheduled):
            loop.run_until_complete(loop.create_future())
    finally:
        loop.close()
