"""The IHE PCD driver with its scripted gateway, as the contract's stories see it."""

import asyncio

from drivers.ihe_pcd.driver import IhePcdDriver
from drivers.link.lines import Lines
from drivers.quantities import Rate, Volume
from tests.drivers.contract import Bench
from tests.drivers.far_gateway import FarGateway
from tests.drivers.ihe_pcd_net import Carry, Net, whole
from tests.drivers.ihe_pcd_ward import mount


class FarSide:
    """The pump behind the scripted gateway, and whoever stands at it."""

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

    def confirm(self) -> None:
        self.pump.run()

    def power_cycle(self) -> None:
        self.pump.power_cycle()

    def mute(self, on: bool) -> None:
        self.gateway.mute = on

    def hang_up(self) -> None:
        """Cut every connection; the gateway is there again for the next opening."""
        net = self.gateway.net
        net.down = True
        net.cut()
        asyncio.get_running_loop().call_later(0.05, self.gateway.come_back)


def ihe_pcd(carry: Carry = whole) -> Bench:
    """Return a driver on a scripted gateway. Must be called inside a running loop."""
    net = Net(carry)
    gateway = FarGateway(net)
    gateway.tells_who_connects = True
    gateway.open_now()
    return Bench(IhePcdDriver(mount(), Lines(network=net)), FarSide(gateway))
