"""The driver with the simulated gateway, which somebody else wrote from the same reference."""

import asyncio
from dataclasses import dataclass
from typing import Any

from drivers.ihe_pcd.driver import IhePcdDriver
from drivers.ihe_pcd.place import read_place
from drivers.link.lines import Lines
from drivers.link.mllp import Duplex
from drivers.port import Outcome, PortUnavailable, PumpReport, Running
from service.cli.in_process_gateway import AsStream
from simulators.ihe_pcd import ward
from simulators.ihe_pcd_control import handle
from simulators.ihe_pcd_gateway import Gateway, Habits
from tests.drivers.far_gateway import URL
from tests.drivers.ihe_pcd_net import START, Net
from tests.drivers.ihe_pcd_ward import mount


@dataclass
class Simulated:
    net: Net
    gateway: Gateway
    driver: IhePcdDriver
    lines: Lines
    task: "asyncio.Task[None]"

    def ask(self, **request: Any) -> dict[str, Any]:
        """Speak to the control channel; a pump is meant where one must be."""
        if "get" not in request and "set" not in request:
            request.setdefault("pump", "A0001")
        return handle(self.gateway, request)

    def fault(self, **faults: Any) -> None:
        handle(self.gateway, {"set": faults})

    def truth(self) -> dict[str, Any]:
        found: dict[str, Any] = self.ask(get="truth")["truth"]["A0001"]
        return found

    def nurse(self, *plan: dict[str, Any]) -> None:
        self.ask(do="nurse", plan=list(plan))

    def tell(self) -> None:
        self.ask(do="snapshot")

    @property
    def refused(self) -> list[str]:
        found = self.lines.gateways[read_place(URL).ends].hearing.refused
        return [each.reason for each in found]

    async def open(self) -> None:
        """Open as the keeper does: again and again until the pump has reported."""
        for _ in range(20):
            try:
                await self.driver.open()
            except PortUnavailable:
                continue
            return
        raise AssertionError("the pump never reported")

    async def report(self) -> PumpReport:
        found = await self.driver.read()
        assert isinstance(found, PumpReport), found
        return found

    async def apply(self, setting: Running) -> Outcome:
        return await self.driver.apply(setting, seen=await self.report())

    async def close(self) -> None:
        await self.driver.close()
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


async def simulated(habits: Habits | None = None, *, opened: bool = True) -> Simulated:
    net = Net()

    async def connect() -> AsStream:
        return AsStream(await net.connect("127.0.0.1", 3001, certificates=None))

    gateway = ward(1, connect, start=START, habits=habits)

    async def accepted(duplex: Duplex) -> None:
        await gateway.serve(AsStream(duplex))

    await net.listen("127.0.0.1", 3000, accepted, certificates=None)
    lines = Lines(network=net)
    driver = IhePcdDriver(mount(), lines)
    made = Simulated(net, gateway, driver, lines, asyncio.ensure_future(gateway.run()))
    if opened:
        await made.open()
        made.nurse({"then": "walk_away"})
    return made
