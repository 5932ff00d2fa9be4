"""A simulated pump at the end of a line that belongs to no process, and everything said on it.

Bytes for a process arrive in one of its own turns: a dead one never hears them, a frozen one hears
them when it is thawed. Bytes of a dead process never leave it.
"""

import asyncio
import contextvars
import re
from collections.abc import Callable
from operator import attrgetter
from typing import Any

from drivers.link.in_process import InProcessLink
from drivers.link.link import Link
from drivers.port import PortUnavailable
from service.cli.in_process import InProcessPump
from simulators.faults import Faults
from simulators.line import Line
from simulators.new_era import NewEra
from tests.torture.process import Process
from tests.torture.trace import Trace

BAUD = 19_200
NL_PER_ML = 1_000_000
_STX = 2
QUESTION = re.compile(r"|VER|DIS|RAT|VOL|SAF|FUN|PHN|DIR|DIA")
"""Frames that only ask; everything else may change something at the pump."""
STOP, RUN, RATE, COUNTER = "STP", "RUN", "RAT", "DIS"
AT_ONCE_S = 0.002
ANSWER_S = 2 * 0.55 - 0.01
"""An answer may take 0.55 s; after silence the line is left alone for as long again."""
_LINE = attrgetter(
    *("drop_to_pump", "drop_to_host", "corrupt_to_pump", "corrupt_to_host"),
    *("duplicate_to_pump", "duplicate_to_host", "deaf", "mute", "delay_replies", "echo"),
    *("half_replies", "lose_replies", "lose_requests", "second_talker_s", "stall"),
)
_WELL = _LINE(Faults())


class Pump(InProcessPump):
    """One pump of a world."""

    def __init__(self, name: str, trace: Trace, *, seed: int, speed: int) -> None:
        self.name = name
        self._trace = trace
        self.device = NewEra("ne9000", seed=seed, speed=speed)
        self._link: InProcessLink | None = None
        self._gone_until_s = 0.0
        self._hears: tuple[Process | None, Callable[[bytes], None]] = (None, lambda _: None)
        self._world = contextvars.copy_context()
        super().__init__(Line(self.device, baud=BAUD, seed=seed))
        self.watchers: list[Callable[[], None]] = []
        """Called whenever the pump may have changed what it does."""
        self.on_order: list[Callable[[str], None]] = []
        """Called with every frame that is no question, before it goes on the line."""
        self.on_frame: list[Callable[[str], None]] = []
        """Called with every frame, questions included, before it goes on the line."""
        self.on_wrong: Callable[[str, str], None] = lambda row, what: None
        """Told of what must never be said on a line."""
        self.spoke_s = 0.0
        """When any byte last came to a process that could hear it."""
        self._said_s = -1.0
        self._asked = ""
        """The last frame of a process."""
        self._open: tuple[Link | None, float, str] | None = None
        """The frame to which not one byte has come back: on which link, when, which."""
        self.stops = 0
        """STOP frames that went on the line."""
        self.told_s = 0.0
        """When the pump last told its counter to a process that could hear it well."""
        self.away = False
        """Another pump hangs on its line."""
        self.around_write: Callable[[str], None] = lambda when: None
        """Called `before` and `after` every frame of a process; may kill."""
        self.half_of_next: Process | None = None
        """Of the next frame only a half leaves, and this process dies of it."""

    @property
    def receive(self) -> Callable[[bytes], None]:
        """Where the pump's bytes go."""
        return self._deliver

    @receive.setter
    def receive(self, hears: Callable[[bytes], None]) -> None:
        self._hears = (Process.current(), hears)

    @property
    def faults(self) -> Faults:
        """What is wrong with the pump and its line."""
        return self.device.faults

    @property
    def motor_nl_h(self) -> int:
        """The rate at which the motor really turns."""
        return self.device.model.motor_rate_nl_h

    @property
    def there(self) -> bool:
        """Whether the port is there to be opened."""
        return self._loop.time() >= self._gone_until_s

    @property
    def line_well(self) -> bool:
        """Whether the line carries every byte as it is, and the motor turns as it should."""
        return self.there and not self.away and _LINE(self.faults) == _WELL

    @property
    def healthy(self) -> bool:
        """Whether the pump is up and its line well."""
        return self.line_well and self.device.truth().powered

    async def open(self) -> Link:
        """Open the port, as the operating system would."""
        if not self.there:
            raise PortUnavailable(f"{self.name} is gone")
        self._link = InProcessLink(self)
        return self._link

    def write(self, data: bytes) -> None:
        """Take bytes of a process: they are listened to, and may be cut short."""
        process = Process.current()
        if process is not None and process.dead:
            return
        command = _command(data)
        self._judge_silence(command)
        for hook in tuple(self.on_frame):
            hook(command)
        if not QUESTION.fullmatch(command):
            self._trace.say(self.name, f"hears {command}")
            self.stops += command == STOP
            for hook in tuple(self.on_order):
                hook(command)
        self.around_write("before")
        if process is not None and process.dead:
            return
        if process is not None and self.half_of_next is process:
            self.half_of_next = None
            data = data[: len(data) // 2]
            self._trace.say(self.name, f"hears half of {command or 'a question'}")
            process.kill()
        self._world.run(super().write, data)
        self.around_write("after")

    def _judge_silence(self, command: str) -> None:
        """COM-03: answers have no numbers: while one may still come only STOP goes out."""
        before, now_s, self._asked = self._open, self._loop.time(), command
        at_once = now_s - self._said_s < AT_ONCE_S  # it was said before this frame, and heard after
        self._open = None if at_once else (self._link, now_s, command)
        if before is None or before[0] is not self._link or command == STOP:
            return
        if now_s < before[1] + ANSWER_S:
            what = (
                f"{command or 'a question'} is said into the silence after {before[2] or 'another'}"
            )
            self.on_wrong("COM-03", what)

    def catch_up(self) -> None:
        """Bring the pump to the present, and let those see it who watch."""
        super().catch_up()
        for watch in self.watchers:
            watch()

    def touch(self, what: str, act: Callable[[], Any]) -> Any:
        """Do something to the pump itself, now."""
        self.catch_up()
        self._trace.say(self.name, what)
        done = act()
        self._world.run(self._arm)
        for watch in self.watchers:
            watch()
        return done

    def pull(self, for_s: float) -> None:
        """The adapter is out for a while: the port vanishes under whoever has it open."""
        self._trace.say(self.name, f"port gone for {for_s:.1f} s")
        self._gone_until_s = self._loop.time() + for_s
        link, self._link = self._link, None
        process, _ = self._hears
        if link is not None and process is not None:
            process.call_soon(link.hang_up, "the port is gone")
        self._hears = (None, lambda _: None)

    def _deliver(self, data: bytes) -> None:
        process, hears = self._hears
        if process is None:
            return
        self._open, self._said_s = None, self._loop.time()
        if process.works:
            self.spoke_s = self._loop.time()
        if process.works and self.healthy and self._asked == COUNTER:
            self.told_s = self._loop.time()
        process.call_soon(hears, data)


def _command(data: bytes) -> str:
    body = data[2:-3] if data[:1] == bytes([_STX]) else data.rstrip(b"\r")
    return body.decode("ascii", "replace").lstrip("0123456789")


def now() -> float:
    """Return the loop's time in seconds."""
    return asyncio.get_running_loop().time()
