"""A driver of an IHE PCD pump with its scripted gateway, on the virtual clock."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from drivers.ihe_pcd.driver import ANY_MODEL, IhePcdDriver
from drivers.ihe_pcd.gateway import Gateway, gateway_of
from drivers.ihe_pcd.place import read_place
from drivers.link.lines import Lines, Mount
from drivers.port import AtThePump, Capabilities, Label, Outcome, PumpReport, Running
from drivers.quantities import Rate, Volume
from tests.drivers.far_gateway import URL, FarGateway, FarPump
from tests.drivers.ihe_pcd_net import Carry, Net, whole
from tests.drivers.virtual import run

CAN = Capabilities(
    kind="proposes",
    bench_only=True,
    rate_min=Rate.from_ml_per_h("0.1"),
    rate_max=Rate.from_ml_per_h("999.9"),
    rate_increment=Rate.from_ml_per_h("0.1"),
    volume_increment=Volume.from_ml("0.1"),
    counter_max=Volume.from_ml("9999"),
    watchdog_s=None,
    moves_limit_while_running=False,
    answer_max_ms=5_000,
    report_every_ms=60_000,
)

TOTAL = Volume.from_ml("250")
AT_25, AT_50 = (Running(rate=Rate.from_ml_per_h(rate), until_total=TOTAL) for rate in ("25", "50"))
LABEL = Label(subject="P1", place="bay-1", product=("ISA", "Isatuximab"), author="nurse-a", word=1)
CONFIRM_25 = AtThePump("confirm 25 mL/h at the pump")
PRESS_STOP = AtThePump("press STOP on the pump")


def mount(url: str = URL) -> Mount:
    return Mount(url=url, model=ANY_MODEL, capabilities=CAN)


@dataclass
class Ward:
    net: Net
    far: FarGateway
    lines: Lines
    driver: IhePcdDriver

    @property
    def pump(self) -> FarPump:
        return self.far.pump

    @property
    def gateway(self) -> Gateway:
        return gateway_of(self.lines, read_place(URL).ends)

    @property
    def refused(self) -> list[str]:
        return [each.reason for each in self.gateway.hearing.refused]

    async def report(self) -> PumpReport:
        found = await self.driver.read()
        assert isinstance(found, PumpReport), found
        return found

    async def apply(
        self, setting: Running, hindered: Callable[[], str | None] = lambda: None
    ) -> Outcome:
        return await self.driver.apply(setting, seen=await self.report(), hindered=hindered)

    async def reopen(self) -> None:
        """Open again, with a report that comes meanwhile."""
        asyncio.get_running_loop().call_later(1, self.pump.tell)
        await self.driver.open()

    async def started(self, setting: Running = AT_25) -> None:
        """Have the setting offered, confirmed at the pump, and reported."""
        await self.apply(setting)
        self.pump.run()
        while (await self.report()).offer:
            await tick()

    async def close(self) -> None:
        await self.driver.close()
        self.far.close()


async def tick() -> None:
    """Let what is under way arrive."""
    await asyncio.sleep(1)


async def ward(carry: Carry = whole, pumps: int = 1) -> Ward:
    net = Net(carry)
    far = await FarGateway(net, pumps).open()
    lines = Lines(network=net)
    return Ward(net, far, lines, IhePcdDriver(mount(), lines))


async def open_ward(carry: Carry = whole) -> Ward:
    made = await ward(carry)
    await made.driver.open()
    return made


Story = Callable[[Ward], Awaitable[None]]


def told(story: Story, carry: Carry = whole) -> None:
    """Tell a story of a pump that has been opened."""

    async def whole_story() -> None:
        made = await open_ward(carry)
        await story(made)
        await made.close()

    run(whole_story())


def field(ward: Ward, segment: str, number: int, order: int = -1) -> str:
    """One field of an order that the gateway got: the last one, or the one of that index."""
    line = next(line for line in ward.far.orders[order] if line.startswith(segment))
    fields = line.split("|")
    number -= segment == "MSH"
    return fields[number] if number < len(fields) else ""


def acknowledged(made: Ward, control_id: str) -> list[str]:
    """Every MSA-1 that the gateway got for one of its messages."""
    found = [line[1].split("|") for line in made.far.heard if line[1].startswith("MSA")]
    return [msa[1] for msa in found if msa[2] == control_id]


def control_id(text: str) -> str:
    return text.split("|")[9]
