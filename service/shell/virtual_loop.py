"""An event loop on which waiting takes no time: same seed, same trace.

Time moves only when nothing is ready, and then exactly to the next timer. Sockets of other
processes are out of place here: input takes no virtual time. Threads too, with one exception: work
handed to the default executor is waited for in real time while virtual time stands still.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from typing import Any, TypeVar, TypeVarTuple

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class NothingScheduled(RuntimeError):
    """Every task waits for something that no timer will bring: a hang, found at once."""


class _VirtualSelector(selectors.DefaultSelector):
    """Says at once what is ready; where the loop would sleep, moves its time instead."""

    loop: "VirtualLoop"

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        if self.loop.executing:
            return super().select(None)
        if timeout is None:
            raise NothingScheduled("all tasks wait, and no timer is set")
        self.loop.virtual_time += timeout
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """A selector loop whose `time()` is virtual, in seconds from zero."""

    def __init__(self) -> None:
        """Start at time zero."""
        self.virtual_time = 0.0
        self.executing = 0
        selector = _VirtualSelector()
        selector.loop = self
        super().__init__(selector)
        self._clock_resolution = 1e-9

    def time(self) -> float:
        """Return virtual seconds since the loop was made."""
        return self.virtual_time

    def run_in_executor(
        self, executor: Executor | None, func: Callable[[*Ts], T], *args: *Ts
    ) -> asyncio.Future[T]:
        """Run in a thread; virtual time stands still until it is done."""
        self.executing += 1
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._executed)
        return future

    async def shutdown_default_executor(self) -> None:
        """Wait for the threads in real time."""
        self.executing += 1
        await super().shutdown_default_executor()
        self.executing -= 1

    def _executed(self, _: object) -> None:
        self.executing -= 1


def run_virtual(main: Coroutine[Any, Any, T]) -> T:
    """Run `main` to its end in virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)
