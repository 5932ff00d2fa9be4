"""What is written about people, tablets and sign-ins. Synchronous, on one connection.

Every change is an act as well, in the same transaction.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from service.core.roles import Role, role_text, roles_in
from service.core.sign_in import NO_TRIES, Ended
from service.core.times import Instant
from service.people.acts import Act, From, append
from service.people.roll import Enrolled
from service.people.tables import ENROLMENT, PERSON, SIGN_IN, TABLET

_NO_TRIES = {"wrong": NO_TRIES.wrong, "first_wrong_at_ms": None, "locked_until_ms": None}
_ENABLED = PERSON.c.disabled_at_ms.is_(None)


class NotDone(Exception):
    """It was refused and nothing was written; the message says why."""


class Unknown(NotDone):
    """There is no such person or tablet; the message says which."""


class Taken(NotDone):
    """The id or the badge is somebody's already; the message says which."""


class LastAdmin(NotDone):
    """Nobody would be left who looks after people and tablets."""


# -- people


def add_person(
    connection: Connection,
    by: From,
    *,
    id_: str,
    name: str,
    roles: Iterable[Role],
    badge_hash: str,
    pin_hash: str,
) -> None:
    """Write somebody new; `Taken` where the id or the badge is somebody else's."""
    same = select(PERSON.c.id).where((PERSON.c.id == id_) | (PERSON.c.badge_hash == badge_hash))
    found = connection.execute(same).first()
    if found is not None:
        what = f"{id_} is" if found.id == id_ else f"the badge is {found.id}'s, or {id_} is"
        raise Taken(f"{what} in the list already")
    row = {
        "id": id_,
        "name": name,
        "roles": role_text(roles),
        "badge_hash": badge_hash,
        "pin_hash": pin_hash,
        "made_at_ms": by.at,
        "disabled_at_ms": None,
        **_NO_TRIES,
    }
    connection.execute(insert(PERSON).values(row))
    append(connection, [by.act("person-added", id_)])


def set_roles(connection: Connection, by: From, id_: str, roles: Iterable[Role]) -> None:
    """Give somebody other roles; they count from the next command on."""
    text = role_text(roles)
    _change(connection, id_, {"roles": text})
    append(connection, [by.act("roles-changed", f"{id_}: {text}")])


def set_pin(connection: Connection, by: From, id_: str, pin_hash: str) -> None:
    """Give somebody another PIN: locks are forgotten, and whoever is signed in is not any more."""
    _change(connection, id_, {"pin_hash": pin_hash, **_NO_TRIES})
    acts = _end(connection, by, SIGN_IN.c.person == id_, Ended.REVOKED)
    append(connection, [by.act("pin-changed", id_), *acts])


def disable(connection: Connection, by: From, id_: str) -> None:
    """Let somebody sign in no more, and end whatever she has open. Her name stays in the record."""
    _change(connection, id_, {"disabled_at_ms": by.at})
    acts = _end(connection, by, SIGN_IN.c.person == id_, Ended.REVOKED)
    append(connection, [by.act("person-disabled", id_), *acts])


def leave_an_admin(connection: Connection, id_: str) -> None:
    """Raise `LastAdmin` where this is the only one who may still sign in as `admin`."""
    rows = connection.execute(select(PERSON.c.id, PERSON.c.roles).where(_ENABLED)).all()
    if {row.id for row in rows if Role.ADMIN in roles_in(row.roles)} == {id_}:
        raise LastAdmin(f"{id_} is the last one who looks after people and tablets")


def _change(connection: Connection, id_: str, values: dict[str, object]) -> None:
    done = connection.execute(update(PERSON).where(PERSON.c.id == id_).values(values))
    if not done.rowcount:
        raise Unknown(f"there is no person {id_!r}")


# -- tablets


def offer_enrolment(
    connection: Connection, by: From, tablet: Enrolled, code_hash: str, until: Instant
) -> None:
    """Write a code that enrols a tablet once, until then."""
    row = {
        "code_hash": code_hash,
        "tablet": tablet.id,
        "name": tablet.name,
        "until_ms": until,
        "used_at_ms": None,
        "offered_by": by.person,
    }
    connection.execute(insert(ENROLMENT).values(row))
    append(connection, [by.act("enrolment-offered", tablet.id)])


