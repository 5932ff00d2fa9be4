"""The driver against the simulator under every other reading of what the page leaves open."""

import pytest

from drivers.port import Delivery, PumpReport, Unanswered
from service.shell.virtual_loop import run_virtual
from simulators.bbraun_bcc_readings import READINGS
from tests.drivers.bbraun_bcc_bench import simulated
from tests.drivers.contract import (
    LOW,
    OF_EVERY_KIND,
    Bench,
    Check,
    a_silent_pump_is_unanswered,
    report,
    report_within,
    under_way,
)
from tests.drivers.contract_by_hand import MONITOR
from tests.drivers.wires import Wire

OTHERS = [(name, word) for name, words in READINGS.items() for word in words[1:]]
LEFT_OUT = ("unchanged", "left_out")
"""What has not changed is not told: there is then mostly no rate, and so no reading."""
EVER_RATE = ("stopped", "rate")
"""A pump that stands tells the rate that is set: it then counts as moving, and never as stopped."""
DEAF = ("overlap", "ignored")
"""While an answer has no receipt yet, the station hears nothing: it is read a poll later."""
SHOW_A_STOP = {
    "a_hand_at_the_pump_shows",
    "a_late_answer_is_never_taken_for_the_next_one",
}


def play(check: Check, reading: tuple[str, str]) -> None:
    async def story() -> None:
        bench = simulated(Wire, 1, **dict([reading]))
        try:
            await check(bench)
        finally:
            await bench.driver.close()

    run_virtual(story())


@pytest.mark.shows("RULE-11")
@pytest.mark.parametrize(
    ("reading", "check"),
    [
        pytest.param(reading, check, id=f"{'='.join(reading)}-{check.__name__}")
        for reading in OTHERS
        for check in (*OF_EVERY_KIND, *MONITOR)
        if reading != LEFT_OUT
        and not (reading == EVER_RATE and check.__name__ in SHOW_A_STOP)
        and not (reading == DEAF and check is a_silent_pump_is_unanswered)
    ],
)
def test_the_contract_is_kept_however_the_page_is_read(
    reading: tuple[str, str], check: Check
) -> None:
    play(check, reading)


def test_a_station_that_leaves_out_what_has_not_changed_is_never_guessed_from_what_it_told() -> (
    None
):
    async def story(bench: Bench) -> None:
        await under_way(bench)
        first, second = await bench.driver.read(), await bench.driver.read()
        bench.far.press_stop()
        third = await report(bench)

        assert isinstance(first, PumpReport)
        assert isinstance(second, Unanswered)
        assert (LOW, Delivery.STOPPED) == (first.rate, third.delivery)

    play(story, LEFT_OUT)


def test_a_pump_that_tells_its_rate_whatever_it_does_is_never_called_stopped() -> None:
    async def story(bench: Bench) -> None:
        await under_way(bench)
        await report(bench)
        bench.far.press_stop()

        assert Delivery.OTHER is (await report(bench)).delivery

    play(story, EVER_RATE)


def test_a_station_that_hears_nothing_before_its_receipt_is_never_believed_late() -> None:
    async def story(bench: Bench) -> None:
        await under_way(bench)
        await report(bench)
        bench.far.mute(True)
        assert isinstance(await bench.driver.read(), Unanswered)
        bench.far.mute(False)
        bench.far.press_stop()
        found = await report_within(bench, tries=3)

        assert Delivery.STOPPED is found.delivery

    play(story, DEAF)
