"""One short infusion, killed at its points one after the other."""

import os

import pytest

from tests.torture.bugs import BUGS
from tests.torture.kills import kill_everywhere

EVERY = int(os.environ.get("CHAIRSIDE_KILL_EVERY", "50"))
"""1 on the project's own server: at every point."""


@pytest.mark.slow
@pytest.mark.timeout(300 + 3600 // EVERY)
@pytest.mark.shows("F-01")
@pytest.mark.shows("INV-07")
@pytest.mark.shows("INV-11")
@pytest.mark.shows("INV-14")
@pytest.mark.shows("INV-30")
@pytest.mark.shows("INV-32")
def test_wherever_the_service_dies_the_next_one_does_nothing_that_was_not_allowed() -> None:
    kills = kill_everywhere(jobs=2, every=EVERY)

    assert [] == kills.failed, "\n".join(kills.failed[:3])
    assert kills.points["turn"] > 400 / EVERY
    assert kills.points.total() > 600 / EVERY


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.shows("INV-30")
@pytest.mark.shows("INV-32")
def test_a_takeover_that_trusts_the_record_is_found_by_the_kills_too() -> None:
    with BUGS["takeover-trusts-the-record"].planted():
        kills = kill_everywhere(jobs=2, every=60)

    assert any("found by another service" in each for each in kills.failed), kills.points
