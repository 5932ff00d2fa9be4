"""One pump behind two ports: after a reconnect, by a second cable, or in the wrong place."""

import asyncio

import pytest

from service.catalog.pumps import load_pump
from service.cli.virtual_ward import VirtualWard, small_ward, virtual_ward
from simulators.alaris_frames import message
from simulators.new_era_frames import safe_packet
from tests.field.beside import BOTH, Kind, ListenedAlaris, infusing, undisturbed
from tests.stories.bedside import in_virtual_time

STANDS = {
    "new_era": safe_packet("00S"),
    "alaris": message("INF^8002-51740^A^SET^0.00^ml/h^^0.000^ml^0.00^mmHg^-^^"),
}
COMMANDS = ("INF_START", "INF_RATE^", "INF_VTBI^", "INF_STOP")


async def troubles(ward: VirtualWard) -> dict[str, str | None]:
    """What the screens say is the matter with each pump."""
    chairs = (await ward.tablet.get("/ward"))["chairs"]
    return {chair["pump"]["id"]: chair["pump"]["trouble"] for chair in chairs}


@pytest.mark.shows("FIELD-08")
@in_virtual_time
async def test_one_serial_number_at_two_ports_is_driven_at_one_of_them_only() -> None:
    ward = small_ward(2, profile=load_pump("alaris_50ml"))
    here, there = ListenedAlaris(), ListenedAlaris()  # the same number, as both are made alike
    pumps = {"pump-1": here, "pump-2": there}
    async with virtual_ward(ward, seed=1, pumps={**pumps}) as world:
        await asyncio.sleep(3)
        keepers = world.service.ward.keepers
        first = next(place for place in pumps if keepers[place].identity)
        second = next(place for place in pumps if place != first)
        assert keepers[second].identity is None
        told = await troubles(world)
        assert told[first] is None
        assert f"and as {first} too" in str(told[second])
        assert not any(text.startswith(COMMANDS) for text in there.commands())

        # The first port is gone for a while; whoever is there then, one of them is driven.
        pumps[first].unplug(2)
        for _ in range(60):
            await asyncio.sleep(0.1)
            assert [keepers[place].identity for place in pumps].count(None) > 0
        assert keepers[second].identity is not None
        assert f"and as {second} too" in str((await troubles(world))[first])


@pytest.mark.shows("FIELD-08")
@in_virtual_time
async def test_a_pump_that_was_moved_is_let_in_at_its_new_place_though_the_old_port_stays() -> None:
    ward = small_ward(2, profile=load_pump("alaris_50ml"))
    old, new = ListenedAlaris(), ListenedAlaris()
    new.faults.change({"deaf": True, "mute": True})
    async with virtual_ward(ward, seed=1, pumps={"pump-1": old, "pump-2": new}) as world:
        await asyncio.sleep(3)
        keepers = world.service.ward.keepers
        assert keepers["pump-1"].identity is not None
        old.faults.change(
            {"deaf": True, "mute": True}
        )  # pulled out behind its adapter, which stays where it is
        new.faults.change({"deaf": False, "mute": False})
        await asyncio.sleep(20)

        assert keepers["pump-2"].heard_as is not None
        assert keepers["pump-1"].heard_as is None
        assert (await troubles(world))["pump-2"] is None


@pytest.mark.shows("FIELD-08")
@pytest.mark.parametrize("kind", BOTH)
@in_virtual_time
async def test_after_a_reconnect_the_old_port_is_neither_written_to_nor_heard(kind: Kind) -> None:
    async with infusing(kind) as bed:
        await asyncio.sleep(5)
        said_by_the_old_port = bed.pump.receive
        async with undisturbed(bed):
            bed.pump.unplug(1)
            tried = len(bed.pump.tried)
            await bed.until(lambda: bed.pump.receive != said_by_the_old_port, 5)
            for _ in range(300):
                said_by_the_old_port(STANDS[kind.name])
                await asyncio.sleep(0.01)
            assert 0 == bed.times("PumpFellSilent")
        assert tried + 2 >= len(bed.pump.tried)