def enrol(
    connection: Connection, now: Instant, code_hash: str, secret_hash: str
) -> Enrolled | None:
    """Return the tablet that a code enrols, with its new secret; None for a code that is none."""
    valid = (
        (ENROLMENT.c.code_hash == code_hash)
        & ENROLMENT.c.used_at_ms.is_(None)
        & (ENROLMENT.c.until_ms > now)
    )
    row = connection.execute(select(ENROLMENT).where(valid)).first()
    if row is None:
        append(connection, [From(at=now).act("wrong-code", "enrolment")])
        return None
    connection.execute(update(ENROLMENT).where(valid).values(used_at_ms=now))
    by = From(at=now, tablet=row.tablet)
    acts = _end(connection, by, SIGN_IN.c.tablet == row.tablet, Ended.REVOKED)
    values = {
        "name": row.name,
        "secret_hash": secret_hash,
        "enrolled_at_ms": now,
        "revoked_at_ms": None,
        "enrolled_by": row.offered_by,
        **_NO_TRIES,
    }
    new = upsert(TABLET).values(id=row.tablet, **values)
    connection.execute(new.on_conflict_do_update(index_elements=[TABLET.c.id], set_=values))
    append(connection, [by.act("enrolled", row.tablet), *acts])
    return Enrolled(id=row.tablet, name=row.name)


def revoke(connection: Connection, by: From, tablet: str) -> None:
    """Let a tablet be the ward's no more: its open codes count no more, nor who is signed in."""
    values = {"revoked_at_ms": by.at}
    if not connection.execute(update(TABLET).where(TABLET.c.id == tablet).values(values)).rowcount:
        raise Unknown(f"there is no tablet {tablet!r}")
    open_ = (ENROLMENT.c.tablet == tablet) & ENROLMENT.c.used_at_ms.is_(None)
    late = open_ & (ENROLMENT.c.until_ms > by.at)
    connection.execute(update(ENROLMENT).where(late).values(until_ms=by.at))
    acts = _end(connection, by, SIGN_IN.c.tablet == tablet, Ended.REVOKED)
    append(connection, [by.act("tablet-revoked", tablet), *acts])


# -- sign-ins


def begin(connection: Connection, by: From, token_hash: str) -> None:
    """Sign somebody in at a tablet; whoever was signed in there is not any more."""
    acts = _end(connection, by, SIGN_IN.c.tablet == by.tablet, Ended.REPLACED)
    row = {
        "token_hash": token_hash,
        "person": by.person,
        "tablet": by.tablet,
        "began_at_ms": by.at,
        "used_at_ms": by.at,
        "ended_at_ms": None,
        "ended": None,
    }
    connection.execute(insert(SIGN_IN).values(row))
    append(connection, [*acts, by.act("signed-in", by.person)])


def end(connection: Connection, by: From, token_hash: str, why: Ended) -> None:
    """End one sign-in, unless it has ended."""
    append(connection, _end(connection, by, SIGN_IN.c.token_hash == token_hash, why))


def use(connection: Connection, token_hash: str, at: Instant) -> None:
    """Write when a sign-in was used last."""
    open_ = (SIGN_IN.c.token_hash == token_hash) & SIGN_IN.c.ended_at_ms.is_(None)
    connection.execute(update(SIGN_IN).where(open_).values(used_at_ms=at))


def _end(connection: Connection, by: From, which: object, why: Ended) -> list[Act]:
    """End the open sign-ins among those, and return the acts to write."""
    open_ = SIGN_IN.c.ended_at_ms.is_(None) & which
    found = connection.execute(select(SIGN_IN.c.person, SIGN_IN.c.tablet).where(open_)).all()
    connection.execute(update(SIGN_IN).where(open_).values(ended_at_ms=by.at, ended=why.value))
    return [by.act("sign-in-ended", f"{row.person} at {row.tablet}: {why.value}") for row in found]
