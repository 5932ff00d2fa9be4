"""The book's own writer: one thread, one transaction for all who wait, each in a savepoint.

A write that the database refuses is rolled back to its savepoint and told; the others of its group
go on. Nobody is answered before the group is on the disk. When a commit fails nobody knows whether
it happened: everybody of the group is told `NotSaved`, and the book is read anew from the file
before anything else is written. A repeated tap then finds its answer, or is done for the first
time.
"""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from sqlalchemy import Connection, Engine

from service.book.writing import NotTaken, Written, write
from service.store.commit import make_durable
from service.store.disk import Disk, Point
from service.store.engine import IMMEDIATE

T = TypeVar("T")
R = TypeVar("R")
_log = logging.getLogger(__name__)

GROUP_MAX = 64
"""Writes of one commit; more wait for the next one."""
RETRY_S = 0.25
"""Pause before a book that could not be read is tried again."""
CLOSE_S = 5.0


class NotSaved(Exception):
    """Nobody knows whether it is on the disk; ask again with the same tap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    written: Written
    apply: Callable[[], None]
    done: asyncio.Future[None]


class BookFile:
    """One connection to the book, used by one thread at a time."""

    def __init__(self, engine: Engine, disk: Disk) -> None:
        self._engine = engine
        self.disk = disk
        self._connection: Connection | None = None

    def group(self, writes: list[Written]) -> list[NotTaken | None]:
        """Write a group; return for each why it was not taken, None where it was."""
        try:
            connection = self._open(writing=True)
            with connection.begin():
                self.disk.reach(Point.BEGIN)
                found = [_one(connection, each) for each in writes]
                self.disk.reach(Point.COMMIT)
            self.disk.reach(Point.COMMITTED)
        except BaseException:
            self.drop()
            raise
        return found

    def transact(self, function: Callable[[Connection], R], *, writing: bool) -> R:
        """Return `function(connection)`, run in one transaction."""
        try:
            connection = self._open(writing=writing)
            with connection.begin():
                return function(connection)
        except BaseException:
            self.drop()
            raise

    def settle(self, read: Callable[[Connection], R]) -> R:
        """Return what is in the book after an outcome that nobody knows, first made durable."""
        try:
            make_durable(self._open(writing=False))
        except BaseException:
            self.drop()
            raise
        return self.transact(read, writing=False)

    def drop(self) -> None:
        """Forget the connection; the next one starts without its history."""
        if self._connection is not None:
            connection, self._connection = self._connection, None
            connection.invalidate()
            connection.close()

    def _open(self, *, writing: bool) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
        begin = IMMEDIATE if writing else {"chairside_begin": ""}
        return self._connection.execution_options(**begin)


def _one(connection: Connection, written: Written) -> NotTaken | None:
    savepoint = connection.begin_nested()
    try:
        write(connection, written)
    except NotTaken as refused:
        savepoint.rollback()
        return refused
    savepoint.commit()
    return None


class BookWriter(ABC, Generic[T]):
    """Writes to the book. All methods belong to the event loop and none of them blocks it.

    Args:
        file: The book, open.
        read: Reads the whole book, after an outcome that nobody knows.
        take: Takes what `read` returned, on the loop, before anything else is written.
    """

    def __init__(
        self, file: BookFile, read: Callable[[Connection], T], take: Callable[[T], None]
    ) -> None:
        self._file = file
        self._read = read
        self._take = take
        self._waiting: deque[_Waiting] = deque()
        self._task: asyncio.Task[None] | None = None
        self._closing = False
        self._turn = asyncio.Lock()
        self.commits = 0
        """Commits since the start; fewer than writes when grouping works."""
        self.holds_file = True

    def submit(self, written: Written, apply: Callable[[], None]) -> asyncio.Future[None]:
        """Queue a write and return at once; the future is set when it is durable and applied.

        `apply` is called on the loop when the write is on the disk, in the order of the book.
        The future fails with `NotTaken` where the database refused, `NotSaved` where nobody knows.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        # A client that has gone away asks for no exception.
        done.add_done_callback(lambda over: over.cancelled() or over.exception())
        if self._closing:
            done.set_exception(NotSaved("the book is closed"))
            return done
        self._waiting.append(_Waiting(written=written, apply=apply, done=done))
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._drain())
        return done

    async def renew(self, function: Callable[[Connection], T]) -> None:
        """Take what `function(connection)` returns of one write, behind what is under way.

        Raises `NotSaved`; then the book is as it was.
        """
        async with self._turn:
            try:
                found = await self._perform(lambda: self._file.transact(function, writing=True))
            except Exception as fault:
                raise NotSaved(str(fault)) from fault
            self._take(found)

    async def run(self, function: Callable[[Connection], R]) -> R:
        """Return `function(connection)` of one read, behind a commit under way."""
        return await self._perform(lambda: self._file.transact(function, writing=False))

    async def close(self) -> None:
        """Write what waits, then let go of the file; safe to repeat."""
        if self._closing:
            return
        self._closing = True
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=CLOSE_S)
            self._task.cancel()
        for each in self._waiting:
            _fail(each, NotSaved("the book is closed"))
        self._waiting.clear()
        last = asyncio.create_task(self._perform(self._file.drop))
        await asyncio.wait({last}, timeout=CLOSE_S)
        self.holds_file = not last.done()
        self._let_go()

    async def _drain(self) -> None:
        while self._waiting:
            async with self._turn:
                await self._write()

    async def _write(self) -> None:
        if self._waiting:
            group = [self._waiting.popleft() for _ in range(min(GROUP_MAX, len(self._waiting)))]
            work = partial(self._file.group, [each.written for each in group])
            try:
                found = await self._perform(work)
            except Exception as fault:  # whatever it is, nobody is told that it was written
                _log.warning("the book could not be written: %s", fault)
                await self._read_anew()
                for each in group:
                    _fail(each, NotSaved(str(fault)))
                return
            self.commits += 1
            for each, refused in zip(group, found, strict=True):
                if refused is None:
                    each.apply()
                    if not each.done.done():
                        each.done.set_result(None)
                else:
                    _fail(each, refused)

    async def _read_anew(self) -> None:
        """Read the book until that works: what is there decides, not what we remember."""
        while True:
            try:
                found = await self._perform(lambda: self._file.settle(self._read))
            except Exception as fault:
                _log.warning("the book could not be read: %s", fault)
                await asyncio.sleep(RETRY_S)
            else:
                self._take(found)
                return

    @abstractmethod
    async def _perform(self, work: Callable[[], R]) -> R:
        """Return `work()`, run one after another where the disk may take its time."""

    def _let_go(self) -> None:
        """Give up what the writer itself holds; does not wait."""


def _fail(waiting: _Waiting, reason: Exception) -> None:
    if not waiting.done.done():
        waiting.done.set_exception(reason)


class ThreadBookWriter(BookWriter[T]):
    """For real time: a thread of its own, where a frozen disk blocks nobody else."""

    def __init__(
        self, file: BookFile, read: Callable[[Connection], T], take: Callable[[T], None]
    ) -> None:
        super().__init__(file, read, take)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="book")

    async def _perform(self, work: Callable[[], R]) -> R:
        def patiently() -> R:
            self._file.disk.wait()
            return work()

        return await asyncio.get_running_loop().run_in_executor(self._thread, patiently)

    def _let_go(self) -> None:
        self._thread.shutdown(wait=False)


class InLoopBookWriter(BookWriter[T]):
    """For virtual time: a virtual delay, then the same work, synchronously."""

    DELAY_S = 0.005
    """What a commit on a common disk takes."""
    LOOK_S = 0.05

    async def _perform(self, work: Callable[[], R]) -> R:
        await asyncio.sleep(self.DELAY_S)
        while self._file.disk.frozen():  # noqa: ASYNC110 - so that virtual time passes
            await asyncio.sleep(self.LOOK_S)
        return work()
