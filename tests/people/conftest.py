"""People who sign in, for every test of this folder."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.people.staff import Staff, staff


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Staff]:
    async with staff(tmp_path / "ward.people.sqlite") as it:
        yield it
