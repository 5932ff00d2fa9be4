"""Which tablets can be heard, and which are nobody's to hear any more."""

import config
from service.catalog import load_ward
from service.core.session.person import Person
from service.core.times import Instant
from service.shell.stations import Stations

NURSE = Person("nurse-k", "Nurse K", "nurse")


def test_a_tablet_that_was_taken_away_is_not_missed() -> None:
    """It would raise "cannot be heard" for the rest of the shift, and nobody could end that."""
    stations, now = Stations(load_ward(config.find("wards", "demo")).rules.alarms), Instant(10**12)
    for tablet in ("tablet-1", "tablet-2"):
        stations.prove(tablet, NURSE, now)
    later = Instant(now + 60_000)
    assert stations.lost(later) == ("tablet-1", "tablet-2")

    stations.keep({"tablet-1"})

    assert stations.lost(later) == ("tablet-1",)
