"""What a visit takes: the pump's part is the plan's, to the minute."""

from dataclasses import replace

import pytest

import config
from drivers.quantities import Volume
from service.catalog import load_protocol
from service.core.booking.grid import GRID_MIN
from service.core.booking.lengths import bag_need, shape_of, shape_of_kind
from service.core.booking.resources import BagTimes, OtherKind
from service.core.plan import duration, staircase
from service.core.times import MINUTE_MS, minutes
from tests.book.wards import demo

ISATUXIMAB = load_protocol(config.find("protocols", "isatuximab"))
TIMES, BAG = demo().times, demo().bag


@pytest.mark.parametrize(
    ("number", "arrive", "infuse", "ratio", "overrun", "observe"),
    [
        (1, 20, 200, 3, 60, 30),
        (2, 15, 115, 3, 15, 30),
        (3, 15, 75, 4, 15, 0),
        (9, 15, 75, 4, 15, 0),
    ],
)
def test_isatuximab_takes_what_its_profile_takes(
    number: int, arrive: int, infuse: int, ratio: int, overrun: int, observe: int
) -> None:
    shape = shape_of(ISATUXIMAB, number, TIMES, BAG)

    asked = (shape.arrive, shape.infuse, shape.overrun, shape.observe)
    assert (arrive, infuse, overrun, observe) == tuple(each * GRID_MIN for each in asked)
    assert ratio == shape.ratio


@pytest.mark.parametrize("number", range(1, 6))
def test_the_calendar_and_the_pump_ask_the_same_plan(number: int) -> None:
    runs = duration(staircase(ISATUXIMAB, number))

    spare = shape_of(ISATUXIMAB, number, TIMES, BAG).infuse * GRID_MIN * MINUTE_MS - runs

    assert 0 <= spare < GRID_MIN * MINUTE_MS


def test_the_profile_of_the_next_infusion_gives_the_length() -> None:
    first = ISATUXIMAB.profile(1).id

    assert 200 == shape_of(ISATUXIMAB.only(first), 5, TIMES, BAG).infuse * GRID_MIN


def test_the_wait_keeps_every_window_of_the_premedication_to_the_start_of_the_pump() -> None:
    """The windows of 15 to 60 minutes are counted to the start; 10 of them are hanging."""
    shape = shape_of(ISATUXIMAB, 1, TIMES, BAG)

    assert (15, 50) == (shape.wait_min * GRID_MIN, shape.wait_max * GRID_MIN)


def test_what_is_taken_at_home_does_not_keep_a_chair_waiting() -> None:
    first = replace(ISATUXIMAB.premedication[0], not_before=minutes(180), not_after=minutes(1440))
    at_home = replace(ISATUXIMAB, premedication=(first,))

    shape = shape_of(at_home, 1, TIMES, BAG)

    assert (0, 0) == (shape.wait_min, shape.wait_max)


def test_without_a_flush_there_is_no_time_for_one() -> None:
    assert 0 == shape_of(replace(ISATUXIMAB, flush=Volume(0)), 1, TIMES, BAG).flush


def test_a_bag_is_never_said_to_last_longer_than_it_does() -> None:
    need = bag_need(BagTimes(compound_min=21, transport_min=14, stable_min=64, to_order=True))

    assert (25, 15, 60) == tuple(
        each * GRID_MIN for each in (need.compound, need.transport, need.stable)
    )
    assert need.to_order


def test_an_injection_binds_no_pump_and_no_isolator() -> None:
    injection = next(kind for kind in demo().kinds if kind.id == "injection")
    assert isinstance(injection, OtherKind)

    shape = shape_of_kind(injection)

    assert (0, None, 30) == (shape.infuse, shape.bag, shape.length(0) * GRID_MIN)
