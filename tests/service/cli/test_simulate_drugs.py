"""`chairside simulate` with drugs whose rates are not the pump's own."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from service.cli.main import app


def simulated(*words: str) -> dict[str, Any]:
    done = CliRunner().invoke(app, ["simulate", "--json", *words], catch_exceptions=False)
    assert 0 == done.exit_code, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_rituximab_runs_by_its_dose_and_resumes_at_half_of_the_rate_at_the_reaction() -> None:
    # 675 mg in 250 mL: 100 mg/h are 37.037 mL/h, of which a pump in steps of 0.1 mL/h makes 37.
    bag = ("--dose-mg", "675", "--bag-ml", "250", "--volume", "20")

    ran = simulated("--protocol", "rituximab", "--infusion", "2", *bag, "--reaction", "10:2:2")

    # Half of that for half an hour, then 37 mL/h to the end and no more: the protocol's cap.
    assert ["37", "0", "18.5", "37", "0"] == [rate for _, rate in ran["rates"]]
    assert ("completed", [], True) == (ran["state"], ran["violations"], ran["journal_ok"])
    assert 19.9 <= ran["pump_infused_ml"] <= 20


@pytest.mark.parametrize(
    ("drug", "infusion", "bag"),
    [
        ("daratumumab", 2, ()),
        ("obinutuzumab", 1, ()),
        ("elotuzumab", 3, ("--bag-ml", "300")),
        ("trastuzumab", 2, ()),
    ],
)
def test_every_drug_runs_with_all_its_gates_asked(
    drug: str, infusion: int, bag: tuple[str, ...]
) -> None:
    ran = simulated("--protocol", drug, "--infusion", str(infusion), *bag, "--volume", "20")

    assert ("completed", [], True) == (ran["state"], ran["violations"], ran["journal_ok"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--protocol", "rituximab"), "The order must name the volume of the bag"),
        (("--protocol", "daratumumab"), "ne9000 cannot deliver 1000 mL: its counter ends at"),
        (("--protocol", "aspirin"), "no protocol is called 'aspirin'"),
    ],
)
def test_what_cannot_be_run_is_refused_with_its_reason(words: tuple[str, ...], said: str) -> None:
    done = CliRunner().invoke(app, ["simulate", *words], catch_exceptions=False)

    assert 2 == done.exit_code
    assert said in done.output
