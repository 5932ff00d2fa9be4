"""Which schema a file has, and bringing it up to date.

Alembic costs half a second to import and is needed only when something has to change; on a current
file one SELECT is enough.
"""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect

from service.store.engine import APPLICATION_ID, IMMEDIATE, application_id
from service.store.errors import SchemaTooNew, StoreUnfit

REVISIONS = ("r0001",)
"""Every revision this version knows, oldest first; the last is the one it works with."""

MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """The schemas of one kind of file, and how to get from one to the next."""

    revisions: tuple[str, ...] = REVISIONS
    """Oldest first."""
    migrations: Path = MIGRATIONS
    application_id: int = APPLICATION_ID


STORE = Schema()


def migrate(engine: Engine, schema: Schema = STORE) -> bool:
    """Bring the file to the newest schema; return whether anything had to be done.

    Raises:
        SchemaTooNew: The file was written by a newer version. It is left untouched.
        StoreUnfit: The file is somebody else's database.
    """
    with engine.connect() as connection, connection.begin():
        found = revision(connection)
        marked = application_id(connection)
        if found == schema.revisions[-1] and marked == schema.application_id:
            return False
        refuse_newer(found, schema.revisions)
        if found is None:
            _refuse_foreign(connection, schema)
    _upgrade(engine, schema)
    return True


def revision(connection: Connection) -> str | None:
    """Return the revision of the file; None for one that has never been migrated."""
    exists = "SELECT 1 FROM sqlite_master WHERE type='table' AND name='alembic_version'"
    if connection.exec_driver_sql(exists).first() is None:
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)


def refuse_newer(found: str | None, known: tuple[str, ...] = REVISIONS) -> None:
    """Raise `SchemaTooNew` for a revision that this version does not know."""
    if found is not None and found not in known:
        raise SchemaTooNew(found, known[-1])


def _refuse_foreign(connection: Connection, schema: Schema) -> None:
    tables = inspect(connection).get_table_names()
    if tables or application_id(connection) not in (0, schema.application_id):
        raise StoreUnfit(f"the file is another program's database (it has {tables})")


def _upgrade(engine: Engine, schema: Schema) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    # Alembic reads its settings as a template in which % begins a name.
    config.set_main_option("script_location", str(schema.migrations).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    # One transaction for all steps: a power cut leaves the old schema or the new one.
    with engine.connect().execution_options(**IMMEDIATE) as connection, connection.begin():
        connection.exec_driver_sql(f"PRAGMA application_id={schema.application_id}")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
