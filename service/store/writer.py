"""The journal's own writer: takes batches without waiting, says when they are durable.

Batches that arrive while a commit is under way are written together by the next one: one
transaction and one sync for all sessions that wait. When the disk fails or stalls, nothing is
acknowledged and nothing is given up: the status says since when and why, batches go on queueing in
order, and the same group is tried until it is known to be written.

`ThreadWriter` is for real time; it owns the only thread of the ward. `InLoopWriter` runs the same
code in the loop, for virtual time.
"""

import asyncio
import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from service.store.backlog import Backlog
from service.store.batch import Batch, Sample
from service.store.commit import Committer, Group
from service.store.errors import NotAllWritten, StoreClosed, StoreError

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How patient the writer is."""

    stalled_s: float = 2.0
    """A commit that takes longer makes the status failing (ward setting)."""
    retry_s: float = 0.25
    """Pause before a failed group is tried again."""
    samples_s: float = 1.0
    """Samples without a batch wait at most so long for a commit to go along with."""
    events_max: int = 10_000
    """Events that may wait: hours of a ward, some megabytes of memory."""
    close_s: float = 5.0
    """How long `close` waits for the disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failing:
    """Why nothing is being acknowledged."""

    reason: str
    since_s: float
    """Time of the event loop at which it was noticed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriterStatus:
    """How the writer does."""

    failing: Failing | None
    """None: the last commit went well, or none is overdue."""
    events_waiting: int


class Writer(ABC):
    """Appends to the journal. All methods belong to the event loop and none of them blocks it.

    Args:
        committer: Writes groups.
        versions: Last version of each stream, as `Committer.load` returns it.
        limits: How patient to be.
        refusing: Take nothing, for this reason (a damaged journal); reading still works.
    """

    def __init__(
        self,
        committer: Committer,
        versions: Mapping[str, int],
        limits: Limits = Limits(),
        *,
        refusing: StoreError | None = None,
    ) -> None:
        self._committer = committer
        self._limits = limits
        self._backlog = Backlog(versions, limits.events_max)
        self._refusing = refusing
        self._closing = False
        self.holds_file = True
        """Whether the file is still open; after a failed `close` the lock must be kept then."""
        self._failing: Failing | None = None
        self._listeners: list[Callable[[WriterStatus], None]] = []
        self._task: asyncio.Task[None] | None = None
        self._last: asyncio.Task[None] | None = None
        self._samples_timer: asyncio.TimerHandle | None = None
        self.commits = 0
        """Commits since the start; fewer than batches when grouping works."""
        if refusing is not None:
            self._failing = Failing(reason=str(refusing), since_s=0.0)

    @property
    def status(self) -> WriterStatus:
        """How the writer does now."""
        return WriterStatus(failing=self._failing, events_waiting=self._backlog.events)

    def listen(self, listener: Callable[[WriterStatus], None]) -> None:
        """Call `listener` from the loop when the writer begins to fail and when it recovers."""
        self._listeners.append(listener)

    def durable(self, stream: str) -> int:
        """Return the last version of `stream` that is known to be on the disk; 0 for none."""
        return self._backlog.durable(stream)

    def submit(self, batch: Batch) -> asyncio.Future[None]:
        """Queue `batch` and return at once; the future is set when it is durable.

        Trouble of the disk never fails the future, it only takes longer: the batch stays queued.
        Cancelling the future does not take the batch back.

        The future fails with:
            Conflict: The batch does not continue its stream.
            QueueFull: Too much waits already.
            StoreClosed, JournalDamaged: The writer takes nothing.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        try:
            if self._refusing is not None:
                raise self._refusing
            self._backlog.take(batch, done)
        except StoreError as refusal:
            done.set_exception(refusal)
        else:
            self._wake()
        return done

    def note(self, sample: Sample) -> None:
        """Queue a sample for the next commit, or for one of its own after `samples_s`."""
        if self._refusing is not None:
            return
        self._backlog.note(sample)
        if self._samples_timer is None:
            loop = asyncio.get_running_loop()
            self._samples_timer = loop.call_later(self._limits.samples_s, self._wake)

    async def run(self, read: Callable[[Connection], T]) -> T:
        """Return `read(connection)`, run where the writer runs; waits behind a commit under way.

        Raises:
            StoreClosed: After `close`.
        """
        if self._closing:
            raise StoreClosed("the store is closed")
        return await self._perform(lambda: self._committer.read(read))

    async def transact(self, write: Callable[[Connection], T]) -> T:
        """Return `write(connection)`, run in one durable transaction on tables beside the journal.

        Unlike a batch it is not tried again: whatever the database raises comes here.
        """
        if self._refusing is not None:
            raise self._refusing
        return await self._perform(lambda: self._committer.transact(write))

    async def close(self) -> None:
        """Write what waits, then let go of the file; safe to repeat.

        Raises:
            NotAllWritten: The disk did not take everything within `close_s`. The waiting futures
                fail too. `holds_file` says whether a commit may still be under way.
        """
        if self._closing:
            return
        self._closing = True
        self._refusing = self._refusing or StoreClosed("the store is closed")
        self._wake()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=self._limits.close_s)
            self._task.cancel()
        events = self._backlog.events
        self._backlog.abandon(NotAllWritten(events))
        # Behind whatever is under way. A frozen disk keeps the file, until it answers again.
        self._last = asyncio.create_task(self._perform(self._committer.close))
        await asyncio.wait({self._last}, timeout=self._limits.close_s)
        self.holds_file = not self._last.done()
        self._let_go()
        if events or self.holds_file:
            raise NotAllWritten(events)
        self._last.result()

    def _wake(self) -> None:
        if self._samples_timer is not None:
            self._samples_timer.cancel()
            self._samples_timer = None
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._drain())

    async def _drain(self) -> None:
        """Write groups until nothing waits; samples alone wait for their timer."""
        while self._backlog.has_batches or (
            self._backlog.has_samples and self._samples_timer is None
        ):
            await self._write(self._backlog.group())
            self._backlog.written()
            self.commits += 1
            self._set(None)

    async def _write(self, group: Group) -> None:
        """Try `group`, and nothing else, until it is known to be durable."""
        loop = asyncio.get_running_loop()
        while True:
            stalled = loop.call_later(self._limits.stalled_s, self._stalled)
            try:
                await self._perform(lambda: self._committer.commit(group))
            except Exception as fault:  # whatever it is, an unwritten group is never let go
                self._fail(_said(fault))
            else:
                return
            finally:
                stalled.cancel()
            await asyncio.sleep(self._limits.retry_s)

    def _stalled(self) -> None:
        self._fail(f"no answer from the disk for {self._limits.stalled_s} s")

    def _fail(self, reason: str) -> None:
        since = asyncio.get_running_loop().time()
        if self._failing is not None:
            since = self._failing.since_s  # still the same outage
        self._set(Failing(reason=reason, since_s=since))

    def _set(self, failing: Failing | None) -> None:
        if failing != self._failing:
            self._failing = failing
            for listener in self._listeners:
                # Not called from here: a listener that raises must not take the writer with it.
                asyncio.get_running_loop().call_soon(listener, self.status)

    @abstractmethod
    async def _perform(self, work: Callable[[], T]) -> T:
        """Return `work()`, run one after another where the disk may take its time."""

    @abstractmethod
    def _let_go(self) -> None:
        """Give up what the writer itself holds; does not wait."""


