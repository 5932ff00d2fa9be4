"""The contract of a writer: every story is told with both of them."""

import asyncio
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from service.core.times import Instant
from service.store.backlog import Backlog
from service.store.disk import FaultyDisk, Point
from service.store.errors import Conflict, NotAllWritten, QueueFull, StoreClosed
from service.store.store import Store, WriterFactory
from service.store.verify import verify
from tests.service.store.sample import (
    QUICK,
    Event,
    batch,
    filled,
    numbers,
    open_store,
    reached,
    sample,
    tap,
    until,
)


async def test_an_acknowledged_batch_is_in_the_file(store: Store[Event]) -> None:
    done = store.writer.submit(batch("s", 1, 3))

    assert store.writer.durable("s") == 0
    await done
    assert store.writer.durable("s") == 3
    assert verify(store.path).rows == 3
    assert [each.event for each in await store.journal.load("s")] == [
        reached(1),
        reached(2),
        reached(3),
    ]


async def test_batches_that_wait_are_committed_together(
    store: Store[Event], disk: FaultyDisk
) -> None:
    first = store.writer.submit(batch("s0", 1))
    await asyncio.sleep(0)  # the first is on its way
    others = [store.writer.submit(batch(f"s{i % 5}", i // 5 + 1)) for i in range(5, 50)]
    others += [store.writer.submit(batch(f"s{i}", 1)) for i in range(5, 8)]
    outcomes = await asyncio.gather(first, *others, return_exceptions=True)

    # Streams s1 to s4 begin with version 2 above: refused, and nobody else is.
    assert sum(isinstance(each, Conflict) for each in outcomes) == 36
    assert (store.writer.commits, disk.commits) == (2, 2)
    assert verify(store.path).rows == 13


async def test_a_batch_that_does_not_follow_is_refused_loudly(store: Store[Event]) -> None:
    await store.writer.submit(batch("s", 1, 2))

    for first in (1, 2, 4):
        with pytest.raises(Conflict) as refusal:
            await store.writer.submit(batch("s", first))
        assert (refusal.value.expected, refusal.value.got) == (3, first)
    await store.writer.submit(batch("s", 3))

    assert await numbers(store, "s") == [1, 2, 3]


async def test_a_store_goes_on_where_it_ended(path: Path, factory: WriterFactory) -> None:
    await filled(path, rows=6)

    store = open_store(path, writer=factory)
    durable = store.writer.durable("s1")
    await store.writer.submit(batch("s1", 3))
    await store.close()

    assert durable == 2
    assert (verify(path).ok, verify(path).rows) == (True, 7)


async def test_a_tap_and_its_events_are_one_transaction(
    store: Store[Event], disk: FaultyDisk
) -> None:
    disk.fail(at=Point.COMMIT, times=1)
    done = store.writer.submit(batch("s", 1, tap=tap("t1")))
    await until(lambda: store.writer.status.failing)
    assert verify(store.path).rows == len(await store.journal.taps(Instant(2_000)))

    await done

    assert await store.journal.taps(Instant(2_000)) == (tap("t1"),)
    assert await numbers(store, "s") == [1]


async def test_a_refused_tap_has_no_events_and_the_first_answer_stands(
    store: Store[Event],
) -> None:
    refused = replace(batch("s", 1, tap=tap("t1")), events=())
    again = replace(refused, tap=replace(tap("t1"), status=500))

    await store.writer.submit(refused)
    await store.writer.submit(again)
    await store.writer.submit(batch("s", 1))

    assert await store.journal.taps(Instant(2_000)) == (tap("t1"),)
    assert await store.journal.taps(Instant(2_000 + 24 * 3_600_000)) == ()


async def test_only_so_much_may_wait(path: Path, disk: FaultyDisk, factory: WriterFactory) -> None:
    store = open_store(path, disk=disk, writer=factory, limits=replace(QUICK, events_max=10))
    disk.freeze()
    done = [store.writer.submit(batch("s", version)) for version in range(1, 10)]
    refused = store.writer.submit(batch("s", 10, 2))
    last = store.writer.submit(batch("s", 10))
    with pytest.raises(QueueFull):
        await refused
    with pytest.raises(QueueFull):
        await store.writer.submit(batch("t", 1))
    disk.release()
    await asyncio.gather(*done, last)
    await store.writer.submit(batch("s", 11))
    await store.close()

    assert verify(path).rows == 11


async def test_samples_wait_for_a_commit_or_for_their_own(store: Store[Event]) -> None:
    store.writer.note(sample("s", 1))
    await store.writer.submit(batch("s", 1))
    assert store.writer.commits == 1
    assert len(await store.journal.telemetry("s")) == 1

    store.writer.note(sample("s", 2))
    store.writer.note(sample("s", 3))
    await until(lambda: store.writer.commits == 2)

    found = await store.journal.telemetry("s")
    assert [each.at_ms for each in found] == [1, 2, 3]
    assert [each.at_ms for each in await store.journal.telemetry("s", Instant(1), 1)] == [2]


async def test_one_who_stops_waiting_does_not_take_the_batch_back(store: Store[Event]) -> None:
    store.writer.submit(batch("s", 1)).cancel()
    await store.writer.submit(batch("s", 2))

    assert await numbers(store, "s") == [1, 2]


async def test_a_listener_that_raises_does_not_stop_the_writer(
    store: Store[Event], disk: FaultyDisk
) -> None:
    seen: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: seen.append(context))
    store.writer.listen(lambda status: [][1])
    disk.fail(times=1)

    await store.writer.submit(batch("s", 1))
    await asyncio.sleep(0)

    assert len(seen) == 2


async def test_an_unfinished_group_is_handed_out_again_unchanged() -> None:
    """Only the very same group can be recognised after a commit with unknown outcome."""
    backlog = Backlog({}, 10)
    backlog.take(batch("s", 1), asyncio.get_running_loop().create_future())
    group = backlog.group()
    backlog.take(batch("s", 2), asyncio.get_running_loop().create_future())

    assert backlog.group() == group
    backlog.written()
    assert [each.first for each in backlog.group().batches] == [2]


async def test_closing_writes_what_waits_and_then_takes_nothing(
    path: Path, factory: WriterFactory
) -> None:
    store = open_store(path, writer=factory)
    done = store.writer.submit(batch("s", 1))
    store.writer.note(sample("s", 1))
    await store.close()
    await store.close()
    await done

    with pytest.raises(StoreClosed):
        await store.writer.submit(batch("s", 2))
    with pytest.raises(StoreClosed):
        await store.journal.load("s")
    reopened = open_store(path)
    assert len(await reopened.journal.telemetry("s")) == 1
    await reopened.close()


async def test_a_journal_that_somebody_else_has_written_to_is_written_no_more(
    path: Path, factory: WriterFactory
) -> None:
    store = open_store(path, writer=factory, limits=replace(QUICK, close_s=0.05))
    await store.writer.submit(batch("s", 1))
    other = sqlite3.connect(store.path)
    other.execute("INSERT INTO journal SELECT 2, 's', 2, kind, 1, 0, 0, '', '', '' FROM journal")
    other.commit()
    other.close()

    done = store.writer.submit(batch("t", 1))
    await until(lambda: store.writer.status.failing)

    failing = store.writer.status.failing
    assert failing is not None
    assert "something else has written" in failing.reason
    with pytest.raises(NotAllWritten):
        await store.close()
    assert isinstance(done.exception(), NotAllWritten)


async def test_other_tables_are_written_in_transactions_of_their_own(
    store: Store[Event], disk: FaultyDisk
) -> None:
    def write(connection: Connection) -> int:
        connection.exec_driver_sql("INSERT INTO meta VALUES ('answer', 42)")
        return 42

    disk.fail(times=1)
    with pytest.raises(sqlite3.OperationalError):
        await store.writer.transact(write)
    assert await store.writer.transact(write) == 42
    await store.writer.submit(batch("s", 1))


@pytest.mark.shows("INV-28")
async def test_the_hourly_look_finds_what_happened_since_the_start(store: Store[Event]) -> None:
    await store.writer.submit(batch("s", 1, 1_200))
    assert (await store.verify()).ok

    other = sqlite3.connect(store.path)
    other.execute("DROP TRIGGER journal_no_update")
    other.execute("UPDATE journal SET kind = 'x' WHERE seq = 777")
    other.commit()
    other.close()

    assert [each.seq for each in (await store.verify()).findings] == [777]


async def test_streams_and_pages_are_in_the_order_of_the_record(store: Store[Event]) -> None:
    await store.writer.submit(batch("b", 1, 2))
    await store.writer.submit(batch("a", 1, 3))

    heads = await store.journal.streams()
    page = await store.journal.events(after=1, limit=2)

    assert [(each.stream, each.version, each.began_ms) for each in heads] == [
        ("b", 2, 1_001),
        ("a", 3, 1_001),
    ]
    assert [(each.seq, each.stream, each.version) for each in page] == [(2, "b", 2), (3, "a", 1)]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: replace(batch("s", 1), stream="\ud800"),
        lambda: replace(batch("s", 1), first=0),
        lambda: replace(batch("s", 1), wall_ms=2**63),
        lambda: replace(tap("t"), response="\ud800"),
        lambda: replace(sample("s", 1), infused_ul=-(2**70)),
    ],
)
def test_what_a_database_would_refuse_never_gets_into_the_queue(wrong: Any) -> None:
    with pytest.raises(ValueError, match=r"version|surrogates|64 bits"):
        wrong()
