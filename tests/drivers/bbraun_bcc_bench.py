"""B. Braun BCC drivers on lines with a scripted or a simulated station."""

from decimal import Decimal

from drivers.bbraun_bcc.driver import BccDriver
from drivers.link.lines import Lines, Mount
from drivers.port import Capabilities
from drivers.quantities import NO_VOLUME, Rate, Volume
from service.cli.in_process import InProcessPump
from simulators.bbraun_bcc import BAUD
from simulators.bbraun_bcc import Station as Simulated
from simulators.bbraun_bcc_readings import Readings
from simulators.device import Truth
from simulators.line import Line as SimulatedLine
from tests.drivers import stations
from tests.drivers.contract import Bench, Family, Line
from tests.drivers.far_bcc import FarSpace, FarStation, frame

SLOT, ADDRESS = "13", 3
OTHER = "36300"
NL_PER_UL = 1_000
UNASKED = frame("7,50122,INRT,99.00")
"""What is told of a pump in another slot."""

SPACE = Capabilities(
    kind="monitor",
    bench_only=False,
    rate_min=Rate.from_ml_per_h("0.01"),
    rate_max=Rate.from_ml_per_h("1200"),
    rate_increment=Rate.from_ml_per_h("0.01"),
    volume_increment=Volume.from_ml("0.1"),
    counter_max=NO_VOLUME,
    watchdog_s=None,
    moves_limit_while_running=False,
    answer_max_ms=2_000,
    report_every_ms=5_000,
)


def driver(lines: Lines, address: int = ADDRESS) -> BccDriver:
    mount = Mount(url="test://line", model="Space", capabilities=SPACE, address=address)
    return BccDriver(mount, lines)


class ScriptedFar(stations.FarLine[FarStation]):
    serial_number = None

    def __init__(self, line: Line) -> None:
        self.far = FarStation(s13=FarSpace(), s22=FarSpace("36249", Decimal(99)))
        super().__init__(self.far, FarStation(s13=FarSpace(OTHER)), line, UNASKED)

    @property
    def pump(self) -> FarSpace:
        pump = self.plugged.pumps[SLOT]
        pump.live(self.plugged.now)
        return pump

    def moving(self) -> bool:
        return self.pump.flow > 0

    def rate(self) -> Rate:
        return Rate(int(self.pump.flow * 1000))

    def delivered(self) -> Volume:
        return Volume(int(self.pump.delivered * 1000))

    def frames(self) -> int:
        return len(self.far.log)

    def press_stop(self) -> None:
        self.pump.rate = Decimal(0)

    def power_cycle(self) -> None:
        """The pump's own; the station meets it as a new one."""
        self.press_stop()
        self.pump.new = True

    def mute(self, on: bool) -> None:
        self.far.mute = on

    def run(self, rate: Rate) -> None:
        self.pump.rate = Decimal(rate.ml_per_h)

    def accept(self) -> None:
        raise AssertionError("nothing is offered to a pump that is only watched")


class SimulatedStation(InProcessPump):
    def __init__(self, serial: str, seed: int, readings: dict[str, str]) -> None:
        self.device = Simulated(
            slots=(SLOT, "11", "22"), seed=seed, serial=serial, readings=Readings(**readings)
        )
        super().__init__(SimulatedLine(self.device, baud=BAUD, seed=seed))

    def truth(self) -> Truth:
        self.catch_up()
        return self.device.truth_of(SLOT)

    def press(self, key: str, value: str = "") -> None:
        self.catch_up()
        assert self.device.press(f"{key}@{SLOT}", value) == ""


class SimulatedFar(stations.FarLine[SimulatedStation]):
    serial_number = None

    def __init__(self, line: Line, seed: int, **readings: str) -> None:
        self.far = SimulatedStation("36248", seed, readings)
        super().__init__(self.far, SimulatedStation(OTHER, seed, readings), line, UNASKED)

    def moving(self) -> bool:
        return self.plugged.truth().motor_rate_nl_h > 0

    def rate(self) -> Rate:
        return Rate(self.plugged.truth().motor_rate_nl_h // NL_PER_UL)

    def delivered(self) -> Volume:
        return Volume(self.plugged.truth().counter_nl // NL_PER_UL)

    def frames(self) -> int:
        return self.far.truth().frames_valid

    def press_stop(self) -> None:
        self.far.press("stop")

    def power_cycle(self) -> None:
        """The station's; its pumps go on."""
        self.far.catch_up()
        self.far.line.power_cycle(0.5)

    def mute(self, on: bool) -> None:
        self.far.catch_up()
        self.far.device.faults.mute = on

    def run(self, rate: Rate) -> None:
        self.plugged.press("rate", rate.ml_per_h)
        self.plugged.press("start")

    def accept(self) -> None:
        raise AssertionError("nothing is offered to a pump that is only watched")


def scripted(line: Line) -> Bench:
    far = ScriptedFar(line)
    return _bench(far.station.lines, far)


def simulated(line: Line, seed: int, **readings: str) -> Bench:
    far = SimulatedFar(line, seed, **readings)
    return _bench(far.station.lines, far)


def _bench(lines: Lines, far: ScriptedFar | SimulatedFar) -> Bench:
    return Bench(driver(lines), far, hand=far, tells_reset=False, tells_delivery=False)


FAMILY = Family(profile="bbraun_bcc", capabilities=SPACE, scripted=scripted, simulated=simulated)
