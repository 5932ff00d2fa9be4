"""People and tablets as the tests look after them."""

from typing import Any

from httpx2 import Response

from tests.service.api.tablets import Held

NEW = {"id": "nurse-n", "name": "Nurse N", "roles": ["nurse"], "badge": "BADGE-nurse-n"}
TABLET = {"id": "tablet-9", "name": "Tablet 9", "address": "https://ward.example:8443"}


async def member(held: Held, person: str) -> dict[str, Any]:
    answer = await held.get("/people")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = {each["id"]: each for each in answer.json()["people"]}[person]
    return found


async def tablets(held: Held) -> dict[str, dict[str, Any]]:
    answer = await held.get("/tablets")
    assert answer.status_code == 200, answer.text
    return {each["id"]: each for each in answer.json()["tablets"]}


async def last_acts(held: Held) -> list[tuple[str, str, str]]:
    assert held.ward.people is not None
    found = (await held.get("/audit")).json()["acts"]
    return [(each["person"], each["what"], each["about"]) for each in found]


def done(answer: Response, status: int = 200) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found
