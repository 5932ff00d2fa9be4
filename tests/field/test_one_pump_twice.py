"""One pump behind two ports: after a reconnect, by a second cable, or in the wrong place."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest

from service.catalog.pumps import load_pump
from service.cli.nurse import NURSE, Nurse
from service.cli.smaller import with_bag
from service.cli.virtual_ward import VirtualWard, small_ward, virtual_ward
from simulators.alaris_frames import message
from simulators.new_era_frames import safe_packet
from tests.field.beside import BOTH, SYRINGE, Kind, ListenedAlaris, infusing, undisturbed
from tests.stories.bedside import in_virtual_time, now

STANDS = {
    "new_era": safe_packet("00S"),
    "alaris": message("INF^8002-51740^A^SET^0.00^ml/h^^0.000^ml^0.00^mmHg^-^^"),
}
COMMANDS = ("INF_START", "INF_RATE^", "INF_VTBI^", "INF_STOP")


async def until(true: Callable[[], bool], within_s: float) -> None:
    """Wait until something has become true."""
    began = now()
    while not true():
        assert now() - began < within_s, f"not within {within_s} s"
        await asyncio.sleep(0.01)


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


@dataclass(frozen=True, slots=True)
class Cabled:
    """One pump whose serial number answers at two places."""

    world: VirtualWard
    first: str
    """Where it was let in."""
    second: str
    pumps: dict[str, ListenedAlaris]

    @property
    def open_at(self) -> list[str]:
        """Where it is open, whether or not it is heard there."""
        keepers = self.world.service.ward.keepers
        return [place for place in self.pumps if keepers[place].identity]

    @property
    def driven_at(self) -> list[str]:
        """Where it counts as the pump that answers."""
        keepers = self.world.service.ward.keepers
        return [place for place in self.pumps if keepers[place].heard_as]

    def mute(self, place: str, on: bool = True) -> None:
        """The pump hears and obeys at a place, but its answers are lost."""
        self.pumps[place].mute(on)

    async def watched(self, seconds: float) -> AsyncIterator[None]:
        """Look again and again: at no time it is driven at both places."""
        for _ in range(round(seconds * 10)):
            await asyncio.sleep(0.1)
            assert len(self.driven_at) <= 1
            yield


@asynccontextmanager
async def cabled_twice() -> AsyncIterator[Cabled]:
    """Run a ward of two chairs in which one pump has been let in at one of them."""
    ward = small_ward(2, profile=load_pump("alaris_50ml"))
    ward = replace(ward, protocols=(with_bag(ward.protocols[0], SYRINGE),))
    pumps = {"pump-1": ListenedAlaris(), "pump-2": ListenedAlaris()}
    async with virtual_ward(ward, seed=1, pumps={**pumps}) as world:
        await asyncio.sleep(3)
        keepers = world.service.ward.keepers
        first = next(place for place in pumps if keepers[place].identity)
        second = next(place for place in pumps if place != first)
        found = Cabled(world, first, second, pumps)
        assert [first] == found.open_at
        yield found


@pytest.mark.shows("FIELD-08")
@pytest.mark.parametrize("mute_s", [0.2, 1.2, 3.0, 4.9])
@in_virtual_time
async def test_a_reading_without_an_answer_lets_nobody_in_at_the_other_place(
    mute_s: float,
) -> None:
    async with cabled_twice() as pump:
        pump.mute(pump.first)
        await asyncio.sleep(mute_s)
        pump.mute(pump.first, on=False)
        async for _ in pump.watched(30):
            assert [pump.first] == pump.open_at

        told = await troubles(pump.world)
        assert told[pump.first] is None
        assert f"and as {pump.first} too" in str(told[pump.second])


@pytest.mark.shows("FIELD-08")
@pytest.mark.parametrize("mute_s", [12.0, 20.0, 45.0, 100.0])
@in_virtual_time
async def test_a_pump_that_is_heard_again_is_let_go_where_it_was_let_in_elsewhere_meanwhile(
    mute_s: float,
) -> None:
    async with cabled_twice() as pump:
        pump.mute(pump.first)
        async for _ in pump.watched(mute_s):
            pass
        assert [pump.second] == pump.driven_at

        pump.mute(pump.first, on=False)
        async for _ in pump.watched(35):  # a pump left alone for its watchdog is asked after that
            pass
        async for _ in pump.watched(20):
            assert [pump.second] == pump.open_at
        told = await troubles(pump.world)
        assert told[pump.second] is None
        assert f"and as {pump.second} too" in str(told[pump.first])


@pytest.mark.shows("FIELD-08")
@pytest.mark.parametrize("apart_s", [0.0, 0.3, 1.7])
@in_virtual_time
async def test_of_two_places_that_both_fell_silent_one_stays(apart_s: float) -> None:
    async with cabled_twice() as pump:
        pump.mute(pump.first)
        await asyncio.sleep(15)
        pump.mute(pump.second)
        await asyncio.sleep(20)
        assert [] == pump.driven_at

        pump.mute(pump.second, on=False)
        await asyncio.sleep(apart_s)
        pump.mute(pump.first, on=False)
        async for _ in pump.watched(15):
            pass
        async for _ in pump.watched(20):
            assert 1 == len(pump.open_at)
            assert pump.open_at == pump.driven_at
        told = await troubles(pump.world)
        assert [None] == [told[place] for place in pump.open_at]
        refused = next(place for place in pump.pumps if place not in pump.open_at)
        assert f"and as {pump.open_at[0]} too" in str(told[refused])


@pytest.mark.shows("FIELD-08")
@in_virtual_time
async def test_of_two_ports_that_come_back_at_one_moment_one_is_let_in() -> None:
    async with cabled_twice() as pump:
        for each in pump.pumps.values():
            each.unplug(10)
        for _ in range(3_000):
            await asyncio.sleep(0.005)
            assert len(pump.open_at) <= 1

        assert 1 == len(pump.driven_at)


@pytest.mark.shows("INV-05")
@pytest.mark.shows("FIELD-08")
@in_virtual_time
async def test_an_infusion_whose_pump_was_let_in_elsewhere_is_stopped_from_its_chair() -> None:
    """And says that it stands: the pump is read behind the STOP that it is sent."""
    async with cabled_twice() as pump:
        chairs = pump.world.service.ward.places
        chair = next(place.chair for place in chairs if place.pump == pump.first)
        nurse = Nurse(pump.world.tablet)
        await nurse.prepare("patient-1", "isatuximab", 3, chair, pump.first)
        await nurse.start()
        runner = pump.world.service.ward.runners[nurse.session]

        def confirmed() -> int:
            return [type(event).__name__ for event in runner.happened].count("StopConfirmed")

        pump.mute(pump.first)
        await asyncio.sleep(20)
        pump.mute(pump.first, on=False)
        await asyncio.sleep(10)
        assert [pump.second] == pump.open_at
        assert pump.pumps[pump.first].rate_ml_h() > 0
        assert 0 == confirmed()
        await pump.world.tablet.tap(f"/sessions/{nurse.session}/pause", NURSE)

        await until(lambda: 0 == pump.pumps[pump.first].rate_ml_h(), 0.3)
        await until(lambda: 1 == confirmed(), 2)


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
