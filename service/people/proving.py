"""Badge and PIN: is it she? Wrong ones are counted in the file, so that no restart forgets them.

Synchronous; run on the thread of people. Nothing here is asked before a STOP.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Connection, RowMapping, Table, select, update

from service.core.sign_in import NO_TRIES, LockRule, SignInRules, Tries
from service.core.times import Instant
from service.people.acts import Act, From, append
from service.people.file import PeopleFile
from service.people.roll import Member, member_of, tries_of
from service.people.secret import Keeping
from service.people.tables import PERSON, TABLET

Then = Callable[[Connection, Member], None]
"""What is written in the same transaction, once it is she."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """Badge or PIN is wrong; which of them is not said."""


@dataclass(frozen=True, slots=True)
class Locked:
    """Nothing is tried before `until`."""

    until: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whose word is to be proved, by which PIN."""

    tablet: str
    pin: str = field(repr=False)
    badge: str | None = field(default=None, repr=False)
    person: str | None = None
    """Her id, where it is known who she is: then no badge is asked."""


class Proving:
    """Proves people by what the file keeps of them."""

    def __init__(self, file: PeopleFile, keeping: Keeping, rules: SignInRules) -> None:
        self._file = file
        self._keeping = keeping
        self._rules = rules

    def prove(self, asked: Asked, now: Instant, then: Then) -> Member | Wrong | Locked:
        """Return who it is, with `then` written; or count a wrong one."""
        row, tablet = self._file.read(lambda connection: self._rows(connection, asked))
        who = From(at=now, tablet=asked.tablet)
        about = "unknown-badge" if row is None else str(row["id"])
        until = _locked_until(row, tablet, now)
        if until is not None:
            self._file.write(lambda connection: append(connection, [who.act("locked-out", about)]))
            return Locked(until)
        kept = None if row is None or row["disabled_at_ms"] is not None else str(row["pin_hash"])
        right = self._keeping.is_pin(kept, asked.pin)

        def write(connection: Connection) -> Member | Wrong | Locked:
            again, at_tablet = self._rows(connection, asked)
            if right and again is not None and _same(again, row):
                _count(connection, PERSON, again["id"], NO_TRIES)
                member = member_of(again)
                then(connection, member)
                return member
            append(connection, [who.act("wrong-pin", about)])
            return self._wrong(connection, who, again, at_tablet)

        return self._file.write(write)

    def _rows(self, connection: Connection, asked: Asked) -> tuple[RowMapping | None, RowMapping]:
        if asked.badge is not None:
            her = PERSON.c.badge_hash == self._keeping.badge_hash(asked.badge)
        else:
            her = PERSON.c.id == asked.person
        row = connection.execute(select(PERSON).where(her)).mappings().first()
        here = select(TABLET).where(TABLET.c.id == asked.tablet)
        return row, connection.execute(here).mappings().one()

    def _wrong(
        self, connection: Connection, who: From, row: RowMapping | None, tablet: RowMapping
    ) -> Wrong | Locked:
        """Count a wrong one for the tablet, and for the person where there is one."""
        locks = [_counted(connection, TABLET, tablet, who.at, self._rules.tablet)]
        if row is not None:
            locks.append(_counted(connection, PERSON, row, who.at, self._rules.person))
        acts = [who.act("locked", each) for each, until in locks if until is not None]
        append(connection, acts)
        until = max((until for _, until in locks if until is not None), default=None)
        return Wrong() if until is None else Locked(until)


def unlock(connection: Connection, person: str, act: Act) -> None:
    """Forget a person's wrong PINs."""
    _count(connection, PERSON, person, NO_TRIES)
    append(connection, [act])


def _same(row: RowMapping, before: RowMapping | None) -> bool:
    """Whether a person is still who was proved: another PIN or an end may have come between."""
    return before is not None and all(
        row[name] == before[name] for name in ("id", "pin_hash", "disabled_at_ms")
    )


def _locked_until(row: RowMapping | None, tablet: RowMapping, now: Instant) -> Instant | None:
    found = [tries_of(each) for each in (row, tablet) if each is not None]
    untils = [each.locked_until for each in found if each.locked(now)]
    return max((each for each in untils if each is not None), default=None)


def _counted(
    connection: Connection, table: Table, row: RowMapping, now: Instant, rule: LockRule
) -> tuple[str, Instant | None]:
    tries = tries_of(row).after_wrong(now, rule)
    _count(connection, table, row["id"], tries)
    return str(row["id"]), tries.locked_until


def _count(connection: Connection, table: Table, id_: str, tries: Tries) -> None:
    values = {
        "wrong": tries.wrong,
        "first_wrong_at_ms": tries.first_at,
        "locked_until_ms": tries.locked_until,
    }
    connection.execute(update(table).where(table.c.id == id_).values(values))
