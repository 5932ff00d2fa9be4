"""Reads the `dosing` block of an item of premedication."""

from service.catalog.block import Block
from service.core.protocol import NO_DOSING, Dosing

INFUSIONS_MAX = 999


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
    )
    if block.sound("least_mg", "most_mg") and not 0 < dosing.least_ug <= dosing.most_ug:
        block.refuse("most_mg", "must be at least least_mg, and that more than 0")
    return dosing
