"""Every row of the reaction tables of every label: what follows each grade, and what is climbed."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from drivers.quantities import Rate
from service.core.label_rates import text
from service.core.plan import staircase
from service.core.protocol import Ending, ReactionAction, ResumeReference
from service.core.resuming import Reacted, action_after, resumed
from service.core.times import minutes
from tests.core.labels import NAMES, lasts, monograph, reaction, ready, said

C, R, D = ReactionAction.CONTINUE, ReactionAction.RESUME, ReactionAction.DISCONTINUE

# label: what follows grades 1 to 5; the grade to which it must have improved; resumes allowed
TABLES = {
    "isatuximab": ([C, R, D, D, D], 1, 1),
    "isatuximab-us-2020": ([R, R, D, D, D], 0, 1),
    "isatuximab-us": ([C, R, R, D, D], 1, 1),
    "daratumumab": ([R, R, R, D, D], 0, 3),
    "rituximab": ([R, R, D, D, D], 0, 1),
    "rituximab-90": ([R, R, D, D, D], 0, 1),
    "obinutuzumab": ([R, R, R, D, D], 0, 2),
    "elotuzumab": ([C, R, R, D, D], 1, 1),
    "trastuzumab": ([R, R, D, D, D], 0, 1),
}


def test_every_label_has_its_row() -> None:
    assert set(NAMES) == set(TABLES)


@pytest.mark.parametrize("label", TABLES)
def test_what_follows_each_grade(label: str) -> None:
    actions, improved_to, resumes_max = TABLES[label]
    rules = monograph(label).reaction

    assert actions == [action_after(rules, grade, Reacted()) for grade in range(1, 6)]
    assert (improved_to, resumes_max) == (rules.improved_to, rules.resumes_max)
    used_up = Reacted(resumes=resumes_max)
    ended = [D if action is R else action for action in actions]
    assert ended == [action_after(rules, grade, used_up) for grade in range(1, 6)]


# label, infusion, mg, mL, [(minute, grade)]: what runs after the last of them, [(rate, minutes)]
Climb = tuple[
    str, int, str | None, str | None, Sequence[tuple[float, int]], Sequence[tuple[str, float]]
]
ISATUXIMAB_AGAIN = [
    *(("12.5 mL/h", 30), ("25 mL/h", 60), ("50 mL/h", 30), ("75 mL/h", 30), ("100 mL/h", 30)),
    *(("125 mL/h", 30), ("150 mL/h", 8.3)),
]
CLIMBS: list[Climb] = [
    # isatuximab: half of the *initial* rate, the initial rate, Table 2; whatever the rate was
    ("isatuximab", 1, None, None, [(55, 2)], ISATUXIMAB_AGAIN),
    ("isatuximab-us", 1, None, None, [(55, 2)], ISATUXIMAB_AGAIN),
    ("isatuximab-us", 1, None, None, [(55, 3)], ISATUXIMAB_AGAIN),
    ("isatuximab-us-2020", 1, None, None, [(55, 1)], ISATUXIMAB_AGAIN),
    ("isatuximab", 3, None, None, [(30, 2)], [("100 mL/h", 30), ("200 mL/h", 30)]),
    (
        "isatuximab-us",
        2,
        None,
        None,
        [(10, 1)],
        [("50 mL/h", 30), ("100 mL/h", 30), ("200 mL/h", 50)],
    ),
    # daratumumab: half of the rate at which it occurred, then the profile's steps above that
    (
        *("daratumumab", 1, None, None, [(170, 1)]),
        # 50 + 100 + 125 mL are in: 725 to go, 75 + 100 + 150 of them in three hours
        [("75 mL/h", 60), ("100 mL/h", 60), ("150 mL/h", 60), ("200 mL/h", 120)],
    ),
    (
        *("daratumumab", 3, None, None, [(30, 3)]),
        [("50 mL/h", 60), ("100 mL/h", 60), ("150 mL/h", 60), ("200 mL/h", 45)],
    ),
    # twice: half of the half
    (
        *("daratumumab", 3, None, None, [(30, 2), (90, 2)]),
        [
            *(("25 mL/h", 60), ("100 mL/h", 60), ("150 mL/h", 60)),
            # 50 + 25 + 25 + 100 + 150 mL are in
            ("200 mL/h", 45),
        ],
    ),
    # rituximab: half of the previous rate, and never again above the rate at the reaction
    (
        *("rituximab", 1, "1000", "250", [(100, 2)]),
        # 150 mg in 90 min and 33.3 in 10: 816.7 to go, 50 + 75 of them in the first hour
        [("100 mg/h", 30), ("150 mg/h", 30), ("200 mg/h", 207.5)],
    ),
    (
        *("rituximab", 2, "1000", "500", [(15, 1)]),
        [("50 mg/h", 30), ("100 mg/h", 570)],
    ),
    (
        *("rituximab-90", 2, "700", "500", [(60, 2)]),
        # 20 % and 40 % are in
        [("80 % in 120 min", 30), ("80 % in 60 min", 15)],
    ),
    # obinutuzumab: day 1 goes back to 25 mg/h after an hour, and no further
    ("obinutuzumab", 1, None, None, [(120, 3)], [("12.5 mg/h", 60), ("25 mg/h", 90)]),
    (
        *("obinutuzumab", 3, None, None, [(45, 2)]),
        # 50 + 50 mg are in, then 100 mg/h for an hour, 200 and 300 mg/h for half an hour each
        [("100 mg/h", 60), ("200 mg/h", 30), ("300 mg/h", 30), ("400 mg/h", 82.5)],
    ),
    # elotuzumab: 0.5 mL/min, + 0.5 every 30 min up to the rate of the reaction
    (
        *("elotuzumab", 1, None, "300", [(100, 2)]),
        # 125 mL are in
        [("0.5 mL/min", 30), ("1 mL/min", 30), ("1.5 mL/min", 30), ("2 mL/min", 42.5)],
    ),
    ("elotuzumab", 1, None, "300", [(20, 3)], [("0.5 mL/min", 580)]),
    ("elotuzumab", 1, None, "300", [(40, 1)], [("1 mL/min", 30), ("2 mL/min", 122.5)]),
    # trastuzumab: half of the rate, and back to it at most
    ("trastuzumab", 1, None, None, [(45, 2)], [("100 % in 180 min", 30), ("100 % in 90 min", 30)]),
]


@pytest.mark.parametrize(("label", "infusion_no", "dose_mg", "bag_ml", "at", "climbed"), CLIMBS)
def test_what_is_climbed_after_a_reaction(
    label: str,
    infusion_no: int,
    dose_mg: str | None,
    bag_ml: str | None,
    at: Sequence[tuple[float, int]],
    climbed: Sequence[tuple[str, float]],
) -> None:
    day = [reaction(minute, grade) for minute, grade in at]

    stairs = staircase(ready(label, infusion_no, dose_mg, bag_ml), infusion_no, day)

    after = [each for each in stairs if each.start >= day[-1].at + day[-1].hold]
    assert climbed == [(said(segment), lasts(segment)) for segment in after]


# label, infusion, grades of reactions: whether the last of them ends it
@pytest.mark.parametrize(
    ("label", "grades", "ends"),
    [
        ("daratumumab", [3, 3], False),
        ("daratumumab", [3, 3, 3], True),
        ("daratumumab", [3, 2, 3], False),
        ("daratumumab", [3, 2, 3, 3], True),
        ("daratumumab", [2, 2, 2], False),
        ("daratumumab", [2, 2, 2, 2], True),
        ("obinutuzumab", [3], False),
        ("obinutuzumab", [3, 3], True),
        ("obinutuzumab", [3, 2], False),
        ("obinutuzumab", [2, 2, 2], True),
        ("elotuzumab", [2, 2], True),
        ("isatuximab-us", [3], False),
        ("isatuximab-us", [2, 3], True),
    ],
)
def test_how_many_reactions_an_infusion_may_have(label: str, grades: list[int], ends: bool) -> None:
    rules, reacted = monograph(label).reaction, Reacted()
    actions = []
    for grade in grades:
        actions.append(action_after(rules, grade, reacted))
        reacted = reacted.then(grade, actions[-1])

    assert [False] * (len(grades) - 1) == [each is D for each in actions[:-1]]
    assert ends == (actions[-1] is D)


@pytest.mark.parametrize("label", NAMES)
def test_hospitalisation_and_no_rapid_improvement_end_every_infusion(label: str) -> None:
    assert {*Ending} == {*monograph(label).reaction.endings}


@pytest.mark.parametrize(
    ("label", "infusion_no", "bag_ml", "resumes_at"),
    [
        # The fixed floor is 30 mL/h; a hand had set the pump lower than that, or than the step.
        ("elotuzumab", 3, "300", "20"),
        ("daratumumab", 1, None, "10"),
        ("isatuximab", 1, None, "10"),
    ],
)
def test_a_rate_that_a_hand_had_lowered_is_what_counts(
    label: str, infusion_no: int, bag_ml: str | None, resumes_at: str
) -> None:
    protocol = ready(label, infusion_no, bag_ml=bag_ml)
    profile = protocol.profile(infusion_no)

    first, *others = resumed(profile, protocol.reaction, profile.steps, R, Rate(20_000))

    assert resumes_at == first.rate.ml_per_h
    if protocol.reaction.capped:
        assert [] == others
        assert first.serve is None


def test_a_hand_at_the_initial_rate_leaves_the_label_s_own_words() -> None:
    """Half of either is the same; only the label's own step says it in the label's unit."""
    protocol = ready("rituximab", 1, "1000", "250")
    profile = protocol.profile(1)
    rules = replace(protocol.reaction, reference=ResumeReference.INITIAL, capped=False)

    first, *_ = resumed(profile, rules, profile.steps[2:], R, profile.steps[0].rate)

    assert first.label is not None
    assert text(first.label) == "25 mg/h"


def test_a_cap_is_a_value_of_the_protocol() -> None:
    protocol = ready("rituximab", 1, "1000", "250")
    free = replace(protocol, reaction=replace(protocol.reaction, capped=False))
    floor = ready("elotuzumab", 1, bag_ml="300")
    free_floor = replace(floor, reaction=replace(floor.reaction, capped=False))

    again = staircase(free, 1, [reaction(100, 2)])
    profile = free_floor.profile(1)
    from_floor = resumed(profile, free_floor.reaction, profile.steps, R)

    assert ["350 mg/h", "400 mg/h"] == [said(each) for each in again[-2:]]
    assert [str(rate) for rate in range(30, 301, 30)] == [each.rate.ml_per_h for each in from_floor]
    assert [minutes(30)] * 9 + [None] == [each.serve for each in from_floor]
