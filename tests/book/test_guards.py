"""What the database itself refuses, asked in plain SQL: no code of the book stands before it."""

from collections.abc import Iterable

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from service.book.book import BOOK
from service.book.rows import row_of
from service.book.tables import METADATA, VISIT
from tests.book.visits import visit


def run(file: Connection, sql: str, **values: object) -> list[tuple[object, ...]]:
    found = file.execute(text(sql), values)
    return [tuple(row) for row in found] if found.returns_rows else []


@pytest.fixture
def pool(file: Connection) -> Connection:
    """Two visits, and two chairs in the slots from 100 to 109."""
    for id_ in ("a", "b", "c"):
        file.execute(VISIT.insert(), row_of(visit(id=id_)))
    for slot in range(100, 110):
        run(file, "INSERT INTO pool_slot VALUES ('chair', :slot, 2, 0)", slot=slot)
    return file


def take(file: Connection, of: str, first: int, end: int, amount: int = 1) -> None:
    run(
        file,
        "INSERT INTO visit_use (visit, pool, from_slot, to_slot, amount)"
        " VALUES (:of, 'chair', :first, :end, :amount)",
        of=of,
        first=first,
        end=end,
        amount=amount,
    )


def used(file: Connection) -> Iterable[object]:
    return [row[0] for row in run(file, "SELECT used FROM pool_slot ORDER BY slot")]


def test_a_use_is_counted_and_given_back(pool: Connection) -> None:
    take(pool, "a", 102, 105)
    take(pool, "b", 104, 106)
    assert [0, 0, 1, 1, 2, 1, 0, 0, 0, 0] == used(pool)

    run(pool, "DELETE FROM visit_use WHERE visit = 'a'")
    assert [0, 0, 0, 0, 1, 1, 0, 0, 0, 0] == used(pool)


def test_a_third_visit_for_two_chairs_is_refused_whole(pool: Connection) -> None:
    take(pool, "a", 100, 106)
    take(pool, "b", 105, 110)

    with pytest.raises(IntegrityError, match="book: full"):
        take(pool, "c", 101, 110)

    assert [1, 1, 1, 1, 1, 2, 1, 1, 1, 1] == used(pool)


@pytest.mark.parametrize(("first", "end"), [(99, 101), (109, 111), (50, 60), (99, 111)])
def test_a_slot_that_is_not_there_is_closed(pool: Connection, first: int, end: int) -> None:
    with pytest.raises(IntegrityError, match="book: closed"):
        take(pool, "a", first, end)

    assert [0] * 10 == used(pool)


@pytest.mark.parametrize(("first", "end", "amount"), [(105, 105, 1), (106, 104, 1), (100, 101, 0)])
def test_a_use_of_nothing_is_refused(pool: Connection, first: int, end: int, amount: int) -> None:
    with pytest.raises(IntegrityError, match="CHECK"):
        take(pool, "a", first, end, amount)


