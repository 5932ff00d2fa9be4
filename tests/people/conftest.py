"""People who sign in, for every test of this folder."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.people.staff import Staff, staff


@pytest.fixture(autouse=True)
def however_slow_this_disk_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.people.people.ANSWER_S", 30.0)


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Staff]:
    async with staff(tmp_path / "ward.people.sqlite") as it:
        yield it
