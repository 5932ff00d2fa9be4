"""One client process: tries to book, and prints what became of each attempt as JSON.

`python -P -m tests.book.clerk ADDRESS NAME ATTEMPTS SEAT...`: an attempt wants one of the seats.
"""

import json
import sys

import httpx2

from tests.book.serving import HOUR, headers


def main(address: str, name: str, attempts: int, seats: list[str]) -> list[dict[str, object]]:
    """Try to book so many times; a refused attempt is not tried again."""
    found: list[dict[str, object]] = []
    with httpx2.Client(base_url=address, timeout=60) as client:
        for count in range(attempts):
            tap = f"{name}-{count:05}"
            body = {"patient": f"P-{tap}", "visit": HOUR, "seat": seats[count % len(seats)]}
            held = client.post("/api/v1/book/holds", json=body, headers=headers(f"{tap}-hold"))
            if held.status_code != 201:
                said = held.json()
                others = [each["seat"] for each in said.get("alternatives", [])]
                found.append({"status": held.status_code, "type": said["type"], "others": others})
                continue
            id_ = held.json()["visits"][0]["id"]
            booked = client.post(
                "/api/v1/book/visits", json={"hold": id_}, headers=headers(f"{tap}-book")
            )
            found.append({"status": booked.status_code, "visit": id_})
    return found


if __name__ == "__main__":
    json.dump(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:]), sys.stdout)
