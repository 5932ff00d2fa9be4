"""A simulated pump in this process, behind a line that the driver takes for a real one.

For virtual time: no descriptor, no thread. The simulator is the very object that the separate
simulator processes run.
"""

import asyncio
from collections.abc import Callable

from drivers.link.in_process import InProcessLink
from drivers.link.lines import Lines
from drivers.link.link import Link
from drivers.link.mllp import Network
from drivers.port import PortUnavailable
from simulators.device import Truth
from simulators.line import Line

TOGETHER_S = 0.02
"""Bytes that follow the next one within this time are looked at together with it.

A byte takes 0.5 ms at 19200 baud. The pump still hears each at its own moment; only we look less
often, which makes a simulation much faster.
"""


class InProcessPump:
    """The far side of a line: a simulated pump that lives on the running event loop's time."""

    receive: Callable[[bytes], None]

    def __init__(self, line: Line) -> None:
        """Plug the pump in; its time begins now."""
        self.line = line
        self.receive = lambda _: None
        self._loop = asyncio.get_running_loop()
        self._at_s = self._loop.time()
        self._timer: asyncio.TimerHandle | None = None
        self._link: InProcessLink | None = None
        self._there = True

    async def open(self) -> Link:
        """Open the port, as the operating system would; not while its adapter is away."""
        if not self._there:
            raise PortUnavailable("the adapter of the simulated pump is not plugged in")
        self._link = InProcessLink(self)
        return self._link

    def write(self, data: bytes) -> None:
        """Put bytes of the host on the line."""
        self.catch_up()
        self.line.feed(data)
        self._arm()

    def catch_up(self) -> None:
        """Bring the pump to the present and hand over what it has sent."""
        now_s = self._loop.time()
        sent = self.line.advance(now_s - self._at_s)
        self._at_s = now_s
        if sent:
            self.receive(sent)
        if self.line.unplug_s is not None and self._there:
            self._vanish(self.line.unplug_s)

    def _vanish(self, for_s: float) -> None:
        """Take the adapter away, and bring it back after a time."""
        self._there = False
        if self._link is not None:  # after the bytes that have just come
            self._loop.call_soon(self._link.hang_up, "the adapter was unplugged")
        self._loop.call_later(for_s, self._come_back)

    def _come_back(self) -> None:
        self.line.plug_in()
        self._there = True

    def truth(self) -> Truth:
        """Return the pump's hidden state, brought up to now."""
        self.catch_up()
        return self.line.truth()

    def _turn(self) -> None:
        self._timer = None
        self.catch_up()
        self._arm()

    def _arm(self) -> None:
        due_s = self.line.due_s()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if due_s is not None:
            wait_s = max(due_s, min(self.line.quiet_s(), due_s + TOGETHER_S))
            self._timer = self._loop.call_later(wait_s, self._turn)


def lines_to(pumps: dict[str, InProcessPump], network: Network | None = None) -> Lines:
    """Return lines on which each URL leads to one pump of this process.

    `network` is where pumps behind a gateway are.
    """

    async def opener(url: str, *, baudrate: int) -> Link:
        if url not in pumps:
            raise PortUnavailable(f"no simulated pump at {url}")
        return await pumps[url].open()

    return Lines(opener, network)
