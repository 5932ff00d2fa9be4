"""What a file with another unit, bag or reaction rule must not say, and what its writer is told."""

from pathlib import Path

import pytest

import config
from service.catalog import ConfigError, load_protocol
from tests.service.catalog.edits import edited, problems_of, shipped

# file, what is changed, into what, lines further down, part of the reason
REFUSED = [
    # mg/h is never mL/h
    ("rituximab", 'rate_mg_h: "50"', 'rate_ml_h: "50"', 0, "must carry the unit: rate_mg_h"),
    ("rituximab", 'rate_mg_h: "50"', 'rate: "50"', 0, "must carry the unit: rate_mg_h"),
    ("rituximab", 'rate_max_mg_h: "400"', 'rate_max_mg_h: "0"', 0, "the ceiling cannot be 0"),
    ("rituximab", 'rate_max_mg_h: "400"', "rate_max_mg_h: 400", 0, "decimal text in quotes"),
    ("elotuzumab", 'rate_ml_min: "3"', 'rate_ml_h: "180"', 0, "must carry the unit: rate_ml_min"),
    ("elotuzumab", 'rate_ml_min: "4"', 'rate_ml_min: "6"', -2, "above the ceiling of 4 mL/min"),
    ("rituximab", 'rate_mg_h: "150"', 'rate_mg_h: "90"', -3, "(90 mg/h) does not rise above"),
    ("rituximab", "serve_min: rest", "serve_min: 30", -8, "let the last step serve until the rest"),
    # bags
    ("rituximab", 'volume_min_ml: "100"', 'volume_min_ml: "1000"', 1, "the range of volumes"),
    (
        *("rituximab", 'concentration_min_mg_ml: "1"', 'concentration_min_mg_ml: "5"'),
        *(1, "the range of concentrations is empty"),
    ),
    (
        *("rituximab", '  concentration_min_mg_ml: "1"\n', ""),
        *(-4, "concentration_min_mg_ml is missing"),
    ),
    ("obinutuzumab", 'dose_mg: "100"', 'dose_mg: "0"', 0, "a bag without drug"),
    ("obinutuzumab", 'rate_max_mg_h: "25"', 'rate_max_mg_h: "24"', 2, "above the ceiling of 24"),
    ("obinutuzumab", 'rate_max_mg_h: "25"', 'rate_max_mg_h: "500"', -1, "above the ceiling of 400"),
    ("daratumumab", 'volume_ml: "1000"', 'volume_ml: "100000"', 0, "not a plain decimal number"),
    ("daratumumab", "bag_by_profile: true", "bag_by_profile: false", None, "bag is missing"),
    # shares of a bag
    (
        "rituximab-90",
        "share_percent: 20",
        "share_percent: 30",
        -1,
        "the shares of the bag come to 110",
    ),
    (
        "trastuzumab",
        "{share_percent: 100, over_min: 30}",
        "{share_percent: 100, over_min: 20}",
        -1,
        "(100 % in 20 min) is above the ceiling of 100 % in 30 min",
    ),
    # reactions
    ("daratumumab", "rate: half of the rate at the reaction", "rate: half", 0, "is not one of"),
    ("daratumumab", "severe_reaction: 3", "severe_reaction: 0", 0, "0 is not within 1 to 9"),
    ("daratumumab", "cap: none", "cap: no", 0, "'no' is not one of: none, rate at the reaction"),
    ("daratumumab", "grade_4: discontinue", "grade_4: resume", 0, "it can only discontinue"),
    ("daratumumab", "improved_to_grade: 0", "improved_to_grade: 1", None, "has not improved at 1"),
    ("elotuzumab", 'floor_ml_min: "0.5"', 'floor_ml_min: "0"', 0, "must be above 0"),
    ("elotuzumab", 'floor_ml_min: "0.5"', 'floor_ml_min: "6"', 0, "below the ceiling"),
    ("elotuzumab", 'floor_ml_min: "0.5"', 'floor_ml_h: "30"', 0, "the unit: floor_ml_min"),
    ("elotuzumab", 'increment_ml_min: "0.5"', 'increment_ml_min: "0.01"', 0, "more than 100 steps"),
    ("elotuzumab", "    every_min: 30\n", "", None, "every_min is missing"),
    ("trastuzumab", "half of the rate at the reaction", "fixed floor", 0, "has no fixed floor"),
    ("isatuximab-us", "endings: [hosp", "endings: [death, hosp", 0, "'death' is not one of"),
    # what comes before and after
    ("trastuzumab", "no_premedication:", "premedication:", 0, "a list with at least one entry"),
    ("daratumumab", "routes: [inhaled]", "routes: [nasal]", 0, "'nasal' is not one of"),
    ("daratumumab", "after_reaction: repeat_profile", "after_reaction: ask", 0, "is not one of"),
    (
        "daratumumab",
        "after_reaction: repeat_profile",
        "after_reaction: alternative",
        -1,
        "a list of alternatives go together",
    ),
    (
        "obinutuzumab",
        "after_reaction: alternative",
        "after_reaction: prescriber",
        -1,
        "a list of alternatives go together",
    ),
    ("obinutuzumab", "id: second-after-reaction", "id: second", None, "'second' is given twice"),
    ("rituximab-90", "number: 2", "number: 1", None, "infusion 1 is covered by nothing"),
    (
        "isatuximab-us-2020",
        "id: isatuximab-us-2020",
        "id: isatuximab",
        0,
        "not the name of the file",
    ),
]


@pytest.mark.parametrize(("name", "old", "new", "below", "reason"), REFUSED)
def test_what_is_meant_wrongly_is_refused_with_its_line(
    tmp_path: Path, name: str, old: str, new: str, below: int | None, reason: str
) -> None:
    text, line = edited(shipped("protocols", name), old, new)

    found = problems_of(tmp_path, name, text)

    assert any(reason in said and below in (None, at - line) for at, said in found), (line, found)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("rituximab", "needs an order: The order must name the volume of the bag"),
        ("daratumumab", "needs an order: the bag depends on the infusion"),
        ("obinutuzumab", "needs an order: the bag depends on the infusion"),
        ("rituximab-90", "needs an order: rituximab-90 is not for infusion 1"),
    ],
)
def test_a_ward_cannot_run_by_the_name_alone_what_needs_an_order(name: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        load_protocol(config.find("protocols", name))


@pytest.mark.parametrize(
    "name", ["isatuximab", "isatuximab-us", "isatuximab-us-2020", "trastuzumab"]
)
def test_a_drug_with_one_bag_needs_no_order(name: str) -> None:
    assert "250" == load_protocol(config.find("protocols", name)).bag_volume.ml
