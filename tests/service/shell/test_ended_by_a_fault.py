"""What should go on until the service ends, and does not, is said in the log."""

import asyncio
import logging
from pathlib import Path

import pytest

from service.shell.ward import Ward
from service.wiring import running
from tests.faults.places import ward_of


@pytest.mark.parametrize("fault", [ZeroDivisionError("for once"), None])
async def test_a_task_that_ends_by_a_fault_is_named_and_no_other(
    fault: Exception | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def tick(_: Ward) -> None:
        if fault is not None:
            raise fault
        await asyncio.Event().wait()

    monkeypatch.setattr(Ward, "tick", tick)
    async with running(ward_of(0, speed=1), tmp_path / "ward.sqlite"):
        await asyncio.sleep(0.01)

    said = [each for each in caplog.records if each.levelno == logging.CRITICAL]
    expected = [] if fault is None else ["tick has ended by a fault"]
    assert expected == [each.getMessage() for each in said]
