"""A ward that is served by a process of its own, with places that can be counted.

A visit takes an hour of a chair and little else; the ward is open for ten hours. Its pumps do not
answer: nobody is infused here.
"""

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2

from service.book.book import book_path

SEATS = 10
"""Hours of the day on which visits begin."""
DAY = datetime.now(UTC).date() + timedelta(days=3)
EVERY_DAY = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
SOURCE = "local, made up for a test"
HOUR = {"what": "hour"}


def ward_file(path: Path, chairs: int) -> Path:
    """Write the file of a ward with so many chairs. JSON is YAML too."""
    hours = {"from": "08:00", "to": "18:00"}
    numbers = range(1, chairs + 1)
    content = {
        "ward": {
            "name": "Ward of hours",
            "zone": "Europe/Berlin",
            "mode": "simulation",
            "speed": 1,
            "bind": "127.0.0.1",
            "port": 8000,
            "allow_lan": False,
            "people": "trusted",
            "store": "ward.sqlite",
        },
        "protocols": ["isatuximab"],
        "pumps": [_pump(number) for number in numbers],
        "chairs": [{"id": f"chair-{n}", "pump": f"pump-{n}"} for n in numbers],
        "booking": {
            "opening": {**dict.fromkeys(EVERY_DAY, hours), "source": SOURCE},
            "public_holidays": "none",
            "nurses": [
                {
                    "id": "all",
                    "count": min(200, 2 * chairs),
                    "days": EVERY_DAY,
                    **hours,
                    "source": SOURCE,
                }
            ],
            "pharmacy": {
                "isolators": max(1, min(50, chairs // 3)),
                "days": EVERY_DAY,
                "from": "06:00",
                "to": "17:00",
                "source": SOURCE,
            },
            "promises": {
                "hold_min": 10,
                "no_show_min": 30,
                "horizon_days": 14,
                "source": SOURCE,
            },
            "other_visits": [_hour()],
        },
    }
    path.write_text(json.dumps(content, indent=1), "utf-8")
    return path


def seat(hour: int) -> str:
    """Return the n-th hour of the day on which places are counted, as text."""
    from service.book.clocks import Clocks, begins
    from service.core.booking.grid import Slot

    first = Clocks("Europe/Berlin").slot(DAY, 8 * 60)
    at = datetime.fromtimestamp(begins(Slot(first + 12 * hour)) / 1_000, UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def headers(tap: str) -> dict[str, str]:
    """Return the headers of a command."""
    return {"Idempotency-Key": tap, "X-Person": "nurse-a", "X-Tablet": "tablet-1"}


def every_change(client: httpx2.Client) -> list[dict[str, Any]]:
    """Return the whole journal of changes."""
    found: list[dict[str, Any]] = []
    after = 0
    while True:
        page = client.get(f"/api/v1/book/changes?limit=200&after={after}").json()
        found += page["changes"]
        if page["next"] is None:
            return found
        after = page["next"]


def drop_guard(store: Path, guard: str) -> None:
    """Take one guard out of a book that is being served: a planted fault."""
    with sqlite3.connect(book_path(store), timeout=5) as connection:
        connection.execute(f"DROP TRIGGER {guard}")
    connection.close()


def _pump(number: int) -> dict[str, object]:
    return {
        "id": f"pump-{number}",
        "family": "new_era",
        "profile": "ne9000",
        "port": f"socket://127.0.0.1:{number}",
        "address": 0,
        "baud": 19200,
    }


def _hour() -> dict[str, object]:
    return {
        "id": "hour",
        "name": "An hour",
        "arrive_min": 10,
        "hang_min": 0,
        "infuse_min": 0,
        "flush_min": 0,
        "observe_min": 40,
        "disconnect_min": 5,
        "clean_min": 5,
        "running_per_nurse": 4,
        "overrun_min": 0,
        "bag": "none",
        "source": SOURCE,
    }
