"""An invented family of events with every form a field may have, and a store to put them in."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Literal

from drivers.quantities import Rate, Volume
from service.core.times import Instant, Span
from service.store.batch import Batch, Encoded, Sample, Tap
from service.store.codec import Codec
from service.store.disk import FaultyDisk
from service.store.store import Store
from service.store.writer import Limits

QUICK = Limits(stalled_s=0.05, retry_s=0.01, samples_s=0.05, close_s=5.0)


class Grade(Enum):
    MILD = "mild"
    SEVERE = "severe"


class Level(Enum):
    LOW = 1
    HIGH = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    rate: Rate
    serve: Span | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    rate: Rate
    until_total: Volume


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    at: Instant
    by: str
    mode: Literal["control", "watch"]
    steps: tuple[Step, ...]
    actions: Mapping[int, Grade]
    levels: Mapping[Level, Volume]
    tags: frozenset[str]
    pair: tuple[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    at: Instant
    setting: Stopped | Running | None
    said: int | str | None
    confirmed: bool


Event = Ordered | Reached
CODEC: Codec[Event] = Codec((Ordered, Reached), {})


def reached(number: int) -> Reached:
    setting = Running(rate=Rate(25_000), until_total=Volume(number))
    return Reached(at=Instant(number), setting=setting, said=None, confirmed=True)


def encoded(number: int) -> Encoded:
    return CODEC.encode(reached(number))


def batch(
    stream: str, first: int, count: int = 1, *, tap: Tap | None = None, samples: int = 0
) -> Batch:
    events = tuple(encoded(version) for version in range(first, first + count))
    return Batch(
        stream=stream,
        first=first,
        events=events,
        at_ms=Instant(1_000 + first),
        wall_ms=2_000 + first,
        tap=tap,
        samples=tuple(sample(stream, first + i) for i in range(samples)),
    )


def tap(key: str, at_ms: int = 1_000) -> Tap:
    return Tap(key=key, body_hash="b" * 64, status=202, response="{}", at_ms=Instant(at_ms))


def sample(session: str, at_ms: int) -> Sample:
    return Sample(
        session=session,
        at_ms=Instant(at_ms),
        rate_ul_h=25_000,
        infused_ul=None,
        delivery="infusing",
        served_ms=7,
    )


def open_store(path: Path, **options: Any) -> Store[Event]:
    options.setdefault("limits", QUICK)
    return Store.open(path, CODEC, **options)


async def filled(path: Path, rows: int = 12, streams: int = 3) -> Path:
    """Return `path`, a closed and sound store with `rows` events in `streams` streams."""
    store = open_store(path, disk=FaultyDisk())
    for number in range(rows):
        await store.writer.submit(batch(f"s{number % streams}", number // streams + 1))
    await store.close()
    return path


async def until(condition: Any, within_s: float = 5.0) -> None:
    async with asyncio.timeout(within_s):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.005)


async def numbers(store: Store[Event], stream: str) -> list[int]:
    return [each.version for each in await store.journal.load(stream)]
