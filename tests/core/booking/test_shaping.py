"""The shape of a visit comes from the protocol that drives the pump and the ward's own times."""

from dataclasses import replace

import pytest

from drivers.quantities import Volume
from service.core.booking.grid import GRID_MIN
from service.core.booking.resources import BagTimes
from service.core.booking.shape import NURSE_PARTS, PlaceClass, Pool, uses
from service.core.booking.shaping import (
    FIRST_STATISTICS,
    bag_need,
    cases,
    overrun,
    shape_of,
    shape_of_kind,
    wait_window,
)
from service.core.plan import Reaction, duration, staircase
from service.core.protocol import Observation, PremedicationItem, Protocol
from service.core.times import MINUTE_MS, Span, minutes
from tests.book.wards import demo, resources
from tests.core.labels import ready

WARD, BAG = resources().times, resources().bag
HALF_AN_HOUR = 6


@pytest.mark.parametrize(
    ("infusion_no", "observe_min", "chair_min"), [(1, 30, 315), (2, 15, 210), (3, 0, 155)]
)
def test_isatuximab_holds_its_chair_as_long_as_the_planning_table_says(
    infusion_no: int, observe_min: int, chair_min: int
) -> None:
    protocol = observed(ready("isatuximab", infusion_no), infusion_no, observe_min)

    shape = shape_of(protocol, infusion_no, WARD, BAG)

    assert shape.length(HALF_AN_HOUR) * GRID_MIN == chair_min


def test_the_observation_is_the_protocols() -> None:
    """The shipped file observes the second infusion for 30 minutes; the planning table had 15."""
    assert shape_of(ready("isatuximab", 2), 2, WARD, BAG).length(HALF_AN_HOUR) * GRID_MIN == 225


@pytest.mark.parametrize("infusion_no", [1, 2, 3])
def test_calendar_and_pump_agree(infusion_no: int) -> None:
    protocol = ready("isatuximab", infusion_no)
    pump = duration(staircase(protocol, infusion_no))

    booked = shape_of(protocol, infusion_no, WARD, BAG).infuse * GRID_MIN * MINUTE_MS

    assert 0 <= booked - pump < GRID_MIN * MINUTE_MS


def test_a_profile_that_was_held_back_has_its_own_length() -> None:
    held = ready("isatuximab", 3).only("second")

    assert shape_of(held, 3, WARD, BAG).infuse * GRID_MIN == 115


def test_close_watching_takes_a_third_of_a_nurse_and_later_a_quarter() -> None:
    shares = []
    for number in (1, 2, 3):
        shape = shape_of(ready("isatuximab", number), number, WARD, BAG)
        running = [use for use in uses(shape, 6, PlaceClass.CHAIR, None) if use.pool is Pool.NURSE]
        shares.append(running[3].amount)

    assert shares == [NURSE_PARTS // 3, NURSE_PARTS // 3, NURSE_PARTS // 4]


def test_the_bag_lasts_as_long_as_the_label_says() -> None:
    bag = shape_of(ready("isatuximab"), 1, WARD, BAG).bag

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
        ((item(60, 180), item(15, 60)), (60, 60)),  # the ward waits an hour at most
        ((item(15, 60), item(180, 1440)), (15, 50)),  # what is taken at home keeps no chair
        ((item(180, 1440),), (0, 0)),
        ((item(0, 60),), (15, 50)),  # the ward's own least wait
        ((item(0, 20),), (10, 10)),  # as far as the label leaves room for it
        ((item(17, 60),), (20, 50)),
        ((item(15, 62),), (15, 50)),
        ((item(30, 30),), (30, 30)),
    ],
)
def test_the_pump_starts_within_the_window_of_the_premedication(
    items: tuple[PremedicationItem, ...], window_min: tuple[int, int]
) -> None:
    shortest, longest = wait_window(items, WARD)

    assert (shortest * GRID_MIN, longest * GRID_MIN) == window_min


# ---------------------------------------------------------------------------------- the worst case


def test_a_first_infusion_may_well_take_two_and_a_half_hours_more() -> None:
    extra = overrun(ready("isatuximab"), 1, FIRST_STATISTICS, reacted=False)

    assert extra == minutes(152.5)
    assert shape_of(ready("isatuximab"), 1, WARD, BAG).overrun * GRID_MIN == 155


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


def test_what_one_drug_does_says_nothing_about_another() -> None:
    other = replace(ready("isatuximab"), id="another")

    taken = [shape_of(other, number, WARD, BAG).overrun * GRID_MIN for number in (1, 2)]

    assert taken == [WARD.overrun_first_min, WARD.overrun_min]


# --------------------------------------------------------------------------- bags, flush, no pump


def test_without_a_flush_there_is_no_time_for_one() -> None:
    assert shape_of(replace(ready("isatuximab"), flush=Volume(0)), 1, WARD, BAG).flush == 0


def test_without_a_pharmacy_there_is_no_bag() -> None:
    assert shape_of(ready("isatuximab"), 1, WARD, None).bag is None


def test_a_bag_is_never_said_to_last_longer_than_it_does() -> None:
    need = bag_need(BagTimes(compound_min=21, transport_min=14, stable_min=64, to_order=True))

    found = [each * GRID_MIN for each in (need.compound, need.transport, need.stable)]
    assert (found, need.to_order) == ([25, 15, 60], True)


def test_an_injection_binds_no_pump_and_no_isolator() -> None:
    injection = next(kind for kind in demo().kinds if kind.id == "injection")

    shape = shape_of_kind(injection)

    assert (shape.infuse, shape.bag, shape.length(0) * GRID_MIN) == (0, None, 30)


def observed(protocol: Protocol, infusion_no: int, observe_min: int) -> Protocol:
    row = Observation(
        infusion_from=infusion_no, infusion_to=infusion_no, observe=minutes(observe_min)
    )
    return replace(protocol, observation=(row,))
