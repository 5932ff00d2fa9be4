"""One scripted Alaris pump, its driver, and how a story about them is told."""

from collections.abc import Callable
from typing import Any

from drivers.port import Done, Outcome, PumpReport, Running
from drivers.quantities import Rate, Volume
from tests.drivers.alaris_bench import driver
from tests.drivers.far_alaris import FarAlaris
from tests.drivers.stations import Station
from tests.drivers.virtual import run
from tests.drivers.wires import Wire

LOW, HIGH = Rate.from_ml_per_h("25"), Rate.from_ml_per_h("150")
TOTAL = Volume.from_ml("50")


class Ward:
    """One pump, one driver, and the reading in hand."""

    def __init__(self, wire: Callable[[FarAlaris], Any] = Wire) -> None:
        self.pump = FarAlaris()
        self.wire = wire(self.pump)
        self.station = Station(self.wire)
        self.driver = driver(self.station.lines)

    async def report(self) -> PumpReport:
        found = await self.driver.read()
        assert isinstance(found, PumpReport), found
        return found

    async def apply(self, rate: Rate = LOW, until: Volume = TOTAL) -> Outcome:
        seen = await self.report()
        return await self.driver.apply(Running(rate=rate, until_total=until), seen=seen)

    async def started(self) -> None:
        await self.driver.open()
        assert Done() == await self.apply()
        self.pump.log.clear()


def tell(story: Callable[[Ward], Any], wire: Callable[[FarAlaris], Any] = Wire) -> None:
    async def whole() -> None:
        ward = Ward(wire)
        await story(ward)
        await ward.driver.close()

    run(whole())
