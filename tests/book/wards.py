"""Resources of small wards, to book in."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import config
from service.catalog import load_ward
from service.core.booking.resources import (
    BagTimes,
    BookedChair,
    Hours,
    LocalTimes,
    Pharmacy,
    Promises,
    Resources,
    Shift,
)
from service.core.booking.shape import PlaceClass

EVERY_DAY = frozenset(range(7))
ALL_WEEK: Mapping[int, Hours] = dict.fromkeys(range(7), Hours(opens=480, closes=1080))


def demo() -> Resources:
    """Return what the demonstration ward books."""
    found = load_ward(config.find("wards", "demo")).booking
    assert found is not None
    return found


def resources(**changed: Any) -> Resources:
    """Return a ward that is open every day from eight to six, changed as said."""
    found = Resources(
        zone="Europe/Berlin",
        opening=ALL_WEEK,
        holidays=None,
        closures=(),
        chairs=tuple(BookedChair(id=f"chair-{n}", place=PlaceClass.CHAIR) for n in (1, 2, 3, 4)),
        blockings=(),
        shifts=(shift(),),
        pharmacy=Pharmacy(isolators=1, days=EVERY_DAY, hours=Hours(opens=420, closes=960)),
        times=LocalTimes(
            arrive_first_min=20,
            arrive_min=15,
            wait_least_min=15,
            wait_most_min=60,
            hang_min=10,
            flush_min=10,
            disconnect_min=5,
            clean_min=10,
            running_per_nurse=4,
            running_per_nurse_close=3,
            close_infusions=2,
            overrun_first_min=60,
            overrun_min=15,
        ),
        bag=BagTimes(compound_min=20, transport_min=15, stable_min=480, to_order=False),
        kinds=(),
        promises=Promises(hold_min=10, no_show_min=30, horizon_days=28),
    )
    return replace(found, **changed)


def shift(**changed: Any) -> Shift:
    """Return two nurses for the whole day, changed as said."""
    found = Shift(
        id="day", nurses=2, days=EVERY_DAY, hours=Hours(opens=450, closes=1110), breaks=()
    )
    return replace(found, **changed)


def d(text: str) -> date:
    """Return a date."""
    return date.fromisoformat(text)
