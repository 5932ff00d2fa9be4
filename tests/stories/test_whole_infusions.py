"""Whole infusions, as `chairside simulate` runs them: through the API and the wire bytes."""

import asyncio
import json
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from drivers.quantities import Volume
from service.cli.main import app
from service.cli.simulate import simulate
from service.core.plan import Reaction, duration, staircase
from service.core.protocol import Protocol
from service.core.times import MINUTE_MS, minutes
from service.shell.virtual_loop import run_virtual
from service.store.verify import verify
from tests.stories.bedside import INCREMENT_ML, bedside, in_virtual_time, infusing, now, ward_of

POLL_S = 2.0
"""The long ones are polled less often than a ward would, to take less real time."""
WARD = ward_of(poll_s=POLL_S)
ISATUXIMAB = WARD.protocols[0]


def whole(
    infusion_no: int, *reactions: Reaction, protocol: Protocol = ISATUXIMAB, seed: int = 1
) -> dict[str, Any]:
    ward = replace(WARD, protocols=(protocol,))
    return run_virtual(simulate(ward, protocol, infusion_no, reactions, seed))


def reaction(at_min: int, grade: int, hold_min: int) -> Reaction:
    return Reaction(at=minutes(at_min), grade=grade, hold=minutes(hold_min))


def planned_min(infusion_no: int, *reactions: Reaction, protocol: Protocol = ISATUXIMAB) -> float:
    return duration(staircase(protocol, infusion_no, reactions)) / MINUTE_MS


@pytest.mark.shows("INV-04")
@pytest.mark.shows("RULE-4")
@pytest.mark.parametrize(
    ("infusion_no", "total_min", "rates"),
    [
        (
            1,
            200.0,
            [
                [0.0, "25"],
                [60.0, "50"],
                [90.0, "75"],
                [120.0, "100"],
                [150.0, "125"],
                [180.0, "150"],
                [200.0, "0"],
            ],
        ),
        (2, 112.5, [[0.0, "50"], [30.0, "100"], [60.0, "200"], [112.5, "0"]]),
    ],
)
def test_an_infusion_follows_its_protocol_to_the_last_drop(
    infusion_no: int, total_min: float, rates: list[list[Any]]
) -> None:
    result = whole(infusion_no)

    assert total_min == result["elapsed_min"]
    assert rates == result["rates"]
    assert 250 == pytest.approx(result["pump_infused_ml"], abs=INCREMENT_ML)
    assert ([], True, "completed") == (
        result["violations"],
        result["journal_ok"],
        result["state"],
    )


def test_the_third_infusion_by_the_command_line() -> None:
    words = ["simulate", "--infusion", "3", "--seed", "1", "--json"]

    done = CliRunner().invoke(app, words, catch_exceptions=False)

    result = json.loads(done.stdout)
    assert 0 == done.exit_code
    assert (75.0, [[0.0, "200"], [75.0, "0"]]) == (result["elapsed_min"], result["rates"])
    assert 250 == pytest.approx(result["pump_infused_ml"], abs=INCREMENT_ML)
    assert ([], True) == (result["violations"], result["journal_ok"])


@pytest.mark.shows("RULE-13")
def test_a_reaction_at_minute_90_resumes_at_half_of_the_initial_rate_and_climbs_again() -> None:
    # A smaller bag tells the same story in half of the time.
    protocol = replace(ISATUXIMAB, bag_volume=Volume.from_ml("70"))
    reacts = reaction(90, 2, 30)

    result = whole(1, reacts, protocol=protocol)

    assert [[0.0, "25"], [60.0, "50"], [90.0, "0"], [120.0, "12.5"], [150.0, "25"]] == result[
        "rates"
    ][:5]
    assert planned_min(1, reacts, protocol=protocol) == pytest.approx(
        result["elapsed_min"], abs=0.1
    )
    assert ([], True, "completed") == (
        result["violations"],
        result["journal_ok"],
        result["state"],
    )


@pytest.mark.shows("RULE-13")
@pytest.mark.parametrize(
    ("reactions", "state"),
    [
        pytest.param([(5, 1, 2)], "completed", id="grade 1 goes on at the same rate"),
        pytest.param([(5, 2, 10)], "completed", id="grade 2 goes on at half of it"),
        pytest.param([(5, 3, 10)], "discontinued", id="grade 3 ends it"),
        pytest.param([(5, 2, 10), (20, 2, 10)], "discontinued", id="a second one ends it"),
    ],
)
def test_what_a_reaction_makes_of_an_infusion_is_what_the_plan_says(
    reactions: list[tuple[int, int, int]], state: str
) -> None:
    protocol = replace(ISATUXIMAB, bag_volume=Volume.from_ml("60"))
    reacts = [reaction(*each) for each in reactions]

    result = whole(3, *reacts, protocol=protocol)

    plan = staircase(protocol, 3, reacts)
    assert [each.rate.ml_per_h for each in plan] == [rate for _, rate in result["rates"][:-1]]
    assert planned_min(3, *reacts, protocol=protocol) == pytest.approx(
        result["elapsed_min"], abs=0.1
    )
    assert (state, []) == (result["state"], result["violations"])


@pytest.mark.shows("INV-05")
@in_virtual_time
async def test_the_pump_stands_within_two_seconds_of_a_tap() -> None:
    async with infusing() as bed:
        await asyncio.sleep(10.3)
        await bed.tap("reaction")

        took_s = await bed.runs_at(0.0, within_s=2.0)

        assert took_s < 0.2
        await bed.until(lambda: bed.s.stopped, 2.0)
        assert [] == bed.referee.violations


def test_the_same_seed_gives_the_same_record_to_the_byte(tmp_path: Path) -> None:
    async def one(path: Path, seed: int) -> None:
        async with bedside(ward=ward_of(speed=60), seed=seed, store=path) as bed:
            bed.pump.faults.drop_to_host = 0.01
            await bed.start(2)
            await bed.nurse.infuse([reaction(40, 2, 10)], now())

    def record(name: str, seed: int) -> list[tuple[Any, ...]]:
        path = tmp_path / f"{name}.sqlite"
        run_virtual(one(path, seed))
        assert verify(path).ok
        connection = sqlite3.connect(path)
        try:
            query = "SELECT seq, stream, version, kind, at_ms, payload, hash FROM journal"
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    first, again, other = record("first", 7), record("again", 7), record("other", 8)

    assert len(first) > 20
    assert first == again
    assert [row[-1] for row in first] != [row[-1] for row in other]
