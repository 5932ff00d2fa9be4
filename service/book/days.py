"""The slots of the open days, as the database has them: made, cut and given back.

The ward's file says what there is; what was cut (somebody is ill) is taken off. Where a new file
has less than is booked already, the capacity falls below what is used, and the board shows it: that
is for people to repair, and no visit is touched.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, bindparam, case, delete, select, update

from service.book.calendar import Calendar
from service.book.tables import CUT, POOL_SLOT
from service.core.booking.grid import Slot
from service.core.booking.shape import Pool

Key = tuple[str, int]
"""Pool and slot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Less of a pool than the ward's file has, from a slot to another."""

    id: str
    pool: Pool
    start: Slot
    end: Slot
    amount: int
    """Below 0: so much more; somebody stays longer than the ward is open."""
    reason: str
    chair: str | None = None
    """The one that is broken; None: which one is not said."""


def read_cuts(connection: Connection, since: Slot) -> tuple[Cut, ...]:
    """Return what is cut from a slot on."""
    rows = connection.execute(select(CUT).where(CUT.c.to_slot > since)).mappings()
    return tuple(
        Cut(
            id=row["id"],
            pool=Pool(row["pool"]),
            start=Slot(row["from_slot"]),
            end=Slot(row["to_slot"]),
            amount=row["amount"],
            reason=row["reason"],
            chair=row["chair"],
        )
        for row in rows
    )


def make_days(connection: Connection, calendar: Calendar, first: date, last: date) -> int:
    """Bring the slots of some days to what the calendar has; return how many have changed."""
    since = calendar.clocks.slot(first, 0)
    wanted = capacities(calendar, first, last, read_cuts(connection, since))
    query = select(POOL_SLOT).where(POOL_SLOT.c.slot >= since)
    there = {
        (pool, slot): (capacity, used)
        for pool, slot, capacity, used in connection.execute(query).all()
    }
    new = {key: amount for key, amount in wanted.items() if key not in there}
    other = {
        key: amount
        for key, (capacity, used) in there.items()
        if (amount := wanted.get(key, 0)) != capacity and (used or key in wanted)
    }
    gone = [key for key, (_, used) in there.items() if not used and key not in wanted]
    _insert(connection, new)
    _set(connection, other)
    _delete(connection, gone)
    return len(new) + len(other) + len(gone)


def capacities(
    calendar: Calendar, first: date, last: date, cuts: Iterable[Cut]
) -> Mapping[Key, int]:
    """Return what there is in every slot in which there is anything, or was before a cut."""
    found = {
        (pool.value, day.zero + at): amount
        for day in calendar.open_days(first, last)
        for pool, row in day.capacity.items()
        for at, amount in enumerate(row)
        if amount
    }
    for cut in cuts:
        for slot in range(cut.start, cut.end):
            if (key := (cut.pool.value, slot)) in found or cut.amount < 0:
                found[key] = max(0, found.get(key, 0) - cut.amount)
    return found


def cut_slots(connection: Connection, cut: Cut) -> None:
    """Take a cut off the slots that are there; never below 0. What is more opens slots as well."""
    if cut.amount < 0:
        _open_slots(connection, cut)
    where = (
        (POOL_SLOT.c.pool == cut.pool.value)
        & (POOL_SLOT.c.slot >= cut.start)
        & (POOL_SLOT.c.slot < cut.end)
    )
    left = case((POOL_SLOT.c.capacity > cut.amount, POOL_SLOT.c.capacity - cut.amount), else_=0)
    connection.execute(update(POOL_SLOT).where(where).values(capacity=left))


def _open_slots(connection: Connection, cut: Cut) -> None:
    """Make the slots that are not there, with nothing in them."""
    query = select(POOL_SLOT.c.slot).where(
        (POOL_SLOT.c.pool == cut.pool.value)
        & (POOL_SLOT.c.slot >= cut.start)
        & (POOL_SLOT.c.slot < cut.end)
    )
    there = set(connection.execute(query).scalars())
    _insert(
        connection,
        {(cut.pool.value, slot): 0 for slot in range(cut.start, cut.end) if slot not in there},
    )


def _insert(connection: Connection, new: Mapping[Key, int]) -> None:
    # Twenty thousand for a new book: without a name for each value. The `?` are SQLite's.
    if new:
        connection.exec_driver_sql(
            "INSERT INTO pool_slot (pool, slot, capacity, used) VALUES (?, ?, ?, 0)",
            [(*key, amount) for key, amount in new.items()],
        )


def _set(connection: Connection, other: Mapping[Key, int]) -> None:
    if other:
        connection.execute(
            update(POOL_SLOT)
            .where((POOL_SLOT.c.pool == bindparam("of")) & (POOL_SLOT.c.slot == bindparam("at")))
            .values(capacity=bindparam("amount")),
            [{"of": pool, "at": slot, "amount": amount} for (pool, slot), amount in other.items()],
        )


def _delete(connection: Connection, gone: Iterable[Key]) -> None:
    if rows := [{"of": pool, "at": slot} for pool, slot in gone]:
        connection.execute(
            delete(POOL_SLOT).where(
                (POOL_SLOT.c.pool == bindparam("of")) & (POOL_SLOT.c.slot == bindparam("at"))
            ),
            rows,
        )
