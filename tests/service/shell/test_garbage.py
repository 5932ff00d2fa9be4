"""What a started ward keeps from the garbage collector, and gives back when it ends."""

import asyncio
import gc
import weakref
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from service.cli.virtual_ward import small_ward
from service.shell.garbage import set_aside
from service.shell.ward import Place
from service.wiring import Parts, Service, running
from tests.bench.pump_row import answers, row


@pytest.fixture(autouse=True)
def put_back() -> Iterator[None]:
    """Begin with nothing aside, and put aside again what was: the tests that have been read."""
    gc.unfreeze()
    yield
    gc.unfreeze()
    gc.freeze()


@asynccontextmanager
async def started(folder: Path, *, virtual: bool = False) -> AsyncIterator[Service]:
    """A small ward on real time, whose pumps stand still."""
    ward = small_ward(3)
    ward = replace(ward, rules=replace(ward.rules, speed=1))
    lines = row({pump.port: answers("S", "25.00", "0.000") for pump in ward.pumps})
    async with running(ward, folder / "ward.sqlite", Parts(lines=lines, virtual=virtual)) as made:
        yield made


def collected(*things: object) -> list[bool]:
    """Return for each whether a collection walks it (`gc.get_objects` leaves out what is aside)."""
    walked = {id(each) for each in gc.get_objects()}
    return [id(each) in walked for each in things]


def lasting(service: Service) -> list[object]:
    """What the wiring makes once, and what came with the modules."""
    keepers = service.ward.keepers.values()
    drivers = [keeper.driver for keeper in keepers]
    return [service.ward, service.app, *keepers, *drivers, Place]


async def test_what_a_started_ward_has_made_is_put_aside(tmp_path: Path) -> None:
    async with started(tmp_path) as service:
        assert len(service.ward.keepers) == 3
        assert set(collected(*lasting(service))) == {False}

        assert collected([*service.ward.places]) == [True]  # made since: it can be garbage


async def test_no_pump_has_been_asked_when_the_ward_is_put_aside(tmp_path: Path) -> None:
    """The collection that comes first is long: nothing may be waiting for the loop."""
    async with started(tmp_path) as service:
        assert [keeper.identity for keeper in service.ward.keepers.values()] == [None] * 3


async def test_what_was_garbage_by_then_is_freed_first() -> None:
    class Left:
        """Refers to itself: only a collection finds it."""

        def __init__(self) -> None:
            self.me = self

    gc.disable()
    try:
        gone = weakref.ref(Left())
        with set_aside():
            assert gone() is None
    finally:
        gc.enable()


async def test_what_came_with_the_first_readings_is_put_aside_too() -> None:
    with set_aside(first_read_s=0.01):
        line = {"opened": "with the first reading"}
        line["itself"] = line  # type: ignore[assignment]
        assert collected(line) == [True]

        await asyncio.sleep(0.05)
        assert collected(line) == [False]


async def test_a_ward_that_has_ended_is_collected_again(tmp_path: Path) -> None:
    async with started(tmp_path) as service:
        pass

    assert set(collected(*lasting(service))) == {True}
    assert gc.get_freeze_count() == 0


async def test_a_ward_that_ends_early_puts_nothing_aside_later() -> None:
    with set_aside(first_read_s=0.01):
        pass

    await asyncio.sleep(0.05)
    assert gc.get_freeze_count() == 0


async def test_a_ward_on_virtual_time_takes_no_care(tmp_path: Path) -> None:
    async with started(tmp_path, virtual=True) as service:
        assert set(collected(*lasting(service))) == {True}
