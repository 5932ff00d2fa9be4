"""A pump that goes on by itself while its service, or its gateway, is away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from drivers.quantities import Rate
from service.cli.in_process_gateway import InProcessGateway
from service.cli.virtual_ward import gateway_for
from service.core.session.state import HoldReason, Phase
from tests.stories.at_hand import after, at_hand, in_hours, ward_at_hand


@asynccontextmanager
async def running_gateway() -> AsyncIterator[InProcessGateway]:
    gateway = gateway_for(ward_at_hand(), seed=3)
    assert gateway is not None
    async with gateway.running():
        yield gateway


@pytest.mark.shows("RULE-5")
@pytest.mark.shows("INV-30")
@in_hours
async def test_a_new_service_finds_the_pump_running_and_goes_on_with_the_same_order(
    tmp_path: Path,
) -> None:
    store = tmp_path / "ward.sqlite"
    async with running_gateway() as gateway:
        async with at_hand(store=store, gateway=gateway) as bed:
            await bed.started()
            await asyncio.sleep(600)
            placer = bed.order.placer if bed.order else ""
        await asyncio.sleep(20)
        async with after(bed, store) as bed:
            await bed.until(lambda: bed.s.heard is not None and not bed.s.unproven, 120)
            found = bed.s.phase, bed.s.reached
            await bed.raise_offered()
            bed.press("confirm")
            await bed.until(lambda: bed.s.reached == Rate(50_000), 5)

            order = bed.order
            assert (Phase.INFUSING, Rate(25_000)) == found
            assert order is not None
            assert placer == order.placer
            assert 2 == bed.orders


@pytest.mark.shows("RULE-11")
@in_hours
async def test_a_reaction_is_not_forgotten_by_a_new_service(tmp_path: Path) -> None:
    store = tmp_path / "ward.sqlite"
    async with running_gateway() as gateway:
        async with at_hand(store=store, gateway=gateway) as bed:
            await bed.started()
            await bed.tap("reaction")
            await asyncio.sleep(1)
        async with after(bed, store) as bed:
            await asyncio.sleep(150)
            assert 25 == bed.rate_ml_h()
            assert "press-stop" in await bed.alarms()

            bed.press("stop")
            await bed.until(lambda: bed.s.stop_asked_at is None, 5)
            assert "press-stop" not in await bed.alarms()


@pytest.mark.shows("RULE-11")
@in_hours
async def test_press_stop_stays_while_the_gateway_is_cut_off_and_the_stop_is_not_seen() -> None:
    async with at_hand() as bed:
        await bed.started()
        bed.gateway.simulated.ask({"set": {"offline": True}})
        await bed.tap("reaction")
        bed.press("stop")
        for _ in range(30):
            await asyncio.sleep(10)
            assert "press-stop" in await bed.alarms()
        assert 0 == bed.rate_ml_h()

        bed.gateway.simulated.ask({"set": {"offline": False}})
        await bed.until(lambda: bed.s.stop_asked_at is None, 90)
        assert "press-stop" not in await bed.alarms()


@pytest.mark.shows("RULE-5")
@in_hours
async def test_a_pump_that_was_stopped_while_nobody_heard_it_is_held_when_it_is_heard_again() -> (
    None
):
    async with at_hand() as bed:
        await bed.started()
        bed.gateway.simulated.ask({"set": {"offline": True}})
        await asyncio.sleep(60)
        bed.press("stop")
        said = await bed.asks_for("pump-silent-long", within_s=120)
        bed.gateway.simulated.ask({"set": {"offline": False}})
        await bed.until(lambda: bed.s.phase is Phase.HELD, 90)
        await asyncio.sleep(300)

        assert said.startswith("The pump does not answer; it may still be infusing.")
        assert HoldReason.FOUND_STOPPED is bed.s.hold
        assert (1, 0.0) == (bed.orders, bed.rate_ml_h())