def _said(fault: Exception) -> str:
    """Return what the database or the disk said, without what the library adds."""
    fault_ = fault.orig if isinstance(fault, DBAPIError) and fault.orig else fault
    return f"{type(fault_).__name__}: {fault_}"


class ThreadWriter(Writer):
    """The writer for real time: a thread of its own, where a frozen disk blocks nobody else."""

    def __init__(
        self,
        committer: Committer,
        versions: Mapping[str, int],
        limits: Limits = Limits(),
        *,
        refusing: StoreError | None = None,
    ) -> None:
        super().__init__(committer, versions, limits, refusing=refusing)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="journal")

    async def _perform(self, work: Callable[[], T]) -> T:
        def patiently() -> T:
            self._committer.disk.wait()
            return work()

        return await asyncio.get_running_loop().run_in_executor(self._thread, patiently)

    def _let_go(self) -> None:
        self._thread.shutdown(wait=False)


class InLoopWriter(Writer):
    """The writer for virtual time: a virtual delay, then the same work, synchronously.

    Args:
        committer: See `Writer`.
        versions: See `Writer`.
        limits: See `Writer`.
        refusing: See `Writer`.
        seed: Of the delays; the same seed gives the same trace.
    """

    FASTEST_S, SLOWEST_S = 0.000_2, 0.020
    """What a commit on a common disk was measured to take, from the best to one in a hundred."""
    LOOK_S = 0.05
    """How often a frozen disk is looked at again."""

    def __init__(
        self,
        committer: Committer,
        versions: Mapping[str, int],
        limits: Limits = Limits(),
        *,
        refusing: StoreError | None = None,
        seed: int = 0,
    ) -> None:
        super().__init__(committer, versions, limits, refusing=refusing)
        self._random = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self._turn = asyncio.Lock()

    async def _perform(self, work: Callable[[], T]) -> T:
        disk = self._committer.disk
        async with self._turn:
            await asyncio.sleep(self._random.uniform(self.FASTEST_S, self.SLOWEST_S))
            while disk.frozen():  # noqa: ASYNC110 - so that virtual time passes
                await asyncio.sleep(self.LOOK_S)  # it may be released from a thread
            await asyncio.sleep(disk.extra_s())
            return work()

    def _let_go(self) -> None:
        """There is nothing: the loop is not ours."""
