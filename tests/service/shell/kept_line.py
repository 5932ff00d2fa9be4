"""A keeper with the real driver of a family, on a line to a pump in this process."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from drivers.link.in_process import InProcessLink
from drivers.port import PortUnavailable, PumpDriver, PumpReport, Stopped
from service.shell.keeper import Keeper
from service.shell.virtual_loop import run_virtual
from tests.service.shell.scripted_keeping import ScriptedHost


@dataclass
class Hearing(ScriptedHost):
    """A ward that keeps what it is told."""

    said: list[PumpReport] = field(default_factory=list)

    def heard(self, pump: str, report: PumpReport, asked_s: float) -> None:
        super().heard(pump, report, asked_s)
        self.said.append(report)


class Kept:
    """One pump that runs at its first rate, and its keeper."""

    def __init__(self, ward: Any) -> None:
        """`ward` has a driver, a station and a pump, and has been started."""
        self.ward = ward
        self.driver: PumpDriver = ward.driver
        self.host = Hearing()
        self.keeper = Keeper("pump-1", self.driver, self.host, poll_s=1.0)
        self.opened_s: list[float] = []
        """When somebody tried to open the port, successfully or not."""
        self.away = False
        """Whether the adapter is away."""
        self._open = ward.station.open
        ward.station.lines._opener = self._opened
        self._task = asyncio.create_task(self.keeper.run())

    def end(self) -> None:
        """The service is told to end."""
        self._task.cancel()

    @property
    def ended(self) -> bool:
        return self._task.done()

    async def _opened(self, url: str, *, baudrate: int) -> InProcessLink:
        self.opened_s.append(now())
        if self.away:
            raise PortUnavailable("the adapter is away")
        link: InProcessLink = await self._open(url, baudrate=baudrate)
        return link

    def lose_line(self) -> None:
        self.ward.station.links[-1].hang_up()

    def tap_stop(self) -> None:
        """Somebody taps STOP."""
        self.host.setting = Stopped()
        self.keeper.stop_now()

    async def until(self, true: Callable[[], bool], within_s: float) -> float:
        """Wait until something has become true; return how long that took."""
        began = now()
        while not true():
            assert now() - began < within_s, f"not within {within_s} s: {self.keeper.trouble}"
            await asyncio.sleep(0.002)
        return now() - began


def now() -> float:
    return asyncio.get_running_loop().time()


def kept(story: Callable[[Kept], Any], make: Callable[[], Any]) -> None:
    """Tell a story of a kept pump that has been started; the ward is made inside the loop."""

    async def whole() -> None:
        ward = make()
        await ward.started()
        bench = Kept(ward)
        await asyncio.sleep(3)
        await story(bench)
        bench.end()
        await bench.until(lambda: bench.ended, 5)

    run_virtual(whole())
