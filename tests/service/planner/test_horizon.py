"""The planner of the horizon: what no plan may do, what every plan says, and how good it is."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.planner.horizon import engine
from service.planner.horizon.engine import Best, Effort, plan_horizon
from service.planner.horizon.instance import Horizon, OpenDay, Visit, Weights
from service.planner.horizon.reading import HorizonError, as_data, as_instance, horizon_of
from service.planner.horizon.start import first_plan
from service.planner.horizon.terms import broken, terms
from tests.service.planner.horizons import MONDAY, horizon

QUICK = Effort(seconds=10)


def day(count: int, **changed: Any) -> OpenDay:
    found = OpenDay(
        on=MONDAY + timedelta(days=count),
        chair_min=300,
        chair_used=0,
        nurse_min=300,
        nurse_used=0,
        firsts=1,
    )
    return replace(found, **changed)


def visit(id_: str, due: int = 1, **changed: Any) -> Visit:
    found = Visit(
        id=id_,
        series=None,
        due=MONDAY + timedelta(days=due),
        early=1,
        late=1,
        gap=0,
        chair_min=100,
        nurse_min=40,
        first=False,
        now=None,
    )
    return replace(found, **changed)


def of(*visits: Visit, days: tuple[OpenDay, ...] = (day(0), day(1), day(2))) -> Horizon:
    return Horizon(days=days, visits=visits, soft_percent=90)


def planned(found: Horizon) -> list[int | None]:
    return list(plan_horizon(found, QUICK).plan)


# ----------------------------------------------------------------------------------- the rules


def test_a_visit_stays_on_its_due_day_where_there_is_room() -> None:
    assert [1] == planned(of(visit("a")))


def test_a_closed_day_is_left_out_of_a_window_and_the_nearest_open_one_is_taken() -> None:
    assert [1] == planned(of(visit("a", due=1), days=(day(-3), day(2), day(9))))


def test_a_visit_without_an_open_day_has_none_and_it_is_said() -> None:
    found = of(visit("a", due=6))

    assert [None] == planned(found)
    assert 1 == terms(found, [None]).unplaced


def test_what_is_promised_is_not_moved_for_a_little() -> None:
    promised = visit("a", due=1, now=MONDAY)

    assert [0] == planned(of(promised)), "a day away from due costs less than a call"


def test_a_day_above_its_cap_gives_away_who_is_promised_nothing() -> None:
    kept = [visit(f"k{n}", now=MONDAY + timedelta(days=1), early=0, late=0) for n in range(2)]
    found = of(*kept, visit("new"))
    dear = Horizon(
        days=found.days, visits=found.visits, soft_percent=90, weights=Weights(over_soft=10)
    )

    assert 1 == planned(found)[2], "three tens of minutes are less than a day away"
    assert 1 != planned(dear)[2]


def test_capacity_is_hard_and_counts_what_is_fixed() -> None:
    full = tuple(day(n, chair_used=250) for n in range(3))

    assert [None] == planned(of(visit("a"), days=full))


def test_nurses_bind_as_chairs_do() -> None:
    full = tuple(day(n, nurse_used=261) for n in range(3))

    assert [None] == planned(of(visit("a"), days=full))


def test_the_gap_of_a_series_is_kept_however_full_the_days_are() -> None:
    two = (visit("a", series="s"), visit("b", series="s", due=2, gap=2, early=2, late=0))

    found = planned(of(*two))

    assert [0, 2] == found


def test_first_infusions_are_spread_and_few_before_a_closed_day() -> None:
    days = (day(0), day(1), day(2, firsts=0))
    firsts = [visit(f"f{n}", due=2, early=2, first=True) for n in range(2)]

    assert {0, 1} == set(planned(of(*firsts, days=days)))


def test_every_term_is_told_with_its_amount_and_its_cost_and_they_sum_up() -> None:
    found = horizon(200, 5)
    result = plan_horizon(found, Effort(seconds=2))

    data = as_data(found, result)

    assert data["objective"] == sum(term["cost"] for term in data["terms"].values())
    assert {"days_away", "moved", "over_soft", "firsts_over", "unplaced"} == set(data["terms"])


# ------------------------------------------------------------------------- against everything


def every_plan(found: Horizon) -> Iterator[list[int | None]]:
    for plan in product(*[(None, *window) for window in found.windows]):
        if not list(broken(found, plan)):
            yield list(plan)


@settings(max_examples=25)
@given(seed=st.integers(0, 10**6))
def test_small_instances_are_planned_as_well_as_they_can_be_and_that_is_proven(seed: int) -> None:
    """All plans of five visits are looked at, for each seed."""
    found = horizon(5, seed, load=0.8, weeks=1)

    result = plan_horizon(found, QUICK)

    least = min(terms(found, plan).objective(found) for plan in every_plan(found))
    assert (least, least) == (result.best.objective, result.best.bound)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), visits=st.integers(1, 300), load=st.floats(0.3, 1.2))
def test_the_first_plan_keeps_every_rule_whatever_is_asked(
    seed: int, visits: int, load: float
) -> None:
    found = horizon(visits, seed, load=load)

    assert [] == list(broken(found, first_plan(found)))


def test_a_plan_is_checked_before_it_is_given_to_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "first_plan", lambda of: [0] * len(of.visits))
    monkeypatch.setattr(engine, "find_spec", lambda _: None)

    with pytest.raises(engine.PlannerWrong, match="outside of its window"):
        plan_horizon(of(visit("a", due=6)), QUICK)


def test_without_the_solver_the_first_plan_is_what_there_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine, "find_spec", lambda _: None)
    found = horizon(300, 3)

    result = plan_horizon(found, QUICK)

    assert result.first == result.best.terms
    assert result.best.bound is None


def test_progress_only_ever_gets_better() -> None:
    heard: list[Best] = []

    plan_horizon(horizon(400, 2), Effort(seconds=3), heard.append)

    costs = [best.objective for best in heard]
    assert costs == sorted(costs, reverse=True)
    assert "start" == heard[0].step
    assert all(best.objective >= (best.bound or 0) for best in heard)


# -------------------------------------------------------------------------------- JSON and signals


def test_an_instance_is_read_as_it_was_written() -> None:
    found = horizon(50, 1)

    again = horizon_of(json.loads(json.dumps(as_instance(found))))

    assert (found.days, found.visits, found.weights) == (again.days, again.visits, again.weights)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("kind",), "day", 'kind: must be "horizon"'),
        (("days", 0, "on"), "2026-13-01", "days[0].on: '2026-13-01' is not a date"),
        (("days", 1, "on"), "2026-03-02", "days: 2026-03-02 must be later"),
        (("days", 0, "chair_min"), -1, "days[0].chair_min: must be whole"),
        (("days", 0, "chair_min"), True, "days[0].chair_min: must be whole"),
        (("visits", 0, "late"), 61, "visits[0].late: must be whole, from 0 to 60"),
        (("visits", 0, "first"), 1, "visits[0].first: must be true or false"),
        (("visits", 0, "id"), "v-1", "visits: an id is there twice"),
        (("visits",), {}, "visits: must be a list"),
        (("soft_percent",), 0, "soft_percent: must be whole, from 1 to 100"),
        (("weights", "moved"), None, "weights.moved: must be whole"),
    ],
)
def test_what_describes_no_horizon_is_refused_by_its_place(
    path: tuple[Any, ...], value: object, said: str
) -> None:
    content: Any = json.loads(json.dumps(as_instance(horizon(5, 1))))
    at = content
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value

    with pytest.raises(HorizonError) as found:
        horizon_of(content)

    assert str(found.value).startswith(said)


def chairside(*words: str, **more: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-P", "-m", "service", *words]
    pipe = subprocess.PIPE
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=env, **more)


def test_the_command_reads_a_file_and_says_json(tmp_path: Path) -> None:
    file = tmp_path / "horizon.json"
    found = horizon(60, 4)
    file.write_text(json.dumps(as_instance(found)))

    out, _ = chairside("plan-horizon", str(file), "--seconds", "3", "--json").communicate()

    data = json.loads(out)
    number = {each.on.isoformat(): n for n, each in enumerate(found.days)}
    plan = [None if each["on"] is None else number[each["on"]] for each in data["visits"]]
    assert [] == list(broken(found, plan))
    assert data["objective"] == terms(found, plan).objective(found)
    assert data["bound"] <= data["objective"]


def test_a_file_that_is_none_is_refused_with_code_2(tmp_path: Path) -> None:
    file = tmp_path / "horizon.json"
    file.write_text("[]")

    process = chairside("plan-horizon", str(file))
    _, said = process.communicate()

    assert (2, "chairside: the file: must be an object\n") == (process.returncode, said)


def test_sigterm_gives_the_best_plan_so_far(tmp_path: Path) -> None:
    file = tmp_path / "horizon.json"
    file.write_text(json.dumps(as_instance(horizon(3_000, 1))))
    words = ("plan-horizon", str(file), "--seconds", "600", "--json", "--progress-json")
    process = chairside(*words)
    assert process.stderr is not None
    first = json.loads(process.stderr.readline())

    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=30)

    data = json.loads(out)
    assert 0 == process.returncode
    assert data["stopped"]
    assert data["objective"] <= first["objective"]


def test_weights_are_what_the_instance_says() -> None:
    free = Weights(moved=0)
    promised = visit("a", due=1, now=MONDAY)
    found = Horizon(days=(day(0), day(1)), visits=(promised,), soft_percent=90, weights=free)

    assert [1] == planned(found)
