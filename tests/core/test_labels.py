"""Every profile of every drug, in the words and numbers of its label.

Lengths are worked out by hand from the steps; none comes from the code.
"""

from collections.abc import Sequence

import pytest

from service.core.plan import duration, staircase, volume_of
from service.core.times import MINUTE_MS
from tests.core.labels import NAMES, lasts, monograph, ready, said

UP_TO_350: list[tuple[str, float]] = [(f"{rate} mg/h", 30) for rate in range(50, 351, 50)]
ISATUXIMAB: dict[int, list[tuple[str, float]]] = {
    1: [
        *(("25 mL/h", 60), ("50 mL/h", 30), ("75 mL/h", 30), ("100 mL/h", 30)),
        *(("125 mL/h", 30), ("150 mL/h", 20)),
    ],
    2: [("50 mL/h", 30), ("100 mL/h", 30), ("200 mL/h", 52.5)],
    3: [("200 mL/h", 75)],
}
HOURLY: list[tuple[str, float]] = [("50 mL/h", 60), ("100 mL/h", 60), ("150 mL/h", 60)]

# drug, infusion, mg and mL in the bag, [(rate as the label says it, minutes)], total minutes
Row = tuple[str, int, str | None, str | None, Sequence[tuple[str, float]], float]
LABELS: list[Row] = [
    *(
        (label, number, None, None, ISATUXIMAB[number], total)
        for label in ("isatuximab", "isatuximab-us", "isatuximab-us-2020")
        for number, total in ((1, 200), (2, 112.5), (3, 75))
    ),
    ("daratumumab", 1, None, None, [*HOURLY, ("200 mL/h", 210)], 390),
    ("daratumumab", 2, None, None, [*HOURLY, ("200 mL/h", 60)], 240),
    ("daratumumab", 3, None, None, [*HOURLY[1:], ("200 mL/h", 75)], 195),
    # 525 mg in the first three hours, 150 mg at 350 mg/h
    ("rituximab", 1, "675", "250", [*UP_TO_350[:6], ("350 mg/h", 25.7)], 205.7),
    ("rituximab", 1, "1000", "250", [*UP_TO_350, ("400 mg/h", 45)], 255),
    (
        *("rituximab", 2, "675", "500"),
        [("100 mg/h", 30), ("200 mg/h", 30), ("300 mg/h", 30), ("400 mg/h", 56.3)],
        146.3,
    ),
    (
        *("rituximab", 9, "1000", "500"),
        [("100 mg/h", 30), ("200 mg/h", 30), ("300 mg/h", 30), ("400 mg/h", 105)],
        195,
    ),
    (
        *("rituximab-90", 2, "700", "500"),
        [("20 % in 30 min", 30), ("80 % in 60 min", 60)],
        90,
    ),
    ("obinutuzumab", 1, None, None, [("25 mg/h", 240)], 240),
    ("obinutuzumab", 2, None, None, [*UP_TO_350, ("400 mg/h", 30)], 240),
    (
        *("obinutuzumab", 3, None, None),
        [("100 mg/h", 30), ("200 mg/h", 30), ("300 mg/h", 30), ("400 mg/h", 105)],
        195,
    ),
    # 15 + 30 mL in the first hour, the rest at 120 mL/h
    (
        *("elotuzumab", 1, None, "300"),
        [("0.5 mL/min", 30), ("1 mL/min", 30), ("2 mL/min", 127.5)],
        187.5,
    ),
    ("elotuzumab", 2, None, "300", [("3 mL/min", 30), ("4 mL/min", 52.5)], 82.5),
    ("elotuzumab", 3, None, "300", [("5 mL/min", 60)], 60),
    ("trastuzumab", 1, None, None, [("100 % in 90 min", 90)], 90),
    ("trastuzumab", 2, None, None, [("100 % in 30 min", 30)], 30),
]


@pytest.mark.parametrize(("drug", "infusion_no", "dose_mg", "bag_ml", "steps", "total"), LABELS)
def test_the_steps_are_those_of_the_label(
    drug: str,
    infusion_no: int,
    dose_mg: str | None,
    bag_ml: str | None,
    steps: Sequence[tuple[str, float]],
    total: float,
) -> None:
    protocol = ready(drug, infusion_no, dose_mg, bag_ml)

    stairs = staircase(protocol, infusion_no)

    assert steps == [(said(segment), lasts(segment)) for segment in stairs]
    assert total == round(duration(stairs) / MINUTE_MS, 1)
    assert protocol.bag_volume == volume_of(stairs)


