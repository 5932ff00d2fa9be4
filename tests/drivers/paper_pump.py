"""A pump and its driver on paper, to try the contract of kinds that have no family yet."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from drivers.port import (
    AtThePump,
    Capabilities,
    Delivery,
    Identity,
    NotDone,
    Offer,
    Outcome,
    PortUnavailable,
    PumpAlarm,
    PumpReport,
    Running,
    Unanswered,
    WrongPump,
)
from drivers.quantities import NO_RATE, NO_VOLUME, Rate, Volume
from tests.drivers.alaris_bench import ALARIS
from tests.drivers.contract import Bench

PROPOSES = replace(ALARIS, kind="proposes", watchdog_s=None)
MONITOR = replace(ALARIS, kind="monitor", watchdog_s=None, counter_max=NO_VOLUME)


@dataclass
class PaperFar:
    """The pump, the person at it, and the line, all in one."""

    serial_number: str = "1"
    running: Rate = NO_RATE
    offered: Running | None = None
    heard: int = 0
    resets: int = 0
    muted: bool = False
    gone: bool = False
    held_until: float = 0.0
    _hold_s: float = 0.0

    def moving(self) -> bool:
        return self.running > NO_RATE

    def rate(self) -> Rate:
        return self.running

    def delivered(self) -> Volume:
        return NO_VOLUME

    def frames(self) -> int:
        return self.heard

    def press_stop(self) -> None:
        self.running = NO_RATE

    def power_cycle(self) -> None:
        self.running, self.resets = NO_RATE, self.resets + 1

    def mute(self, on: bool) -> None:
        self.muted = on

    def late(self, seconds: float) -> None:
        self.held_until = asyncio.get_running_loop().time() + seconds

    def interject(self) -> None:
        pass

    def hang_up(self) -> None:
        self.gone = True

    def swap(self) -> None:
        self.hang_up()
        self.serial_number, self.running = "2", NO_RATE

    def run(self, rate: Rate) -> None:
        self.running = rate

    def accept(self) -> None:
        assert self.offered
        self.running, self.offered = self.offered.rate, None


class PaperDriver:
    says_of_moving = Delivery.RUNNING

    def __init__(self, far: PaperFar, capabilities: Capabilities) -> None:
        self.capabilities = capabilities
        self.stop_sent_at_ms: int | None = None
        self._far = far
        self._serial: str | None = None
        self._open = False
        self._epoch = self._resets = 0
        self._offer: Offer | None = None

    async def open(self) -> Identity:
        self._far.gone = False
        if self._serial not in (None, self._far.serial_number):
            self._open = False
            raise WrongPump("another one")
        self._serial, self._open, self._offer = self._far.serial_number, True, None
        self._epoch += 1
        return Identity("Paper", "1", self._serial, "paper")

    async def close(self) -> None:
        self._open = False

    async def read(self) -> PumpReport | Unanswered:
        if not self._open or self._far.gone:
            raise PortUnavailable("it is gone")
        time = asyncio.get_running_loop().time
        if self._far.muted or time() < self._far.held_until:
            await asyncio.sleep(max(self._far.held_until - time(), 0))
            return Unanswered("nothing came")
        reset, self._resets = self._far.resets > self._resets, self._far.resets
        self._epoch += reset
        moving = self._far.moving()
        if moving:
            self._offer = None
        return PumpReport(
            delivery=self.says_of_moving if moving else Delivery.STOPPED,
            rate=self._far.running,
            infused=NO_VOLUME,
            increment=Volume(1),
            epoch=self._epoch,
            alarms=frozenset({PumpAlarm.RESET}) if reset else frozenset(),
            offer=self._offer,
        )

    async def apply(
        self,
        setting: Running,
        *,
        seen: PumpReport,
        hindered: Callable[[], str | None] = lambda: None,
    ) -> Outcome:
        can = self.capabilities
        if not self._open or seen.epoch != self._epoch:
            return NotDone("an old reading")
        if can.kind == "monitor":
            return AtThePump("set it there")
        if not can.rate_min <= setting.rate <= can.rate_max:
            return NotDone("no such rate")
        if not self._offer or self._offer.setting != setting:
            self._put(setting)
        return AtThePump("confirm it there")

    def _put(self, setting: Running) -> None:
        self._far.heard += 1
        self._far.offered = setting
        no = self._offer.no + 1 if self._offer else 1
        self._offer = Offer(no=no, setting=setting, state="offered")

    async def stop(self) -> Outcome:
        return AtThePump("press STOP there")


def bench(capabilities: Capabilities, make: type[PaperDriver] = PaperDriver) -> Bench:
    far = PaperFar()
    tells_delivery = make.says_of_moving is Delivery.RUNNING
    return Bench(make(far, capabilities), far, hand=far, tells_delivery=tells_delivery)
