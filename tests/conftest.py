"""What every test shares: which tests this machine can run, and how hypothesis behaves."""

import gc
import os
from collections.abc import Generator
from operator import itemgetter

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
WAITING = 2
"""So many tests wait at a time, at the least; more would crowd those that run in real time."""

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
def pytest_xdist_auto_num_workers() -> int | None:
    """Work on more tests than there are cores: many wait, in a pump's own time."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None  # somebody knows better
    ours = hasattr(os, "sched_getaffinity")  # elsewhere than on Linux all cores are
    return (len(os.sched_getaffinity(0)) if ours else os.cpu_count() or 1) + WAITING


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Read all tests without looking for garbage, and never walk over them again.

    They are a million objects that stay: looking at them was a third of the time of reading them,
    and more whenever a test leaves enough behind.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with the reason, what this machine cannot run; put the others in turn."""
    for item in items:
        for marker, (present, reason) in NEEDS.items():
            if not present and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))
    items[:] = _in_turn(items)


def _in_turn(items: list[pytest.Item]) -> list[pytest.Item]:
    """Begin with what takes minutes, and spread what waits over what computes.

    Over several processes the long ones would otherwise be left for the end, one after another, and
    those that wait in real time, as pages do, would all wait together.
    """
    pages = [item for item in items if item.get_closest_marker("browser")]
    others = [item for item in items if not item.get_closest_marker("browser")]
    slow = sorted((item for item in others if _is_slow(item)), key=_limit_s, reverse=True)
    longest = [item for item in slow if _limit_s(item) >= MINUTES_S]
    quick = [item for item in others if not _is_slow(item)]
    return [*longest, *_spread(_spread(pages, slow[len(longest) :]), quick)]


def _spread(some: list[pytest.Item], others: list[pytest.Item]) -> list[pytest.Item]:
    """Put some evenly into others, if those are more; none at the end then."""
    between = max(1.0, 0.85 * len(others) / max(1, len(some)))
    places = [round(between * place) for place in range(len(some))]
    both = [*zip(places, some, strict=True), *enumerate(others)]
    return [item for _, item in sorted(both, key=itemgetter(0))]


def _is_slow(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("slow") or item.get_closest_marker("timeout"))


def _limit_s(item: pytest.Item) -> float:
    limit = item.get_closest_marker("timeout")
    return float(limit.args[0]) if limit else 0.0
