"""What people do with the register, as its tests need it done."""

import sqlite3
from pathlib import Path

from service.people.roll import Enrolled
from tests.people.staff import RULES, WRONG, Staff

LOCKED_MIN = RULES.person.locked_for / 60_000


# -- helpers


def tablet(here: Staff, name: str = "tablet-1") -> Enrolled | None:
    return here.people.tablet(here.secrets[name])


def used(here: Staff, token: str) -> None:
    found = here.people.signed_in(token, tablet(here))
    assert found is not None
    here.people.use(found)


async def settled(here: Staff) -> None:
    """Wait until what was written beside is written: the thread takes one thing after another."""
    await here.acts()


async def locked_out(here: Staff, person: str, tablet: str = "tablet-1") -> None:
    for _ in range(RULES.person.wrong_max):
        await here.try_pin(person, WRONG, tablet)


def read_badge(path: Path, person: str) -> str:
    with sqlite3.connect(path) as raw:
        found = raw.execute("SELECT badge_hash FROM person WHERE id = ?", (person,)).fetchone()
    raw.close()
    return str(found[0])
