"""Keeps the garbage collector off what a ward has made once and uses until it ends.

A full collection walks every object there is and the loop stands still meanwhile: 80 to 290 ms with
hundreds of pumps (docs/benchmarks.md). Nearly all of what it walks is code, routes, keepers and
drivers, which live as long as the process.
"""

import asyncio
import gc
from collections.abc import Iterator
from contextlib import contextmanager

FIRST_READ_S = 5.0
"""After this every pump that answers at all has been opened: its line, its queue, its tasks."""


@contextmanager
def set_aside(first_read_s: float = FIRST_READ_S) -> Iterator[None]:
    """Put what exists now aside, and once more what is there after the first readings (s).

    To be entered on the loop when all is built and nothing runs yet: it collects first, which is
    the one long standstill, and nobody waits for anything at that moment. At the end everything is
    collected again as usual, also what another ward of the same process has put aside.
    """
    gc.collect()  # garbage that is put aside would never be freed
    gc.freeze()
    # Not collected before the second time: it would hold up a STOP. What little garbage there is
    # just then stays until the end.
    again = asyncio.get_running_loop().call_later(first_read_s, gc.freeze)
    try:
        yield
    finally:
        again.cancel()
        gc.unfreeze()
