"""The people's file: its schema, and a file of an older version."""

import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from service.people.file import PEOPLE, PeopleFile
from service.people.tables import METADATA
from service.store.engine import open_engine
from service.store.errors import SchemaTooNew
from service.store.place import prepare


def test_the_migrations_make_the_tables_that_the_code_has(tmp_path: Path) -> None:
    path = tmp_path / "people.sqlite"
    PeopleFile.open(path).close()
    engine = open_engine(path)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    engine.dispose()


def test_a_file_of_the_first_version_is_brought_along_with_everybody_in_it(tmp_path: Path) -> None:
    path = tmp_path / "people.sqlite"
    prepare(path)
    engine = open_engine(path)
    settings = Config()
    settings.set_main_option("script_location", str(PEOPLE.migrations))
    settings.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        connection.exec_driver_sql(f"PRAGMA application_id={PEOPLE.application_id}")
        settings.attributes["connection"] = connection
        command.upgrade(settings, "p0001")
        connection.exec_driver_sql(
            "INSERT INTO tablet VALUES ('tablet-1', 'Tablet 1', 'hash', 1, NULL, 0, NULL, NULL)"
        )
    engine.dispose()

    PeopleFile.open(path).close()

    with sqlite3.connect(path) as raw:
        assert raw.execute("SELECT id, enrolled_by FROM tablet").fetchall() == [("tablet-1", None)]
    raw.close()


def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "people.sqlite"
    PeopleFile.open(path).close()
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE alembic_version SET version_num = 'p9999'")
    raw.close()
    with pytest.raises(SchemaTooNew):
        PeopleFile.open(path)