# infusion of obinutuzumab after one with a reaction: the profile, its first steps, its length
@pytest.mark.parametrize(
    ("infusion_no", "profile", "first", "total"),
    [
        # 25 + 75 + ... + 375 mg/h for half an hour each are 800 mg, 100 mg at 400 mg/h
        (2, "second-after-reaction", ["25 mg/h", "75 mg/h", "125 mg/h"], 255),
        # 700 mg in 210 minutes, 300 mg at 400 mg/h
        (3, "later-after-reaction", ["50 mg/h", "100 mg/h", "150 mg/h"], 255),
    ],
)
def test_obinutuzumab_has_other_profiles_after_a_reaction(
    infusion_no: int, profile: str, first: list[str], total: float
) -> None:
    by_number = ready("obinutuzumab", infusion_no)
    ordered = ready("obinutuzumab", infusion_no, profile=profile)

    stairs = staircase(ordered, infusion_no)

    assert [profile] == [each.id for each in by_number.alternatives]
    assert first == [said(segment) for segment in stairs[:3]]
    assert total == round(duration(stairs) / MINUTE_MS, 1)


def test_every_profile_of_every_drug_is_in_the_table() -> None:
    shown = {
        (row[0], each.id)
        for row in LABELS
        for each in monograph(row[0]).profiles
        if each.infusion_from <= row[1] and row[1] <= (each.infusion_to or row[1])
    }

    assert {(name, each.id) for name in NAMES for each in monograph(name).profiles} == shown


# drug, infusion: minutes of observation after the end
@pytest.mark.parametrize(
    ("drug", "infusion_no", "takes", "observe", "from_start"),
    [("trastuzumab", 1, 90, 270, 360), ("trastuzumab", 2, 30, 90, 120)],
)
def test_trastuzumab_is_observed_six_hours_and_two_hours_from_its_start(
    drug: str, infusion_no: int, takes: int, observe: int, from_start: int
) -> None:
    protocol = ready(drug, infusion_no)

    assert takes + observe == from_start
    assert observe * MINUTE_MS == protocol.observe(infusion_no)
    assert takes * MINUTE_MS <= duration(staircase(protocol, infusion_no))


# drug: {item: (earliest, latest minute before the start)}
WINDOWS = {
    "daratumumab": {
        **dict.fromkeys(("corticosteroid", "paracetamol", "antihistamine"), (60, 180)),
    },
    "obinutuzumab": {
        "corticosteroid": (60, 240),
        **dict.fromkeys(("paracetamol", "antihistamine"), (30, 120)),
    },
    "elotuzumab": {
        "dexamethasone-oral": (180, 1440),
        **dict.fromkeys(
            ("dexamethasone", "antihistamine", "h2-antagonist", "paracetamol"), (45, 90)
        ),
    },
    "isatuximab-us": dict.fromkeys(
        ("dexamethasone", "paracetamol", "antihistamine", "h2-antagonist"), (15, 60)
    ),
    "trastuzumab": {},
}


@pytest.mark.parametrize("drug", WINDOWS)
def test_premedication_has_the_windows_of_the_label(drug: str) -> None:
    found = {
        item.id: (item.not_before // MINUTE_MS, item.not_after // MINUTE_MS)
        for item in monograph(drug).premedication
    }

    assert WINDOWS[drug] == found


def test_only_daratumumab_has_something_to_take_afterwards() -> None:
    assert ["daratumumab"] == [name for name in NAMES if monograph(name).postmedication]
    first, _ = monograph("daratumumab").postmedication
    assert (("oral",), "on each of the 2 days after the infusion") == (first.routes, first.when)


# what the next infusion follows after a reaction
NEXT = {
    "isatuximab": "none_specified",
    "isatuximab-us": "none_specified",
    "isatuximab-us-2020": "none_specified",
    "daratumumab": "repeat_profile",
    "rituximab": "prescriber",
    "rituximab-90": "prescriber",
    "obinutuzumab": "alternative",
    "elotuzumab": "repeat_profile",
    "trastuzumab": "repeat_profile",
}


def test_the_next_profile_after_a_reaction_is_said_for_every_drug() -> None:
    assert {name: monograph(name).next_profile.value for name in NAMES} == NEXT
