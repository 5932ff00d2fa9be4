"""The day itself: nothing is used twice, nobody is forgotten, and the urgent come first."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.core.booking.shape import NURSE_PARTS
from service.planner.ward_day.fate import Chances, Fate, Outcome
from service.planner.ward_day.kinds import KINDS, Kind
from service.planner.ward_day.placing import Promise
from service.planner.ward_day.play import Played, play
from service.planner.ward_day.pools import Overdrawn, Pool, Pools
from service.planner.ward_day.scenario import nurses_coming, simulate
from service.planner.ward_day.ward import CLOSE, Ward, break_starts, usual_nurses, usual_ward
from tests.service.planner.ward_days import (
    ISATUXIMAB,
    KIND,
    PLENTY,
    promise,
    quiet,
    scenario,
    struck,
)

AT_9 = 9 * 60


def played(*visits: tuple[Promise, Fate], ward: Ward = PLENTY, bound: bool = False) -> Played:
    promises, fates = zip(*visits, strict=True)
    return play(ward, promises, fates, ward.nurses, bound=bound)


def day_of(kind: Kind, fate: Fate | None = None) -> Played:
    return played((promise(kind, AT_9), fate or quiet(kind)))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_alone_and_without_a_reaction_a_visit_takes_its_nominal_length(kind: Kind) -> None:
    (stay,) = day_of(kind).stays

    assert stay.was.seated == AT_9 * 60
    early = 150 if kind.id == "ISA2" else 0  # 112.5 of 115 booked minutes
    assert kind.length * 60 - early == (stay.was.clean or 0) - AT_9 * 60


@given(
    seed=st.integers(0, 10**6),
    chairs=st.integers(1, 14),
    load=st.integers(20, 130),
    policy=st.sampled_from(["nominal-bound", "nominal", "picks"]),
    missing=st.sampled_from([0, 30, 300, 900]),
)
@settings(max_examples=60, deadline=None)
def test_no_more_is_in_use_at_any_event_than_there_is(
    seed: int, chairs: int, load: int, policy: str, missing: int
) -> None:
    chances = Chances(nurse_missing=missing, no_show=50, bag_late=300)
    asked = scenario(policy, chairs, load, chances)
    present = nurses_coming(asked.ward.nurses, chances, seed)

    def watch(now: int, pools: Pools) -> None:
        assert 0 <= pools.nurses.used <= NURSE_PARTS * present
        assert 0 <= pools.pumps.used <= asked.ward.pumps
        assert 0 <= pools.hoods.used <= asked.ward.hoods
        assert len(pools.taken) <= asked.ward.chairs
        assert max(Counter(pools.taken.values()).values(), default=0) <= 1
        seen.append((now, pools))

    seen: list[tuple[int, Pools]] = []
    day = simulate(asked, ISATUXIMAB, seed, watch)

    for stay in day.played.stays:
        assert stay.fate.comes == (stay.was.clean is not None)
    if seen:
        last = seen[-1][1]
        assert (0, 0, 0, {}) == (last.nurses.used, last.pumps.used, last.hoods.used, last.taken)


def test_a_pool_never_gives_what_it_has_not() -> None:
    pool = Pool(name="pumps", there=2)
    pool.take(2)
    with pytest.raises(Overdrawn):
        pool.take(1)
    pool.give(2)
    with pytest.raises(Overdrawn):
        pool.give(1)


def test_nobody_is_seated_before_the_promise_nor_before_coming() -> None:
    early = replace(quiet(KIND["SC"]), late=-20 * 60)
    late = replace(quiet(KIND["SC"]), late=20 * 60)

    one, other = played(
        (promise(KIND["SC"], AT_9, id_=1), early),
        (promise(KIND["SC"], AT_9, id_=2, chair=1), late),
    ).stays

    assert (AT_9 * 60, (AT_9 + 20) * 60) == (one.was.seated, other.was.seated)


def test_a_nurse_starts_one_patient_at_a_time() -> None:
    ward = replace(PLENTY, nurses=1)

    one, other = played(
        (promise(KIND["SC"], AT_9, id_=1), quiet(KIND["SC"])),
        (promise(KIND["SC"], AT_9, id_=2, chair=1), quiet(KIND["SC"])),
        ward=ward,
    ).stays

    # The first is observed by a quarter of the only nurse until 09:25.
    assert (AT_9 * 60, (AT_9 + 25) * 60) == (one.was.seated, other.was.seated)


@pytest.mark.parametrize(("bound", "seated"), [(True, AT_9 + 50), (False, AT_9 + 40)])
def test_a_bound_chair_is_waited_for_and_a_pooled_one_is_not(*, bound: bool, seated: int) -> None:
    """The first patient is twenty minutes late and leaves the chair, clean, at 09:50."""
    late = replace(quiet(KIND["SC"]), late=20 * 60)

    *_, second = played(
        (promise(KIND["SC"], AT_9, id_=1), late),
        (promise(KIND["SC"], AT_9 + 40, id_=2), quiet(KIND["SC"])),
        bound=bound,
    ).stays

    assert seated * 60 == second.was.seated


def test_a_late_seat_is_made_up_for_within_the_premedication_s_window() -> None:
    """Ten minutes late: the gap is 20 instead of 30 minutes, and the bag is hung as planned."""
    late = replace(quiet(KIND["ISA3"]), late=10 * 60)

    (stay,) = day_of(KIND["ISA3"], late).stays

    assert (AT_9 + 45) * 60 == stay.was.hung


def test_a_bag_that_comes_late_holds_the_hanging_up() -> None:
    """Begun half an hour before it must be: only what is later than that is felt."""
    late = replace(quiet(KIND["ISA3"]), bag_late=40 * 60)

    (stay,) = day_of(KIND["ISA3"], late).stays

    assert (AT_9 + 45 + 10) * 60 == stay.was.hung


def test_who_does_not_come_leaves_the_chair_free() -> None:
    gone = replace(quiet(KIND["ISA1"]), comes=False)

    one, other = played(
        (promise(KIND["ISA1"], AT_9, id_=1), gone),
        (promise(KIND["SC"], AT_9, id_=2), quiet(KIND["SC"])),
        ward=replace(PLENTY, chairs=1),
    ).stays

    assert (None, AT_9 * 60) == (one.was.seated, other.was.seated)


def test_a_reaction_comes_before_everybody_who_waits() -> None:
    """Two nurses: at 09:50 one patient reacts and two are due; 15 minutes go to the reaction."""
    ward = replace(PLENTY, nurses=2)
    kind = KIND["IV30"]
    reacting = replace(
        quiet(kind), pump=90 * 60, struck=struck(30, Outcome.INTERRUPTED, over_same_day=True)
    )

    first, *others = played(
        (promise(kind, AT_9, id_=1), reacting),
        (promise(KIND["SC"], AT_9 + 50, id_=2, chair=1), quiet(KIND["SC"])),
        (promise(KIND["SC"], AT_9 + 50, id_=3, chair=2), quiet(KIND["SC"])),
        ward=ward,
    ).stays

    assert (AT_9 + 50) * 60 == first.was.struck
    assert [(AT_9 + 65) * 60] == sorted(each.was.seated or 0 for each in others)[:1]


def test_who_is_not_well_again_stays_two_hours_but_not_beyond_closing() -> None:
    lasting = struck(60, Outcome.CONTINUED, over_same_day=False)
    kind = KIND["ISA3"]
    well = quiet(kind)

    def left(seat: int, fate: Fate) -> int:
        (stay,) = played((promise(kind, seat), fate)).stays
        return (stay.was.left or 0) // 60

    assert 120 == left(AT_9, replace(well, struck=lasting)) - left(AT_9, well)
    late = 15 * 60 + 40  # the flush ends at 18:00
    assert CLOSE + 5 == left(late, replace(well, struck=lasting))


def test_overtime_is_counted_in_nurses_as_long_as_somebody_is_there() -> None:
    (stay,) = (day := played((promise(KIND["SC"], CLOSE - 10), quiet(KIND["SC"])))).stays

    assert (CLOSE + 15) * 60 == stay.was.left
    assert 15 * 60 == day.tally.nurses_after
    assert 10 * 60 == day.tally.chairs
    assert 10 * 60 * NURSE_PARTS == day.tally.nurse_parts - breaks_of(PLENTY.nurses)


def breaks_of(nurses: int) -> int:
    return nurses * 30 * 60 * NURSE_PARTS


# The golden instances: chairs, nurses, pumps, hoods.
WARDS = [(10, 4, 11, 2), (30, 13, 33, 4), (120, 50, 132, 14)]


@pytest.mark.parametrize(("chairs", "nurses", "pumps", "hoods"), WARDS)
def test_a_usual_ward_is_that_of_the_golden_instances(
    chairs: int, nurses: int, pumps: int, hoods: int
) -> None:
    expected = Ward(chairs=chairs, nurses=nurses, pumps=pumps, hoods=hoods)

    assert expected == usual_ward(chairs)
    assert usual_nurses(1) == 1


def test_breaks_are_spread_over_noon_as_in_the_golden_instances() -> None:
    counts = Counter(break_starts(13))

    assert [3, 2, 2, 2, 2, 2] == [counts[start] for start in range(660, 840, 30)]
