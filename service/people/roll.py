"""Who is here, in memory: read whole from the file whenever the file has changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, select

from service.core.roles import Role, roles_in
from service.core.session.person import Person
from service.core.sign_in import Tries
from service.core.times import Instant
from service.people.tables import PERSON, SIGN_IN, TABLET


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody who works here."""

    person: Person
    disabled: bool
    tries: Tries

    @property
    def roles(self) -> frozenset[Role]:
        """What she is."""
        return roles_in(self.person.role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """A tablet that belongs to the ward."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """A person at a tablet."""

    token_hash: str
    member: Member
    tablet: str
    began_at: Instant
    used_at: Instant
    """As far as the file knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """Everybody and everything that counts now."""

    members: Mapping[str, Member]
    """By id, disabled ones too."""
    tablets: Mapping[str, Enrolled]
    """By the hash of their secret; revoked ones are not there."""
    sign_ins: Mapping[str, SignIn]
    """By the hash of their token; ended ones are not there."""

    @property
    def people(self) -> tuple[Person, ...]:
        """Those who may sign in, by name."""
        found = [each.person for each in self.members.values() if not each.disabled]
        return tuple(sorted(found, key=lambda person: (person.name, person.id)))


def read_roll(connection: Connection) -> Roll:
    """Return who is here."""
    rows = connection.execute(select(PERSON)).mappings()
    members = {row["id"]: member_of(row) for row in rows}
    active = select(TABLET).where(TABLET.c.revoked_at_ms.is_(None)).order_by(TABLET.c.id)
    tablets = {
        row["secret_hash"]: Enrolled(id=row["id"], name=row["name"])
        for row in connection.execute(active).mappings()
    }
    known = {each.id for each in tablets.values()}
    open_ = connection.execute(select(SIGN_IN).where(SIGN_IN.c.ended_at_ms.is_(None))).mappings()
    return Roll(
        members=members,
        tablets=tablets,
        sign_ins={
            row["token_hash"]: _sign_in(row, members[row["person"]])
            for row in open_
            if row["tablet"] in known and not members[row["person"]].disabled
        },
    )


def member_of(row: RowMapping) -> Member:
    """Return the person of a row."""
    return Member(
        person=Person(row["id"], row["name"], row["roles"]),
        disabled=row["disabled_at_ms"] is not None,
        tries=tries_of(row),
    )


def tries_of(row: RowMapping) -> Tries:
    """Return the wrong PINs that a row of a person or a tablet counts."""
    first, until = row["first_wrong_at_ms"], row["locked_until_ms"]
    return Tries(
        wrong=row["wrong"],
        first_at=None if first is None else Instant(first),
        locked_until=None if until is None else Instant(until),
    )


def _sign_in(row: RowMapping, member: Member) -> SignIn:
    return SignIn(
        token_hash=row["token_hash"],
        member=member,
        tablet=row["tablet"],
        began_at=Instant(row["began_at_ms"]),
        used_at=Instant(row["used_at_ms"]),
    )
