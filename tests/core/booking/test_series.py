"""A series on the phone: every visit in its tolerance, the gaps kept, the best one first."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.booking.offers import Policy, Request, Wish
from service.core.booking.outlook import Outlook, outlook
from service.core.booking.series import Due, NoSeries, around_due, series
from service.core.booking.shape import PlaceClass
from tests.core.booking.days import MONDAY, SHORT, ward_day

WISH = Wish(around=120)
REQUEST = Request(kind="any", shape=SHORT, place=PlaceClass.CHAIR, wish=WISH, first_infusion=False)


def due(day: int, *, early: int = 1, late: int = 2, gap: int = 5) -> Due:
    on = MONDAY + timedelta(days=day)
    return Due(on=on, early_days=early, late_days=late, gap_days=gap, request=REQUEST)


def days(
    closed: frozenset[int] = frozenset(), full: frozenset[int] = frozenset()
) -> dict[date, Outlook]:
    """Return five weeks, but for closed days; a full day has no chair."""
    return {
        (on := MONDAY + timedelta(days=number)): outlook(
            ward_day(chairs=0 if number in full else 2, on=on)
        )
        for number in range(35)
        if number not in closed
    }


def test_a_weekly_series_is_offered_on_its_due_days() -> None:
    found = series(Policy.PATIENT_PICKS, days(), [due(0, gap=0), due(7), due(14), due(21)])

    assert not isinstance(found, NoSeries)
    assert [(each.on - MONDAY).days for each in found[0].visits] == [0, 7, 14, 21]
    assert found[0].cost == 0
    assert [one.cost for one in found] == sorted(one.cost for one in found)


@pytest.mark.parametrize(
    ("closed", "expected"),
    [
        ({7}, [0, 6, 14]),  # a holiday: the day before, by the tolerance
        ({6, 7}, [0, 8, 14]),
        ({6, 7, 8}, [0, 9, 14]),
        ({6, 7, 8, 14}, [0, 9, 15]),  # day 13 would be four days after day 9
    ],
)
def test_a_closed_day_moves_a_visit_and_never_breaks_a_gap(
    closed: set[int], expected: list[int]
) -> None:
    for closing in ({"closed": frozenset(closed)}, {"full": frozenset(closed)}):
        found = series(Policy.PATIENT_PICKS, days(**closing), [due(0, gap=0), due(7), due(14)])

        assert not isinstance(found, NoSeries)
        assert [(each.on - MONDAY).days for each in found[0].visits] == expected


def test_a_series_that_cannot_be_says_which_visit_stands_in_the_way() -> None:
    found = series(
        Policy.PATIENT_PICKS,
        days(closed=frozenset({6, 7, 8, 9})),
        [due(0, gap=0), due(7), due(14)],
    )

    assert found == NoSeries(visit=1, due=due(7))


@given(
    st.frozensets(st.integers(0, 34), max_size=20),
    st.integers(1, 7),
    st.integers(0, 2),
    st.integers(0, 3),
)
def test_gaps_and_tolerances_hold_whatever_is_closed(
    closed: frozenset[int], gap: int, early: int, late: int
) -> None:
    wanted = [due(7 * week, early=early, late=late, gap=gap) for week in range(5)]

    found = series(Policy.PATIENT_PICKS, days(closed=closed), wanted)

    if isinstance(found, NoSeries):
        return
    for each in found:
        on = [visit.on for visit in each.visits]
        assert all((b - a).days >= gap for a, b in pairwise(on))
        for day, one in zip(on, wanted, strict=True):
            assert -early <= (day - one.on).days <= late
            assert (day - MONDAY).days not in closed


def test_the_offers_around_a_due_day_begin_with_the_due_day() -> None:
    found = around_due(Policy.PATIENT_PICKS, days(), due(7), most=4)

    assert (found[0].on - MONDAY).days == 7
    assert [each.offer.cost for each in found] == sorted(each.offer.cost for each in found)


def test_a_full_due_day_is_answered_by_its_neighbours() -> None:
    found = around_due(Policy.PATIENT_PICKS, days(full=frozenset({7})), due(7), most=2)

    assert [(each.on - MONDAY).days for each in found] == [6, 8]