def test_capacity_may_be_cut_below_what_is_used_and_then_only_falls(pool: Connection) -> None:
    take(pool, "a", 100, 105)
    take(pool, "b", 100, 105)

    run(pool, "UPDATE pool_slot SET capacity = 1")

    with pytest.raises(IntegrityError, match="book: full"):
        take(pool, "c", 100, 101)
    run(pool, "DELETE FROM visit_use WHERE visit = 'a'")
    with pytest.raises(IntegrityError, match="book: full"):
        take(pool, "c", 100, 101)
    run(pool, "DELETE FROM visit_use WHERE visit = 'b'")
    take(pool, "c", 100, 101)


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("UPDATE pool_slot SET used = 3 WHERE slot = 100", "book: full"),
        ("UPDATE pool_slot SET used = -1 WHERE slot = 100", "book: below zero"),
        ("UPDATE pool_slot SET capacity = -1 WHERE slot = 100", "book: below zero"),
        ("DELETE FROM pool_slot WHERE slot = 103", "book: the slot is in use"),
        ("INSERT INTO pool_slot VALUES ('chair', 200, 2, 1)", "book: a new slot is empty"),
        ("UPDATE visit_use SET amount = 2", "book: a use is not changed"),
        ("UPDATE visit_use SET to_slot = 110", "book: a use is not changed"),
        ("INSERT INTO visit_use VALUES (9, 'nobody', 'chair', 100, 101, 1)", "FOREIGN KEY"),
        ("DELETE FROM visit WHERE id = 'a'", "FOREIGN KEY"),
        ("INSERT OR REPLACE INTO visit_use VALUES (1, 'a', 'chair', 90, 95, 1)", "book: closed"),
    ],
)
def test_nobody_gets_around_the_count(pool: Connection, sql: str, why: str) -> None:
    take(pool, "a", 102, 105)

    with pytest.raises(IntegrityError, match=why):
        run(pool, sql)

    assert [0, 0, 1, 1, 1, 0, 0, 0, 0, 0] == used(pool)


def bind(file: Connection, of: str, first: int, end: int, chair: str = "chair-1") -> None:
    run(
        file,
        "INSERT INTO binding VALUES (:of, :chair, :first, :end)",
        of=of,
        chair=chair,
        first=first,
        end=end,
    )


@pytest.mark.parametrize(
    ("first", "end"), [(100, 110), (105, 106), (90, 101), (109, 120), (90, 120)]
)
def test_a_chair_is_for_one_at_a_time(pool: Connection, first: int, end: int) -> None:
    bind(pool, "a", 100, 110)

    with pytest.raises(IntegrityError, match="book: chair taken"):
        bind(pool, "b", first, end)

    bind(pool, "b", first, end, "chair-2")
    with pytest.raises(IntegrityError, match="book: chair taken"):
        run(pool, "UPDATE binding SET chair = 'chair-1' WHERE visit = 'b'")


@pytest.mark.parametrize(("first", "end"), [(110, 120), (90, 100)])
def test_one_after_the_other_is_no_overlap(pool: Connection, first: int, end: int) -> None:
    bind(pool, "a", 100, 110)
    bind(pool, "b", first, end)


def test_a_chair_in_which_somebody_still_sits_is_taken_also_after_its_time(
    pool: Connection,
) -> None:
    run(pool, "UPDATE visit SET status = 'seated' WHERE id IN ('a', 'b')")
    bind(pool, "a", 100, 110)

    with pytest.raises(IntegrityError, match="book: chair taken"):
        bind(pool, "b", 115, 125)

    run(pool, "UPDATE visit SET status = 'done' WHERE id = 'a'")
    bind(pool, "b", 115, 125)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE change SET by = 'somebody-else'",
        "DELETE FROM change",
        "INSERT OR REPLACE INTO change VALUES (1, 0, 'x', 'x', 'x', 'x', 'x', NULL, 'x')",
    ],
)
def test_the_journal_of_changes_is_only_ever_added_to(file: Connection, sql: str) -> None:
    run(file, "INSERT INTO change VALUES (1, 0, 'a', 't', 'p', 'held', 'v', NULL, '{}')")

    with pytest.raises(IntegrityError, match="append-only"):
        run(file, sql)

    assert [("a",)] == run(file, "SELECT by FROM change")


def test_the_migrations_make_the_tables_that_the_code_declares(file: Connection) -> None:
    context = MigrationContext.configure(file, opts={"compare_type": True})

    assert [] == compare_metadata(context, METADATA)


def test_the_known_revisions_are_those_in_the_package() -> None:
    found = Config()
    found.set_main_option("script_location", str(BOOK.migrations))
    found.set_main_option("path_separator", "os")

    scripts = ScriptDirectory.from_config(found).walk_revisions()

    assert [each.revision for each in scripts] == list(reversed(BOOK.revisions))
