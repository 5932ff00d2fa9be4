"""The in-loop writer on a loop whose clock jumps: minutes of a frozen disk cost nothing."""

import asyncio
import selectors
from functools import partial
from pathlib import Path
from typing import Any

from service.store.disk import FaultyDisk
from service.store.writer import InLoopWriter, Limits
from tests.service.store.sample import batch, open_store


class Jumping(selectors.SelectSelector):
    """A selector that waits by moving its clock."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise AssertionError("everything waits for something that virtual time cannot bring")
        self.now += max(timeout, 0)
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self.jumping = Jumping()
        super().__init__(self.jumping)

    def time(self) -> float:
        return self.jumping.now


Trace = list[tuple[str, float]]


async def story(path: Path, seed: int) -> Trace:
    """Return when what became durable, with a disk that is frozen from second 1 to second 301."""
    disk, loop, trace = FaultyDisk(), asyncio.get_running_loop(), Trace()
    store = open_store(
        path, disk=disk, writer=partial(InLoopWriter, seed=seed), limits=Limits(retry_s=1)
    )
    store.writer.listen(
        lambda status: trace.append(("failing" if status.failing else "well", loop.time()))
    )
    loop.call_later(1, disk.freeze)
    loop.call_later(301, disk.release)
    waiting = []
    for version in range(1, 11):
        done = store.writer.submit(batch("s", version))
        done.add_done_callback(lambda _, name=str(version): trace.append((name, loop.time())))  # type: ignore[misc]
        waiting.append(done)
        await asyncio.sleep(0.3)
    await asyncio.gather(*waiting)
    await store.close()
    return trace


def run(path: Path, seed: int) -> Trace:
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(story(path, seed))


def test_a_frozen_disk_is_seen_in_virtual_time(tmp_path: Path) -> None:
    trace = run(tmp_path / "a", seed=3)

    at = dict(trace)
    names = [name for name, _ in trace if name not in ("failing", "well")]
    assert names == [str(version) for version in range(1, 11)]
    assert 3.1 < at["failing"] < 3.3
    assert 301 <= at["well"] < 301.2
    assert all(at[str(version)] < 1 for version in (1, 2, 3, 4))
    assert all(301 <= at[str(version)] < 301.2 for version in range(5, 11))


def test_the_same_seed_gives_the_same_trace(tmp_path: Path) -> None:
    first, again, other = (
        run(tmp_path / name, seed) for name, seed in (("a", 3), ("b", 3), ("c", 4))
    )

    assert first == again
    assert first != other
