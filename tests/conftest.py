"""What every test shares: which tests this machine can run, and how hypothesis behaves."""

import os

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
    """Work on one test more than there are cores: many wait, in a pump's own time."""
    return len(os.sched_getaffinity(0)) + 1


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with the reason, what this machine cannot run; begin with what takes longest.

    Over several processes the long ones would otherwise be left for the end, one after another.
    """
    for item in items:
        for marker, (present, reason) in NEEDS.items():
            if not present and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))
    items.sort(key=_longest_first)


def _longest_first(item: pytest.Item) -> float:
    limit = item.get_closest_marker("timeout")
    return -float(limit.args[0]) if limit else 0.0
