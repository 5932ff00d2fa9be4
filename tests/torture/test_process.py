"""Dying and standing still, as the kernel would have it, inside one loop."""

import asyncio
from contextlib import suppress

import pytest

from service.shell.virtual_loop import NothingScheduled
from tests.torture.process import Process, lay_to_rest, run_world


async def _count(log: list[float]) -> None:
    loop = asyncio.get_running_loop()
    try:
        while True:
            log.append(loop.time())
            await asyncio.sleep(1)
    finally:
        log.append(-1.0)


def test_a_dead_process_has_no_more_turns_and_no_farewell() -> None:
    async def story() -> list[float]:
        log: list[float] = []
        process = Process("p")
        process.start(_count(log))
        await asyncio.sleep(2.5)
        process.kill()
        await asyncio.sleep(10)
        seen = [*log]
        await lay_to_rest([process])
        return seen

    assert [0.0, 1.0, 2.0] == run_world(story())


def test_a_frozen_process_has_its_turns_when_it_is_thawed() -> None:
    async def story() -> list[float]:
        log: list[float] = []
        process = Process("p")
        process.start(_count(log))
        await asyncio.sleep(1.5)
        process.freeze()
        await asyncio.sleep(10)
        assert len(log) == 2
        process.thaw()
        await asyncio.sleep(1.1)
        seen = [*log]
        process.kill()
        await lay_to_rest([process])
        return seen

    assert [0.0, 1.0, 11.5, 12.5] == run_world(story())


def test_what_a_process_begins_belongs_to_it_and_the_world_goes_on() -> None:
    async def story() -> list[str]:
        said: list[str] = []

        async def parent() -> None:
            children.append(asyncio.create_task(child()))
            asyncio.get_running_loop().call_later(3, said.append, "timer of the process")
            await asyncio.sleep(100)

        async def child() -> None:
            await asyncio.sleep(3)
            said.append("child of the process")

        children: list[asyncio.Task[None]] = []
        process = Process("p")
        process.start(parent())
        asyncio.get_running_loop().call_later(3, said.append, "the world")
        await asyncio.sleep(1)
        process.kill()
        await asyncio.sleep(5)
        seen = [*said]
        await lay_to_rest([process])
        return seen

    assert ["the world"] == run_world(story())


def test_a_limit_that_passed_while_a_process_was_frozen_has_passed() -> None:
    async def story() -> list[str]:
        said: list[str] = []

        async def waits() -> None:
            try:
                async with asyncio.timeout(5):
                    await asyncio.sleep(4)
                said.append("in time")
            except TimeoutError:
                said.append("too late")
            await asyncio.sleep(1_000)

        process = Process("p")
        process.start(waits())
        await asyncio.sleep(3)
        process.freeze()
        await asyncio.sleep(10)  # both timers have come due, in their order
        process.thaw()
        await asyncio.sleep(1)
        seen = [*said]
        process.kill()
        await lay_to_rest([process])
        return seen

    assert ["too late"] == run_world(story())


def test_what_goes_round_for_ever_and_cannot_be_cancelled_is_let_go() -> None:
    async def story() -> bool:
        async def goes_round() -> None:
            while True:
                with suppress(asyncio.CancelledError):
                    await asyncio.sleep(0)

        process = Process("p")
        process.start(goes_round())
        await asyncio.sleep(1)
        process.kill()
        await lay_to_rest([process])
        return process.stuck

    assert run_world(story())


def test_a_world_that_waits_for_nothing_is_no_end_of_it() -> None:
    with pytest.raises(NothingScheduled):
        run_world(asyncio.Event().wait())
