"""Visits as values, for those who need any."""

from dataclasses import replace
from typing import Any

from service.core.booking.grid import Slot
from service.core.booking.shape import PlaceClass, Shape
from service.core.booking.visits import Status, Visit

SHAPE = Shape(
    arrive=2,
    wait_min=3,
    wait_max=6,
    hang=2,
    infuse=15,
    flush=2,
    observe=0,
    disconnect=1,
    clean=2,
    ratio=4,
    overrun=3,
    bag=None,
)


def visit(**changed: Any) -> Visit:
    """Return a visit that is booked, changed as said."""
    found = Visit(
        id="v-1",
        patient="P-1",
        what="isatuximab",
        infusion_no=3,
        place=PlaceClass.CHAIR,
        shape=SHAPE,
        seat=Slot(5_933_000),
        wait=3,
        bag=None,
        zone="Europe/Berlin",
        status=Status.BOOKED,
        version=1,
    )
    return replace(found, **changed)
