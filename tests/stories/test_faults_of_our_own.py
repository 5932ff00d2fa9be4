"""A fault in our own code starts nothing and leaves STOP working (INV-31)."""

import asyncio
from typing import NoReturn

import httpx2
import pytest

from service.cli.nurse import NURSE
from tests.stories.bedside import Bedside, in_virtual_time, infusing, now, ward_of


def broken(*_: object, **__: object) -> NoReturn:
    raise RuntimeError("a fault of our own")


async def post_stop(bed: Bedside) -> int:
    """Tap REACTION as a tablet does that meets a fault of the service."""
    transport = httpx2.ASGITransport(app=bed.world.service.app, raise_app_exceptions=False)
    headers = {"Idempotency-Key": "tap-faulty-1", "X-Person": NURSE, "X-Tablet": "tablet-1"}
    async with httpx2.AsyncClient(transport=transport, base_url="http://ward") as client:
        path = f"/api/v1/sessions/{bed.session}/reaction"
        return (await client.post(path, json={}, headers=headers)).status_code


@pytest.mark.shows("INV-31")
@pytest.mark.shows("INV-06")
@pytest.mark.parametrize(
    ("part", "status"),
    [
        pytest.param("service.core.session.decide.hear", 202, id="judging a report"),
        pytest.param("service.core.session.decide.time_passes", 202, id="looking at the time"),
        pytest.param("service.shell.ward.look_again", 500, id="planning the next look"),
        pytest.param("service.shell.runner.decide", 500, id="deciding"),
    ],
)
def test_stop_works_whatever_of_the_rules_is_broken(
    monkeypatch: pytest.MonkeyPatch, part: str, status: int
) -> None:
    @in_virtual_time
    async def story() -> None:
        async with infusing() as bed:
            await asyncio.sleep(10)
            monkeypatch.setattr(part, broken)
            await asyncio.sleep(3)
            tapped_at = now()

            assert status == await post_stop(bed)

            assert await bed.runs_at(0, within_s=2) < 1
            await asyncio.sleep(20)
            assert {"STP"} == set(bed.pump.orders(tapped_at))
            monkeypatch.undo()

    story()


@pytest.mark.shows("INV-31")
@pytest.mark.parametrize(
    "part",
    [
        pytest.param("service.core.session.decide.hear", id="judging a report"),
        pytest.param("service.shell.ward.wanted", id="saying what is wanted"),
        pytest.param("service.shell.runner.decide", id="deciding"),
    ],
)
def test_nothing_is_raised_while_the_rules_are_broken(
    monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    @in_virtual_time
    async def story() -> None:
        async with infusing(2, ward=ward_of(speed=60)) as bed:
            await bed.served(28)
            await bed.attest()
            monkeypatch.setattr(part, broken)
            broken_at = now()
            await asyncio.sleep(10)  # the step ends after two

            assert [] == bed.pump.orders(broken_at)
            monkeypatch.undo()
            await asyncio.sleep(10)
            assert "StepServed" in bed.kinds()

    story()
