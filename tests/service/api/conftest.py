"""The ward that the API's tests talk to."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.service.api.harness import Bench, bench
from tests.service.api.tablets import Held, browser


@pytest.fixture
async def ward(tmp_path: Path) -> AsyncIterator[Bench]:
    async with bench(tmp_path / "ward.sqlite") as running:
        yield running


@pytest.fixture
async def one(ward: Bench) -> AsyncIterator[Held]:
    """A tablet of the ward that nobody holds yet; the ward is the test module's own."""
    async with browser(ward) as held:
        assert (await held.enrol("tablet-1")).status_code == 200
        yield held


@pytest.fixture
async def two(ward: Bench) -> AsyncIterator[Held]:
    """A tablet of the ward that nobody holds yet; the ward is the test module's own."""
    async with browser(ward) as held:
        assert (await held.enrol("tablet-2")).status_code == 200
        yield held
