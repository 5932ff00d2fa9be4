"""A thousand attempts for a hundred places, by eight processes at once over HTTP."""

import asyncio
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.book.serving import DAY, SEATS, drop_guard, every_change, seat, ward_file
from tests.faults.places import served

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

CLERKS = 8
ATTEMPTS = 125
CHAIRS = 10
PLACES = 100
"""Ten chairs for ten hours."""


async def clerk(address: str, name: str) -> list[dict[str, Any]]:
    words = [sys.executable, "-P", "-m", "tests.book.clerk", address, name, str(ATTEMPTS)]
    words += [seat(hour) for hour in range(SEATS)]  # said here: their today may be another
    process = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    assert 0 == process.returncode
    found: list[dict[str, Any]] = json.loads(out)
    return found


async def everybody(address: str) -> list[dict[str, Any]]:
    """Let eight clerks book at once; return what became of every attempt."""
    every = await asyncio.gather(*(clerk(address, f"clerk-{n}") for n in range(CLERKS)))
    return [attempt for one in every for attempt in one]


def board(client: httpx2.Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/api/v1/book/days/{DAY}").json()
    return found


async def test_a_hundred_are_booked_none_twice_and_everybody_else_is_told_of_others(
    tmp_path: Path,
) -> None:
    file = ward_file(tmp_path / "ward.yaml", CHAIRS)
    async with served(file, tmp_path / "ward.sqlite", tmp_path / "log") as service:
        attempts = await everybody(service.address)
        with httpx2.Client(base_url=service.address, timeout=60) as client:
            day, changes = board(client), every_change(client)

    assert CLERKS * ATTEMPTS == len(attempts)
    booked = [each["visit"] for each in attempts if each["status"] == 200]
    assert PLACES == len(booked) == len(set(booked))
    lost = [each for each in attempts if each["status"] != 200]
    assert {(409, "/problems/place-taken", 3)} == {
        (each["status"], each["type"], len(each["others"])) for each in lost
    }

    assert set(booked) == {visit["id"] for visit in day["visits"]}
    assert {"booked"} == {visit["status"] for visit in day["visits"]}
    chairs = next(load for load in day["loads"] if load["pool"] == "chair")
    assert chairs["capacity"] == chairs["used"]

    assert list(range(1, 2 * PLACES + 1)) == [change["seq"] for change in changes]
    assert Counter({("held", None, "held"): PLACES, ("booked", "held", "booked"): PLACES}) == (
        Counter(
            (row["what"], (row["before"] or {}).get("status"), row["after"]["status"])
            for row in changes
        )
    )
    assert {visit: 2 for visit in booked} == Counter(row["about"] for row in changes)
    assert 2 * PLACES == len({row["tap"] for row in changes})


async def test_without_the_guard_the_same_clerks_book_twice(tmp_path: Path) -> None:
    """The test above can fail: what was looked at before writing is no longer so."""
    file = ward_file(tmp_path / "ward.yaml", CHAIRS)
    async with served(file, tmp_path / "ward.sqlite", tmp_path / "log") as service:
        drop_guard(tmp_path / "ward.sqlite", "pool_slot_full")
        attempts = await everybody(service.address)
        with httpx2.Client(base_url=service.address, timeout=60) as client:
            day = board(client)

    booked = [each["visit"] for each in attempts if each["status"] == 200]
    chairs = next(load for load in day["loads"] if load["pool"] == "chair")
    assert PLACES < len(booked)
    assert max(chairs["used"]) > CHAIRS
    assert day["conflicts"], "and the board says so"
