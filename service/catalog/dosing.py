"""Reads the `dosing` block of an item of premedication."""

from service.catalog.block import Block
from service.core.protocol import NO_DOSING, Dosing, FromAge

INFUSIONS_MAX = 999
AGE_YEARS = (18, 120)
"""An adult ward's, as an order's."""


def read_dosing(item: Block) -> Dosing:
    """Return what the file says about doses and routes of an item; nothing where it says nothing.

    `item` is the item's own block, of which the routes have been read.
    """
    return item.block("dosing", _dosing, NO_DOSING) if item.has("dosing") else NO_DOSING


def _dosing(block: Block) -> Dosing:
    block.source()
    dosing = Dosing(
        least_ug=block.milli("least_mg"),
        most_ug=block.milli("most_mg"),
        intravenous_first=block.whole_or("intravenous_first", "never", 1, INFUSIONS_MAX) or 0,
        reconsider_after=block.whole_or("reconsider_after", "never", 1, INFUSIONS_MAX) or 0,
        from_age=block.block_or("from_age", "never", _from_age),
    )
    if block.sound("least_mg", "most_mg") and not 0 < dosing.least_ug <= dosing.most_ug:
        block.refuse("most_mg", "must be at least least_mg, and that more than 0")
    older = dosing.from_age
    if block.sound() and older and not dosing.least_ug <= older.most_ug < dosing.most_ug:
        block.refuse("from_age", "must have a most_mg from least_mg to below the usual most_mg")
    return dosing


def _from_age(block: Block) -> FromAge:
    return FromAge(years=block.whole("years", *AGE_YEARS), most_ug=block.milli("most_mg"))
