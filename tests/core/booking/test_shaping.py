"""The shape of a visit comes from the protocol that drives the pump and the ward's own times."""

from dataclasses import replace

import pytest

from service.core.booking.grid import GRID_MIN
from service.core.booking.shape import NURSE_PARTS, PlaceClass, Pool, uses
from service.core.booking.shaping import (
    FIRST_STATISTICS,
    PLAIN_VISITS,
    LocalTimes,
    cases,
    overrun,
    shape_of,
    wait_window,
)
from service.core.plan import Reaction, duration, staircase
from service.core.protocol import Observation, PremedicationItem, Protocol
from service.core.times import MINUTE_MS, Span, minutes
from tests.core.labels import ready

WARD = LocalTimes(
    arrive_first=20,
    arrive=15,
    hang=10,
    flush=10,
    disconnect=5,
    clean=10,
    compound=20,
    transport=15,
    to_order=False,
    close_infusions=2,
    ratio_close=3,
    ratio=4,
)
HALF_AN_HOUR = 6


@pytest.mark.parametrize(
    ("infusion_no", "observe_min", "chair_min"), [(1, 30, 315), (2, 15, 210), (3, 0, 155)]
)
def test_isatuximab_holds_its_chair_as_long_as_the_planning_table_says(
    infusion_no: int, observe_min: int, chair_min: int
) -> None:
    protocol = observed(ready("isatuximab", infusion_no), infusion_no, observe_min)

    shape = shape_of(protocol, infusion_no, WARD)

    assert shape.length(HALF_AN_HOUR) * GRID_MIN == chair_min


def test_the_observation_is_the_protocols() -> None:
    """The shipped file observes the second infusion for 30 minutes; the planning table had 15."""
    assert shape_of(ready("isatuximab", 2), 2, WARD).length(HALF_AN_HOUR) * GRID_MIN == 225


@pytest.mark.parametrize("infusion_no", [1, 2, 3])
def test_calendar_and_pump_agree(infusion_no: int) -> None:
    protocol = ready("isatuximab", infusion_no)
    pump = duration(staircase(protocol, infusion_no))

    booked = shape_of(protocol, infusion_no, WARD).infuse * GRID_MIN * MINUTE_MS

    assert 0 <= booked - pump < GRID_MIN * MINUTE_MS


def test_a_profile_that_was_held_back_has_its_own_length() -> None:
    held = ready("isatuximab", 3).only("second")

    assert shape_of(held, 3, WARD).infuse * GRID_MIN == 115


def test_close_watching_takes_a_third_of_a_nurse_and_later_a_quarter() -> None:
    shares = []
    for number in (1, 2, 3):
        shape = shape_of(ready("isatuximab", number), number, WARD)
        running = [use for use in uses(shape, 6, PlaceClass.CHAIR, None) if use.pool is Pool.NURSE]
        shares.append(running[3].amount)

    assert shares == [NURSE_PARTS // 3, NURSE_PARTS // 3, NURSE_PARTS // 4]


def test_the_bag_lasts_as_long_as_the_label_says() -> None:
    bag = shape_of(ready("isatuximab"), 1, WARD).bag

    assert bag is not None
    assert (bag.compound, bag.transport, bag.stable * GRID_MIN) == (4, 3, 8 * 60)


# ------------------------------------------------------------------------------------ premedication


def item(not_before: int, not_after: int, *, required: bool = True) -> PremedicationItem:
    some = ready("isatuximab").premedication[0]
    return replace(
        some, not_before=minutes(not_before), not_after=minutes(not_after), required=required
    )


@pytest.mark.parametrize(
    ("items", "window_min"),
    [
        ((), (0, 0)),
        ((item(15, 60),), (15, 50)),
        ((item(15, 60, required=False),), (0, 0)),
        ((item(15, 60), item(30, 60)), (30, 50)),
        ((item(60, 180), item(15, 60)), (60, 170)),
        ((item(17, 60),), (20, 50)),
        ((item(15, 62),), (15, 50)),
        ((item(30, 30),), (30, 30)),
    ],
)
def test_the_pump_starts_within_the_window_of_the_premedication(
    items: tuple[PremedicationItem, ...], window_min: tuple[int, int]
) -> None:
    shortest, longest = wait_window(items, hang_min=10)

    assert (shortest * GRID_MIN, longest * GRID_MIN) == window_min


# ---------------------------------------------------------------------------------- the worst case


def test_a_first_infusion_may_well_take_two_and_a_half_hours_more() -> None:
    extra = overrun(ready("isatuximab"), 1, FIRST_STATISTICS, reacted=False)

    assert extra == minutes(152.5)
    assert shape_of(ready("isatuximab"), 1, WARD).overrun * GRID_MIN == 155


def test_no_more_than_one_in_twenty_takes_longer() -> None:
    protocol = ready("isatuximab")
    planned = duration(staircase(protocol, 1))
    extra = overrun(protocol, 1, FIRST_STATISTICS, reacted=False)

    longer = every = 0
    for case in cases(planned, FIRST_STATISTICS):
        reaction = Reaction(
            at=Span(case.at_min * MINUTE_MS), grade=2, hold=Span(case.hold_min * MINUTE_MS)
        )
        every += case.count
        takes = duration(staircase(protocol, 1, [reaction]))
        longer += case.count * (takes > planned + extra)

    assert longer * FIRST_STATISTICS.first <= 50 * every
    assert longer * FIRST_STATISTICS.first > 45 * every  # and not much more caution than that


def test_half_of_the_reactions_come_before_the_median_minute() -> None:
    every = list(cases(minutes(200), FIRST_STATISTICS))
    before = sum(case.count for case in every if case.at_min < 55)

    assert 2 * before == sum(case.count for case in every)


@pytest.mark.parametrize("share", [300, 380, 460])
def test_the_more_react_the_longer_the_worst_case(share: int) -> None:
    fewer = replace(FIRST_STATISTICS, first=share - 80)
    more = replace(FIRST_STATISTICS, first=share)
    protocol = ready("isatuximab")

    assert overrun(protocol, 1, fewer, reacted=False) <= overrun(protocol, 1, more, reacted=False)


def test_a_second_infusion_runs_over_only_for_who_reacted_before() -> None:
    protocol = ready("isatuximab", 2)

    assert overrun(protocol, 2, FIRST_STATISTICS, reacted=False) == 0
    assert overrun(protocol, 2, FIRST_STATISTICS, reacted=True) > 0


# ------------------------------------------------------------------------- visits of no protocol


@pytest.mark.parametrize(
    ("kind", "chair_min"),
    [("sc", 30), ("iv-30", 70), ("iv-60", 140), ("iv-120", 200), ("iv-240", 320), ("support", 45)],
)
def test_a_plain_visit_is_as_long_as_the_planning_table_says(kind: str, chair_min: int) -> None:
    shape = PLAIN_VISITS[kind]
    wait = HALF_AN_HOUR if shape.wait_max else 0

    assert shape.length(wait) * GRID_MIN == chair_min


def observed(protocol: Protocol, infusion_no: int, observe_min: int) -> Protocol:
    row = Observation(
        infusion_from=infusion_no, infusion_to=infusion_no, observe=minutes(observe_min)
    )
    return replace(protocol, observation=(row,))
