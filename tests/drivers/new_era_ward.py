"""One scripted New Era pump, its driver, and how a story about them is told."""

from collections.abc import Callable
from typing import Any

from drivers.port import (
    Done,
    Outcome,
    PumpReport,
    Running,
)
from drivers.quantities import Rate, Volume
from tests.drivers.far_pump import FarPump
from tests.drivers.new_era_bench import Station
from tests.drivers.virtual import run
from tests.drivers.wires import Wire

LOW, HIGH = Rate.from_ml_per_h("25"), Rate.from_ml_per_h("150")
TOTAL = Volume.from_ml("250")


class Ward:
    """One pump, one driver, and the reading in hand."""

    def __init__(self, wire: Callable[[FarPump], Any] = Wire, **pump: Any) -> None:
        self.pump = FarPump(**pump)
        self.wire = wire(self.pump)
        self.station = Station(self.wire)
        self.driver = self.station.driver()

    async def report(self) -> PumpReport:
        found = await self.driver.read()
        assert isinstance(found, PumpReport), found
        return found

    async def apply(self, rate: Rate = LOW, until: Volume = TOTAL) -> Outcome:
        seen = await self.report()
        return await self.driver.apply(Running(rate=rate, until_total=until), seen=seen)

    async def started(self) -> None:
        await self.driver.open()
        assert await self.apply() == Done()
        self.pump.log.clear()


def tell(story: Callable[[Ward], Any], wire: Callable[[FarPump], Any] = Wire, **pump: Any) -> None:
    async def whole() -> None:
        ward = Ward(wire, **pump)
        await story(ward)
        await ward.driver.close()

    run(whole())
