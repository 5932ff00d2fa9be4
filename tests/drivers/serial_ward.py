"""One scripted pump on a serial line, its driver, and the reading in hand."""

from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

from drivers.link.lines import Lines
from drivers.port import Done, Outcome, PumpDriver, PumpReport, Running
from drivers.quantities import Rate, Volume
from tests.drivers.stations import Station
from tests.drivers.virtual import run

LOW, HIGH = Rate.from_ml_per_h("25"), Rate.from_ml_per_h("150")


class Logged(Protocol):
    """A scripted pump that keeps what it has heard."""

    log: list[str]


Pump = TypeVar("Pump", bound=Logged)
Driver = TypeVar("Driver", bound=PumpDriver)
AnyWard = TypeVar("AnyWard", bound="SerialWard[Any, Any]")


class SerialWard(Generic[Pump, Driver]):
    """One pump, one driver, and the reading in hand."""

    total: Volume
    """As far as these stories order."""

    def __init__(
        self, pump: Pump, wire: Callable[[Pump], Any], driver: Callable[[Lines], Driver]
    ) -> None:
        self.pump = pump
        self.wire = wire(self.pump)
        self.station = Station(self.wire)
        self.driver = driver(self.station.lines)

    async def report(self) -> PumpReport:
        found = await self.driver.read()
        assert isinstance(found, PumpReport), found
        return found

    async def apply(self, rate: Rate = LOW, until: Volume | None = None) -> Outcome:
        setting = Running(rate=rate, until_total=until or self.total)
        return await self.driver.apply(setting, seen=await self.report())

    async def start_after(self, happen: Callable[[], object]) -> Outcome:
        """Open, take a reading, have something happen, and start by that reading."""
        await self.driver.open()
        seen = await self.report()
        happen()
        return await self.driver.apply(Running(rate=LOW, until_total=self.total), seen=seen)

    async def started(self) -> None:
        await self.driver.open()
        assert Done() == await self.apply()
        self.pump.log.clear()


def tell(story: Callable[[AnyWard], Any], make: Callable[[], AnyWard]) -> None:
    """Tell a story of a ward, which is made inside the loop."""

    async def whole() -> None:
        ward = make()
        await story(ward)
        await ward.driver.close()

    run(whole())
