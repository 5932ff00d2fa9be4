"""A ward's people: the real file, on a clock that the test moves."""

import itertools
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from argon2 import PasswordHasher
from sqlalchemy import Connection

import config
from service.catalog import load_ward
from service.core.roles import Role
from service.core.times import Instant, minutes
from service.people import register
from service.people.acts import Act, From, Wanted
from service.people.file import PeopleFile
from service.people.grants import Action
from service.people.people import People
from service.people.proving import Locked, Wrong
from service.people.roll import Enrolled, Member
from service.people.secret import Keeping, code_hash, key_path, read_key
from service.store.anchor import anchor_path
from service.store.disk import FaultyDisk

RULES = load_ward(config.find("wards", "demo")).timing.sign_in
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""As safe as nothing, and quick: a test proves many PINs."""
NOW = Instant(1_767_225_600_000)
PEOPLE = {
    "nurse-k": (Role.NURSE,),
    "nurse-m": (Role.NURSE,),
    "charge-c": (Role.CHARGE,),
    "doctor-d": (Role.PRESCRIBER,),
    "pharmacist-p": (Role.PHARMACIST,),
    "biomed-b": (Role.BIOMED,),
    "admin-a": (Role.ADMIN,),
    "viewer-v": (Role.VIEWER,),
}
"""Badge and PIN of each: `badge` and `pin`."""


def badge(person: str) -> str:
    return f"BADGE-{person}"


def pin(person: str) -> str:
    return f"{483_000 + 7 * list(PEOPLE).index(person):06d}"


WRONG = "271828"
_codes = itertools.count(1)


class Clock:
    """Ward time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> Instant:
        return self.now

    def pass_min(self, count: float) -> None:
        self.now = Instant(self.now + minutes(count))


@dataclass(kw_only=True)
class Staff:
    """People who sign in."""

    people: People
    path: Path
    clock: Clock
    disk: FaultyDisk
    secrets: dict[str, str] = field(default_factory=dict)
    """Of each tablet."""

    async def enrolled(self, tablet: str) -> str:
        """Enrol a tablet as the command line and the tablet do, and return its secret."""
        code = f"CODE-{tablet}-{next(_codes)}"
        offer = Enrolled(id=tablet, name=tablet.capitalize())
        by, until = From(at=self.clock()), Instant(self.clock() + RULES.enrolment)
        with beside(self.path) as file:
            file.write(lambda c: register.offer_enrolment(c, by, offer, code_hash(code), until))
        found = await self.people.enrol(code)
        assert isinstance(found, tuple), found
        self.secrets[tablet] = found[0]
        return found[0]

    async def sign_in(self, person: str, tablet: str = "tablet-1") -> str:
        """Sign somebody in and return the token."""
        found = await self.try_pin(person, pin(person), tablet)
        assert isinstance(found, tuple), found
        return found[0]

    async def try_pin(
        self, person: str, typed: str, tablet: str = "tablet-1"
    ) -> tuple[str, Member] | Wrong | Locked:
        return await self.people.sign_in(tablet, badge(person), typed)

    def who(self, token: str, tablet: str = "tablet-1") -> str | None:
        """Return who is signed in by a token now."""
        here = self.people.tablet(self.secrets[tablet])
        found = self.people.signed_in(token, here)
        return None if found is None else found.member.person.id

    async def acts(self) -> list[Act]:
        """Return everything that was done, oldest first."""
        found = await self.people.acts(Wanted(since=Instant(0), until=Instant(self.clock() + 1)))
        return found[::-1]


class beside:  # noqa: N801 - read as a verb: with beside(path) as file
    """Another process at the file: what the command line does while the ward runs."""

    def __init__(self, path: Path) -> None:
        self._file = PeopleFile.open(path)

    def __enter__(self) -> PeopleFile:
        return self._file

    def __exit__(self, *_: object) -> None:
        self._file.close()


def hired(path: Path) -> None:
    """Make a file with everybody of `PEOPLE`, unless it is there."""
    if path.exists():
        return
    for place, content in zip(_files(path), _hired(), strict=True):
        os.close(os.open(place, os.O_CREAT | os.O_WRONLY, 0o600))
        place.write_bytes(content)


def _files(path: Path) -> tuple[Path, ...]:
    return path, key_path(path), anchor_path(path)


@cache
def _hired() -> tuple[bytes, ...]:
    """Return the file, its key and its head: they take a second, and most of it is Alembic's."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "people.sqlite"
        _hire(path)
        return tuple(each.read_bytes() for each in _files(path))


def _hire(path: Path) -> None:
    keeping = Keeping(read_key(key_path(path)), QUICK)

    def write(connection: Connection) -> None:
        for name, roles in PEOPLE.items():
            register.add_person(
                connection,
                From(at=NOW, person="terminal"),
                id_=name,
                name=name.replace("-", " ").title(),
                roles=roles,
                badge_hash=keeping.badge_hash(badge(name)),
                pin_hash=keeping.pin_hash(pin(name)),
            )

    with beside(path) as file:
        file.write(write)


@asynccontextmanager
async def staff(path: Path) -> AsyncIterator[Staff]:
    """Hire everybody, open the people, and enrol two tablets."""
    clock, disk = Clock(), FaultyDisk()
    hired(path)
    people = People.open(path, RULES, clock, disk=disk, hasher=QUICK)
    it = Staff(people=people, path=path, clock=clock, disk=disk)
    try:
        for tablet in ("tablet-1", "tablet-2"):
            await it.enrolled(tablet)
        yield it
    finally:
        disk.release()
        disk.mend()
        await people.close()


def action(tap: str = "tap-00001", asked: str = "POST /x", tablet: str = "tablet-1") -> Action:
    return Action(asked=asked, tap=tap, tablet=tablet)
