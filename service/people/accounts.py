"""What whoever looks after people and tablets does at a tablet.

The same writes as at the terminal (`register.py`), and two rules more: she does not shut herself
out, and she does not leave a ward without anybody who can let others in. At the terminal of the
ward's machine both are possible, and both are mended there.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from service.core.roles import Role
from service.core.times import Instant, after
from service.people import register
from service.people.acts import From
from service.people.people import People
from service.people.register import NotDone
from service.people.roll import Enrolled, tries_of
from service.people.secret import code_hash, new_code, new_pin
from service.people.tables import ENROLMENT, TABLET


class Yourself(NotDone):
    """Somebody would shut herself out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody who shall be able to sign in."""

    id: str
    name: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTablet:
    """A tablet that was ever enrolled."""

    tablet: Enrolled
    enrolled_at: Instant
    enrolled_by: str | None
    """Who made its code; `terminal` for one of the command line; None: not written down then."""
    revoked_at: Instant | None
    locked_until: Instant | None
    """For signing in, after wrong badges or PINs; as the file has it, past or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCode:
    """A code that enrols a tablet and has not been used."""

    tablet: Enrolled
    until: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Tablets:
    """Every tablet that the ward has, had, or is to have."""

    known: tuple[KnownTablet, ...]
    codes: tuple[OpenCode, ...]


class Accounts:
    """Changes of people and tablets. Everything may raise `NotDone` and `NotWritten`."""

    def __init__(self, people: People) -> None:
        self._people = people

    # -- people

    async def add(self, by: From, who: Newcomer, badge: str) -> str:
        """Let somebody sign in; return her first PIN, which is kept nowhere."""
        keeping, pin = self._people.keeping, new_pin()

        def write(connection: Connection) -> None:
            register.add_person(
                connection,
                by,
                id_=who.id,
                name=who.name,
                roles=who.roles,
                badge_hash=keeping.badge_hash(badge),
                pin_hash=keeping.pin_hash(pin),
            )

        await self._people.write(write)
        return pin

    async def set_roles(self, by: From, person: str, roles: Iterable[Role]) -> None:
        """Give somebody other roles; `LastAdmin` where no admin would be left."""
        wanted = frozenset(roles)

        def write(connection: Connection) -> None:
            if Role.ADMIN not in wanted:
                register.leave_an_admin(connection, person)
            register.set_roles(connection, by, person, wanted)

        await self._people.write(write)

    async def new_pin(self, by: From, person: str) -> str:
        """Give somebody another PIN and return it; it is kept nowhere."""
        keeping, pin = self._people.keeping, new_pin()
        await self._people.write(
            lambda connection: register.set_pin(connection, by, person, keeping.pin_hash(pin))
        )
        return pin

    async def disable(self, by: From, person: str) -> None:
        """Let somebody sign in no more; `Yourself`, `LastAdmin`."""
        if person == by.person:
            raise Yourself("nobody disables herself: another one has to")

        def write(connection: Connection) -> None:
            register.leave_an_admin(connection, person)
            register.disable(connection, by, person)

        await self._people.write(write)

    # -- tablets

    async def offer(self, by: From, tablet: Enrolled) -> tuple[str, Instant]:
        """Return a code that enrols a tablet once, and until when; the code is kept nowhere."""
        code, until = new_code(), after(by.at, self._people.rules.enrolment)
        await self._people.write(
            lambda connection: register.offer_enrolment(
                connection, by, tablet, code_hash(code), until
            )
        )
        return code, until

    async def revoke(self, by: From, tablet: str) -> None:
        """Let a tablet be the ward's no more. It stops pumps as before."""
        await self._people.write(lambda connection: register.revoke(connection, by, tablet))

    async def tablets(self) -> Tablets:
        """Return every tablet, those that were taken away last."""
        now = self._people.now()
        return await self._people.read(lambda connection: _tablets(connection, now))


def _tablets(connection: Connection, now: Instant) -> Tablets:
    order = (TABLET.c.revoked_at_ms.is_not(None), TABLET.c.id)
    rows = connection.execute(select(TABLET).order_by(*order)).mappings()
    known = tuple(
        KnownTablet(
            tablet=Enrolled(id=row["id"], name=row["name"]),
            enrolled_at=Instant(row["enrolled_at_ms"]),
            enrolled_by=row["enrolled_by"],
            revoked_at=None if row["revoked_at_ms"] is None else Instant(row["revoked_at_ms"]),
            locked_until=tries_of(row).locked_until,
        )
        for row in rows
    )
    unused = ENROLMENT.c.used_at_ms.is_(None) & (ENROLMENT.c.until_ms > now)
    offers = connection.execute(select(ENROLMENT).where(unused).order_by(ENROLMENT.c.until_ms))
    codes = tuple(
        OpenCode(tablet=Enrolled(id=row.tablet, name=row.name), until=Instant(row.until_ms))
        for row in offers
    )
    return Tablets(known=known, codes=codes)
