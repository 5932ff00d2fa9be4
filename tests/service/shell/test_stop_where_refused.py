"""STOP to a pump that answers and is refused all the same: not qualified, or open elsewhere.

Its openings succeed and are ended by us; each is over sooner than STOP is repeated.
"""

import asyncio
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from drivers.port import Delivery, Identity, NotDone, NotSafe
from service.shell.admitted import AdmittedDriver
from service.shell.pace import REFUSES_S
from tests.drivers import alaris_ward, new_era_ward
from tests.drivers.test_stop_at_unsafe_opening import line
from tests.drivers.wires import Delayed
from tests.service.shell.kept_line import Kept, kept, now

REFUSED = "it is not known here"
SOON_S = 0.1
"""Two repetitions of STOP: the first asks for an opening, and that sends it."""
WATCHDOG_S = 30
"""As the New Era pump of these stories is driven."""
FAMILIES = {"new_era": new_era_ward, "alaris": alaris_ward}
OVER_SOONER_MS = (1, 3, 5, 6, 8)
"""What each piece takes where an opening is over about as soon as STOP is repeated."""
OVERTAKEN_MS = (20,)
"""And where it takes several repetitions, each of which overtakes it."""
BOTH = [pytest.param(family, id=name) for name, family in FAMILIES.items()]


def table(*delays_ms: int) -> list[Any]:
    return [
        pytest.param(FAMILIES[name], delay_ms / 1_000, id=f"{name}-{delay_ms}ms")
        for name, delay_ms in product(FAMILIES, delays_ms)
    ]


class Door:
    """Says whether a pump may be controlled."""

    def __init__(self) -> None:
        self.shut = False

    def __call__(self, said: Identity) -> str | None:
        return REFUSED if self.shut else None


def behind_a_door(
    story: Callable[[Kept, Door], Any], family: Any, wire: Any, *, admitted: bool = True
) -> None:
    """Tell a story of a pump that runs and, when its port comes back, is refused.

    It was `admitted` before by the service that runs, or by an earlier one.
    """
    door = Door()

    def make() -> Any:
        ward = family.Ward(wire)
        if admitted:
            ward.driver = AdmittedDriver(ward.driver, door)
        return ward

    async def whole(bench: Kept) -> None:
        if not admitted:
            bench.keeper.driver = bench.driver = AdmittedDriver(bench.driver, door)
        door.shut = True
        bench.lose_line()
        await bench.until(lambda: REFUSED == bench.keeper.trouble, 5)
        await asyncio.sleep(1.5)
        assert bench.ward.pump.running
        bench.opened_s.clear()
        bench.host.said.clear()
        bench.ward.pump.log.clear()
        await story(bench, door)

    kept(whole, make)


def tap(bench: Kept, *, session: bool) -> None:
    """Somebody taps STOP, at a chair with a session or without one."""
    if session:
        bench.tap_stop()
    else:
        bench.keeper.stop_now()


@pytest.mark.shows("INV-05")
@pytest.mark.shows("INV-06")
@pytest.mark.parametrize("phase_s", [0.0, 0.21, 0.47, 0.73])
@pytest.mark.parametrize("session", [True, False], ids=["session", "idle_chair"])
@pytest.mark.parametrize(("family", "delay_s"), table(*OVER_SOONER_MS, *OVERTAKEN_MS))
def test_a_stop_reaches_a_pump_that_is_refused_while_its_port_is_closed(
    family: Any, delay_s: float, session: bool, phase_s: float
) -> None:
    async def story(bench: Kept, door: Door) -> None:
        await asyncio.sleep(phase_s)
        assert bench.ward.pump.running
        tap(bench, session=session)

        await bench.until(lambda: not bench.ward.pump.running, SOON_S + 8 * delay_s)
        assert 2 >= len(bench.opened_s)

    behind_a_door(story, family, line(delay_s))


@pytest.mark.shows("INV-05")
@pytest.mark.parametrize("session", [True, False], ids=["session", "idle_chair"])
@pytest.mark.parametrize(("family", "delay_s"), table(*OVER_SOONER_MS))
def test_what_a_refused_pump_says_after_its_stop_is_told(
    family: Any, delay_s: float, session: bool
) -> None:
    async def story(bench: Kept, door: Door) -> None:
        tapped_ms = now() * 1_000
        tap(bench, session=session)
        await bench.until(lambda: bool(bench.host.said), 0.5)

        seen = bench.host.said[0]
        assert Delivery.STOPPED is seen.delivery
        assert seen.taken_ms is not None
        assert tapped_ms <= seen.taken_ms <= now() * 1_000
        if not session:  # nobody wants it any longer
            await bench.until(lambda: not bench.keeper.stopping, SOON_S)
            await bench.until(lambda: REFUSED == bench.keeper.trouble, SOON_S)

    behind_a_door(story, family, line(delay_s))


