"""The driver against the simulator under every other reading of what the page leaves open."""

import pytest

from drivers.port import Delivery, Done, NotDone, PumpReport, Running
from service.shell.virtual_loop import run_virtual
from simulators.alaris_readings import READINGS
from tests.drivers import contract_control as stories
from tests.drivers.alaris_bench import simulated
from tests.drivers.contract import (
    LOW,
    Bench,
    Check,
    a_power_cycle_raises_the_epoch,
    report,
    run_at,
    total,
    under_way,
    watched,
)
from tests.drivers.wires import Wire

OTHERS = [(name, word) for name, words in READINGS.items() for word in words[1:]]
UNREADABLE = [("mode", "infuse_hold"), ("mode", "blank")]
"""Words that were never recorded: what the pump does cannot be read, so it is not driven."""
EVER_SET = ("mode", "set")
"""Says SET and the rate that is set whatever it does, against what was recorded."""

CHECKS: tuple[Check, ...] = (
    stories.a_session_over_any_line,
    stories.a_raise_never_stops_the_pump,
    stories.the_pump_ends_at_the_limit_by_itself,
    stories.a_total_is_a_reading_of_the_counter_not_an_amount,
    stories.a_silent_controller_ends_in_a_stopped_pump,
    stories.stop_cancels_what_a_hand_has_paused,
    a_power_cycle_raises_the_epoch,
)

LESS = {
    ("vtbi", "from_vi"): "a_total_is_a_reading_of_the_counter_not_an_amount",
    ("keys", "release"): "stop_cancels_what_a_hand_has_paused",
}
"""What is not kept, and is shown below."""


def play(check: Check, reading: tuple[str, str]) -> None:
    async def story() -> None:
        bench = simulated(Wire, 1, **dict([reading]))
        try:
            await check(bench)
        finally:
            await bench.driver.close()

    run_virtual(story())


@pytest.mark.shows("INV-03")
@pytest.mark.parametrize(
    ("reading", "check"),
    [
        pytest.param(reading, check, id=f"{'='.join(reading)}-{check.__name__}")
        for reading in OTHERS
        for check in CHECKS
        if reading not in (*UNREADABLE, EVER_SET) and LESS.get(reading) != check.__name__
    ],
)
def test_the_contract_is_kept_however_the_page_is_read(
    reading: tuple[str, str], check: Check
) -> None:
    play(check, reading)


@pytest.mark.parametrize("reading", UNREADABLE, ids="=".join)
def test_a_pump_that_cannot_be_read_is_never_started_and_counts_as_moving(
    reading: tuple[str, str],
) -> None:
    async def story(bench: Bench) -> None:
        await bench.driver.open()
        seen = await report(bench)
        outcome = await bench.driver.apply(Running(rate=LOW, until_total=total(bench)), seen=seen)

        assert Delivery.OTHER is seen.delivery
        assert isinstance(outcome, NotDone)
        assert isinstance(await bench.driver.stop(), NotDone)  # stopped, but it has not said so
        assert not bench.far.moving()

    play(story, reading)


def test_a_pump_that_says_set_whatever_it_does_is_not_started() -> None:
    async def story(bench: Bench) -> None:
        await bench.driver.open()
        seen = await report(bench)
        outcome = await bench.driver.apply(Running(rate=LOW, until_total=total(bench)), seen=seen)

        assert isinstance(outcome, NotDone)
        assert not bench.far.moving()

    play(story, EVER_SET)


@pytest.mark.shows("INV-04")
def test_where_vtbi_is_a_reading_of_the_counter_a_second_start_ends_early_or_is_refused() -> None:
    async def story(bench: Bench) -> None:
        await bench.driver.open()
        await run_at(bench, LOW, until=total(bench))
        await watched(bench, 5)
        assert Done() == await bench.driver.stop()
        first = bench.far.delivered()
        outcome = await run_at(bench, LOW, until=first + first)

        assert isinstance(outcome, NotDone)
        assert first == bench.far.delivered()

    play(story, ("vtbi", "from_vi"))


def test_a_pump_whose_keys_take_control_away_is_stopped_by_the_second_stop() -> None:
    async def story(bench: Bench) -> None:
        await under_way(bench)
        bench.far.press_stop()

        assert Done() != await bench.driver.stop()
        assert Done() == await bench.driver.stop()
        assert isinstance(await bench.driver.read(), PumpReport)

    play(story, ("keys", "release"))
