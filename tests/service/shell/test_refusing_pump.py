"""A pump that hears STOP and goes on running is left alone, so that its own watchdog stops it."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from drivers.port import Done, PumpReport, Running
from drivers.quantities import Rate, Volume
from service.shell.pace import QUIET_MARGIN_S, REFUSES_S
from simulators.alaris import SERIAL
from tests.drivers.alaris_bench import SimulatedPump, driver
from tests.drivers.stations import Station
from tests.drivers.wires import Wire
from tests.service.shell.kept_line import Kept, kept, now

WATCHDOG_S = 15
ANSWER_S = 4.0
TRIES_S = 2 * ANSWER_S + 0.5
"""The longest that one try takes, with and without the question for control."""
SETTING = Running(rate=Rate.from_ml_per_h("25"), until_total=Volume.from_ml("50"))
PRESS = "press STOP at the pump"


class Listened(Wire):
    """Writes down what is sent to the pump, and when."""

    def __init__(self, far: SimulatedPump) -> None:
        super().__init__(far)
        self.sent: list[tuple[float, str]] = []

    def write(self, data: bytes) -> None:
        self.sent.append((now(), data.decode().partition("|")[0].lstrip("!")))
        super().write(data)

    def since(self, at_s: float) -> list[str]:
        return [text for sent_s, text in self.sent if sent_s >= at_s]


class SimulatedWard:
    """One simulated pump with these readings of what is not known, and its driver."""

    def __init__(self, **readings: str) -> None:
        self.pump = SimulatedPump(SERIAL, 1, readings)
        self.wire = Listened(self.pump)
        self.station = Station(self.wire)
        self.driver = driver(self.station.lines)

    async def started(self) -> None:
        await self.driver.open()
        seen = await self.driver.read()
        assert isinstance(seen, PumpReport)
        assert Done() == await self.driver.apply(SETTING, seen=seen)

    @property
    def running(self) -> bool:
        return self.pump.truth().motor_rate_nl_h > 0

    def refuse(self) -> None:
        """Somebody has taken remote control away, at the pump and in its configuration."""
        self.pump.catch_up()
        self.pump.device.faults.change({"remote_locked": True})
        self.pump.press("local")

    def permit(self) -> None:
        """Somebody has permitted it again."""
        self.pump.catch_up()
        self.pump.device.faults.change({"remote_locked": False})


def refusing(**readings: str) -> Callable[[], Any]:
    return lambda: SimulatedWard(stop="authorised", **readings)


WAYS = [
    pytest.param(refusing(errors=errors, overlap=overlap), id=f"{errors}-{overlap}")
    for errors in ("silent", "state", "word")
    for overlap in ("queue", "drop", "answer_both")
]


@pytest.mark.shows("INV-16")
@pytest.mark.parametrize("lost", [False, True], ids=["open", "lost"])
@pytest.mark.parametrize("make", WAYS)
def test_a_pump_that_refuses_stop_is_stopped_by_its_watchdog(
    make: Callable[[], Any], lost: bool
) -> None:
    async def story(bench: Kept) -> None:
        bench.ward.refuse()
        if lost:
            bench.lose_line()
        bench.tap_stop()
        tries_s = 3 * TRIES_S if lost else 2 * TRIES_S
        await bench.until(lambda: not bench.ward.running, REFUSES_S + tries_s + WATCHDOG_S)

    kept(story, make)


@pytest.mark.parametrize("make", WAYS)
def test_it_is_said_at_once_and_confirmed_when_the_pump_stands(make: Callable[[], Any]) -> None:
    async def story(bench: Kept) -> None:
        bench.ward.refuse()
        bench.tap_stop()
        await bench.until(lambda: PRESS in (bench.keeper.trouble or ""), REFUSES_S + 2 * TRIES_S)
        assert PRESS in bench.host.unanswered[-1]
        assert bench.ward.running
        alone_s = now()
        await bench.until(lambda: not bench.ward.running, WATCHDOG_S + TRIES_S)
        await asyncio.sleep(WATCHDOG_S + QUIET_MARGIN_S + TRIES_S - (now() - alone_s))

        assert not bench.host.said[-1].moving
        assert bench.keeper.trouble is None
        assert not bench.keeper.stopping

    kept(story, make)


@pytest.mark.shows("INV-06")
@pytest.mark.parametrize("make", WAYS)
def test_a_tap_while_it_is_left_alone_goes_out_at_once_and_it_may_obey(
    make: Callable[[], Any],
) -> None:
    async def story(bench: Kept) -> None:
        bench.ward.refuse()
        bench.tap_stop()
        await bench.until(lambda: PRESS in (bench.keeper.trouble or ""), REFUSES_S + 2 * TRIES_S)
        await asyncio.sleep(6)
        bench.ward.permit()
        tapped_s = now()
        bench.tap_stop()
        await asyncio.sleep(0.01)
        assert "INF_STOP" in bench.ward.wire.since(tapped_s)
        await bench.until(lambda: not bench.ward.running, 0.5)
        await asyncio.sleep(ANSWER_S)
        assert not bench.host.said[-1].moving

    kept(story, make)


def test_a_tap_that_is_refused_too_is_one_try_and_no_more() -> None:
    async def story(bench: Kept) -> None:
        bench.ward.refuse()
        bench.tap_stop()
        await bench.until(lambda: PRESS in (bench.keeper.trouble or ""), REFUSES_S + 2 * TRIES_S)
        await asyncio.sleep(6)
        tapped_s = now()
        bench.tap_stop()
        await bench.until(lambda: not bench.ward.running, WATCHDOG_S + 1)
        heard_s = max(at_s for at_s, _ in bench.ward.wire.sent)

        assert heard_s - tapped_s < 1

    kept(story, refusing(errors="word"))


def test_one_that_obeys_the_second_time_is_never_left_alone() -> None:
    async def story(bench: Kept) -> None:
        bench.ward.refuse()
        bench.tap_stop()
        await asyncio.sleep(4)
        bench.ward.permit()
        await bench.until(lambda: not bench.ward.running, 0.5)
        await bench.until(lambda: not bench.host.said[-1].moving, 1.5)
        assert PRESS not in str(bench.host.unanswered)

    kept(story, refusing(errors="word"))


def test_one_that_its_watchdog_does_not_stop_is_told_to_stop_again() -> None:
    """Somebody has started it by hand: no watchdog counts then."""

    async def story(bench: Kept) -> None:
        bench.ward.pump.press("stop")
        bench.ward.pump.press("start")
        bench.ward.refuse()
        bench.tap_stop()
        await bench.until(lambda: PRESS in (bench.keeper.trouble or ""), REFUSES_S + 1)
        bench.ward.permit()
        await asyncio.sleep(WATCHDOG_S)
        assert bench.ward.running

        await bench.until(lambda: not bench.ward.running, QUIET_MARGIN_S + 1)

    kept(story, refusing(errors="word"))
