"""The right-shift: always there, never before the promise, and nobody moves for nothing."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings

from service.core.booking.day import Fit
from service.core.booking.grid import slots
from service.core.booking.repair.proposal import TermKind
from service.core.booking.repair.shift import holds, right_shift
from service.core.booking.repair.situation import (
    OVERTIME_MOST,
    Lost,
    Situation,
    fit_of,
    shortages,
    situation,
)
from service.core.booking.shape import NURSE_PARTS, PlaceClass, Pool
from service.core.booking.visits import Status, Taken
from tests.core.booking.days import (
    CLOSES,
    LONG,
    SHORT,
    ZERO,
    bag_is_right,
    ward_day,
)
from tests.core.booking.disturbed import (
    Disturbed,
    as_planned,
    at,
    disturbed,
    fewer_nurses,
    longer,
    repaired,
    short,
)

MANY = settings(max_examples=60, deadline=None)


# ------------------------------------------------------------------------------------- properties


@MANY
@given(disturbed())
def test_where_all_is_as_planned_nobody_moves(day: Disturbed) -> None:
    found = repaired(day.planned)

    assert () == found.moves
    assert () == found.unplaced
    assert 0 == found.cost


@MANY
@given(disturbed())
def test_nobody_is_seated_before_the_promise_the_patient_or_now(day: Disturbed) -> None:
    for visit in day.now.ahead:
        fit = right_shift(day.now)[visit.id]
        if fit is not None:
            earliest = max(visit.seat, visit.expected or 0, day.now.now)
            assert fit.seat + ZERO >= earliest


@MANY
@given(disturbed())
def test_everybody_who_is_to_come_finds_all_that_is_needed(day: Disturbed) -> None:
    found = right_shift(day.now)

    assert [] == short(day.now, found)
    assert holds(day.now, found)


@MANY
@given(disturbed())
def test_bags_are_there_in_time_and_last(day: Disturbed) -> None:
    now = day.now.now - ZERO
    for visit in day.now.ahead:
        fit = right_shift(day.now)[visit.id]
        if fit is not None:
            assert bag_is_right(visit.shape, fit)
            own = fit_of(visit, ZERO).bag
            assert fit.bag is None or fit.bag >= now or fit.bag == own


@MANY
@given(disturbed())
def test_who_sits_is_never_moved_and_everybody_else_is_told_of(day: Disturbed) -> None:
    found = repaired(day.now)

    named = {each.visit.id for each in found.moves} | {each.id for each in found.unplaced}
    sits = {each.visit.id for each in day.now.stays}
    assert not named & sits
    for visit in day.now.ahead:
        if visit.id not in named:
            assert fit_of(visit, ZERO) == found.fits[visit.id]


@MANY
@given(disturbed())
def test_a_right_shift_is_the_same_every_time(day: Disturbed) -> None:
    assert right_shift(day.now) == right_shift(day.now)


# ------------------------------------------------------------------------------ by hand, one by one


def full() -> Situation:
    """One chair: somebody sits until ten, somebody comes at ten, somebody at noon."""
    day = ward_day(chairs=1)
    rows = [
        (SHORT, Fit(seat=106, wait=0, bag=None), PlaceClass.CHAIR),
        (SHORT, Fit(seat=120, wait=0, bag=116), PlaceClass.CHAIR),
        (SHORT, Fit(seat=144, wait=0, bag=140), PlaceClass.CHAIR),
    ]
    bagless = [(replace(of, bag=None), replace(fit, bag=None), place) for of, fit, place in rows]
    return as_planned(day, bagless, 110)


def test_who_sits_longer_moves_the_next_and_the_next_only_if_need_be() -> None:
    of = full()
    (sits,) = of.stays
    assert at(122) == sits.end

    for more, moved in ((0, [122]), (6, [128]), (24, [146, 162])):
        found = repaired(replace(of, stays=(longer(sits, more),)))
        seats = [move.seat - ZERO for move in found.moves]
        assert moved == seats, more


@pytest.mark.parametrize(
    ("minutes", "told"), [(5, False), (10, False), (15, True), (60, True), (65, True)]
)
def test_more_than_ten_minutes_must_be_told_and_more_than_sixty_is_said(
    minutes: int, told: bool
) -> None:
    of = full()
    first = replace(of.ahead[0], seat=at(122))
    of = replace(of, ahead=(first,), stays=(longer(of.stays[0], slots(minutes)),))

    (move,) = repaired(of).moves

    assert (minutes, minutes, told) == (move.minutes, move.waits_min, move.tell)
    assert (minutes > 60) == move.beyond_limit


@pytest.mark.parametrize(("now", "short_notice"), [(109, False), (110, False), (111, True)])
def test_less_than_an_hour_is_short_notice(now: int, short_notice: bool) -> None:
    of = full()
    first = replace(of.ahead[0], seat=at(122))
    of = replace(of, now=at(now), ahead=(first,), stays=(longer(of.stays[0], 6),))

    (move,) = repaired(of).moves

    assert ((122 - now) * 5, short_notice) == (move.notice_min, move.short_notice)


def test_a_late_patient_is_not_told_about_their_own_delay() -> None:
    of = full()
    late = replace(of.ahead[1], expected=at(150))
    of = replace(of, stays=(), ahead=(of.ahead[0], late))

    (move,) = repaired(of).moves

    assert (30, 0, False) == (move.minutes, move.waits_min, move.tell)
    assert 0 == repaired(of).cost


def test_who_is_here_and_waits_is_made_to_wait_by_the_ward() -> None:
    of = full()
    here = replace(of.ahead[0], seat=at(104), status=Status.ARRIVED)
    away = replace(of.ahead[0], seat=at(104))

    for visit, waits in ((here, 30), (away, 0)):
        (move,) = repaired(replace(of, stays=(), ahead=(visit,))).moves
        assert (30, waits) == (move.minutes, move.waits_min)


def test_a_place_that_is_held_for_a_caller_is_not_moved() -> None:
    of = full()
    held = replace(of.ahead[0], status=Status.HELD, seat=at(124))
    of = replace(of, held=(held,), ahead=(replace(of.ahead[1], seat=at(123)),))

    (move,) = repaired(of).moves

    assert at(124 + SHORT.length(0)) == move.seat


def test_what_ends_after_the_close_is_overtime_and_is_told() -> None:
    of = full()
    late = replace(of.ahead[1], seat=at(198))
    of = replace(of, stays=(longer(of.stays[0], 80),), ahead=(late,))

    found = repaired(of)

    assert (at(202), (202 + SHORT.length(0) - CLOSES) * 5) == (
        found.moves[0].seat,
        found.amount(TermKind.OVERTIME),
    )


def test_beyond_the_longest_overtime_there_is_no_place() -> None:
    of = full()
    late = replace(of.ahead[1], seat=at(198))
    until = CLOSES + OVERTIME_MOST - SHORT.length(0)
    sits = of.stays[0]

    for more, unplaced in ((until - 122, 0), (until - 121, 1)):
        found = repaired(replace(of, stays=(longer(sits, more),), ahead=(late,)))
        assert unplaced == len(found.unplaced), more
        assert unplaced == found.amount(TermKind.UNPLACED)


def test_after_the_close_only_those_are_there_who_were_when_it_closed() -> None:
    of = full()
    late = replace(of.ahead[1], seat=at(198))
    of = replace(of, stays=(longer(of.stays[0], 90),), ahead=(late,))
    everybody_gone = Lost(pool=Pool.NURSE, start=at(200), end=at(CLOSES), amount=36)
    again = situation(
        ward_day(chairs=1),
        of.now,
        stays=of.stays,
        gone=(),
        visits=of.ahead,
        chairs=of.chairs,
        lost=[everybody_gone],
    )

    assert 0 == len(repaired(of).unplaced)
    assert 1 == len(repaired(again).unplaced)


def test_a_nurse_who_is_missing_is_said() -> None:
    day = ward_day(chairs=4, nurses=2)
    rows = [(LONG, Fit(seat=96 + 4 * n, wait=3, bag=84), PlaceClass.CHAIR) for n in range(3)]
    of = as_planned(day, rows, 118)
    assert () == shortages(of)

    # The three disconnect one after the other, each with one nurse: one nurse is enough for one.
    found = shortages(fewer_nurses(of, day, 118))

    ends = [each.end - ZERO - LONG.clean - 1 for each in of.stays]
    assert [(Pool.NURSE, at(min(ends)), 1)] == [
        (each.pool, each.start, each.whole) for each in found[:1]
    ]
    assert all(each.missing <= NURSE_PARTS for each in found)


# ----------------------------------------------------------------------------- where to, whom first


def test_a_broken_chair_is_given_to_nobody_and_who_sits_there_is_to_change() -> None:
    of = as_planned(
        ward_day(chairs=3), [(LONG, Fit(seat=96, wait=3, bag=84), PlaceClass.CHAIR)], 118
    )
    (sits,) = of.stays
    broken = replace(of, broken={str(sits.visit.chair): at(118)}, chairs=of.chairs[:3])

    (swap,) = repaired(broken).swaps

    assert ("chair-1", "chair-2") == (swap.chair, swap.to)
    all_broken = dict.fromkeys([each.id for each in of.chairs], at(118))
    (nowhere,) = repaired(replace(of, broken=all_broken)).swaps
    assert nowhere.to is None


def test_the_chair_that_will_be_free_is_named_and_kept_where_it_can_be() -> None:
    of = full()
    found = repaired(replace(of, stays=(longer(of.stays[0], 24),), chairs=of.chairs[:1]))

    assert ["chair-1", "chair-1"] == [move.chair for move in found.moves]


@MANY
@given(disturbed())
def test_a_named_chair_is_for_one_at_a_time(day: Disturbed) -> None:
    found = repaired(day.now)
    named = [move for move in found.moves if move.chair is not None]
    assume(len(named) > 1)
    for one in named:
        for other in named:
            if one is not other and one.chair == other.chair:
                fits = found.fits[one.visit.id], found.fits[other.visit.id]
                assert fits[0] is not None
                assert fits[1] is not None
                first, second = sorted(
                    [(fits[0].seat, one), (fits[1].seat, other)], key=lambda row: row[0]
                )
                length = first[1].visit.shape.length(first[1].wait)
                assert first[0] + length <= second[0]


def test_two_on_broken_chairs_do_not_change_to_the_same() -> None:
    rows = [(LONG, Fit(seat=96 + 4 * n, wait=3, bag=84), PlaceClass.CHAIR) for n in range(2)]
    of = as_planned(ward_day(chairs=3), rows, 118)
    broken = dict.fromkeys([str(each.visit.chair) for each in of.stays], at(118))

    found = repaired(replace(of, broken=broken, chairs=of.chairs[:3]))

    assert ["chair-3", None] == [each.to for each in found.swaps]


def test_a_place_that_is_being_cleaned_is_not_free_yet() -> None:
    of = full()
    cleaned = Taken(pool=Pool.CHAIR, start=at(118), end=at(123), amount=1)

    (move,) = repaired(replace(of, stays=(), leaving=(cleaned,))).moves

    assert at(123) == move.seat
