"""A pump that answers nothing is asked less and less often where others are on its line."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import pairwise

import pytest

from drivers.port import Capabilities, NotDone, Outcome, PumpReport, Stopped, Unanswered
from service.shell.keeper import Keeper
from service.shell.pace import REST_MAX_S
from service.shell.virtual_loop import run_virtual
from tests.core.session.story import PUMP
from tests.drivers.far_pump import FarPump
from tests.drivers.new_era_bench import Station
from tests.drivers.wires import Bus, ByteByByte
from tests.service.shell.scripted_keeping import ScriptedHost, ScriptedPump

TIME_OUT_S = 1.0
SLOW = replace(PUMP, answer_max_ms=1_000)
SILENT_S = 5.0
"""After so long the ward says that a pump is silent."""


@dataclass
class Silent(ScriptedPump):
    """Answers nothing until it is healed, and every question takes its time-out."""

    asked_s: list[float] = field(default_factory=list)
    can: Capabilities = SLOW
    mute: bool = True
    takes_s: float = TIME_OUT_S

    @property
    def capabilities(self) -> Capabilities:
        return self.can

    async def read(self) -> PumpReport | Unanswered:
        self.asked_s.append(asyncio.get_running_loop().time())
        if self.mute:
            await asyncio.sleep(self.takes_s)
            return Unanswered("no answer")
        return await super().read()

    def rests_s(self) -> list[float]:
        """Return the time between the end of each reading and the beginning of the next."""
        return [round(after - before - self.takes_s, 3) for before, after in pairwise(self.asked_s)]


def kept(
    pump: Silent,
    seconds: float,
    *,
    shares_line: bool = True,
    host: ScriptedHost | None = None,
    then: Callable[[Keeper], None] = lambda keeper: None,
) -> None:
    """Keep a pump for some time; `then` comes after 10 s."""

    async def story() -> None:
        keeper = Keeper("pump-1", pump, host or ScriptedHost(), poll_s=1.0, shares_line=shares_line)
        task = asyncio.create_task(keeper.run())
        await asyncio.sleep(10)
        then(keeper)
        await asyncio.sleep(seconds - 10)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    run_virtual(story())


@pytest.mark.parametrize(
    ("watchdog_s", "longest_s"), [(None, REST_MAX_S), (30, 7.5), (15, 3.75)], ids=str
)
def test_it_rests_longer_each_time_and_never_for_a_third_of_the_watchdog(
    watchdog_s: int | None, longest_s: float
) -> None:
    pump = Silent(can=replace(PUMP, answer_max_ms=1_000, watchdog_s=watchdog_s))

    kept(pump, 40)

    assert [1, 2, min(4, longest_s), longest_s, longest_s] == pump.rests_s()[:5]


def test_a_pump_alone_on_its_line_is_asked_as_often_as_ever() -> None:
    pump = Silent()

    kept(pump, 40, shares_line=False)

    assert {0} == set(pump.rests_s())


def test_a_line_that_is_gone_is_tried_as_often_as_ever() -> None:
    pump = Silent(takes_s=0.0)

    kept(pump, 40)

    assert {1} == set(pump.rests_s())


def test_one_that_answers_again_is_asked_at_its_pace_again() -> None:
    pump = Silent()

    def heal(keeper: Keeper) -> None:
        pump.mute = False

    kept(pump, 30, then=heal)

    assert 1.0 == round(pump.asked_s[-1] - pump.asked_s[-2], 3)
    pump.mute = True
    pump.asked_s.clear()
    kept(pump, 10.5)
    assert 1.0 == pump.rests_s()[0]


@pytest.mark.shows("INV-06")
def test_stop_is_sent_at_once_and_again_as_if_there_were_no_rest() -> None:
    sent_s = list[float]()

    def unanswered() -> Outcome:
        sent_s.append(asyncio.get_running_loop().time())
        return NotDone("no answer")

    host, pump = ScriptedHost(), Silent(stop_says=unanswered)

    def stop(keeper: Keeper) -> None:
        host.setting = Stopped()
        keeper.stop_now()

    kept(pump, 20, host=host, then=stop)

    assert sent_s[0] <= 10.1
    assert max(after - before for before, after in pairwise(sent_s)) < 0.2


def test_a_tap_reads_it_at_once() -> None:
    pump = Silent()

    kept(pump, 11, then=lambda keeper: keeper.poke())

    assert any(10 <= at_s < 10.1 for at_s in pump.asked_s)


@dataclass
class Listening(ScriptedHost):
    """Notes when a pump was heard."""

    heard_s: list[float] = field(default_factory=list)

    def heard(self, pump: str, report: PumpReport, asked_s: float) -> None:
        self.heard_s.append(asyncio.get_running_loop().time())


@pytest.mark.parametrize("dead", [1, 2, 3])
def test_neighbours_of_pumps_that_are_switched_off_are_not_silent(dead: int) -> None:
    async def story() -> list[Listening]:
        pumps = [FarPump(address) for address in range(8)]
        station = Station(ByteByByte(Bus(*pumps)))
        hosts, tasks = [Listening() for _ in pumps], list[asyncio.Task[None]]()
        for host, pump in zip(hosts, pumps, strict=True):
            driver = station.driver(pump.address)
            keeper = Keeper(f"pump-{pump.address}", driver, host, poll_s=1.0, shares_line=True)
            tasks.append(asyncio.create_task(keeper.run()))
        await asyncio.sleep(10)
        for pump in pumps[:dead]:
            pump.mute = pump.deaf = True
        await asyncio.sleep(50)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return hosts[dead:]

    for host in run_virtual(story()):
        heard_s = [at_s for at_s in host.heard_s if at_s > 10 - 1.5]
        assert max(after - before for before, after in pairwise(heard_s)) < SILENT_S
        assert len(heard_s) > 25  # without the rests, three dead pumps leave four
