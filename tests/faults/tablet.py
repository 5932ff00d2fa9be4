"""A tablet that outlives its service: what was not answered is not known to have happened."""

import asyncio
import itertools
from typing import Any

import httpx2

from tests.faults.watch import Life

PATIENCE_S = 5.0
NURSE, SECOND, PRESCRIBER = "nurse-a", "nurse-b", "prescriber-a"


class Refused(Exception):
    """The service said no, and why."""


class Unanswered(Exception):
    """No service, or it died before it answered: look again before doing anything else."""


class Tablet:
    """Taps and looks over the product's own HTTP API, at whatever address it has now."""

    def __init__(self, life: Life, name: str) -> None:
        self._life, self._name = life, name
        self._numbers = itertools.count(1)
        self._clients: dict[int, httpx2.AsyncClient] = {}

    async def look(self, path: str) -> dict[str, Any]:
        """Return a resource; `Unanswered` if the service died meanwhile."""
        return await self._answer("GET", path, {}, None)

    async def tap(self, path: str, by: str = NURSE, **body: Any) -> dict[str, Any]:
        """Give a command once; `Unanswered` leaves open whether it was taken."""
        return await self._answer("POST", path, self._headers(by), body)

    async def insist(self, path: str, by: str = NURSE) -> dict[str, Any]:
        """Give a stop, and repeat the same tap until some service answers it."""
        headers = self._headers(by)
        while True:
            try:
                return await self._answer("POST", path, headers, None)
            except Unanswered:
                await asyncio.sleep(0.02)

    async def close(self) -> None:
        for client in self._clients.values():
            await client.aclose()

    def _headers(self, by: str) -> dict[str, str]:
        tap = f"{self._name}-tap-{next(self._numbers):06d}"
        return {"Idempotency-Key": tap, "X-Person": by, "X-Tablet": "tablet-1"}

    async def _answer(
        self, method: str, path: str, headers: dict[str, str], body: Any
    ) -> dict[str, Any]:
        await self._life.ready.wait()
        number = self._life.number
        if number not in self._clients:
            self._clients[number] = httpx2.AsyncClient(
                base_url=f"{self._life.address}/api/v1", timeout=PATIENCE_S
            )
        try:
            answer = await self._clients[number].request(method, path, headers=headers, json=body)
        except httpx2.TransportError as fault:
            raise Unanswered(path) from fault
        if answer.is_error:
            problem = answer.json()
            raise Refused(f"{path}: {problem.get('type')} {problem.get('detail')}")
        found: dict[str, Any] = answer.json()
        return found
