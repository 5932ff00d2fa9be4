"""What a pump cannot do is not assumed (rule 11)."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from service.catalog import WardConfig
from service.cli.client import Refused
from tests.stories.bedside import bedside, in_virtual_time, ward_of


def ward_with(**capabilities: Any) -> WardConfig:
    """A ward of one chair whose pump can do something else than the shipped profile says."""
    ward = ward_of()
    (pump,) = ward.pumps
    can = replace(pump.profile.capabilities, **capabilities)
    return replace(ward, pumps=(replace(pump, profile=replace(pump.profile, capabilities=can)),))


@pytest.mark.shows("RULE-11")
@in_virtual_time
async def test_a_pump_that_takes_no_commands_is_given_no_infusion() -> None:
    async with bedside(ward=ward_with(kind="monitor")) as bed:
        await asyncio.sleep(3)

        with pytest.raises(Refused, match="cannot be driven from here"):
            await bed.prepare(3)

        assert "monitor" == (await bed.ward())["chairs"][0]["pump"]["capability"]
        assert [] == [text for text in bed.pump.orders() if text != "STP"]


@pytest.mark.shows("RULE-11")
@pytest.mark.shows("RULE-12")
@pytest.mark.shows("C-25")
@in_virtual_time
async def test_a_pump_without_a_watchdog_hears_nothing_and_is_given_no_infusion() -> None:
    async with bedside(ward=ward_with(watchdog_s=None)) as bed:
        await asyncio.sleep(5)

        with pytest.raises(Refused):
            await bed.prepare(3)

        assert [] == bed.pump.commands()
        assert "watchdog" in (await bed.ward())["chairs"][0]["pump"]["trouble"]


@pytest.mark.shows("RULE-11")
@pytest.mark.shows("224-01")
@in_virtual_time
async def test_a_pump_that_cannot_reach_a_rate_of_the_protocol_is_given_no_infusion() -> None:
    ward = ward_of()
    slow = ward.pumps[0].profile.capabilities.rate_max.half().half().half()
    async with bedside(ward=ward_with(rate_max=slow)) as bed:
        await asyncio.sleep(3)

        with pytest.raises(Refused, match="every rate of the protocol"):
            await bed.prepare(3)
