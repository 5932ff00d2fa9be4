"""How long an offer takes over HTTP while eight clients book at once.

The service is a process of its own (`chairside serve`) with 120 chairs; about 600 visits are booked
on the day in question before anything is measured. Its pumps do not answer.
"""

import asyncio
import itertools
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2

from tests.bench.table import Row, spread
from tests.book.serving import DAY, HOUR, SEATS, headers, seat, ward_file
from tests.faults.places import served

CHAIRS = 120
BOOKED = 600
CLIENTS = 8
ASKED = 300
OFFERS = {
    "visit": {"what": "isatuximab", "infusion_no": 3},
    "first": DAY.isoformat(),
    "last": DAY.isoformat(),
}


async def _book(client: httpx2.AsyncClient, tap: str, hour: int) -> str | None:
    body = {"patient": f"P-{tap}", "visit": HOUR, "seat": seat(hour)}
    held = await client.post("/api/v1/book/holds", json=body, headers=headers(f"{tap}-hold"))
    if held.status_code != 201:
        return None
    visit: str = held.json()["visits"][0]["id"]
    hold = {"hold": visit}
    booked = await client.post("/api/v1/book/visits", json=hold, headers=headers(f"{tap}-book"))
    return visit if booked.status_code == 200 else None


async def _fill(client: httpx2.AsyncClient, name: str, count: int) -> None:
    for number in range(count):
        await _book(client, f"{name}-{number:05}", number % SEATS)


async def _go_on(address: str, name: str) -> None:
    """Book and cancel until killed, and print how long each booking took (s)."""
    async with httpx2.AsyncClient(base_url=address, timeout=60) as client:
        for number in itertools.count():
            tap, begun = f"{name}-{number:06}", time.perf_counter()
            visit = await _book(client, tap, number % SEATS)
            print(time.perf_counter() - begun, flush=True)
            if visit is not None:
                path, body = f"/api/v1/book/visits/{visit}/cancel", {"reason": "bench"}
                await client.post(path, json=body, headers=headers(f"{tap}-cancel"))


async def _clerk(address: str, name: str) -> asyncio.subprocess.Process:
    words = (sys.executable, "-P", "-m", "tests.bench.booking", address, name)
    return await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE)


async def _ended(clerk: asyncio.subprocess.Process) -> list[float]:
    clerk.kill()
    out, _ = await clerk.communicate()
    return [float(line) for line in out.decode().split("\n")[:-1]]


async def _measured() -> tuple[list[float], list[float]]:
    offers, bookings = list[float](), list[float]()
    with TemporaryDirectory(prefix="chairside-bench-") as name:
        folder = Path(name)
        file = ward_file(folder / "ward.yaml", CHAIRS)
        async with (
            served(file, folder / "ward.sqlite", folder / "log") as service,
            httpx2.AsyncClient(base_url=service.address, timeout=60) as client,
        ):
            share = BOOKED // CLIENTS
            await asyncio.gather(*(_fill(client, f"fill-{n}", share) for n in range(CLIENTS)))
            busy = [await _clerk(service.address, f"busy-{n}") for n in range(CLIENTS)]
            await asyncio.sleep(3.0)  # all of them are at it
            for _ in range(ASKED):
                begun = time.perf_counter()
                answer = await client.post("/api/v1/book/offers", json=OFFERS)
                offers.append(time.perf_counter() - begun)
                assert answer.status_code == 200, answer.text
            for clerk in busy:
                bookings += await _ended(clerk)
    return offers, bookings


def rows() -> list[Row]:
    """Measure, and return the rows of the table."""
    offers, bookings = asyncio.run(_measured())
    name = (
        f"offers for one visit over HTTP, {CHAIRS} chairs, {BOOKED} visits, {CLIENTS} clients book"
    )
    return [
        (name, spread(offers), "50 ms (p99)", ""),
        (f"  hold and book beside it, {len(bookings)} times", spread(bookings), "", ""),
    ]


if __name__ == "__main__":
    if len(sys.argv) == 3:
        asyncio.run(_go_on(sys.argv[1], sys.argv[2]))
    for row in rows():
        print(*row, sep=" | ")
