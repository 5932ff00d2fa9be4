"""A tablet that gives every command again: at once, much later, or after its successor."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx2

from service.cli.client import Refused, Tablet
from service.cli.nurse import Nurse
from service.core.times import minutes
from tests.stories.bedside import Bedside, bedside, ward_of

FAST = ward_of(speed=60)


_PROTOCOL = FAST.protocols[0]


_SEEN_OFF = tuple(replace(each, observe=minutes(2)) for each in _PROTOCOL.observation)


HASTY = replace(FAST, protocols=(replace(_PROTOCOL, observation=_SEEN_OFF),))
"""The observation takes its own time at any speed; half an hour tells this story no better."""


@dataclass(frozen=True, slots=True)
class Given:
    """A command as it was sent, and what it was answered, each time."""

    path: str
    person: str
    body: dict[str, Any]
    tap: str
    answers: tuple[httpx2.Response, ...]

    @property
    def verb(self) -> str:
        return self.path.rpartition("/")[2]


class StuckTablet(Tablet):
    """A tablet whose key bounces: every command is sent `times` times at once."""

    def __init__(self, client: httpx2.AsyncClient, tablet: str, *, times: int, same: bool) -> None:
        super().__init__(client, tablet)
        self._client = client
        self._times = times
        self._same = same
        self._count = 0
        self.given: list[Given] = []

    async def tap(self, path: str, person: str, **body: Any) -> dict[str, Any]:
        self._count += 1
        tap = f"stuck-{self._count:06d}"
        taps = [tap if self._same or n == 0 else f"{tap}-{n}" for n in range(self._times)]
        answers = await asyncio.gather(*(self.send(path, person, body, key) for key in taps))
        self.given.append(Given(path, person, body, tap, tuple(answers)))
        first = answers[0]
        if first.is_error:
            raise Refused(path, first.json())
        found: dict[str, Any] = first.json()
        return found

    async def send(self, path: str, person: str, body: dict[str, Any], tap: str) -> httpx2.Response:
        headers = {"Idempotency-Key": tap, "X-Person": person, "X-Tablet": "tablet-1"}
        return await self._client.post(f"/api/v1{path}", json=body, headers=headers)

    async def again(self, given: Given) -> httpx2.Response:
        """Send an old command as it was, with the tap it had."""
        return await self.send(given.path, given.person, given.body, given.tap)


@asynccontextmanager
async def stuck(
    *, times: int = 1, same: bool = True, store: Path | None = None
) -> AsyncIterator[tuple[Bedside, StuckTablet]]:
    async with bedside(ward=HASTY, store=store) as bed:
        tablet = StuckTablet(bed.client, "tablet-1", times=times, same=same)
        bed.nurse = Nurse(tablet, speed=60, on_tap=bed.referee.tapped)
        yield bed, tablet
