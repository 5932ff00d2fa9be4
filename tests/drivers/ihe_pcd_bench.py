"""The IHE PCD driver with its scripted gateway, as the contract's stories see it.

A report-driven pump is not asked: reading here waits for what it says next, so that the stories of
pumps that answer at once are told unchanged.
"""

import asyncio
from collections.abc import Callable
from decimal import Decimal

from drivers.ihe_pcd.driver import IhePcdDriver
from drivers.link.lines import Lines
from drivers.port import Capabilities, Identity, Outcome, PumpReport, Running, Unanswered
from drivers.quantities import Rate, Volume
from tests.drivers import wires
from tests.drivers.contract import Bench, Family, Line
from tests.drivers.far_gateway import PUMP, FarGateway
from tests.drivers.ihe_pcd_net import Carry, Net, byte_by_byte, delayed, whole
from tests.drivers.ihe_pcd_ward import CAN, mount

ANOTHER = "080019FFFE3E9999"
CARRIES: dict[Line, Carry] = {wires.ByteByByte: byte_by_byte, wires.Delayed: delayed}
"""A connection loses nothing: a lossy line is a whole one here."""


class FarSide:
    """The pump behind the scripted gateway, and whoever stands at it."""

    serial_number = f"A0001 ({PUMP})"

    def __init__(self, gateway: FarGateway) -> None:
        self.gateway = gateway
        self.pump = gateway.pump

    def moving(self) -> bool:
        self.pump.live()
        return bool(self.pump.rate)

    def rate(self) -> Rate:
        self.pump.live()
        return Rate(int(self.pump.rate * 1000))

    def delivered(self) -> Volume:
        self.pump.live()
        return Volume(int((self.pump.before_reset + self.pump.infused) * 1000))

    def frames(self) -> int:
        return len(self.gateway.orders)

    def press_stop(self) -> None:
        self.pump.press_stop()

    def run(self, rate: Rate) -> None:
        self.pump.program_volume = Decimal(250)
        self.pump.limit = self.pump.infused + 250
        self.pump.start(Decimal(rate.ml_per_h))

    def accept(self) -> None:
        self.pump.run()

    def power_cycle(self) -> None:
        self.pump.power_cycle()

    def mute(self, on: bool) -> None:
        self.gateway.mute = on

    def late(self, seconds: float) -> None:
        """Hold back what is said now until it is too old to count."""
        self.gateway.held = []
        self.pump.tell()
        silent_s = 1.5 * self.gateway.every_s + seconds
        asyncio.get_running_loop().call_later(silent_s, self.gateway.release)

    def interject(self) -> None:
        """Another pump of the gateway speaks."""
        self.gateway.say(self.pump.oru("R01").replace("A0001", "A0002"))

    def hang_up(self) -> None:
        net = self.gateway.net
        net.down = True
        net.cut()
        asyncio.get_running_loop().call_soon(self._come_back, 5)

    def _come_back(self, turns: int) -> None:
        if turns:
            asyncio.get_running_loop().call_soon(self._come_back, turns - 1)
        else:
            self.gateway.come_back()

    def swap(self) -> None:
        self.pump.live()
        self.pump.eui, self.pump.rate, self.pump.order = ANOTHER, Decimal(0), "0"
        self.hang_up()


class NextWord:
    """The driver, read when the pump has had the time to speak."""

    def __init__(self, driver: IhePcdDriver, far: FarSide) -> None:
        self._driver, self._far = driver, far

    @property
    def capabilities(self) -> Capabilities:
        return self._driver.capabilities

    @property
    def stop_sent_at_ms(self) -> int | None:
        return self._driver.stop_sent_at_ms

    async def open(self) -> Identity:
        await asyncio.sleep(0.01)
        return await self._driver.open()

    async def close(self) -> None:
        await self._driver.close()
        self._far.gateway.close()

    async def read(self) -> PumpReport | Unanswered:
        gateway = self._far.gateway
        if gateway.mute or gateway.held is not None:
            await asyncio.sleep(1.5 * gateway.every_s + 1)
        else:
            self._far.pump.tell()
            await asyncio.sleep(2)
        return await self._driver.read()

    async def apply(
        self,
        setting: Running,
        *,
        seen: PumpReport,
        hindered: Callable[[], str | None] = lambda: None,
    ) -> Outcome:
        return await self._driver.apply(setting, seen=seen, hindered=hindered)

    async def stop(self) -> Outcome:
        await asyncio.sleep(2)  # the event of a start by hand is on its way
        return await self._driver.stop()


def scripted(line: Line) -> Bench:
    net = Net(CARRIES.get(line, whole))
    gateway = FarGateway(net)
    gateway.tells_who_connects = True
    gateway.open_now()
    far = FarSide(gateway)
    return Bench(NextWord(IhePcdDriver(mount(), Lines(network=net)), far), far, hand=far)


FAMILY = Family(profile="ihe_pcd", capabilities=CAN, scripted=scripted)
