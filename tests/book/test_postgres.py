"""The same guards on PostgreSQL, where many programs may write at once.

`CHAIRSIDE_TEST_POSTGRES` is an address such as `postgresql+psycopg://me@/test?host=/run/postgres`.
Each test makes a schema of its own there and drops it again.
"""

import os
import secrets
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import IntegrityError

from service.book.migrations.guards import CHAIR_TAKEN, CLOSED, FULL
from service.book.rows import row_of
from service.book.tables import VISIT
from service.book.writing import By, NotTaken, Step, Written, write
from service.core.booking.grid import Slot
from service.core.booking.visits import Status
from service.core.times import Instant
from tests.book.visits import visit

pytestmark = pytest.mark.postgres

BY = By(at=Instant(0), person="clerk-a", tablet="tablet-1", tap="tap-1")
SEAT = Slot(5_933_000)
PROGRAMS, PLACES, ATTEMPTS = 8, 30, 90
ONE_AT_A_TIME = -1
"""No day's number: those are the book's own locks."""


@pytest.fixture
def book() -> Iterator[Engine]:
    """An empty book in a schema of its own, made by the book's own migration."""
    address = os.environ["CHAIRSIDE_TEST_POSTGRES"]
    schema = f"book_{secrets.token_hex(4)}"
    engine = create_engine(address, pool_size=PROGRAMS)

    @event.listens_for(engine, "connect")
    def _choose(connection: object, _: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute(f"SET search_path TO {schema}, public")
        connection.commit()  # type: ignore[attr-defined]

    try:
        with engine.begin() as connection:
            # Two processes that make it at the same time are both told that there is none yet.
            connection.execute(text("SELECT pg_advisory_xact_lock(:us)"), {"us": ONE_AT_A_TIME})
            connection.execute(text("CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public"))
            connection.execute(text(f"CREATE SCHEMA {schema}"))
            with Operations.context(MigrationContext.configure(connection)):
                import_module("service.book.migrations.versions.b0001_book").upgrade()
        yield engine
        with engine.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    finally:
        engine.dispose()


def opened(connection: Connection, capacity: int) -> None:
    """Let the day have so many chairs, pumps and nurses' parts."""
    slots = range(SEAT - 20, SEAT + 120)
    for pool, there in (("chair", capacity), ("pump", 1_000), ("nurse", 12_000)):
        rows = [{"pool": pool, "slot": slot, "capacity": there} for slot in slots]
        connection.execute(text("INSERT INTO pool_slot VALUES (:pool, :slot, :capacity, 0)"), rows)


def booking(id_: str, seat: int = SEAT) -> Written:
    after = visit(id=id_, seat=Slot(seat))
    return Written(by=BY, steps=(Step(what="booked", before=None, after=after),), days=(1,))


def seated(id_: str, chair: str, seat: int) -> Written:
    after = visit(
        id=id_, seat=Slot(seat), status=Status.SEATED, chair=chair, seated=Slot(seat), version=1
    )
    return Written(by=BY, steps=(Step(what="seated", before=None, after=after),), days=(1,))


def attempt(book: Engine, written: Written) -> str:
    """Try to write in a transaction of its own; return what came of it."""
    try:
        with book.begin() as connection:
            write(connection, written)
    except NotTaken as refused:
        return refused.why
    return "taken"


def test_the_last_places_are_taken_once_whoever_writes(book: Engine) -> None:
    with book.begin() as connection:
        opened(connection, PLACES)

    with ThreadPoolExecutor(PROGRAMS) as programs:
        seats = [SEAT + number % 3 for number in range(ATTEMPTS)]
        written = [booking(f"v-{number}", seat) for number, seat in enumerate(seats)]
        found = Counter(programs.map(lambda each: attempt(book, each), written))

    assert found == {"taken": PLACES, FULL: ATTEMPTS - PLACES}
    with book.begin() as connection:
        most = connection.execute(
            text("SELECT max(used) FROM pool_slot WHERE pool = 'chair'")
        ).scalar_one()
        journal = connection.execute(text("SELECT count(*) FROM change")).scalar_one()
    assert (most, journal) == (PLACES, PLACES)


def test_a_chair_is_not_for_two(book: Engine) -> None:
    with book.begin() as connection:
        opened(connection, 5)

    assert attempt(book, seated("a", "chair-1", SEAT)) == "taken"
    assert attempt(book, seated("b", "chair-1", SEAT + 3)) == CHAIR_TAKEN
    assert attempt(book, seated("c", "chair-2", SEAT + 3)) == "taken"


def test_a_slot_that_is_not_there_is_closed(book: Engine) -> None:
    with book.begin() as connection:
        opened(connection, 5)

    assert attempt(book, booking("a", SEAT + 119)) == CLOSED
    with book.begin() as connection:
        assert 0 == connection.execute(text("SELECT sum(used) FROM pool_slot")).scalar_one()
        assert 0 == connection.execute(text("SELECT count(*) FROM visit")).scalar_one()


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("UPDATE pool_slot SET used = 9 WHERE pool = 'chair'", FULL),
        ("UPDATE pool_slot SET used = -1 WHERE pool = 'chair'", "book: below zero"),
        ("DELETE FROM pool_slot", "book: the slot is in use"),
        ("INSERT INTO pool_slot VALUES ('chair', 1, 2, 1)", "book: a new slot is empty"),
        ("UPDATE visit_use SET amount = amount + 1", "book: a use is not changed"),
        ("UPDATE change SET what = 'other'", "append-only"),
        ("DELETE FROM change", "append-only"),
        ("DELETE FROM visit", "foreign key"),
    ],
)
def test_nobody_gets_around_the_guards(book: Engine, sql: str, why: str) -> None:
    with book.begin() as connection:
        opened(connection, 5)
    assert attempt(book, booking("a")) == "taken"

    with pytest.raises(IntegrityError, match=why), book.begin() as connection:
        connection.execute(text(sql))


def test_capacity_may_be_cut_below_what_is_used_and_used_then_only_falls(book: Engine) -> None:
    with book.begin() as connection:
        opened(connection, 2)
    assert [attempt(book, booking(id_)) for id_ in ("a", "b")] == ["taken", "taken"]
    with book.begin() as connection:
        connection.execute(text("UPDATE pool_slot SET capacity = 1 WHERE pool = 'chair'"))

    assert attempt(book, booking("c")) == FULL
    with book.begin() as connection:
        connection.execute(text("DELETE FROM visit_use WHERE visit IN ('a', 'b')"))
    assert attempt(book, booking("c")) == "taken"


def test_a_use_that_is_taken_is_what_the_visit_says(book: Engine) -> None:
    with book.begin() as connection:
        opened(connection, 2)
        connection.execute(VISIT.insert(), row_of(visit(id="other")))
    assert attempt(book, booking("a")) == "taken"

    with book.begin() as connection:
        rows = connection.execute(text("SELECT pool, from_slot, to_slot, amount FROM visit_use"))
        found = {tuple(row) for row in rows}
    wanted = {(t.pool.value, t.start, t.end, t.amount) for t in visit(id="a").taken()}
    assert found == wanted
