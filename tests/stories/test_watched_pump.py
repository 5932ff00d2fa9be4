"""A pump that is only watched, in a ward: its rate is shown, and nothing is ever sent to it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest

from service.catalog.pumps import load_pump
from service.cli.client import Refused
from service.cli.in_process import InProcessPump
from service.cli.nurse import Nurse
from service.cli.virtual_ward import VirtualWard, small_ward, virtual_ward
from simulators.bbraun_bcc import BAUD, Station
from simulators.line import Line
from tests.stories.bedside import in_virtual_time

ADDRESS, SLOT = 3, "13"


class WatchedStation(InProcessPump):
    """A simulated station; what is sent to it is written down."""

    def __init__(self) -> None:
        self.device = Station(slots=(SLOT, "22"), seed=1)
        super().__init__(Line(self.device, baud=BAUD, seed=1))
        self.sent: list[bytes] = []

    def write(self, data: bytes) -> None:
        self.sent.append(data)
        super().write(data)

    def press(self, key: str, value: str = "") -> None:
        self.catch_up()
        assert self.device.press(f"{key}@{SLOT}", value) == ""


@dataclass(frozen=True)
class Watching:
    world: VirtualWard
    station: WatchedStation
    pump_id: str
    chair_id: str

    async def pump(self) -> dict[str, Any]:
        (chair,) = (await self.world.tablet.get("/ward"))["chairs"]
        found: dict[str, Any] = chair["pump"]
        return found

    async def prepare(self) -> None:
        nurse = Nurse(self.world.tablet, speed=1, on_tap=lambda *_: None)
        await nurse.prepare("patient-1", "isatuximab", 3, self.chair_id, self.pump_id)


@asynccontextmanager
async def watching() -> AsyncIterator[Watching]:
    ward = small_ward(1, profile=load_pump("bbraun_bcc"))
    (place,) = ward.pumps
    ward = replace(ward, pumps=(replace(place, address=ADDRESS),))
    station = WatchedStation()
    async with virtual_ward(ward, seed=1, pumps={place.id: station}) as world:
        yield Watching(world, station, place.id, ward.chairs[0].id)


@pytest.mark.shows("RULE-11")
@in_virtual_time
async def test_a_watched_pump_is_shown_with_its_rate_and_what_is_unknown_is_not_shown() -> None:
    async with watching() as ward:
        await asyncio.sleep(3)
        ward.station.press("rate", "125")
        ward.station.press("start")
        await asyncio.sleep(12)
        pump = await ward.pump()

        assert ("monitor", "688F030006", "BCC V3.30") == (
            pump["capability"],
            pump["model"],
            pump["firmware"],
        )
        assert ("other", "125", None, []) == (
            pump["delivery"],
            pump["rate_ml_h"],
            pump["counter_ml"],
            pump["alarms"],
        )

        ward.station.press("stop")
        await asyncio.sleep(12)
        assert ("stopped", "0") == (
            (await ward.pump())["delivery"],
            (await ward.pump())["rate_ml_h"],
        )


@pytest.mark.shows("RULE-11")
@in_virtual_time
async def test_no_infusion_is_prepared_or_started_on_a_watched_pump() -> None:
    async with watching() as ward:
        await asyncio.sleep(3)
        with pytest.raises(Refused, match="cannot be driven from here") as refused:
            await ward.prepare()
        await asyncio.sleep(12)

        assert refused.value.problem["status"] in range(400, 500)
        assert refused.value.problem["type"]
        told = {sent.partition(b">")[2][:-7] for sent in ward.station.sent if sent != b"\x06"}
        assert {b"ADMIN:ALIVE", b"ADMIN:VERSION", b"MEM:GETSLOT#13"} == told
        assert 0 == ward.station.device.truth_of(SLOT).motor_rate_nl_h


@in_virtual_time
async def test_a_watched_pump_that_is_taken_out_is_said_to_be_gone() -> None:
    async with watching() as ward:
        await asyncio.sleep(3)
        ward.station.press("take_out")
        await asyncio.sleep(12)

        trouble = (await ward.pump())["trouble"]
        assert "taken out" in trouble or "no pump" in trouble
