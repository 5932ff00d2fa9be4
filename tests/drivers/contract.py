"""What every pump family must do, told once: lists of stories over a `Bench`.

A family's bench is its driver on a line with a far side that the story can handle: the scripted
pump of these tests, or a simulator. Stories only wait on the running loop, so they run on a virtual
clock as well as in real time. Each takes a fresh bench, not open yet.

Here are the bench and what is true of every kind of pump. `contract_control` has the stories of
pumps that do what we set, `contract_by_hand` those of pumps that only a person can start or stop.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

import pytest

from drivers.link.in_process import FarSide
from drivers.port import (
    Capabilities,
    Delivery,
    Done,
    Outcome,
    PortUnavailable,
    PumpDriver,
    PumpReport,
    Running,
    Unanswered,
    WrongPump,
)
from drivers.quantities import NO_RATE, NO_VOLUME, Rate, Volume

LOW, HIGH = Rate.from_ml_per_h("25"), Rate.from_ml_per_h("50")
BAG = Volume.from_ml("250")

Line = Callable[[FarSide], FarSide]
"""What lies between driver and pump: one of `tests.drivers.wires`."""


class Far(Protocol):
    """What a story can do at, and see of, the pump itself."""

    @property
    def serial_number(self) -> str | None:
        """The serial number the pump would tell; None where it cannot be asked."""
        ...

    def moving(self) -> bool:
        """Whether fluid moves now."""
        ...

    def rate(self) -> Rate:
        """The rate in force, zero when nothing moves."""
        ...

    def delivered(self) -> Volume:
        """What has really left the pump since the bench was set up."""
        ...

    def frames(self) -> int:
        """How many valid frames the pump has received."""
        ...

    def press_stop(self) -> None:
        """A hand presses STOP at the pump."""
        ...

    def power_cycle(self) -> None:
        """Power fails and comes back."""
        ...

    def mute(self, on: bool) -> None:
        """The pump hears and obeys, but its answers are lost."""
        ...

    def late(self, seconds: float) -> None:
        """The next answer comes so much later, and no other one before it."""
        ...

    def interject(self) -> None:
        """The pump sends something by itself, just before its next answer."""
        ...

    def hang_up(self) -> None:
        """The line goes away; the next opening finds it again."""
        ...

    def swap(self) -> None:
        """Hang up; the next opening finds another pump of the same model."""
        ...


class Hand(Protocol):
    """What a person does at a pump that cannot be started over the line."""

    def run(self, rate: Rate) -> None:
        """Start it at this rate."""
        ...

    def accept(self) -> None:
        """Confirm what has been offered, and start it (`proposes` only)."""
        ...


@dataclass(frozen=True)
class Bench:
    driver: PumpDriver
    far: Far
    hand: Hand | None = None
    """Needed where the kind is not `control`."""
    key_rate: Callable[[Rate], None] | None = None
    """A hand keys another rate at the running pump; needed where the kind is `control`."""
    tells_reset: bool = True
    """Whether the pump says that its power failed; otherwise only its counter shows it."""
    tells_delivery: bool = True
    """Whether it says that it delivers; otherwise it tells a rate that it may not be delivering, so
    that all a report can say is `OTHER`, which counts as moving. Only where `kind` is monitor."""


@dataclass(frozen=True, kw_only=True)
class Family:
    """How the benches of one family are made, each inside a running loop."""

    profile: str
    """The file in config/pumps whose pump is on the bench."""
    capabilities: Capabilities
    """What that file says, typed by hand."""
    scripted: Callable[[Line], Bench]
    simulated: Callable[[Line, int], Bench] | None = None
    """Takes a seed; None as long as there is no simulator."""


Check = Callable[[Bench], Awaitable[None]]


def total(bench: Bench) -> Volume:
    """As large an order as this pump can count."""
    return min(BAG, bench.driver.capabilities.counter_max)


async def report(bench: Bench) -> PumpReport:
    found = await bench.driver.read()
    assert isinstance(found, PumpReport), found
    return found


async def report_within(bench: Bench, *, tries: int) -> PumpReport:
    """Read until the pump has answered: some are deaf for a moment after power-up."""
    for _ in range(tries - 1):
        found = await bench.driver.read()
        if isinstance(found, PumpReport):
            return found
        await asyncio.sleep(1)
    return await report(bench)


async def run_at(bench: Bench, rate: Rate, *, until: Volume | None = None) -> Outcome:
    setting = Running(rate=rate, until_total=until or total(bench))
    return await bench.driver.apply(setting, seen=await report(bench))


async def under_way(bench: Bench) -> None:
    """Open, and have the pump run at LOW: by us where it obeys, else by a hand."""
    await bench.driver.open()
    if bench.driver.capabilities.kind == "control":
        assert await run_at(bench, LOW) == Done()
    else:
        assert bench.hand is not None
        bench.hand.run(LOW)


async def watched(bench: Bench, seconds: float) -> PumpReport:
    """Let time pass, reading often enough for every watchdog; return the last reading."""
    for _ in range(int(seconds)):
        await asyncio.sleep(1)
        await bench.driver.read()
    return await report(bench)


def shows_low(bench: Bench, found: PumpReport) -> bool:
    """Whether a report shows a pump that runs at LOW, as clearly as this family can tell it."""
    watched_only = bench.driver.capabilities.kind == "monitor"
    vague = watched_only and not bench.tells_delivery
    said = Delivery.OTHER if vague else Delivery.RUNNING
    return found.moving and (said, LOW) == (found.delivery, found.rate)


async def a_closed_port_is_not_read(bench: Bench) -> None:
    with pytest.raises(PortUnavailable):
        await bench.driver.read()
    assert await bench.driver.stop() != Done()
    assert bench.far.frames() == 0


async def identity_is_what_the_family_can_prove(bench: Bench) -> None:
    identity = await bench.driver.open()

    assert identity.model
    assert identity.port
    assert bench.far.serial_number == identity.serial_number


async def opening_moves_nothing_and_finds_it_stopped(bench: Bench) -> None:
    await bench.driver.open()
    found = await report(bench)

    assert found.delivery is Delivery.STOPPED
    assert found.rate == NO_RATE
    assert not bench.far.moving()


async def a_report_shows_what_the_pump_does(bench: Bench) -> None:
    await under_way(bench)
    before, moved = bench.far.rate(), bench.far.delivered()
    found = await watched(bench, 3)

    assert shows_low(bench, found), found
    assert before == bench.far.rate()  # reading changes nothing
    assert moved <= bench.far.delivered()
    if bench.driver.capabilities.counter_max > NO_VOLUME:
        assert NO_VOLUME < found.increment


async def the_counter_is_never_ahead_of_the_truth(bench: Bench) -> None:
    if bench.driver.capabilities.counter_max == NO_VOLUME:
        return  # it tells no volume
    await under_way(bench)
    for _ in range(5):
        await asyncio.sleep(1.7)
        before = bench.far.delivered()
        found = await report(bench)
        after = bench.far.delivered()
        assert before - found.increment <= found.infused <= after


async def a_hand_at_the_pump_shows(bench: Bench) -> None:
    await under_way(bench)
    bench.far.press_stop()

    assert (await report(bench)).delivery in (Delivery.PAUSED, Delivery.STOPPED)


async def a_power_cycle_raises_the_epoch(bench: Bench) -> None:
    await under_way(bench)
    before = await watched(bench, 30)
    bench.far.power_cycle()
    await asyncio.sleep(5)
    found = await report_within(bench, tries=5)

    assert found.epoch > before.epoch
    told = {alarm.value for alarm in found.alarms}
    assert not bench.tells_reset or "reset" in told


async def a_silent_pump_is_unanswered(bench: Bench) -> None:
    await under_way(bench)
    bench.far.mute(True)

    assert isinstance(await bench.driver.read(), Unanswered)
    bench.far.mute(False)
    await asyncio.sleep(bench.driver.capabilities.answer_max_ms / 1_000)
    assert isinstance(await bench.driver.read(), PumpReport)


async def a_late_answer_is_never_taken_for_the_next_one(bench: Bench) -> None:
    """It says "running"; by then somebody has pressed STOP at the pump."""
    await under_way(bench)
    bench.far.late(1.4 * bench.driver.capabilities.answer_max_ms / 1_000)
    assert isinstance(await bench.driver.read(), Unanswered)
    bench.far.press_stop()
    found = await report_within(bench, tries=3)

    assert found.delivery in (Delivery.PAUSED, Delivery.STOPPED)


async def a_frame_between_question_and_answer_is_not_the_answer(bench: Bench) -> None:
    await under_way(bench)
    before = await watched(bench, 3)
    bench.far.interject()
    found = await report(bench)

    assert (before.delivery, before.rate) == (found.delivery, found.rate)
    assert before.infused <= found.infused


async def a_lost_line_is_said_and_found_again(bench: Bench) -> None:
    await under_way(bench)
    before = await report(bench)
    bench.far.hang_up()
    await asyncio.sleep(0.1)
    with pytest.raises(PortUnavailable):
        await bench.driver.read()
    await bench.driver.open()

    found = await report(bench)
    assert found.epoch > before.epoch
    assert found.infused >= before.infused


async def another_pump_is_refused_where_it_can_be_known(bench: Bench) -> None:
    await under_way(bench)
    before = await report(bench)
    knows = bench.far.serial_number is not None
    bench.far.swap()
    await asyncio.sleep(0.1)
    if knows:
        with pytest.raises(WrongPump):
            await bench.driver.open()
        with pytest.raises(PortUnavailable):
            await bench.driver.read()
    else:
        await bench.driver.open()
        assert (await report(bench)).epoch > before.epoch
    setting = Running(rate=LOW, until_total=total(bench))
    assert await bench.driver.apply(setting, seen=before) != Done()
    assert not bench.far.moving()


OF_EVERY_KIND: tuple[Check, ...] = (
    a_closed_port_is_not_read,
    identity_is_what_the_family_can_prove,
    opening_moves_nothing_and_finds_it_stopped,
    a_report_shows_what_the_pump_does,
    the_counter_is_never_ahead_of_the_truth,
    a_hand_at_the_pump_shows,
    a_power_cycle_raises_the_epoch,
    a_silent_pump_is_unanswered,
    a_late_answer_is_never_taken_for_the_next_one,
    a_frame_between_question_and_answer_is_not_the_answer,
    a_lost_line_is_said_and_found_again,
    another_pump_is_refused_where_it_can_be_known,
)
