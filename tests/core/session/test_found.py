"""What tortured wards found, each as its smallest history (docs/safety/found.md)."""

import pytest

from drivers.port import Delivery, PumpAlarm
from drivers.quantities import NO_RATE
from service.core.session import commands as c
from service.core.session.state import HoldReason, Phase
from service.core.times import minutes, seconds
from tests.core.session.story import Story, ml, rate


@pytest.mark.shows("RULE-6")
@pytest.mark.shows("INV-08")
def test_a_pump_paused_between_the_start_and_the_first_report_was_stopped_by_somebody() -> None:
    story = Story().prepared()
    story.say(c.Start)
    story.wait(seconds(1))

    story.report(NO_RATE, delivery=Delivery.PAUSED)

    assert (Phase.HELD, HoldReason.STOPPED_AT_PUMP) == (story.s.phase, story.s.hold)


@pytest.mark.shows("INV-08")
def test_a_counter_that_moved_before_the_first_report_was_moved_by_a_start_and_a_stop() -> None:
    story = Story().prepared()
    story.say(c.Start)
    story.wait(seconds(1))

    story.report(NO_RATE, counter=story.counter + ml("0.2"))

    assert HoldReason.STOPPED_AT_PUMP is story.s.hold


def test_a_pump_that_was_paused_before_the_order_may_still_be_started() -> None:
    story = Story().prepared()
    story.report(NO_RATE, delivery=Delivery.PAUSED)
    story.say(c.Start)
    story.wait(seconds(1))

    story.report(NO_RATE, delivery=Delivery.PAUSED)

    assert Phase.INFUSING is story.s.phase


@pytest.mark.shows("INV-10")
def test_a_counter_cleared_in_the_gap_that_has_run_past_the_last_reading_is_seen() -> None:
    story = Story(2).started().climb(3)  # 200 mL/h
    counted = story.s.infused
    story.wait(minutes(1.5))
    story.take(c.TakeOver(at=story.now))

    story.report(rate("200"), counter=counted + ml("1"))  # 5 mL would have been gained

    assert (Phase.HELD, HoldReason.CHANGED_AT_PUMP) == (story.s.phase, story.s.hold)


@pytest.mark.shows("RULE-4")
def test_an_alarm_between_two_reports_stops_the_clock_even_if_the_pump_runs_again() -> None:
    story = Story(2).started().climb(3)
    before = story.s.served
    story.wait(seconds(2))

    story.report(
        rate("200"), alarms=frozenset({PumpAlarm.STALL}), counter=story.s.infused + ml("0.04")
    )

    assert story.s.served - before <= seconds(0.8)


@pytest.mark.shows("RULE-4")
def test_a_gap_of_more_than_a_missed_reading_counts_by_the_counter() -> None:
    story = Story(2).started().climb(3)
    before, counted = story.s.served, story.s.infused
    story.wait(seconds(5))

    story.report(rate("200"), counter=counted + ml("0.1"))

    assert ml("0.1").time_at(rate("200")) == story.s.served - before


def test_a_reading_missed_once_costs_nothing() -> None:
    story = Story(2).started().climb(3)
    before, counted = story.s.served, story.s.infused
    story.wait(seconds(2))

    story.report(rate("200"), counter=counted)

    assert seconds(2) == story.s.served - before
