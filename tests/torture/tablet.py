"""Tablets in a world: requests that a process may answer, refuse, or take to its grave."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

import httpx2

from tests.torture.process import Process

GIVES_UP_S = 3.0
"""The tablet says NOT SENT after three seconds (TAP_AGE_MAX_MS of the service)."""


class Lost(Exception):
    """No answer came: it may have been done, it may yet be done, or never."""

    def __init__(self, why: str, *, never: bool = False) -> None:
        super().__init__(why)
        self.never = never
        """The process stood still all the while: what the tablet has given up must not be done."""


class Refused(Exception):
    """A typed refusal; `problem` is its document."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(str(problem.get("detail") or problem))
        self.problem = problem
        self.id = str(problem.get("type", "")).rsplit("/", 1)[-1]


class Wire(httpx2.AsyncBaseTransport):
    """Carries a request into the process that serves now, and its answer out of it."""

    def __init__(self, serving: Callable[[], tuple[Process, httpx2.ASGITransport] | None]) -> None:
        self._serving = serving

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Have the request handled in turns of the process; it may die or freeze over it."""
        found = self._serving()
        if found is None:
            raise Lost("nobody listens")
        process, app = found
        still = process.turns if process.frozen else None
        answer = process.start(app.handle_async_request(request))
        await asyncio.wait(
            {answer, process.died}, timeout=GIVES_UP_S, return_when=asyncio.FIRST_COMPLETED
        )
        if process.dead or not answer.done():
            raise Lost("no answer", never=still == process.turns and not process.dead)
        response: httpx2.Response = answer.result()
        return response


class Tablet:
    """One enrolled tablet. Each tap has an id of its own, and says when it was made."""

    def __init__(self, client: httpx2.AsyncClient, name: str) -> None:
        self._client = client
        self._look = client.build_request("GET", "/api/v1/ward")
        self.name = name
        self._taps = 0
        self._ward_ms: int | None = None
        self._loop = asyncio.get_running_loop()
        self.faults: list[str] = []
        """Answers that must never be given."""

    def next_tap(self) -> str:
        """Return the id of a new tap."""
        self._taps += 1
        return f"{self.name}-tap-{self._taps:06d}"

    async def ward(self) -> dict[str, Any]:
        """Return the whole ward, and set the tablet's clock by it."""
        found = await self._answer("/ward", await self._client.send(self._look))
        at = datetime.fromisoformat(found["now"])
        self._ward_ms = round(at.timestamp() * 1_000) - round(self._loop.time() * 1_000)
        return found

    async def tap(
        self, path: str, person: str, body: dict[str, Any], tap: str | None = None
    ) -> dict[str, Any]:
        """Give a command once; `Refused` or `Lost`."""
        headers = {
            "Idempotency-Key": tap or self.next_tap(),
            "X-Person": person,
            "X-Tablet": self.name,
        }
        if self._ward_ms is not None:
            headers["X-Tapped-At"] = str(self._ward_ms + round(self._loop.time() * 1_000))
        answer = await self._client.post(f"/api/v1{path}", json=body, headers=headers)
        return await self._answer(path, answer)

    async def _answer(self, path: str, answer: httpx2.Response) -> dict[str, Any]:
        found: dict[str, Any] = answer.json()
        if answer.is_error:
            refused = Refused(found)
            if answer.status_code >= 500 and refused.id != "record-not-saved":
                self.faults.append(f"{path}: {answer.status_code} {found}")
            raise refused
        return found
