import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlmodel import SQLModel

from service.store import schema
from service.store.engine import APPLICATION_ID, open_engine
from service.store.errors import SchemaTooNew, StoreUnfit
from service.store.place import prepare
from service.store.tables import NAMES
from tests.service.store.sample import open_store


def test_the_known_revisions_are_those_in_the_package() -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    config.set_main_option("path_separator", "os")

    scripts = ScriptDirectory.from_config(config).walk_revisions()

    assert [each.revision for each in scripts] == list(reversed(schema.REVISIONS))


def test_an_empty_file_becomes_a_store_and_a_current_one_is_left_alone(path: Path) -> None:
    prepare(path)
    engine = open_engine(path)

    assert schema.migrate(engine) is True
    assert schema.migrate(engine) is False
    with engine.connect() as connection:
        assert schema.revision(connection) == schema.REVISIONS[-1]


def test_the_migrations_make_the_tables_that_the_code_declares(path: Path) -> None:
    prepare(path)
    engine = open_engine(path)
    schema.migrate(engine)

    def ours(name: str | None, kind: str, parents: object) -> bool:
        return kind != "table" or name in NAMES

    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": ours}
        )
        assert compare_metadata(context, SQLModel.metadata) == []


def test_a_current_file_is_opened_without_alembic(path: Path) -> None:
    code = (
        "import asyncio, sys; from pathlib import Path; "
        "from tests.service.store.sample import open_store; "
        "asyncio.run(open_store(Path(sys.argv[1])).close()); "
        "sys.exit('alembic' in sys.modules)"
    )
    first = subprocess.run([sys.executable, "-c", code, str(path)], cwd=Path.cwd())
    second = subprocess.run([sys.executable, "-c", code, str(path)], cwd=Path.cwd())

    assert (first.returncode, second.returncode) == (1, 0)


@pytest.mark.shows("F-12")
@pytest.mark.shows("INV-30")
@pytest.mark.shows("F-07")
def test_a_newer_schema_is_refused_and_left_alone(sound: Path) -> None:
    connection = sqlite3.connect(sound)
    connection.execute("UPDATE alembic_version SET version_num = 'r9999'")
    connection.commit()
    connection.close()
    before = sound.read_bytes()

    with pytest.raises(SchemaTooNew, match="r9999"):
        open_store(sound)

    assert before == sound.read_bytes()


@pytest.mark.parametrize("statement", ["CREATE TABLE foreign_ (x)", "PRAGMA application_id=77"])
def test_another_programs_database_is_refused(path: Path, statement: str) -> None:
    prepare(path)
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.execute("VACUUM")
    connection.close()

    with pytest.raises(StoreUnfit, match="another program"):
        open_store(path)


@pytest.mark.shows("INV-28")
@pytest.mark.shows("C-24")
@pytest.mark.shows("INV-29")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET kind = 'Other' WHERE seq = 3",
        "DELETE FROM journal WHERE seq = 3",
        "DELETE FROM journal",
        "INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE seq = 3",
        "REPLACE INTO journal SELECT seq + 100, stream, version, kind, schema, at_ms, wall_ms, "
        "payload, prev_hash, hash FROM journal WHERE seq = 3",
        "UPDATE OR REPLACE journal SET seq = 4 WHERE seq = 3",
    ],
)
async def test_the_journal_refuses_every_change(sound: Path, statement: str) -> None:
    store = open_store(sound)

    def change(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    with pytest.raises(Exception, match="append-only"):
        await store.writer.transact(change)
    result = await store.verify()
    await store.close()

    assert (result.ok, result.rows) == (True, 12)


def test_the_file_says_what_it_is(sound: Path) -> None:
    assert sound.read_bytes()[68:72] == APPLICATION_ID.to_bytes(4, "big")
