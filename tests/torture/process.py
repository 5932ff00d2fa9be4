"""Processes inside one virtual loop, which die and stand still as the kernel would have it.

A process is a mark in the context of every task and callback that it began. Each of its turns of
the loop goes through it: a dead process has no more turns (no `finally`, no farewell, nothing
closed), a frozen one has them all when it is thawed. The world around it (pumps, people, faults)
carries no mark and goes on. When the world has ended, the dead are `laid_to_rest`: their tasks are
cancelled and run out with nothing left that they could touch.
"""

import asyncio
import contextvars
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeVar

from service.shell.virtual_loop import NothingScheduled, VirtualLoop

T = TypeVar("T")

_MARK: contextvars.ContextVar["Process | None"] = contextvars.ContextVar("process", default=None)


TURNS_MAX = 20_000
"""Turns of one process at one moment of virtual time; a busy service has some hundred."""

STILL_S = 0.001
"""As long as this counts as one moment."""


class Process:
    """One process: alive, frozen or dead."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.dead = False
        self.frozen = False
        self.stuck = False
        """It went round and round without any time passing, and was stopped for that."""
        self._at_rest = False
        self._still_at = -1.0
        self._still = 0
        self._tasks: set[asyncio.Task[Any]] = set()
        """Kept here: the loop holds its tasks by weak references only."""
        self.turns = 0
        """Turns of the loop so far."""
        self.before_turn: Callable[[], None] = lambda: None
        """Called before each turn; may kill."""
        self.died = asyncio.get_running_loop().create_future()
        self.context = contextvars.copy_context()
        self.context.run(_MARK.set, self)
        self._waiting: list[tuple[asyncio.Handle, Callable[..., object], tuple[Any, ...]]] = []

    @staticmethod
    def current() -> "Process | None":
        """Return the process whose turn it is; None in the world outside."""
        return _MARK.get()

    @property
    def works(self) -> bool:
        """Whether it is neither dead nor frozen."""
        return not (self.dead or self.frozen)

    def start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Begin a task that belongs to this process, with everything that comes of it."""
        task = asyncio.get_running_loop().create_task(work, context=self.context.copy())
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # whoever would have heard of it may be dead

    def call_soon(self, callback: Callable[..., object], *args: Any) -> None:
        """Let something arrive at this process in one of its own turns, as bytes do."""
        asyncio.get_running_loop().call_soon(callback, *args, context=self.context.copy())

    def kill(self) -> None:
        """Have no more turns."""
        if not self.dead:
            self.dead = True
            if not self.died.done():
                self.died.set_result(None)

    def freeze(self) -> None:
        """Have no turns until `thaw`."""
        self.frozen = True

    def thaw(self) -> None:
        """Have all turns that have come due meanwhile, in their order."""
        self.frozen = False
        if not self.dead or self._at_rest:
            self._catch_up()

    def lay_to_rest(self) -> None:
        """Let what is left of it run out, after the end of the world."""
        self.dead, self._at_rest, self._still = True, True, 0
        self.thaw()

    def _count_still(self) -> None:
        """Stop a process that has turn after turn at one moment: it would never end."""
        now_s = asyncio.get_running_loop().time()
        if now_s - self._still_at > STILL_S:
            self._still_at, self._still = now_s, 0
        self._still += 1
        if self._still > TURNS_MAX:
            self.stuck, self.frozen = True, True

    def _catch_up(self) -> None:
        waiting, self._waiting = self._waiting, []
        loop = asyncio.get_running_loop()
        for handle, callback, args in waiting:
            loop.call_soon(_unless_cancelled, handle, callback, args, context=handle._context)  # type: ignore[attr-defined]

    def turn(self, handle: asyncio.Handle, callback: Callable[..., object], *args: Any) -> None:
        """Have one turn, now, later or never."""
        handle._args = ()  # it holds itself no longer
        if self._at_rest:
            self._still += 1
            if self._still <= TURNS_MAX:  # what goes round without end is let go
                callback(*args)
            return
        if not (self.dead or self.frozen):
            self.turns += 1
            self._count_still()
            self.before_turn()
        if self.dead or self.frozen:
            self._waiting.append((handle, callback, args))
        else:
            callback(*args)


def _unless_cancelled(
    handle: asyncio.Handle, callback: Callable[..., object], args: tuple[Any, ...]
) -> None:
    if not handle.cancelled():
        callback(*args)


class ProcessLoop(VirtualLoop):
    """A virtual loop that gives every marked turn to its process."""

    def _call_soon(
        self, callback: Any, args: Any, context: contextvars.Context | None
    ) -> asyncio.Handle:
        process = _process_of(context)
        handle: asyncio.Handle = super()._call_soon(callback, args, context)  # type: ignore[misc]
        return _through(process, handle) if process is not None else handle

    def call_at(  # type: ignore[override]  # any arguments, as asyncio itself has it
        self,
        when: float,
        callback: Callable[..., object],
        *args: Any,
        context: contextvars.Context | None = None,
    ) -> asyncio.TimerHandle:
        """Set a timer, for the process that asks."""
        process = _process_of(context)
        handle = super().call_at(when, callback, *args, context=context)
        if process is not None:
            _through(process, handle)
        return handle


def _process_of(context: contextvars.Context | None) -> Process | None:
    return _MARK.get() if context is None else context.get(_MARK)


def _through(process: Process, handle: asyncio.Handle) -> asyncio.Handle:
    inner = handle
    inner._args = (handle, inner._callback, *inner._args)  # type: ignore[attr-defined]
    inner._callback = process.turn  # type: ignore[attr-defined]
    return handle


async def lay_to_rest(processes: list[Process]) -> None:
    """End every task but the one that asks; the dead run out without effect."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    for process in processes:
        process.lay_to_rest()
    if others:
        _, left = await asyncio.wait(others, timeout=120)
        if left:  # they went round without end and were let go: that was told when it was found
            asyncio.get_running_loop().set_exception_handler(lambda loop, found: None)


def run_world(main: Coroutine[Any, Any, T]) -> T:
    """Run a world to its end in virtual time.

    A hang of the world itself raises `NothingScheduled`. What is left after its end is not waited
    for: it has no more turns.
    """
    runner = asyncio.Runner(loop_factory=ProcessLoop)
    try:
        return runner.run(main)
    finally:
        with suppress(NothingScheduled):
            runner.close()
