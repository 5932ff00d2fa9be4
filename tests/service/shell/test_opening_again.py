"""How often a port is opened again while STOP is wanted, and what an opening that fails tells."""

import asyncio
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from drivers.port import Delivery
from tests.drivers import alaris_ward, new_era_ward
from tests.drivers.far_alaris import FarAlaris
from tests.drivers.far_pump import FarPump
from tests.drivers.test_stop_at_unsafe_opening import dying
from tests.drivers.wires import Delayed, Wire
from tests.service.shell.kept_line import Kept, kept, now

CALM_S = 20.0
SOON_S = 0.1


class Slow(Wire):
    """Every piece takes 3 ms, so that an opening is over sooner than a STOP is repeated."""

    def carry(self, data: bytes, to: Callable[[bytes], None]) -> None:
        asyncio.get_running_loop().call_later(0.003, to, data)


def new_era() -> Any:
    return new_era_ward.Ward(Slow)


def alaris() -> Any:
    return alaris_ward.Ward(Slow)


def keeps_another_watchdog(pump: FarPump) -> None:
    pump.instead["SAF"] = "99"


def permits_no_control(pump: FarAlaris) -> None:
    pump.permits = pump.stop_needs_remote = False


def may_answer_late(pump: FarAlaris) -> None:
    pump.instead["COMMS_RESPONSE_MAX"] = "COMMS_RESPONSE_MAX^60000^ms"


def runs_again(pump: FarAlaris | FarPump) -> None:
    """Somebody presses START."""
    if isinstance(pump, FarAlaris):
        pump.press_start()
    else:
        pump.live()
        pump.status = "I"


UNSAFE = [
    pytest.param(new_era, keeps_another_watchdog, id="new_era"),
    pytest.param(alaris, permits_no_control, id="alaris"),
    pytest.param(alaris, may_answer_late, id="alaris-slow"),
]


async def comes_back_unsafe(bench: Kept, unsafe: Callable[[Any], None]) -> None:
    """The port is lost, and the pump behind it, which runs, must not be driven any more."""
    bench.lose_line()
    unsafe(bench.ward.pump)
    await asyncio.sleep(2.5)
    assert bench.ward.pump.running
    bench.opened_s.clear()


@pytest.mark.parametrize(("make", "unsafe"), UNSAFE)
def test_a_pump_that_must_not_be_driven_is_not_opened_twenty_times_a_second(
    make: Callable[[], Any], unsafe: Callable[[Any], None]
) -> None:
    async def story(bench: Kept) -> None:
        await comes_back_unsafe(bench, unsafe)
        bench.tap_stop()
        await asyncio.sleep(CALM_S)

        assert len(bench.opened_s) < 3 * CALM_S

    kept(story, make)


@pytest.mark.parametrize("make", [new_era, alaris])
def test_an_adapter_that_is_away_is_looked_for_in_a_calm_rhythm(make: Callable[[], Any]) -> None:
    async def story(bench: Kept) -> None:
        bench.away = True
        bench.lose_line()
        bench.tap_stop()
        bench.opened_s.clear()
        await asyncio.sleep(CALM_S)

        gaps = [later - earlier for earlier, later in pairwise(bench.opened_s)]
        assert max(gaps) < 0.3
        assert len(gaps) < 5 * CALM_S

        bench.away = False
        assert await bench.until(lambda: not bench.ward.pump.running, 1) < 0.3

    kept(story, make)


@pytest.mark.shows("INV-06")
@pytest.mark.parametrize("phase_s", [0.0, 0.21, 0.47, 0.73])
@pytest.mark.parametrize(("make", "unsafe"), UNSAFE)
def test_a_tap_opens_at_once_however_often_it_has_failed(
    make: Callable[[], Any], unsafe: Callable[[Any], None], phase_s: float
) -> None:
    async def story(bench: Kept) -> None:
        await comes_back_unsafe(bench, unsafe)
        bench.tap_stop()
        await bench.until(lambda: not bench.ward.pump.running, SOON_S)
        await asyncio.sleep(10 + phase_s)
        runs_again(bench.ward.pump)
        bench.tap_stop()

        await bench.until(lambda: not bench.ward.pump.running, SOON_S)

    kept(story, make)


