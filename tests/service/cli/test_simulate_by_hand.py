"""`chairside simulate` with a pump that only a person at it can start, change and stop."""

import json
from dataclasses import replace
from typing import Any

import pytest
from typer.testing import CliRunner

from drivers.quantities import Volume
from service.cli.main import app
from service.cli.simulate import profile_of, simulate
from service.cli.smaller import with_bag
from service.cli.virtual_ward import small_ward
from service.core.times import Span
from service.shell.virtual_loop import run_virtual

POLL_MS = Span(5_000)
"""Such a pump is read from memory: the long run looks less often, to take less real time."""
A_STEP_LATE_MIN = 2.0
"""A report once a minute, an order, a walk to the pump: what each step may take longer."""
TO_THE_PUMP_MIN = 0.5


def simulated(*words: str) -> str:
    done = CliRunner().invoke(
        app, ["simulate", "--pump", "ihe_pcd", "--json", *words], catch_exceptions=False
    )
    assert 0 == done.exit_code, done.stdout
    return done.stdout


def rates(result: dict[str, Any]) -> list[str]:
    return [rate for _, rate in result["rates"]]


@pytest.mark.shows("RULE-4")
@pytest.mark.shows("RULE-11")
def test_the_first_infusion_climbs_its_staircase_by_the_nurses_hand() -> None:
    ward = small_ward(1, profile=profile_of("ihe_pcd"))
    ward = replace(ward, timing=replace(ward.timing, poll=POLL_MS))

    # A smaller bag tells the same story in half of the time.
    protocol = with_bag(ward.protocols[0], Volume.from_ml("100"))
    ward = replace(ward, protocols=(protocol,))

    result = run_virtual(simulate(ward, protocol, 1, (), seed=1))

    planned = [0.0, 60.0, 90.0, 120.0, 127.5]
    assert ["25", "50", "75", "100", "0"] == rates(result)
    for no, (due, (at, _)) in enumerate(zip(planned, result["rates"], strict=True)):
        assert due <= at <= due + no * A_STEP_LATE_MIN
    assert 100 == pytest.approx(result["pump_infused_ml"], abs=0.1)
    assert ("completed", True, []) == (
        result["state"],
        result["journal_ok"],
        result["violations"],
    )


@pytest.mark.shows("RULE-13")
def test_with_a_reaction_the_pump_stands_still_when_the_nurse_has_come_to_it() -> None:
    result = json.loads(simulated("--infusion", "2", "--volume", "30", "--reaction", "10:2:10"))

    (_, stopped, resumed, climbed, _) = result["rates"]
    assert ["50", "0", "25", "50", "0"] == rates(result)
    assert 10.0 <= stopped[0] <= 10.0 + TO_THE_PUMP_MIN
    assert 20.0 <= resumed[0] <= 20.0 + A_STEP_LATE_MIN
    assert 50.0 <= climbed[0] <= 50.0 + 2 * A_STEP_LATE_MIN
    assert 30 == pytest.approx(result["pump_infused_ml"], abs=0.1)
    assert ([], True, "completed") == (
        result["violations"],
        result["journal_ok"],
        result["state"],
    )


def test_the_same_seed_gives_the_same_bytes() -> None:
    words = ["--infusion", "3", "--volume", "20", "--seed"]

    first, again, other = (simulated(*words, seed) for seed in ("7", "7", "8"))

    assert first == again
    assert first != other
