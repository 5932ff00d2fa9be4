"""Alaris drivers on lines with a scripted or a simulated pump."""

from decimal import Decimal

from drivers.alaris.driver import AlarisDriver
from drivers.link.lines import Lines, Mount
from drivers.port import Capabilities
from drivers.quantities import Rate, Volume
from service.cli.in_process import InProcessPump
from simulators.alaris import BAUD, SERIAL, Alaris
from simulators.alaris_readings import Readings
from simulators.device import Truth
from simulators.line import Line as SimulatedLine
from tests.drivers import stations
from tests.drivers.contract import Bench, Family, Line
from tests.drivers.far_alaris import FarAlaris, frame

OTHER = "8002-51733"
NL_PER_UL = 1_000
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


class SimulatedPump(InProcessPump):
    def __init__(self, serial: str, seed: int, readings: dict[str, str]) -> None:
        self.device = Alaris(seed=seed, serial=serial, readings=Readings(**readings))
        super().__init__(SimulatedLine(self.device, baud=BAUD, seed=seed))

    def truth(self) -> Truth:
        self.catch_up()
        return self.line.truth()


class SimulatedFar(stations.FarLine):
    def __init__(self, line: Line, seed: int, **readings: str) -> None:
        self.pump = SimulatedPump(SERIAL, seed, readings)
        super().__init__(self.pump, SimulatedPump(OTHER, seed, readings), line, UNASKED)
        self._before_reset_nl = 0

    @property
    def _plugged(self) -> SimulatedPump:
        assert isinstance(self.plugged, SimulatedPump)
        return self.plugged

    @property
    def serial_number(self) -> str:
        return SERIAL if self._plugged is self.pump else OTHER

    def moving(self) -> bool:
        return self._plugged.truth().motor_rate_nl_h > 0

    def rate(self) -> Rate:
        return Rate(self.pump.truth().motor_rate_nl_h // NL_PER_UL)

    def delivered(self) -> Volume:
        """What the motor has moved: the fluid's own errors are not the driver's affair."""
        return Volume((self._before_reset_nl + self.pump.truth().counter_nl) // NL_PER_UL)

    def frames(self) -> int:
        return self.pump.truth().frames_valid

    def press_stop(self) -> None:
        self.pump.catch_up()
        assert self.pump.device.press("stop") == ""

    def power_cycle(self) -> None:
        self._before_reset_nl += self.pump.truth().counter_nl
        self.pump.line.power_cycle(0.5)

    def mute(self, on: bool) -> None:
        self.pump.catch_up()
        self.pump.device.faults.mute = on


def scripted(line: Line) -> Bench:
    far = ScriptedFar(line)
    return Bench(driver(far.station.lines), far, tells_reset=False)


def simulated(line: Line, seed: int, **readings: str) -> Bench:
    far = SimulatedFar(line, seed, **readings)
    return Bench(driver(far.station.lines), far, tells_reset=False)


FAMILY = Family(profile="alaris_50ml", capabilities=ALARIS, scripted=scripted, simulated=simulated)
