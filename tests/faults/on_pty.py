"""Simulated pumps in this process, each line behind a pty that a service's process opens."""

import asyncio
import os
import tty
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from drivers.new_era.frames import PacketCutter
from service.cli.in_process import InProcessPump
from simulators.line import Line

Pump = TypeVar("Pump", bound=InProcessPump)


@dataclass
class Asked(InProcessPump):
    """A line of simulated New Era pumps that remembers what they were asked, and when."""

    line: Line
    heard: list[tuple[float, str]] = field(default_factory=list)
    """Loop time (s) and the text of the question; it begins with the pump's address."""

    def __post_init__(self) -> None:
        """Put an ear on the line."""
        super().__init__(self.line)
        self._ear = PacketCutter()

    def write(self, data: bytes) -> None:
        """Note whatever has become whole."""
        now_s = self._loop.time()
        self.heard += [(now_s, found.body.decode()) for found in self._ear.feed(data)]
        super().write(data)

    def times(self, text: str, since_s: float = 0.0) -> list[float]:
        """Return when something was asked."""
        return [at_s for at_s, each in self.heard if each == text and at_s >= since_s]


@dataclass
class OnPty(Generic[Pump]):
    """A line of simulated pumps behind a pty; the service opens the other side."""

    pump: Pump
    master: int
    slave: int

    @property
    def device(self) -> str:
        """The name under which the service opens it."""
        return os.ttyname(self.slave)

    def plug_in(self) -> None:
        """Begin to carry bytes both ways."""
        self.pump.receive = self._answer
        asyncio.get_running_loop().add_reader(self.master, self._readable)

    def pull_out(self) -> None:
        """Carry nothing more, whatever the pump still has to say."""
        self.pump.receive = lambda _: None
        asyncio.get_running_loop().remove_reader(self.master)
        os.close(self.master)
        os.close(self.slave)

    def _answer(self, data: bytes) -> None:
        os.write(self.master, data)

    def _readable(self) -> None:
        self.pump.write(os.read(self.master, 4_096))


def on_pty(pump: Pump) -> OnPty[Pump]:
    """Return a pump behind a new pty, not yet plugged in."""
    master, slave = os.openpty()
    tty.setraw(slave)
    os.set_blocking(master, False)
    return OnPty(pump, master, slave)
