"""What waits for the disk, in order, and what each stream has been promised."""

import asyncio
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from service.store.batch import Batch, Sample
from service.store.commit import Group
from service.store.errors import Conflict, QueueFull, StoreError


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A batch and the future that is set once it is durable."""

    batch: Batch
    done: asyncio.Future[None]


class Backlog:
    """Takes batches in order, refuses what does not follow, and hands out groups.

    Args:
        versions: Last durable version of each stream at the start.
        events_max: Events that may wait, those being written included.
    """

    def __init__(self, versions: Mapping[str, int], events_max: int) -> None:
        self._durable = dict(versions)
        self._taken = dict(versions)
        self._events_max = events_max
        self._waiting: deque[Waiting] = deque()
        # Samples explain and decide nothing: when the disk is away for long, the oldest go first.
        self._samples: deque[Sample] = deque(maxlen=events_max)
        self._flying: tuple[Waiting, ...] = ()
        self._group: Group | None = None
        self._events = 0

    @property
    def events(self) -> int:
        """Events that are not yet durable; a batch without events counts as one."""
        return self._events

    @property
    def has_samples(self) -> bool:
        """Whether samples wait that belong to no batch."""
        return bool(self._samples)

    @property
    def has_batches(self) -> bool:
        """Whether a group is unfinished or batches wait for the next one."""
        return self._group is not None or bool(self._waiting)

    def durable(self, stream: str) -> int:
        """Return the last durable version of `stream`; 0 for an unknown one."""
        return self._durable.get(stream, 0)

    def take(self, batch: Batch, done: asyncio.Future[None]) -> None:
        """Queue `batch`; `Conflict` or `QueueFull` if it cannot be."""
        expected = self._taken.get(batch.stream, 0) + 1
        if batch.first != expected:
            raise Conflict(batch.stream, expected, batch.first)
        if self._events + _weight(batch) > self._events_max:
            raise QueueFull(self._events_max)
        self._taken[batch.stream] = batch.last
        self._events += _weight(batch)
        self._waiting.append(Waiting(batch=batch, done=done))

    def note(self, sample: Sample) -> None:
        """Queue a sample for the next commit."""
        self._samples.append(sample)

    def group(self) -> Group:
        """Take everything that waits as one group; the same group again until it is `written`."""
        if self._group is not None:
            return self._group
        self._flying = tuple(self._waiting)
        samples = tuple(self._samples)
        self._waiting.clear()
        self._samples.clear()
        self._group = Group(batches=tuple(each.batch for each in self._flying), samples=samples)
        return self._group

    def written(self) -> None:
        """The last group is durable: say so to everybody who waits for it."""
        for each in self._flying:
            self._durable[each.batch.stream] = max(self.durable(each.batch.stream), each.batch.last)
            self._events -= _weight(each.batch)
            if not each.done.done():  # the one who asked may have been cancelled meanwhile
                each.done.set_result(None)
        self._flying, self._group = (), None

    def abandon(self, reason: StoreError) -> int:
        """Fail everything that waits; return how many events may be lost."""
        for each in (*self._flying, *self._waiting):
            if not each.done.done():
                each.done.set_exception(reason)
        lost, self._events = self._events, 0
        self._flying, self._group = (), None
        self._waiting.clear()
        return lost


def _weight(batch: Batch) -> int:
    return max(1, len(batch.events))
