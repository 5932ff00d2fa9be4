"""New Era drivers on lines with a scripted or a simulated pump."""

from decimal import Decimal

from drivers.link.lines import Lines, Mount
from drivers.new_era.driver import NewEraDriver
from drivers.port import Capabilities
from drivers.quantities import Rate, Volume
from tests.drivers import stations
from tests.drivers.contract import Bench, Family, Line
from tests.drivers.far_pump import FarPump, packet
from tests.stories.bedside import ListenedPump

NL_PER_UL = 1_000
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


class ScriptedFar(stations.FarLine):
    serial_number = None

    def __init__(self, line: Line) -> None:
        self.pump = FarPump()
        super().__init__(self.pump, FarPump(), line, UNASKED)
        self._before_reset = Decimal(0)

    @property
    def _plugged(self) -> FarPump:
        assert isinstance(self.plugged, FarPump)
        return self.plugged

    def moving(self) -> bool:
        self._plugged.live()
        return self._plugged.status == "I"

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
        self.pump.live()
        self._before_reset += self.pump.infused
        self.pump.power_cycle()

    def mute(self, on: bool) -> None:
        self.pump.mute = on


class SimulatedFar(stations.FarLine):
    serial_number = None

    def __init__(self, line: Line, seed: int) -> None:
        self.pump = ListenedPump(seed=seed)
        super().__init__(self.pump, ListenedPump(seed=seed), line, UNASKED)
        self._before_reset_nl = 0

    @property
    def _plugged(self) -> ListenedPump:
        assert isinstance(self.plugged, ListenedPump)
        return self.plugged

    def moving(self) -> bool:
        return self._plugged.rate_ml_h() > 0

    def rate(self) -> Rate:
        return Rate(self.pump.truth().motor_rate_nl_h // NL_PER_UL)

    def delivered(self) -> Volume:
        """What the motor has moved: the fluid's own errors are not the driver's affair."""
        return Volume((self._before_reset_nl + self.pump.truth().counter_nl) // NL_PER_UL)

    def frames(self) -> int:
        return self.pump.truth().frames_valid

    def press_stop(self) -> None:
        self.pump.press("stop")

    def power_cycle(self) -> None:
        self._before_reset_nl += self.pump.truth().counter_nl
        self.pump.power_cycle(0.5)

    def mute(self, on: bool) -> None:
        self.pump.mute(on)


def scripted(line: Line) -> Bench:
    far = ScriptedFar(line)
    return Bench(driver(far.station.lines), far)


def simulated(line: Line, seed: int) -> Bench:
    far = SimulatedFar(line, seed)
    return Bench(driver(far.station.lines, model="NE-9000"), far)


FAMILY = Family(profile="ne1000", capabilities=NE1000, scripted=scripted, simulated=simulated)
