"""A tablet without a screen: the product's own HTTP API, as the scripted nurse uses it."""

import asyncio
from typing import Any

import httpx2

BEAT_S = 5.0
"""Between two signs of life: half of what a ward waits for one (stations: silent_after_s)."""


class Refused(Exception):
    """The API answered with a problem; `problem` is its document."""

    def __init__(self, path: str, problem: dict[str, Any]) -> None:
        self.problem = problem
        super().__init__(f"{path}: {problem.get('detail') or problem}")


class Tablet:
    """One enrolled tablet; every command is a tap of its own, by a named person."""

    def __init__(self, client: httpx2.AsyncClient, tablet: str) -> None:
        """Use `client`, whose base URL is the service's."""
        self._client = client
        self._tablet = tablet
        self._who = {"X-Tablet": tablet}
        self._taps = 0
        self._reading: dict[str, httpx2.Request] = {}
        """What has been read by its path: a nurse looks at one thing again and again.

        A request keeps the cookies of when it was made; here nobody signs in.
        """

    async def get(self, path: str) -> dict[str, Any]:
        """Return a resource."""
        if path not in self._reading:
            self._reading[path] = self._client.build_request("GET", f"/api/v1{path}")
        answer = await self._client.send(self._reading[path])
        if answer.is_error:
            raise Refused(path, answer.json())
        found: dict[str, Any] = answer.json()
        return found

    async def start_shift(self, person: str) -> None:
        """Say that `person` has heard this tablet's sound, and beat until cancelled."""
        await self.tap("/stations/heard", person)
        beat = self._client.build_request(
            "POST", "/api/v1/stations/heartbeat", json={"sounds": True}, headers=self._who
        )
        while True:
            await asyncio.sleep(BEAT_S)
            await self._client.send(beat)

    async def tap(self, path: str, person: str, **body: Any) -> dict[str, Any]:
        """Give a command once; raises `Refused` with the service's own sentence."""
        self._taps += 1
        headers = {
            "Idempotency-Key": f"{self._tablet}-tap-{self._taps:06d}",
            "X-Person": person,
            **self._who,
        }
        answer = await self._client.post(f"/api/v1{path}", json=body, headers=headers)
        if answer.is_error:
            raise Refused(path, answer.json())
        found: dict[str, Any] = answer.json()
        return found
