"""`chairside plan` for drugs whose labels speak in mg, in mL/min, in minutes, or of two bags."""

import json

import pytest
from typer.testing import CliRunner, Result

from service.cli.main import app


def plan(*words: str) -> Result:
    return CliRunner().invoke(app, ["plan", *words], env={"COLUMNS": "100"}, catch_exceptions=False)


R675 = ("--dose-mg", "675", "--bag-ml", "250")
R1000 = ("--dose-mg", "1000", "--bag-ml", "500")


@pytest.mark.parametrize(
    ("words", "total_min"),
    [
        (("isatuximab", "--infusion", "1"), 200.0),
        (("isatuximab", "--infusion", "2"), 112.5),
        (("isatuximab", "--infusion", "3"), 75.0),
        (("daratumumab", "--infusion", "1"), 390.0),
        (("daratumumab", "--infusion", "2"), 240.0),
        (("daratumumab", "--infusion", "3"), 195.0),
        (("rituximab", "--infusion", "1", *R675), 205.7),
        (("rituximab", "--infusion", "2", *R675), 146.3),
        (("rituximab", "--infusion", "1", *R1000), 255.0),
        (("rituximab", "--infusion", "2", *R1000), 195.0),
        (("rituximab-90", "--infusion", "2", *R675), 90.0),
        (("obinutuzumab", "--infusion", "1"), 240.0),
        (("obinutuzumab", "--infusion", "2"), 240.0),
        (("obinutuzumab", "--infusion", "3"), 195.0),
        (("obinutuzumab", "--infusion", "3", "--profile", "later-after-reaction"), 255.0),
        (("trastuzumab", "--infusion", "1"), 90.0),
        (("trastuzumab", "--infusion", "2"), 30.0),
        (("elotuzumab", "--infusion", "1", "--bag-ml", "300"), 187.5),
        (("elotuzumab", "--infusion", "3", "--bag-ml", "300"), 60.0),
        (("daratumumab", "--infusion", "2", "--profile", "first"), 390.0),
    ],
)
def test_the_total_is_that_of_the_label(words: tuple[str, ...], total_min: float) -> None:
    assert total_min == json.loads(plan(*words, "--json").stdout)["total_min"]


def test_json_has_mg_and_ml_where_the_label_speaks_in_mg() -> None:
    found = json.loads(
        plan("rituximab", "--infusion", "2", *R675, "--reaction", "40:2:20", "--json").stdout
    )

    assert found["segments"][:4] == [
        {
            **{"from_min": 0.0, "to_min": 30.0},
            **{"rate_mg_h": "100", "rate_ml_h": "37.037", "volume_ml": "18.518"},
        },
        {
            **{"from_min": 30.0, "to_min": 40.0},
            **{"rate_mg_h": "200", "rate_ml_h": "74.074", "volume_ml": "12.345"},
        },
        {"from_min": 40.0, "to_min": 60.0, "rate_ml_h": "0", "volume_ml": "0"},
        {
            **{"from_min": 60.0, "to_min": 90.0},
            **{"rate_mg_h": "100", "rate_ml_h": "37.037", "volume_ml": "18.518"},
        },
    ]


def test_the_table_shows_both_and_the_dose() -> None:
    lines = plan("rituximab", "--infusion", "1", *R675).stdout.splitlines()

    head = "rituximab, infusion 1: 250 of 250 mL (675 mg) in 205.7 min (3 h 26 min)"
    assert head == lines[0]
    assert ["from", "min", "to", "min", "label", "mL/h", "mL", "mL", "in"] in [
        line.split() for line in lines
    ]
    assert ["0", "30", "50", "mg/h", "18.518", "9.259", "9.259"] in [line.split() for line in lines]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("daratumumab", "--reaction", "30:1:10"), "then half of the rate at the reaction"),
        (("elotuzumab", "--bag-ml", "300", "--reaction", "30:2:10"), "then the fixed floor"),
        (("isatuximab-us", "--reaction", "30:3:10"), "then half of the initial rate"),
        (("isatuximab", "--reaction", "30:3:10"), "ends the infusion for good"),
        (("daratumumab",), "afterwards: methylprednisolone or another corticosteroid"),
    ],
)
def test_what_follows_a_reaction_and_the_end_is_said(words: tuple[str, ...], said: str) -> None:
    assert said in plan(*words, "--infusion", "1").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("rituximab",), "must name the volume of the bag, 100 to 1000 mL. (bag-volume-missing)"),
        (("rituximab", "--bag-ml", "250"), "(dose-missing)"),
        (("rituximab", "--bag-ml", "250", "--dose-mg", "0"), "(dose-not-allowed)"),
        (("rituximab", "--bag-ml", "100", "--dose-mg", "675"), "(concentration-not-allowed)"),
        (("daratumumab", "--bag-ml", "500"), "(bag-volume-not-allowed)"),
        (("rituximab-90", *R675), "(no-profile)"),
        (("isatuximab", "--profile", "slow"), "(unknown-profile)"),
        (("rituximab", "--bag-ml", "1e3"), "the bag: '1e3' is not a plain decimal number"),
        (("rituximab", "--dose-mg", "-5"), "the bag: '-5' is not a plain decimal number"),
    ],
)
def test_a_bag_that_makes_no_plan_is_refused_with_its_id(words: tuple[str, ...], said: str) -> None:
    result = plan(*words, "--infusion", "1")

    assert (2, "") == (result.exit_code, result.stdout)
    assert said in result.stderr
