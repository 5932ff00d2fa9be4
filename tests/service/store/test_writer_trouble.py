"""A writer whose disk fails, is full, slow or frozen: every story is told with both writers."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from functools import partial
from itertools import groupby
from pathlib import Path

import pytest

from service.store.anchor import read_anchor
from service.store.disk import FaultyDisk, Point
from service.store.errors import NotAllWritten, StoreInUse
from service.store.store import Store, WriterFactory
from service.store.verify import verify
from service.store.writer import ThreadWriter, WriterStatus
from tests.service.store.sample import (
    QUICK,
    Event,
    batch,
    numbers,
    open_store,
    sample,
    until,
)


@pytest.mark.shows("FDA-04")
@pytest.mark.parametrize("at", list(Point))
async def test_a_failing_commit_loses_and_doubles_nothing(
    store: Store[Event], disk: FaultyDisk, at: Point
) -> None:
    heard: list[WriterStatus] = []
    store.writer.listen(heard.append)
    await store.writer.submit(batch("s", 1))
    disk.fail(at=at, times=3)

    done = [store.writer.submit(batch("s", version, samples=1)) for version in (2, 3)]
    await until(lambda: store.writer.status.failing)
    done += [store.writer.submit(batch("s", version, 2)) for version in (4, 6)]
    await asyncio.gather(*done)

    assert await numbers(store, "s") == [1, 2, 3, 4, 5, 6, 7]
    assert len(await store.journal.telemetry("s")) == 2
    assert (verify(store.path).ok, read_anchor(store.path)) == (True, verify(store.path).head)
    # On a busy machine it may also be said, within the same outage, that the disk does not answer.
    assert [well for well, _ in groupby(each.failing is None for each in heard)] == [False, True]
    reasons = [each.failing.reason for each in heard if each.failing is not None]
    assert any("OperationalError: disk I/O error" in reason for reason in reasons)


@pytest.mark.shows("F-07")
async def test_what_was_written_and_perhaps_not_synced_is_brought_to_the_disk_before_it_counts(
    store: Store[Event], disk: FaultyDisk
) -> None:
    """Its log may be lost with the power; the database itself then holds the rows."""
    disk.fail(at=Point.COMMITTED, times=1)
    await store.writer.submit(batch("s", 1, 2))

    address = f"file:{store.path}?mode=ro&immutable=1"  # without its log
    with closing(sqlite3.connect(address, uri=True)) as database:
        assert (2,) == database.execute("SELECT count(*) FROM journal").fetchone()


async def test_an_unknown_outcome_of_samples_alone_doubles_nothing(
    store: Store[Event], disk: FaultyDisk
) -> None:
    disk.fail(at=Point.COMMITTED, times=2)

    store.writer.note(sample("s", 5))
    await until(lambda: store.writer.status.failing)
    await until(lambda: not store.writer.status.failing)

    assert await store.journal.telemetry("s") == (sample("s", 5),)


async def test_nothing_is_acknowledged_while_the_disk_is_full(
    store: Store[Event], disk: FaultyDisk
) -> None:
    disk.fill()
    done = store.writer.submit(batch("s", 1, 4))
    await until(lambda: store.writer.status.failing)
    since = store.writer.status.failing
    await asyncio.sleep(0.1)

    assert not done.done()
    assert store.writer.durable("s") == 0
    assert store.writer.status.events_waiting == 4
    assert store.writer.status.failing == since
    disk.mend()
    await done
    assert store.writer.status == WriterStatus(failing=None, events_waiting=0)


async def test_a_frozen_disk_holds_up_neither_the_loop_nor_the_queue(
    store: Store[Event], disk: FaultyDisk
) -> None:
    loop = asyncio.get_running_loop()
    disk.freeze()
    done = [store.writer.submit(batch("s", version)) for version in (1, 2)]
    began = loop.time()
    await until(lambda: store.writer.status.failing)
    noticed = loop.time() - began
    done.append(store.writer.submit(batch("s", 3)))
    reading = asyncio.ensure_future(store.journal.load("s"))
    await asyncio.sleep(0.05)

    assert noticed < 1
    assert not any(each.done() for each in done)
    assert not reading.done()
    disk.release()
    await asyncio.gather(*done)
    await reading
    assert await numbers(store, "s") == [1, 2, 3]
    assert store.writer.status.failing is None


async def test_a_disk_that_is_slow_but_answers_is_called_slow_and_then_well(
    store: Store[Event], disk: FaultyDisk
) -> None:
    heard: list[WriterStatus] = []
    store.writer.listen(heard.append)
    disk.slow_s = 0.12

    await store.writer.submit(batch("s", 1))
    await asyncio.sleep(0)

    assert [bool(each.failing) for each in heard] == [True, False]


async def test_closing_on_a_full_disk_says_what_may_be_lost(
    path: Path, disk: FaultyDisk, factory: WriterFactory
) -> None:
    store = open_store(path, disk=disk, writer=factory, limits=replace(QUICK, close_s=0.05))
    disk.fill()
    done = store.writer.submit(batch("s", 1, 3))

    with pytest.raises(NotAllWritten) as given_up:
        await store.close()

    assert given_up.value.events == 3
    assert isinstance(done.exception(), NotAllWritten)
    assert verify(path).rows == 0
    await open_store(path).close()


async def test_closing_on_a_frozen_disk_keeps_the_lock(
    path: Path, disk: FaultyDisk, factory: WriterFactory
) -> None:
    store = open_store(path, disk=disk, writer=factory, limits=replace(QUICK, close_s=0.05))
    disk.freeze()
    done = store.writer.submit(batch("s", 1))

    with pytest.raises(NotAllWritten):
        await store.close()

    assert isinstance(done.exception(), NotAllWritten)
    with pytest.raises(StoreInUse):
        open_store(path)
    disk.release()


async def test_the_loop_goes_on_while_the_threads_disk_is_frozen(
    path: Path, disk: FaultyDisk
) -> None:
    store = open_store(path, disk=disk, writer=partial(ThreadWriter))
    disk.freeze()
    done = store.writer.submit(batch("s", 1))
    turns = 0
    loop = asyncio.get_running_loop()
    end = loop.time() + 0.1
    while loop.time() < end:
        await asyncio.sleep(0)
        turns += 1
    disk.release()
    await done
    await store.close()

    assert turns > 100
