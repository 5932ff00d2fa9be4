"""Scenarios on the same seeds: what is booked, what is compared, what is drawn."""

from statistics import fmean
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.planner.ward_day.asked import requests
from service.planner.ward_day.fate import fate
from service.planner.ward_day.free import Free
from service.planner.ward_day.intervals import mean
from service.planner.ward_day.kinds import FIRST, KINDS
from service.planner.ward_day.picture import Sample, picture
from service.planner.ward_day.placing import FirstFit, Promise, promised
from service.planner.ward_day.play import play
from service.planner.ward_day.policies import POLICIES
from service.planner.ward_day.report import results
from service.planner.ward_day.scenario import Scenario, deadlines, latest, simulate, with_more
from service.planner.ward_day.ward import CLOSE, OPEN, usual_ward
from tests.service.planner.ward_days import ISATUXIMAB, QUIET, scenario


def booked(of: Scenario, seed: int) -> tuple[Promise, ...]:
    minutes = of.asked_of.open_minutes * of.load_percent // 100
    placer = of.policy.placer(of.ward, latest(of, ISATUXIMAB))
    return promised(placer, requests(seed, minutes), of.ward.chairs)


def ends(promise: Promise) -> int:
    kind = promise.request.kind
    return promise.place.seat + kind.length - kind.gap + promise.place.gap


@given(seed=st.integers(0, 10**9), load=st.integers(5, 150))
def test_what_is_asked_for_comes_next_to_the_load(seed: int, load: int) -> None:
    minutes = 18_000 * load // 100

    asked = requests(seed, minutes)

    assert abs(sum(each.kind.length for each in asked) - minutes) <= 160
    assert [*range(len(asked))] == [each.id for each in asked]
    assert all(OPEN <= each.wish <= 14 * 60 for each in asked)


@pytest.mark.parametrize("policy", POLICIES)
def test_a_booked_day_keeps_within_the_ward_and_its_hours(policy: str) -> None:
    of = scenario(policy, 6, 110)

    for seed in range(3):
        promises = booked(of, seed)
        by_chair: dict[int, int] = {}
        for each in promises:
            assert OPEN <= each.place.seat
            assert ends(each) <= CLOSE
            assert by_chair.get(each.chair, 0) <= each.place.seat
            by_chair[each.chair] = ends(each)
        assert set(by_chair) <= set(range(6))
        assert len(promises) > 15


