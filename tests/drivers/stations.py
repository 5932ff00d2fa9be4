"""One line with a driver at its one end and a pump at the other, for benches of serial families."""

from decimal import Decimal
from typing import Generic, Protocol, TypeVar

from drivers.link.in_process import FarSide, InProcessLink
from drivers.link.lines import Lines
from drivers.quantities import Rate, Volume
from simulators.device import Truth
from tests.drivers.contract import Line
from tests.drivers.wires import Socket, Tardy

NL_PER_UL = 1_000


class ScriptedPump(FarSide, Protocol):
    """What a bench needs of a scripted pump that we control."""

    rate: Decimal
    infused: Decimal
    mute: bool
    log: list[str]

    @property
    def running(self) -> bool: ...
    def live(self) -> None: ...
    def press_stop(self) -> None: ...
    def power_cycle(self) -> None: ...


class SimulatedPump(FarSide, Protocol):
    """What a bench needs of a simulated pump that we control."""

    def truth(self) -> Truth: ...
    def press(self, key: str, rate_ml_h: str = "") -> None: ...
    def power_cycle(self, outage_s: float) -> None: ...
    def mute(self, on: bool) -> None: ...


Plugged = TypeVar("Plugged", bound=FarSide)
Simulated = TypeVar("Simulated", bound=SimulatedPump)


class Station:
    """One line, its links as they were opened, and what hangs on it."""

    def __init__(self, far: FarSide) -> None:
        self.far = far
        self.links: list[InProcessLink] = []
        self.lines = Lines(self.open)

    async def open(self, url: str, *, baudrate: int) -> InProcessLink:
        self.links.append(InProcessLink(self.far))
        return self.links[-1]


class FarLine(Generic[Plugged]):
    """What a story does to the line, whatever pump hangs on it."""

    def __init__(self, pump: Plugged, other: Plugged, line: Line, unasked: bytes) -> None:
        """Plug in `pump`; `other` is what `swap` puts in its place; `unasked` interjects."""
        self.plugged = pump
        self._other, self._unasked = other, unasked
        self._socket = Socket(pump)
        self._tardy = Tardy(line(self._socket))
        self.station = Station(self._tardy)

    def late(self, seconds: float) -> None:
        self._tardy.hold(seconds)

    def interject(self) -> None:
        self._tardy.ahead(self._unasked)

    def hang_up(self) -> None:
        self.station.links[-1].hang_up()

    def swap(self) -> None:
        self.hang_up()
        self.plugged, self._other = self._other, self.plugged
        self._socket.plug(self.plugged)


class ScriptedLine(FarLine[ScriptedPump]):
    """A line to a scripted pump that we control."""

    def __init__(self, pump: ScriptedPump, other: ScriptedPump, line: Line, unasked: bytes) -> None:
        super().__init__(pump, other, line, unasked)
        self.pump = pump
        self._before_reset = Decimal(0)

    @property
    def serial_number(self) -> str | None:
        return None

    def moving(self) -> bool:
        self.plugged.live()
        return self.plugged.running

    def rate(self) -> Rate:
        return Rate(int(self.pump.rate * 1000) if self.moving() else 0)

    def delivered(self) -> Volume:
        self.pump.live()
        return Volume(int((self._before_reset + self.pump.infused) * 1000))

    def frames(self) -> int:
        return len(self.pump.log)

    def press_stop(self) -> None:
        self.pump.press_stop()

    def key_rate(self, rate: Rate) -> None:
        self.pump.live()
        self.pump.rate = Decimal(rate.ml_per_h)

    def power_cycle(self) -> None:
        self.pump.live()
        self._before_reset += self.pump.infused
        self.pump.power_cycle()

    def mute(self, on: bool) -> None:
        self.pump.mute = on


class SimulatedLine(FarLine[Simulated]):
    """A line to a simulated pump that we control."""

    def __init__(self, pump: Simulated, other: Simulated, line: Line, unasked: bytes) -> None:
        super().__init__(pump, other, line, unasked)
        self.pump = pump
        self._before_reset_nl = 0

    @property
    def serial_number(self) -> str | None:
        return None

    def moving(self) -> bool:
        return self.plugged.truth().motor_rate_nl_h > 0

    def rate(self) -> Rate:
        return Rate(self.pump.truth().motor_rate_nl_h // NL_PER_UL)

    def delivered(self) -> Volume:
        """What the motor has moved: the fluid's own errors are not the driver's affair."""
        return Volume((self._before_reset_nl + self.pump.truth().counter_nl) // NL_PER_UL)

    def frames(self) -> int:
        return self.pump.truth().frames_valid

    def press_stop(self) -> None:
        self.pump.press("stop")

    def key_rate(self, rate: Rate) -> None:
        self.pump.press("rate", rate.ml_per_h)

    def power_cycle(self) -> None:
        self._before_reset_nl += self.pump.truth().counter_nl
        self.pump.power_cycle(0.5)

    def mute(self, on: bool) -> None:
        self.pump.mute(on)
