"""Killed in the middle of bookings: what was answered is there, and nothing is half there."""

import asyncio
import contextlib
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.book.serving import HOUR, SEATS, every_change, headers, seat, ward_file
from tests.faults.places import Command, serve

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

ROUNDS = 4
AFTER = (1, 7, 20, 33)
"""So many answers of each round are heard before the process is killed."""
CLERKS = 8


class Clerks:
    """Eight tablets that book, and what they were answered."""

    def __init__(self) -> None:
        self.answered: dict[str, dict[str, Any]] = {}
        """The body of every answer of success, by its tap."""
        self.asked: dict[str, tuple[str, dict[str, Any]]] = {}
        """Path and body of every tap, answered or not."""
        self.enough = asyncio.Event()

    async def book(self, client: httpx2.AsyncClient, name: str, enough: int) -> None:
        """Book until the line breaks."""
        with contextlib.suppress(httpx2.HTTPError):
            for count in range(1_000):
                hour = (count + int(name[-1])) % SEATS
                body = {"patient": f"P-{name}-{count}", "visit": HOUR, "seat": seat(hour)}
                held = await self._ask(client, f"{name}-{count:05}-hold", "/book/holds", body)
                if held is not None:
                    hold = {"hold": held["visits"][0]["id"]}
                    await self._ask(client, f"{name}-{count:05}-book", "/book/visits", hold)
                if len(self.answered) >= enough:
                    self.enough.set()
        self.enough.set()  # the line broke, or every place is taken

    async def _ask(
        self, client: httpx2.AsyncClient, tap: str, path: str, body: dict[str, Any]
    ) -> dict[str, Any] | None:
        self.asked[tap] = (path, body)
        answer = await client.post(f"/api/v1{path}", json=body, headers=headers(tap))
        if answer.status_code not in (200, 201):
            del self.asked[tap]  # refused: nothing of it may ever be found
            return None
        self.answered[tap] = answer.json()
        return self.answered[tap]


async def test_what_was_answered_is_there_and_nothing_is_half_there(tmp_path: Path) -> None:
    file, store, log = (
        ward_file(tmp_path / "ward.yaml", 40),
        tmp_path / "w.sqlite",
        tmp_path / "log",
    )
    clerks = Clerks()
    for round_ in range(ROUNDS):
        service = await serve(file, store, log)
        await _killed_while_booking(service, clerks, round_)
        service = await serve(file, store, log)  # opens: what is used is what the visits take
        try:
            await _look(service, clerks)
        finally:
            await service.kill()


async def _killed_while_booking(service: Command, clerks: Clerks, round_: int) -> None:
    clerks.enough.clear()
    enough = len(clerks.answered) + AFTER[round_]
    async with httpx2.AsyncClient(base_url=service.address, timeout=30) as client:
        names = [f"round-{round_}-{n}" for n in range(CLERKS)]
        tasks = [asyncio.create_task(clerks.book(client, name, enough)) for name in names]
        await clerks.enough.wait()
        assert len(clerks.answered) >= enough
        await service.kill()
        await asyncio.gather(*tasks)


async def _look(service: Command, clerks: Clerks) -> None:
    async with httpx2.AsyncClient(base_url=service.address, timeout=30) as client:
        for tap, (path, body) in list(clerks.asked.items()):
            again = await client.post(f"/api/v1{path}", json=body, headers=headers(tap))
            if tap in clerks.answered:
                assert clerks.answered[tap] == again.json(), "the same answer as before"
            elif again.status_code in (200, 201):
                clerks.answered[tap] = again.json()  # done now, or done then: once
            else:
                del clerks.asked[tap]
    with httpx2.Client(base_url=service.address, timeout=30) as plain:
        changes = every_change(plain)
        for answer in clerks.answered.values():
            (visit,) = answer["visits"]
            found = plain.get(f"/api/v1/book/visits/{visit['id']}").json()
            assert found["version"] >= visit["version"]
            assert (visit["patient"], visit["seat"]) == (found["patient"], found["seat"])
    taps = [row["tap"] for row in changes if row["tap"] != "service"]
    assert sorted(clerks.answered) == sorted(taps), "each answer is one change, and no more"
    assert list(range(1, len(changes) + 1)) == [row["seq"] for row in changes]
