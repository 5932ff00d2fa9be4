"""The ward that the API's tests talk to."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.service.api.harness import Bench, bench


@pytest.fixture
async def ward(tmp_path: Path) -> AsyncIterator[Bench]:
    async with bench(tmp_path / "ward.sqlite") as running:
        yield running
