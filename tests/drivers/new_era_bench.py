"""New Era drivers on lines with a scripted or a simulated pump."""

from drivers.link.lines import Lines, Mount
from drivers.new_era.driver import NewEraDriver
from drivers.port import Capabilities
from drivers.quantities import Rate, Volume
from tests.drivers import stations
from tests.drivers.contract import Bench, Family, Line
from tests.drivers.far_pump import FarPump, packet
from tests.stories.bedside import ListenedPump

UNASKED = packet("00A?O")

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


def driver(lines: Lines, address: int = 0, model: str = "NE-1000") -> NewEraDriver:
    mount = Mount(url="test://line", model=model, capabilities=NE1000, address=address)
    return NewEraDriver(mount, lines)


class Station(stations.Station):
    def driver(self, address: int = 0, model: str = "NE-1000") -> NewEraDriver:
        return driver(self.lines, address, model)


class ScriptedFar(stations.ScriptedLine):
    def __init__(self, line: Line) -> None:
        super().__init__(FarPump(), FarPump(), line, UNASKED)


class SimulatedFar(stations.SimulatedLine[ListenedPump]):
    def __init__(self, line: Line, seed: int) -> None:
        super().__init__(ListenedPump(seed=seed), ListenedPump(seed=seed), line, UNASKED)


def scripted(line: Line) -> Bench:
    far = ScriptedFar(line)
    return Bench(driver(far.station.lines), far, key_rate=far.key_rate)


def simulated(line: Line, seed: int) -> Bench:
    far = SimulatedFar(line, seed)
    return Bench(driver(far.station.lines, model="NE-9000"), far, key_rate=far.key_rate)


FAMILY = Family(profile="ne1000", capabilities=NE1000, scripted=scripted, simulated=simulated)
