"""What every test shares: which tests this machine can run, and how hypothesis behaves."""

import math
import os
from collections.abc import Iterator
from itertools import islice

import pytest
from hypothesis import HealthCheck, settings

from tests.chromium import CHROMIUM
from tests.planted import plugin as planted
from tests.safety import plugin as safety_table

# The per-test time-out is the deadline: a busy machine must not turn into a failing property.
settings.register_profile("default", deadline=None, print_blob=True)
# More examples on demand: HYPOTHESIS_PROFILE=thorough make test
settings.register_profile(
    "thorough",
    deadline=None,
    print_blob=True,
    max_examples=2_000,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

MINUTES_S = 300.0
"""Who is given so much time is begun first."""

NEEDS = {
    "browser": (CHROMIUM is not None, "no Chromium on this machine"),
    "postgres": (
        bool(os.environ.get("CHAIRSIDE_TEST_POSTGRES")),
        "CHAIRSIDE_TEST_POSTGRES names no database",
    ),
}


def pytest_configure(config: pytest.Config) -> None:
    """Tie tests to the safety table, wherever pytest was started, unless a bug is planted."""
    if planted.name() is None:
        safety_table.pytest_configure(config)
    else:
        planted.pytest_configure(config)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Work on two tests more than there are cores: many wait, in a pump's own time."""
    return len(os.sched_getaffinity(0)) + 2


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with the reason, what this machine cannot run; put the others in turn."""
    for item in items:
        for marker, (present, reason) in NEEDS.items():
            if not present and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))
    items[:] = _in_turn(items)


def _in_turn(items: list[pytest.Item]) -> list[pytest.Item]:
    """Begin with what takes minutes, and let what waits run beside what computes.

    Over several processes the long ones would otherwise be left for the end, one after another, and
    those that wait in real time would all wait together.
    """
    pages = [item for item in items if item.get_closest_marker("browser")]
    others = [item for item in items if not item.get_closest_marker("browser")]
    slow = sorted((item for item in others if _is_slow(item)), key=_limit_s, reverse=True)
    longest = [item for item in slow if _limit_s(item) >= MINUTES_S]
    quick = [item for item in others if not _is_slow(item)]
    return [*longest, *pages, *_mixed(slow[len(longest) :], quick)]


def _mixed(slow: list[pytest.Item], quick: list[pytest.Item]) -> Iterator[pytest.Item]:
    """Spread the slow ones over the first part of the quick ones."""
    between = math.ceil(0.8 * len(quick) / len(slow)) if slow else len(quick)
    rest = iter(quick)
    for item in slow:
        yield item
        yield from islice(rest, between)
    yield from rest


def _is_slow(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("slow") or item.get_closest_marker("timeout"))


def _limit_s(item: pytest.Item) -> float:
    limit = item.get_closest_marker("timeout")
    return float(limit.args[0]) if limit else 0.0
