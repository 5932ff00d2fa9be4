"""The nurse's hands at a pump, and the referee of a pump that only they can stop."""

import asyncio
from collections.abc import Coroutine
from typing import Any, cast

import pytest

from service.cli.hands import Hands
from service.cli.in_process_gateway import PumpAtHand
from service.cli.nurse import Nurse
from service.cli.referee_by_hand import RefereeByHand
from service.shell.virtual_loop import run_virtual
from simulators.gateways import MotorTruth

RATE_25, RATE_50 = 25_000_000, 50_000_000
WANTS_25 = {"kind": "running", "rate_ml_h": "25"}


class Screen:
    """What the tablet shows; also the nurse who looks at it."""

    session = "s1"

    def __init__(self, *alarms: str, wanted: dict[str, str] | None = None) -> None:
        self.alarms = {name: "active" for name in alarms}
        self.wanted = wanted
        self.acknowledged: list[str] = []

    async def look(self) -> dict[str, Any]:
        shown = [{"id": name, "state": state} for name, state in self.alarms.items()]
        return {"alarms": shown, "wanted": self.wanted}

    async def acknowledge(self, alarm: str) -> None:
        self.acknowledged.append(alarm)
        self.alarms[alarm] = "acknowledged"


class Keys:
    """A pump whose keys write down that they were pressed."""

    def __init__(self, offered_nl_h: int | None = None, motor_nl_h: int = 0) -> None:
        self.pressed: list[str] = []
        self.offered = offered_nl_h
        self.motor_nl_h = motor_nl_h

    def press(self, key: str, **_: str) -> str:
        self.pressed.append(key)
        return ""

    def offered_nl_h(self) -> int | None:
        return self.offered

    def truth(self) -> MotorTruth:
        return MotorTruth(self.motor_nl_h, 0, 0.0)


def worked(
    screen: Screen, pump: Keys, seconds: float = 60, then: Coroutine[Any, Any, None] | None = None
) -> list[str]:
    """Let her work for a while, and return the keys that she pressed."""

    async def story() -> None:
        hands = Hands(cast("Nurse", screen), cast("PumpAtHand", pump), seed=1)
        task = asyncio.create_task(hands.work())
        if then:
            await then
        await asyncio.sleep(seconds)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert hands.pressed == pump.pressed

    run_virtual(story())
    return pump.pressed


def test_she_does_nothing_that_she_is_not_asked_for() -> None:
    assert [] == worked(Screen("pump-silent", wanted=WANTS_25), Keys(RATE_25))


def test_she_confirms_the_rate_that_the_tablet_asks_for() -> None:
    assert "confirm" == worked(Screen("confirm-at-pump", wanted=WANTS_25), Keys(RATE_25))[0]


@pytest.mark.parametrize("offered", [RATE_50, None])
def test_she_rejects_what_is_not_the_rate_that_the_tablet_asks_for(offered: int | None) -> None:
    pressed = worked(Screen("confirm-at-pump", wanted=WANTS_25), Keys(offered))

    assert {"reject"} == set(pressed)


def test_she_rejects_an_offer_that_is_not_wanted() -> None:
    assert {"reject"} == set(worked(Screen("offer-not-wanted"), Keys(RATE_50)))


def test_she_presses_stop_first_and_once() -> None:
    screen = Screen("confirm-at-pump", "offer-not-wanted", "press-stop")
    del screen.alarms["confirm-at-pump"]

    pressed = worked(screen, Keys(RATE_50))

    assert (["press-stop"], "stop", 1) == (
        screen.acknowledged,
        pressed[0],
        pressed.count("stop"),
    )


def test_at_the_pump_she_looks_once_more_before_she_presses() -> None:
    screen = Screen("confirm-at-pump", wanted=WANTS_25)

    async def reaction_while_she_walks() -> None:
        await asyncio.sleep(1)
        screen.alarms = {"press-stop": "active"}
        screen.wanted = None

    assert ["stop"] == worked(screen, Keys(RATE_25), then=reaction_while_she_walks())


def test_an_alarm_that_has_ended_sends_nobody_to_the_pump() -> None:
    screen = Screen("press-stop")
    screen.alarms["press-stop"] = "resolved"

    assert [] == worked(screen, Keys())


def refereed(screen: Screen, pump: Keys, *, pressed_after_s: float | None = None) -> list[str]:
    """Tap a reaction while 25 mL/h run, and let the referee watch for a minute."""

    async def story() -> list[str]:
        referee = RefereeByHand(pump, 250_000, screen.look)
        referee.tapped("start", {"planned": [{"rate_ml_h": "25"}]})
        watching = asyncio.create_task(referee.watch())
        await asyncio.sleep(10)
        referee.tapped("reaction", {})
        if pressed_after_s is not None:
            await asyncio.sleep(pressed_after_s)
            referee.pressed_stop()
        await asyncio.sleep(60)
        watching.cancel()
        return referee.violations

    return run_virtual(story())


def test_a_pump_that_runs_on_until_somebody_comes_is_no_fault_while_the_screen_says_so() -> None:
    assert [] == refereed(Screen("press-stop"), Keys(motor_nl_h=RATE_25))


@pytest.mark.parametrize("state", [None, "resolved"])
def test_a_screen_that_does_not_send_her_to_a_running_pump_is_a_fault(state: str | None) -> None:
    screen = Screen()
    if state:
        screen.alarms = {"press-stop": state}

    (found,) = refereed(screen, Keys(motor_nl_h=RATE_25))

    assert found.startswith("RULE-11: PRESS STOP AT THE PUMP is not shown at 11.")


def test_a_pump_that_runs_two_seconds_after_stop_was_pressed_is_a_fault() -> None:
    (found,) = refereed(Screen("press-stop"), Keys(motor_nl_h=RATE_25), pressed_after_s=20)

    assert found.startswith("INV-01: 25000000 nL/h with 0 nL/h allowed at 32.")


def test_a_rate_that_nobody_allowed_is_a_fault() -> None:
    async def story() -> list[str]:
        referee = RefereeByHand(Keys(motor_nl_h=RATE_50), 250_000, Screen().look)
        referee.tapped("start", {"planned": [{"rate_ml_h": "25"}]})
        watching = asyncio.create_task(referee.watch())
        await asyncio.sleep(1)
        watching.cancel()
        return referee.violations

    (found,) = run_virtual(story())
    assert found.startswith("INV-01: 50000000 nL/h with 25000000 nL/h allowed")