@pytest.mark.shows("INV-05")
@pytest.mark.parametrize("after_s", [0.1, 0.5, 0.9, 1.1, 1.3])
@pytest.mark.parametrize("family", BOTH)
def test_a_stop_in_the_middle_of_an_opening_that_is_refused_is_told_too(
    family: Any, after_s: float
) -> None:
    async def story(bench: Kept, door: Door) -> None:
        bench.opened_s.clear()
        await bench.until(lambda: bool(bench.opened_s), 4)
        await asyncio.sleep(after_s)
        bench.tap_stop()

        await bench.until(lambda: not bench.ward.pump.running, 1.5)
        await bench.until(lambda: bool(bench.host.said), 6)
        assert Delivery.STOPPED is bench.host.said[0].delivery

    behind_a_door(story, family, Delayed)


@pytest.mark.parametrize("family", BOTH)
def test_a_pump_that_was_never_let_in_here_is_stopped_and_believed_nothing(family: Any) -> None:
    """Whoever it is: perhaps not the pump that our session runs on."""

    async def story(bench: Kept, door: Door) -> None:
        bench.tap_stop()

        await bench.until(lambda: not bench.ward.pump.running, SOON_S)
        await asyncio.sleep(5)
        assert [] == bench.host.said

    behind_a_door(story, family, line(0.003), admitted=False)


@pytest.mark.parametrize("family", BOTH)
def test_without_a_stop_a_refused_pump_is_sent_none_and_tells_nothing(family: Any) -> None:
    async def story(bench: Kept, door: Door) -> None:
        await asyncio.sleep(5)

        assert bench.opened_s
        assert bench.ward.pump.running
        assert [] == bench.host.said

    behind_a_door(story, family, line(0.003))


@pytest.mark.parametrize("family", BOTH)
def test_a_stop_that_nobody_wants_any_more_is_not_sent_to_a_refused_pump(family: Any) -> None:
    async def story(bench: Kept, door: Door) -> None:
        await bench.driver.stop()  # once, and nobody repeats it
        await asyncio.sleep(5)

        assert bench.ward.pump.running

    behind_a_door(story, family, line(0.003))


def test_a_stop_that_a_refusal_sends_keeps_no_stop_alive() -> None:
    """It had no answer, and is nobody's new wish."""

    async def story(ward: alaris_ward.Ward) -> None:
        await ward.started()
        ward.station.links[-1].hang_up()
        ward.pump.instead["INF_STOP"] = None
        driver = AdmittedDriver(ward.driver, lambda said: REFUSED)
        assert isinstance(await driver.stop(), NotDone)
        for _ in range(3):
            with pytest.raises(NotSafe):
                await driver.open()

        assert 1 == ward.pump.log.count("INF_STOP")

    alaris_ward.tell(story, line(0.003))


def test_a_pump_that_has_heard_stop_in_an_opening_is_not_sent_another_by_its_refusal() -> None:
    """It runs on, says so, and each further STOP would keep its watchdog content."""

    async def story(ward: new_era_ward.Ward) -> None:
        await ward.started()
        ward.station.links[-1].hang_up()
        ward.pump.passed_over.add("STP")
        driver = AdmittedDriver(ward.driver, lambda said: REFUSED)
        opening = asyncio.ensure_future(driver.open())
        await asyncio.sleep(0.05)
        outcome = await driver.stop()
        assert isinstance(outcome, NotDone)
        assert outcome.moves
        assert not opening.done()
        with pytest.raises(NotSafe):
            await opening

        assert 1 == ward.pump.log.count("STP")

    new_era_ward.tell(story, line(0.02))


@pytest.mark.parametrize("family", BOTH)
def test_a_refused_pump_is_not_opened_twenty_times_a_second(family: Any) -> None:
    async def story(bench: Kept, door: Door) -> None:
        bench.tap_stop()
        await asyncio.sleep(20)

        assert len(bench.opened_s) < 60

    behind_a_door(story, family, line(0.003))


@pytest.mark.shows("INV-16")
def test_a_refused_pump_that_refuses_stop_is_left_to_its_watchdog() -> None:
    async def story(bench: Kept, door: Door) -> None:
        bench.ward.pump.passed_over.add("STP")
        bench.tap_stop()

        took_s = await bench.until(lambda: "it refuses STOP" in str(bench.keeper.trouble), 8)
        assert took_s >= REFUSES_S
        await asyncio.sleep(WATCHDOG_S + 1)
        bench.ward.pump.live()
        assert not bench.ward.pump.running

    behind_a_door(story, new_era_ward, line(0.003))


@pytest.mark.parametrize("family", BOTH)
def test_a_port_is_free_again_also_where_the_stop_of_a_refusal_is_lost(family: Any) -> None:
    async def story(bench: Kept, door: Door) -> None:
        bench.away = True
        bench.tap_stop()
        await asyncio.sleep(3)
        assert bench.ward.pump.running
        bench.away = False

        await bench.until(lambda: not bench.ward.pump.running, 0.4)
        door.shut = False
        await bench.until(lambda: bench.keeper.heard_as is not None, 1.1)

    behind_a_door(story, family, line(0.003))
