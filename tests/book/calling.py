"""What a tablet asks of the book over HTTP, as the tests of it ask."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from service.book.book import Book, book_path
from service.core.booking.resources import Resources
from tests.service.api.harness import Bench, bench

TOMORROW = datetime.now(UTC).date() + timedelta(days=2)
"""The day of most tests: open, and wholly ahead whatever the zone."""
VISIT = {"what": "isatuximab", "infusion_no": 3}


@asynccontextmanager
async def ward_with(tmp_path: Path, made: Path, found: Resources) -> AsyncIterator[Bench]:
    store = tmp_path / "ward.sqlite"
    shutil.copy(made, book_path(store))
    async with bench(store, booking=found) as running:
        yield running


def window(first: date = TOMORROW, last: date | None = None, **more: Any) -> dict[str, Any]:
    return {
        "visit": VISIT,
        "first": first.isoformat(),
        "last": (last or first).isoformat(),
        **more,
    }


async def offered(ward: Bench, **more: Any) -> list[dict[str, Any]]:
    answer = await ward.client.post("/api/v1/book/offers", json=window(**more))
    assert 200 == answer.status_code, answer.text
    found: list[dict[str, Any]] = answer.json()["offers"]
    return found


async def held(ward: Bench, patient: str = "P-1", seat: str | None = None) -> dict[str, Any]:
    seat = seat or (await offered(ward))[0]["seat"]
    body = {"patient": patient, "visit": VISIT, "seat": seat}
    answer = await ward.post("/book/holds", body)
    assert 201 == answer.status_code, answer.text
    visit: dict[str, Any] = answer.json()["visits"][0]
    return visit


async def booked(ward: Bench, patient: str = "P-1", seat: str | None = None) -> dict[str, Any]:
    hold = await held(ward, patient, seat)
    found: dict[str, Any] = (await ward.done("/book/visits", {"hold": hold["id"]}))["visits"][0]
    return found


def the_book(ward: Bench) -> Book:
    assert ward.book is not None
    return ward.book
