"""Reads what a ward expects of its days: which visits, how many, at which wished times."""

from collections.abc import Iterable
from dataclasses import replace

from service.catalog.block import Block
from service.catalog.booking_times import read_weekdays
from service.core.booking.grid import GRID_MIN
from service.core.booking.resources import ExpectedVisits, Resources
from service.core.booking.shape import PlaceClass
from service.core.booking.shapes import Shapes, UnknownVisit
from service.core.label_rates import Mass
from service.core.monograph import Monograph
from service.core.protocol import Protocol

COUNT_MAX = 1_000
NUMBER_MAX = 999
PLACES = {each.value: each for each in PlaceClass}


def read_expected(
    block: Block, found: Resources, infused: Iterable[Protocol | Monograph]
) -> Resources:
    """Return the ward with its expected visits; each has to be one that can be booked there."""
    shapes = Shapes(infused, found) if block.sound() else None

    def read(one: Block) -> ExpectedVisits:
        says = _visits(one)
        if shapes is not None and one.sound():
            try:
                shapes.expected(says)
            except UnknownVisit as unknown:
                one.refuse(unknown.field, unknown.reason)
        return says

    return replace(found, expected=block.blocks("expected", read))


def _visits(block: Block) -> ExpectedVisits:
    block.source()
    first, last = block.time_of_day("from"), block.time_of_day("to")
    for key, value in (("from", first), ("to", last)):
        if block.sound(key) and value % GRID_MIN:
            block.refuse(key, f"must be a multiple of {GRID_MIN} minutes")
    if block.sound("from", "to") and last < first:
        block.refuse("to", "is earlier than `from`")
    numbered = block.has("infusion_no")
    return ExpectedVisits(
        what=block.text("what"),
        infusion_no=block.whole("infusion_no", 1, NUMBER_MAX) if numbered else None,
        profile=block.text("profile") if block.has("profile") else None,
        dose=Mass(block.milli("dose_mg")) if block.has("dose_mg") else None,
        volume=block.volume("volume_ml") if block.has("volume_ml") else None,
        place=block.word("place", PLACES) if block.has("place") else PlaceClass.CHAIR,
        days=read_weekdays(block),
        count=block.whole("count", 1, COUNT_MAX),
        first=first,
        last=last,
    )
