"""Alaris drivers on lines with a scripted or a simulated pump."""

from drivers.alaris.driver import AlarisDriver
from drivers.link.lines import Lines, Mount
from drivers.port import Capabilities
from drivers.quantities import Rate, Volume
from service.cli.in_process import InProcessPump
from simulators.alaris import BAUD, SERIAL, Alaris
from simulators.alaris_readings import Readings
from simulators.line import Line as SimulatedLine
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


class ScriptedFar(stations.ScriptedLine):
    def __init__(self, line: Line) -> None:
        super().__init__(FarAlaris(), FarAlaris(OTHER), line, UNASKED)

    @property
    def serial_number(self) -> str:
        assert isinstance(self.plugged, FarAlaris)
        return self.plugged.serial


class SimulatedPump(InProcessPump):
    def __init__(self, serial: str, seed: int, readings: dict[str, str]) -> None:
        self.serial = serial
        self.device = Alaris(seed=seed, serial=serial, readings=Readings(**readings))
        super().__init__(SimulatedLine(self.device, baud=BAUD, seed=seed))

    def press(self, key: str, rate_ml_h: str = "") -> None:
        """A hand at the keypad, which must not be refused."""
        self.catch_up()
        assert self.device.press(key, rate_ml_h) == ""

    def power_cycle(self, outage_s: float) -> None:
        self.line.power_cycle(outage_s)

    def mute(self, on: bool) -> None:
        self.catch_up()
        self.device.faults.mute = on


class SimulatedFar(stations.SimulatedLine[SimulatedPump]):
    def __init__(self, line: Line, seed: int, **readings: str) -> None:
        pump, other = (SimulatedPump(serial, seed, readings) for serial in (SERIAL, OTHER))
        super().__init__(pump, other, line, UNASKED)

    @property
    def serial_number(self) -> str:
        return self.plugged.serial


def scripted(line: Line) -> Bench:
    far = ScriptedFar(line)
    return Bench(driver(far.station.lines), far, key_rate=far.key_rate, tells_reset=False)


def simulated(line: Line, seed: int, **readings: str) -> Bench:
    far = SimulatedFar(line, seed, **readings)
    return Bench(driver(far.station.lines), far, key_rate=far.key_rate, tells_reset=False)


FAMILY = Family(profile="alaris_50ml", capabilities=ALARIS, scripted=scripted, simulated=simulated)
