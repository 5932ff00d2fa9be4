"""The days of every regimen, written as the labels write them, and what delays make of them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import config
from service.catalog import load_protocol, read_regimen
from service.core.course import Changes, CourseError, Visit, age_on, course
from service.core.regimen import Regimen

START = date(2027, 1, 4)
ISATUXIMAB = load_protocol(config.find("protocols", "isatuximab"))
REGIMENS = {
    name: read_regimen(config.find("regimens", name)).regimen for name in config.names("regimens")
}


def visits(name: str, cycles: int, changes: Changes | None = None) -> tuple[Visit, ...]:
    return course(REGIMENS[name], ISATUXIMAB, START, cycles, changes)


def infusions(name: str, cycles: int, changes: Changes | None = None) -> list[Visit]:
    return [each for each in visits(name, cycles, changes) if each.infusion_no is not None]


def days_of(drug: str, seen: tuple[Visit, ...], cycle: int) -> list[int]:
    return [
        each.day
        for each in seen
        if each.cycle == cycle and drug in [dose.drug for dose in each.doses]
    ]


# Infusion days of the first six cycles, and on which day of the course each cycle begins.
WEEKLY, FORTNIGHTLY = [1, 8, 15, 22], [1, 15]
SIX_CYCLES = [
    ("isa-pd", [WEEKLY] + [FORTNIGHTLY] * 5, [0, 28, 56, 84, 112, 140]),
    ("isa-kd", [WEEKLY] + [FORTNIGHTLY] * 5, [0, 28, 56, 84, 112, 140]),
    (
        "isa-vrd",
        [[1, 8, 15, 22, 29], [1, 15, 29], [1, 15, 29], [1, 15, 29], [1, 15], [1, 15]],
        [0, 42, 84, 126, 168, 196],
    ),
    ("isa-vrd-transplant", [[1, 8, 15, 22, 29], [1, 15, 29], [1, 15, 29]], [0, 42, 84]),
]


@pytest.mark.parametrize(("name", "days", "begins"), SIX_CYCLES)
def test_the_first_six_cycles_are_the_label_s(
    name: str, days: list[list[int]], begins: list[int]
) -> None:
    seen = infusions(name, 6)

    expected = [(cycle, day) for cycle, row in enumerate(days, start=1) for day in row]
    assert expected == [(each.cycle, each.day) for each in seen]
    assert [START + timedelta(begins[cycle - 1] + day - 1) for cycle, day in expected] == [
        each.on for each in seen
    ]
    assert [*range(1, len(expected) + 1)] == [each.infusion_no for each in seen]
    assert ["first", "second", "later", "later"] == [each.profile for each in seen][:4]


def test_maintenance_is_once_in_four_weeks() -> None:
    seen = [each for each in infusions("isa-vrd", 20) if each.cycle >= 17]

    assert [(17, 1), (17, 15), (18, 1), (19, 1), (20, 1)] == [
        (each.cycle, each.day) for each in seen
    ]
    assert timedelta(28) == seen[-1].on - seen[-2].on


# Isa-Kd: (drug, days in cycle 1, days in later cycles)
@pytest.mark.parametrize(
    ("drug", "first", "later"),
    [
        ("dexamethasone", [1, 2, 8, 9, 15, 16, 22, 23], [1, 2, 8, 9, 15, 16, 22, 23]),
        ("carfilzomib", [1, 2, 8, 9, 15, 16], [1, 2, 8, 9, 15, 16]),
        ("isatuximab", [1, 8, 15, 22], [1, 15]),
    ],
)
def test_isa_kd_gives_each_drug_on_its_days(drug: str, first: list[int], later: list[int]) -> None:
    seen = visits("isa-kd", 3)

    assert first == days_of(drug, seen, 1)
    assert later == days_of(drug, seen, 2) == days_of(drug, seen, 3)


def test_dexamethasone_comes_first_and_carfilzomib_last() -> None:
    order = [[dose.drug for dose in each.doses] for each in visits("isa-kd", 1)]

    assert ["dexamethasone", "isatuximab", "carfilzomib"] == order[0]
    assert ["dexamethasone", "carfilzomib"] == order[1]


def test_carfilzomib_begins_low_and_only_the_first_cycle_has_the_fluid() -> None:
    doses = {
        (each.cycle, each.day): dose.dose
        for each in visits("isa-kd", 2)
        for dose in each.doses
        if dose.drug == "carfilzomib"
    }

    assert [(1, 1), (1, 2)] == [at for at, dose in doses.items() if dose.startswith("20 mg/m2")]
    assert {1} == {cycle for (cycle, _), dose in doses.items() if "fluid" in dose}


def test_dexamethasone_is_by_mouth_only_on_days_without_an_infusion() -> None:
    oral = [
        (each.cycle, each.day)
        for each in visits("isa-kd", 2)
        for dose in each.doses
        if dose.drug == "dexamethasone" and dose.route == "oral"
    ]

    assert [(1, 23), (2, 22), (2, 23)] == oral


# Days 1, 8, 15 and 22 are 4, 11, 18 and 25 January 2027.
@pytest.mark.parametrize(
    ("born", "doses"),
    [
        (date(1952, 1, 12), ["40 mg", "40 mg", "20 mg", "20 mg"]),
        (date(1952, 1, 11), ["40 mg", "20 mg", "20 mg", "20 mg"]),
        (date(1952, 1, 4), ["20 mg"] * 4),
        (date(1960, 1, 1), ["40 mg"] * 4),
        (None, ["40 mg (20 mg from age 75)"] * 4),
    ],
)
def test_the_age_on_the_day_of_the_dose_decides(born: date | None, doses: list[str]) -> None:
    seen = course(REGIMENS["isa-pd"], ISATUXIMAB, START, 1, born=born)

    assert doses == [each.doses[0].dose for each in seen]


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (date(1952, 2, 29), date(2027, 2, 28), 74),
        (date(1952, 2, 29), date(2027, 3, 1), 75),
        (date(1952, 2, 29), date(2028, 2, 29), 76),
        (date(1952, 6, 1), date(2027, 5, 31), 74),
        (date(1952, 6, 1), date(2027, 6, 1), 75),
    ],
)
def test_somebody_is_a_year_older_on_the_birthday(born: date, on: date, age: int) -> None:
    assert age == age_on(born, on)


def test_four_hours_to_carfilzomib_are_tight_with_the_first_infusion_only() -> None:
    told = [(each.cycle, each.day, each.conflicts) for each in visits("isa-kd", 2)]

    (only,) = [each for each in told if each[2]]
    assert (1, 1) == only[:2]
    assert "at most 40 min after dexamethasone" in only[2][0]


def test_a_delayed_infusion_moves_all_that_follow() -> None:
    late = Changes(delayed={(1, 8): START + timedelta(10)})
    moved = {(each.cycle, each.day): each.on for each in visits("isa-kd", 2, late)}

    for each in visits("isa-kd", 2):
        days = 3 if (each.cycle, each.day) >= (1, 8) else 0
        assert timedelta(days) == moved[each.cycle, each.day] - each.on


def test_what_is_left_out_does_not_count_and_moves_nothing() -> None:
    seen = infusions("isa-kd", 1, Changes(omitted=frozenset({(1, 8)})))

    assert [(1, 1, 1), (1, 15, 2), (1, 22, 3)] == [
        (each.cycle, each.day, each.infusion_no) for each in seen
    ]
    assert ["first", "second", "later"] == [each.profile for each in seen]
    assert [0, 14, 21] == [(each.on - START).days for each in seen]


def test_a_reaction_holds_the_next_profile_back_and_an_order_decides() -> None:
    changes = Changes(
        reacted={(1, 1): 2}, unfinished=frozenset({(1, 15)}), ordered={(1, 22): "first"}
    )
    seen = infusions("isa-kd", 2, changes)

    assert [(each.profile, each.profile_reason is not None) for each in seen] == [
        ("first", False),
        ("first", True),  # the reaction
        ("second", True),  # one after the other
        ("first", True),  # the order, after a bag that was not finished
        ("second", True),
        ("later", False),
    ]


REFUSED = [
    (Changes(reacted={(1, 2): 2}), "no infusion on day 2 of cycle 1"),
    (Changes(reacted={(1, 1): 6}), "grades go from 1 to 5"),
    (Changes(reacted={(1, 8): 2}, omitted=frozenset({(1, 8)})), "was left out"),
    (Changes(ordered={(1, 1): "later"}), "not a profile of this infusion"),
    (Changes(delayed={(1, 2): START}), "no infusion on day 2 of cycle 1"),
    (Changes(delayed={(4, 1): START}), "no infusion on day 1 of cycle 4"),
    (Changes(omitted=frozenset({(0, 1)})), "no infusion on day 1 of cycle 0"),
    (Changes(delayed={(1, 8): START}), "due on 2027-01-11; 2027-01-04 would be before"),
    (
        Changes(delayed={(1, 8): START + timedelta(9)}, omitted=frozenset({(1, 8)})),
        "both delayed and left out",
    ),
]


@pytest.mark.parametrize(("changes", "reason"), REFUSED)
def test_a_change_that_does_not_fit_is_refused(changes: Changes, reason: str) -> None:
    with pytest.raises(CourseError, match=reason):
        visits("isa-kd", 3, changes)


@pytest.mark.parametrize(
    ("start", "cycles", "born", "reason"),
    [
        (START, 0, None, "0 cycles"),
        (START, 101, None, "101 cycles"),
        (date(9999, 12, 1), 2, None, "end of the calendar"),
        (START, 1, date(2027, 1, 5), "after the course begins"),
    ],
)
def test_a_course_that_cannot_be_is_refused(
    start: date, cycles: int, born: date | None, reason: str
) -> None:
    with pytest.raises(CourseError, match=reason):
        course(REGIMENS["isa-pd"], ISATUXIMAB, start, cycles, born=born)


@given(
    regimen=st.sampled_from([*REGIMENS.values()]),
    start=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    late=st.lists(st.integers(0, 20), min_size=30, max_size=30),
    left_out=st.sets(st.integers(0, 29)),
)
def test_no_interval_ever_shrinks_and_every_infusion_counts_once(
    regimen: Regimen, start: date, late: list[int], left_out: set[int]
) -> None:
    plain = course(regimen, ISATUXIMAB, start, 6)
    at = [(each.cycle, each.day) for each in plain if each.infusion_no is not None]
    omitted = frozenset(each for n, each in enumerate(at) if n in left_out)
    delayed: dict[tuple[int, int], date] = {}
    moved = 0
    for each in plain:
        n = at.index((each.cycle, each.day)) if (each.cycle, each.day) in at else None
        if n is not None and (each.cycle, each.day) not in omitted:
            moved += late[n]
            delayed[each.cycle, each.day] = each.on + timedelta(moved)

    seen = course(regimen, ISATUXIMAB, start, 6, Changes(delayed=delayed, omitted=omitted))

    due = {(each.cycle, each.day): each.on for each in plain}
    lateness = [(each.on - due[each.cycle, each.day]).days for each in seen]
    assert sorted(lateness) == lateness
    numbers = [each.infusion_no for each in seen if each.infusion_no is not None]
    assert [*range(1, len(at) - len(omitted) + 1)] == numbers