def test_a_day_that_is_booked_by_first_fit_never_takes_more_than_there_is() -> None:
    ward = usual_ward(10)
    asked = requests(3, ward.open_minutes * 120 // 100)
    everywhere = {kind.id: CLOSE for kind in KINDS}
    free, placer = Free(ward), FirstFit(ward, everywhere)

    for each in asked:
        if place := placer.place(each):
            free.take(each.kind.shape(), place.gap // 5, (place.seat - OPEN) // 5)

    assert all(left >= 0 for _, left in free.least())


@pytest.mark.parametrize("policy", [each for each in POLICIES if POLICIES[each].deadline])
def test_with_a_deadline_a_first_infusion_ends_long_before_closing(policy: str) -> None:
    by = CLOSE - deadlines(ISATUXIMAB)[FIRST.id]
    first = [
        each
        for seed in range(8)
        for each in booked(scenario(policy, 6), seed)
        if each.request.kind is FIRST
    ]

    assert first
    assert all(ends(each) <= by for each in first)


def test_first_infusions_are_seated_before_a_time_where_this_is_asked() -> None:
    of = Scenario(
        name="early",
        policy=POLICIES["picks"],
        ward=usual_ward(10),
        asked_of=usual_ward(10),
        load_percent=87,
        before={FIRST.id: 10 * 60},
    )

    seats = [
        each.place.seat
        for seed in range(10)
        for each in booked(of, seed)
        if each.request.kind is FIRST
    ]

    assert seats
    assert max(seats) < 10 * 60


def test_the_same_seed_gives_the_same_day_and_another_one_does_not() -> None:
    of = scenario("picks")

    one, again, other = (simulate(of, ISATUXIMAB, seed).measured for seed in (5, 5, 6))

    assert one == again
    assert one != other


def test_the_same_patients_meet_the_same_fate_whatever_the_policy() -> None:
    days = [simulate(scenario(policy), ISATUXIMAB, 5).played for policy in ("picks", "best-fit")]

    one, other = ({stay.id: stay.fate for stay in day.stays} for day in days)
    both = one.keys() & other.keys()
    assert len(both) > 20
    assert [one[each] for each in both] == [other[each] for each in both]


def test_one_more_nurse_on_the_day_shortens_the_waiting() -> None:
    """The same thirty booked days with the same fates, one nurse fewer than planned or all."""
    of = scenario("nominal", 10, 95)
    fewer, all_came = ([waited(of, seed, nurses) for seed in range(30)] for nurses in (3, 4))

    gained = mean([few - every for few, every in zip(fewer, all_came, strict=True)])
    assert gained.mean > 0
    assert gained.clear


def waited(of: Scenario, seed: int, nurses: int) -> float:
    promises = booked(of, seed)
    fates = [
        fate(each.request.kind, ISATUXIMAB, of.chances, seed, each.request.id) for each in promises
    ]
    day = play(of.ward, promises, fates, nurses, bound=False)
    return fmean(stay.was.seated - stay.due for stay in day.stays if stay.was.seated is not None)


def test_one_more_nurse_on_the_roster_never_makes_more_wait_or_fewer_be_placed() -> None:
    base = scenario("nominal", 10, 95)
    seeds = range(1, 31)

    as_it_is, more = results([base, with_more(base, nurses=1)], ISATUXIMAB, seeds)

    change = more.against(as_it_is)
    assert change["wait"].mean <= 0
    assert change["placed"].mean >= 0
    assert {0} == {
        mine.asked - theirs.asked for mine, theirs in zip(more.days, as_it_is.days, strict=True)
    }


def test_a_quiet_day_runs_as_it_was_booked() -> None:
    """But for breaks, which begin a little late where every nurse is busy."""
    day = simulate(scenario("nominal", 10, 70, QUIET), ISATUXIMAB, 3)

    assert 0 == day.measured.overtime
    assert 0 == day.measured.reactions
    assert day.measured.wait < 1
    assert day.measured.asked - day.measured.away == day.measured.came


def test_an_interval_is_student_s() -> None:
    """Four values by hand: mean 3, standard deviation 1.826, t of three degrees 3.182."""
    found = mean([1, 2, 4, 5])

    assert 3 == found.mean
    assert found.half == pytest.approx(3.182 * 1.8257 / 2, rel=0.01)
    assert found.clear
    assert mean([1]).half is None


@pytest.mark.parametrize(("days", "point"), [(2, 12.706), (3, 4.303), (6, 2.571), (21, 2.086)])
def test_the_points_of_student_s_t_are_those_of_the_tables(days: int, point: float) -> None:
    values = [0.0] * (days - 1) + [1.0]
    spread = mean(values).half
    assert spread is not None
    deviation = (1 / days) ** 0.5  # of one 1 among noughts
    assert spread * days**0.5 / deviation == pytest.approx(point, rel=0.005)


def test_a_picture_shows_every_chair_visit_and_reaction() -> None:
    used: list[Sample] = []
    day = simulate(
        scenario("nominal", 30),
        ISATUXIMAB,
        1,
        lambda now, pools: used.append((now, pools.nurses.used)),
    )

    drawn = ElementTree.fromstring(picture("seed <1>", day.played, used))  # noqa: S314 - our own

    told = [each.text or "" for each in drawn.iter("{http://www.w3.org/2000/svg}title")]
    marks = [
        each
        for each in drawn.iter("{http://www.w3.org/2000/svg}polygon")
        if each.get("fill") == "#cb181d"
    ]
    assert len(day.played.stays) == sum(", planned" in each for each in told)
    assert day.measured.reactions + 1 == len(marks)  # and the one of the legend
    assert day.measured.reactions > 0
    words = {each.text for each in drawn.iter("{http://www.w3.org/2000/svg}text")}
    assert {"seed <1>", "30", "08:00", "18:00"} <= words
