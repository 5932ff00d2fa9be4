"""Simulated pumps in this process, each line behind a pty that a service's process opens."""

import asyncio
import os
import tty
from dataclasses import dataclass
from typing import Generic, TypeVar

from service.cli.in_process import InProcessPump

Pump = TypeVar("Pump", bound=InProcessPump)


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
        """Carry nothing more."""
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
