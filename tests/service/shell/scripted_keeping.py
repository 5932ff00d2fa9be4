"""A scripted driver and ward, and a keeper between them for some seconds."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from drivers.port import (
    Capabilities,
    Delivery,
    Done,
    Identity,
    Label,
    NotDone,
    Outcome,
    PortUnavailable,
    PumpReport,
    Running,
    Setting,
    Unanswered,
)
from drivers.quantities import NO_RATE, Rate, Volume
from service.shell.keeper import Keeper, Wish
from service.shell.virtual_loop import run_virtual
from tests.core.session.story import IDENTITY, PUMP

RUN_25 = Running(rate=Rate(25_000), until_total=Volume(250_000))


RUN_50 = Running(rate=Rate(50_000), until_total=Volume(250_000))


@dataclass
class ScriptedPump:
    """A driver whose pump obeys at once, unless told otherwise."""

    rate: Rate = NO_RATE
    delivery: Delivery = Delivery.STOPPED
    sent: list[str] = field(default_factory=list)
    apply_says: Callable[[], Outcome] = Done
    stop_says: Callable[[], Outcome] = Done
    gone: bool = False
    mute: bool = False
    opened: int = 0
    stop_sent_at_ms: int | None = None
    busy: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def capabilities(self) -> Capabilities:
        return PUMP

    async def open(self) -> Identity:
        self.opened += 1
        if self.gone:
            raise PortUnavailable("the port is gone")
        return IDENTITY

    async def close(self) -> None:
        self.sent.append("close")

    async def read(self) -> PumpReport | Unanswered:
        if self.gone:
            raise PortUnavailable("the port is gone")
        await asyncio.sleep(0.05)
        if self.mute:
            return Unanswered("no answer")
        return PumpReport(
            delivery=self.delivery,
            rate=self.rate,
            infused=Volume(0),
            increment=Volume(1),
            epoch=1,
        )

    async def apply(
        self,
        setting: Running,
        *,
        seen: PumpReport,
        hindered: Callable[[], str | None] = lambda: None,
    ) -> Outcome:
        self.sent.append(f"apply {setting.rate.ml_per_h}")
        await asyncio.sleep(0.3)
        outcome = NotDone(why) if (why := hindered()) else self.apply_says()
        if isinstance(outcome, Done):
            self.rate, self.delivery = setting.rate, Delivery.RUNNING
        return outcome

    async def stop(self) -> Outcome:
        self.sent.append("stop")
        await asyncio.sleep(0.03)
        outcome = self.stop_says()
        if isinstance(outcome, Done):
            self.rate, self.delivery = NO_RATE, Delivery.STOPPED
        return outcome


@dataclass
class ScriptedHost:
    setting: Setting | None = None
    recorded: bool = True
    reports: int = 0
    unanswered: list[str] = field(default_factory=list)
    label: Label | None = None

    def wish(self, pump: str) -> Wish:
        return Wish(setting=self.setting, recorded=self.recorded, label=self.label)

    def heard(self, pump: str, report: PumpReport, asked_s: float) -> None:
        self.reports += 1

    def unheard(self, pump: str, reason: str) -> None:
        self.unanswered.append(reason)


def keep(
    pump: ScriptedPump,
    host: ScriptedHost,
    seconds: float,
    *,
    then: Callable[[Keeper], None] | None = None,
) -> Keeper:
    """Run a keeper for some virtual seconds; `then` happens after the first one."""

    async def story() -> Keeper:
        keeper = Keeper("pump-1", pump, host, poll_s=1.0)
        task = asyncio.create_task(keeper.run())
        await asyncio.sleep(1.5)
        if then:
            then(keeper)
        await asyncio.sleep(seconds)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return keeper

    return run_virtual(story())
