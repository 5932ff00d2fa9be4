"""The solver of repairs: never worse than the right-shift, and right by our own rules."""

import io
import json
import subprocess
import sys
import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from service.core.booking.day import Fit
from service.core.booking.repair.problem import problem, solved
from service.core.booking.repair.proposal import Engine, Proposal, proposal
from service.core.booking.repair.shift import holds, right_shift
from service.core.booking.repair.situation import Situation
from service.core.booking.shape import PlaceClass
from tests.core.booking.days import SHORT, shape, ward_day
from tests.core.booking.disturbed import Disturbed, as_planned, disturbed, longer

pytest.importorskip("ortools", reason="the planner's own process has solvers, others need none")

ENOUGH_S = 0.4


def by_solver(of: Situation, seconds: float = ENOUGH_S) -> tuple[Proposal, Proposal]:
    """Return the right-shift of a situation, and what the solver makes of it."""
    from service.planner.repair.search import solve

    fits = right_shift(of)
    asked = json.loads(json.dumps(problem(of, fits)))
    found = solved(of, fits, solve(asked, time.monotonic() + seconds))
    assert found is not None, "what the solver says does not hold"
    return proposal(of, fits, Engine.RIGHT_SHIFT), found


@settings(max_examples=15, deadline=None)
@given(disturbed())
def test_the_solver_is_never_worse_and_never_wrong(day: Disturbed) -> None:
    shift, found = by_solver(day.now, 0.15)

    assert found.cost <= shift.cost
    assert holds(day.now, found.fits)


def crowded() -> Situation:
    """Two chairs, one of them free three quarters of an hour late; a long visit is promised first.

    The right-shift gives it the other chair at once, and four short ones wait, one for the other.
    """
    long, brief = shape(240, premedicated=False, bag=False), replace(SHORT, bag=None)
    rows = [(brief, Fit(seat=96, wait=0, bag=None), PlaceClass.CHAIR)]
    rows += [(long, Fit(seat=112, wait=0, bag=None), PlaceClass.CHAIR)]
    rows += [(brief, Fit(seat=112 + 16 * n, wait=0, bag=None), PlaceClass.CHAIR) for n in range(4)]
    of = as_planned(ward_day(chairs=2, nurses=6), rows, 98)
    return replace(of, stays=(longer(of.stays[0], 9),))


def test_a_better_repair_is_found_where_there_is_one() -> None:
    shift, found = by_solver(crowded(), 2.0)

    assert (4, 1) == (shift.told, found.told)
    assert found.cost < shift.cost
    assert found.engine is Engine.SOLVER


def test_where_nobody_waits_nothing_is_changed() -> None:
    of = crowded()
    of = replace(of, stays=())

    shift, found = by_solver(of)

    assert () == found.moves == shift.moves


# ------------------------------------------------------------------------------ the worker itself


def said(lines: list[str]) -> list[dict[str, Any]]:
    from service.planner.repair.__main__ import main

    answers = io.StringIO()
    main(io.StringIO("".join(f"{line}\n" for line in lines)), answers)
    return [json.loads(line) for line in answers.getvalue().splitlines()]


def test_the_worker_answers_each_question_and_survives_a_bad_one() -> None:
    of = crowded()
    asked = json.dumps({"problem": problem(of, right_shift(of)), "seconds": 0.2})

    ready, bad, worse, good = said(["no JSON", json.dumps({"problem": {}, "seconds": 1}), asked])

    assert {"ready": True} == ready
    assert "error" in bad
    assert "error" in worse
    assert solved(of, right_shift(of), good["places"]) is not None


@pytest.mark.slow
def test_the_worker_runs_in_a_process_of_its_own_and_ends_with_its_input() -> None:
    of = crowded()
    asked = json.dumps({"problem": problem(of, right_shift(of)), "seconds": 0.2})
    run = subprocess.run(
        [sys.executable, "-P", "-m", "service.planner.repair"],
        input=f"{asked}\n",
        capture_output=True,
        text=True,
        timeout=50,
        check=True,
    )

    ready, answer = map(json.loads, run.stdout.splitlines())
    assert {"ready": True} == ready
    assert solved(of, right_shift(of), answer["places"]) is not None


def test_the_wards_process_imports_no_solver() -> None:
    code = (
        "import sys, service.wiring, service.book.solving;"
        "print([name for name in sys.modules if name.split('.')[0] in"
        " ('ortools', 'numpy', 'numba', 'pandas')])"
    )
    run = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True
    )

    assert "[]" == run.stdout.strip()