@pytest.mark.shows("INV-05")
@pytest.mark.parametrize(("make", "unsafe"), UNSAFE)
def test_what_a_failing_opening_saw_stand_after_its_stop_is_told(
    make: Callable[[], Any], unsafe: Callable[[Any], None]
) -> None:
    async def story(bench: Kept) -> None:
        await comes_back_unsafe(bench, unsafe)
        bench.host.said.clear()
        tapped_ms = now() * 1_000
        bench.tap_stop()
        await bench.until(lambda: bench.host.reports > 0 and bool(bench.host.said), 0.5)

        seen = bench.host.said[0]
        assert Delivery.STOPPED is seen.delivery
        assert seen.taken_ms is not None
        assert tapped_ms <= seen.taken_ms <= now() * 1_000
        assert not bench.ward.pump.running
        await bench.until(lambda: not bench.keeper.stopping, SOON_S)
        assert "open" not in (bench.keeper.trouble or ""), "why it cannot be driven is not said"

    kept(story, make)


@pytest.mark.parametrize(("make", "unsafe"), UNSAFE)
def test_without_a_stop_a_failing_opening_tells_nothing(
    make: Callable[[], Any], unsafe: Callable[[Any], None]
) -> None:
    async def story(bench: Kept) -> None:
        await comes_back_unsafe(bench, unsafe)
        bench.host.said.clear()
        await asyncio.sleep(5)

        assert [] == bench.host.said
        assert bench.ward.pump.running

    kept(story, make)


@pytest.mark.shows("INV-06")
@pytest.mark.parametrize("after_s", [0.005, 0.1, 0.4])
@pytest.mark.parametrize("phase_s", [0.0, 0.35, 0.8])
@pytest.mark.parametrize("family", [new_era_ward, alaris_ward], ids=["new_era", "alaris"])
def test_on_a_line_that_dies_at_each_question_stop_waits_for_one_of_them_at_most(
    family: Any, phase_s: float, after_s: float
) -> None:
    async def story(bench: Kept) -> None:
        wire = bench.ward.wire
        wire.hang_up, wire.blows = bench.lose_line, True
        bench.lose_line()
        await asyncio.sleep(5 + phase_s)
        assert bench.ward.pump.running
        bench.tap_stop()

        await bench.until(lambda: not bench.ward.pump.running, max(after_s, 0.05) + 0.01)

    kept(story, lambda: family.Ward(dying(after_s)))


def test_after_a_tap_the_second_way_to_stop_comes_at_once_too() -> None:
    """Behind the question for control, where the line did not last for both."""

    async def story(bench: Kept) -> None:
        wire = bench.ward.wire
        wire.hang_up, wire.blows = bench.lose_line, True
        bench.ward.pump.remote = False
        bench.lose_line()
        await asyncio.sleep(5.3)  # in between two looks for the port
        bench.tap_stop()

        await bench.until(lambda: not bench.ward.pump.running, 0.15)

    kept(story, lambda: alaris_ward.Ward(dying(0.005)))


@pytest.mark.shows("INV-05")
@pytest.mark.parametrize("after_s", [0.1, 0.3, 0.5])
@pytest.mark.parametrize("make", [new_era_ward.Ward, alaris_ward.Ward], ids=["new_era", "alaris"])
def test_a_service_that_ends_while_a_port_is_opened_lets_a_stop_under_way_through(
    make: Callable[..., Any], after_s: float
) -> None:
    async def story(bench: Kept) -> None:
        bench.lose_line()
        await bench.until(lambda: len(bench.ward.station.links) > 1, 1.1)
        await asyncio.sleep(after_s)
        bench.tap_stop()
        await asyncio.sleep(0.01)
        bench.end()
        assert bench.ward.pump.running, "STOP is still on its way"
        await asyncio.sleep(2.5)

        assert not bench.ward.pump.running
        assert bench.ended

    kept(story, lambda: make(Delayed))


def test_a_service_that_ends_while_a_port_is_opened_ends_at_once_without_a_stop() -> None:
    async def story(bench: Kept) -> None:
        bench.lose_line()
        await bench.until(lambda: len(bench.ward.station.links) > 1, 1.1)
        bench.end()
        await asyncio.sleep(0)
        await asyncio.sleep(0.01)

        assert bench.ended
        assert bench.ward.pump.running

    kept(story, lambda: new_era_ward.Ward(Delayed))


def test_a_stop_that_finds_no_port_says_why_there_is_none() -> None:
    async def story(bench: Kept) -> None:
        bench.away = True
        bench.lose_line()
        await asyncio.sleep(2.5)
        bench.tap_stop()
        await asyncio.sleep(1.0)

        said = str(bench.keeper.trouble)
        assert "nothing was sent" in said
        assert "the adapter is away" in said

        bench.away = False
        await bench.until(lambda: not bench.ward.pump.running, 1)
        await bench.until(lambda: bench.keeper.trouble is None, 1)

    kept(story, new_era)
