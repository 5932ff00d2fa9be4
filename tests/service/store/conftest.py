"""Fixtures of the store's tests."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from service.store.disk import FaultyDisk
from service.store.store import Store, WriterFactory
from service.store.writer import InLoopWriter, ThreadWriter
from tests.service.store.sample import Event, filled, open_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ward.sqlite"


@pytest.fixture
async def sound(path: Path) -> Path:
    return await filled(path)


@pytest.fixture
def disk() -> FaultyDisk:
    return FaultyDisk()


@pytest.fixture(params=["thread", "in_loop"])
def factory(request: pytest.FixtureRequest) -> WriterFactory:
    return ThreadWriter if request.param == "thread" else partial(InLoopWriter, seed=7)


@pytest.fixture
async def store(
    path: Path, disk: FaultyDisk, factory: WriterFactory
) -> AsyncIterator[Store[Event]]:
    """A fresh store, once with each writer."""
    opened = open_store(path, disk=disk, writer=factory)
    yield opened
    disk.release()
    disk.mend()
    await opened.close()
