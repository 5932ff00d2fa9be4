"""Alaris drivers on lines with a scripted pump."""

from decimal import Decimal

from drivers.alaris.driver import AlarisDriver
from drivers.link.lines import Lines, Mount
from drivers.port import Capabilities
from drivers.quantities import Rate, Volume
from tests.drivers import stations
from tests.drivers.contract import Bench, Family, Line
from tests.drivers.far_alaris import FarAlaris, frame

OTHER = "8002-51733"
UNASKED = frame("ALARM^AL_ACDIS^AC DISCONNECTED^")

ALARIS = Capabilities(
    kind="control",
    bench_only=True,
    rate_min=Rate.from_ml_per_h("0.1"),
    rate_max=Rate.from_ml_per_h("1200"),
    rate_increment=Rate.from_ml_per_h("0.1"),
    volume_increment=Volume.from_ml("0.001"),
    counter_max=Volume.from_ml("50"),
    watchdog_s=15,
    moves_limit_while_running=False,
    answer_max_ms=4_000,
    report_every_ms=1_000,
)


def driver(lines: Lines) -> AlarisDriver:
    mount = Mount(url="test://line", model="Asena", capabilities=ALARIS, baudrate=38_400)
    return AlarisDriver(mount, lines)


class ScriptedFar(stations.FarLine):
    def __init__(self, line: Line) -> None:
        self.pump = FarAlaris()
        super().__init__(self.pump, FarAlaris(OTHER), line, UNASKED)
        self._before_reset = Decimal(0)

    @property
    def _plugged(self) -> FarAlaris:
        assert isinstance(self.plugged, FarAlaris)
        return self.plugged

    @property
    def serial_number(self) -> str:
        return self._plugged.serial

    def moving(self) -> bool:
        self._plugged.live()
        return self._plugged.running

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


def scripted(line: Line) -> Bench:
    far = ScriptedFar(line)
    return Bench(driver(far.station.lines), far, tells_reset=False)


FAMILY = Family(profile="alaris_50ml", capabilities=ALARIS, scripted=scripted)
