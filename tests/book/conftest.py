"""The book that the tests write in."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from service.book.book import BOOK
from service.store.engine import IMMEDIATE, open_engine
from service.store.place import prepare
from service.store.schema import migrate
from tests.book.desk import Desk, desk


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book without a line, made once: migrating costs half a second."""
    path = tmp_path_factory.mktemp("made") / "ward.book.sqlite"
    prepare(path)
    engine = open_engine(path)
    migrate(engine, BOOK)
    engine.dispose()
    return path


@pytest.fixture
def path(tmp_path: Path, made: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / "ward.book.sqlite"))


@pytest.fixture
def file(path: Path) -> Iterator[Connection]:
    """An empty book, in a transaction that is never committed."""
    engine = open_engine(path)
    with engine.connect().execution_options(**IMMEDIATE) as connection:
        transaction = connection.begin()
        yield connection
        transaction.rollback()
    engine.dispose()


@pytest.fixture
async def book(path: Path) -> AsyncIterator[Desk]:
    async with desk(path) as found:
        yield found
