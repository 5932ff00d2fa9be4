"""`chairside dose`: the pharmacy's numbers for a weight."""

import json

import pytest
from typer.testing import CliRunner

from service.cli.main import app


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["dose", *arguments])
    return result.exit_code, result.output


def test_it_prints_dose_concentrate_vials_and_label() -> None:
    code, said = run("isatuximab", "--weight-kg", "76")

    assert code == 0
    assert "dose         760 mg for 76 kg" in said
    assert "concentrate  38 mL" in said
    assert "vials        1 x 500 mg, 3 x 100 mg" in said
    assert "withdraw     38 mL of diluent" in said
    assert "isatuximab 760 mg in 250 mL" in said
    assert "draft, not signed for clinical use" in said


def test_as_json_quantities_are_exact_text() -> None:
    code, said = run("isatuximab", "--weight-kg", "70.5", "--json")

    found = json.loads(said)
    assert (0, "705", "35.25") == (code, found["dose_mg"], found["concentrate_ml"])
    assert [{"content_mg": "500", "count": 1}, {"content_mg": "100", "count": 3}] == found["vials"]


@pytest.mark.parametrize(
    ("weight", "reason"),
    [
        ("0", "0 is not within 30 to 250 kg"),
        ("7", "7 is not within 30 to 250 kg"),
        ("700", "700 is not within 30 to 250 kg"),
        ("70,5", "is not a plain decimal number"),
        ("-70", "is not a plain decimal number"),
        ("nan", "is not a plain decimal number"),
    ],
)
def test_a_weight_that_nobody_has_is_refused(weight: str, reason: str) -> None:
    code, said = run("isatuximab", f"--weight-kg={weight}")

    assert code == 2
    assert reason in said


def test_an_unknown_drug_is_refused() -> None:
    assert run("nothing", "--weight-kg", "70")[0] == 2


@pytest.mark.parametrize(
    ("drug", "reason"),
    [
        ("trastuzumab", "a weight alone does not give the dose of trastuzumab"),
        ("daratumumab", "daratumumab names no vials, only the dose: 1120 mg for 70 kg"),
    ],
)
def test_what_the_file_does_not_say_is_not_made_up(drug: str, reason: str) -> None:
    code, said = run(drug, "--weight-kg", "70")

    assert code == 2
    assert reason in " ".join(said.split())
