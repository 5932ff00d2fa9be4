"""One line with a driver at its one end and a pump at the other, for benches of serial families."""

from drivers.link.in_process import FarSide, InProcessLink
from drivers.link.lines import Lines
from tests.drivers.contract import Line
from tests.drivers.wires import Socket, Tardy


class Station:
    """One line, its links as they were opened, and what hangs on it."""

    def __init__(self, far: FarSide) -> None:
        self.far = far
        self.links: list[InProcessLink] = []
        self.lines = Lines(self.open)

    async def open(self, url: str, *, baudrate: int) -> InProcessLink:
        self.links.append(InProcessLink(self.far))
        return self.links[-1]


class FarLine:
    """What a story does to the line, whatever pump hangs on it."""

    def __init__(self, pump: FarSide, other: FarSide, line: Line, unasked: bytes) -> None:
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
