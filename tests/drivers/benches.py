"""Drivers on lines with a scripted far side."""

import asyncio
from collections.abc import Callable
from decimal import Decimal

from drivers.link.in_process import FarSide, InProcessLink
from drivers.link.lines import Lines, Mount
from drivers.new_era.driver import NewEraDriver
from drivers.port import Capabilities
from drivers.quantities import Rate, Volume
from tests.drivers.contract import Bench
from tests.drivers.far_pump import FarPump
from tests.drivers.ihe_pcd_bench import ihe_pcd
from tests.drivers.wires import Wire

NE1000 = Capabilities(
    kind="control",
    bench_only=True,
    rate_min=Rate.from_ml_per_h("0.1"),
    rate_max=Rate.from_ml_per_h("999.9"),
    rate_increment=Rate.from_ml_per_h("0.1"),
    volume_increment=Volume.from_ml("0.1"),
    counter_max=Volume.from_ml("999.9"),
    watchdog_s=30,
    moves_limit_while_running=False,
    answer_max_ms=550,
    report_every_ms=1_000,
)


class Station:
    """One line, its links as they were opened, and what hangs on it."""

    def __init__(self, far: FarSide) -> None:
        self.far = far
        self.links: list[InProcessLink] = []
        self.lines = Lines(self.open)

    async def open(self, url: str, *, baudrate: int) -> InProcessLink:
        self.links.append(InProcessLink(self.far))
        return self.links[-1]

    def driver(self, address: int = 0, model: str = "NE-1000") -> NewEraDriver:
        mount = Mount(url="test://line", model=model, capabilities=NE1000, address=address)
        return NewEraDriver(mount, self.lines)


class ScriptedFar:
    """The scripted pump as the contract's stories see it."""

    def __init__(self, pump: FarPump, station: Station) -> None:
        self.pump, self.station = pump, station
        self._before_reset = Decimal(0)

    def moving(self) -> bool:
        self.pump.live()
        return self.pump.status == "I"

    def rate(self) -> Rate:
        return Rate(int(self.pump.rate * 1000) if self.moving() else 0)

    def delivered(self) -> Volume:
        self.pump.live()
        return Volume(int((self._before_reset + self.pump.infused) * 1000))

    def frames(self) -> int:
        return len(self.pump.log)

    def press_stop(self) -> None:
        self.pump.press_stop()

    def power_cycle(self) -> None:
        self._before_reset += self.pump.infused
        self.pump.power_cycle()

    def mute(self, on: bool) -> None:
        self.pump.mute = on

    def hang_up(self) -> None:
        self.station.links[-1].hang_up()


def new_era(wire: Callable[[FarPump], FarSide] = Wire) -> Bench:
    """Return a New Era driver on a scripted pump. Must be called inside a running loop."""
    asyncio.get_running_loop()
    pump = FarPump()
    station = Station(wire(pump))
    return Bench(station.driver(), ScriptedFar(pump, station))


BENCHES: dict[str, Callable[[], Bench]] = {"new_era": new_era, "ihe_pcd": ihe_pcd}
"""One bench for every family in the registry."""
