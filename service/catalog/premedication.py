"""What must fit together in an item of premedication."""

from service.catalog.block import Block
from service.core.protocol import PremedicationItem


def check_doses(block: Block, item: PremedicationItem) -> None:
    """Refuse half a range of doses, one upside down, and a vein that is none of the routes."""
    if (item.least_ug is None) != (item.most_ug is None):
        block.refuse(None, "least_mg and most_mg belong together")
    elif item.least_ug is not None and item.most_ug is not None and item.least_ug > item.most_ug:
        block.refuse("most_mg", "is less than least_mg")
    if item.intravenous_first and "intravenous" not in item.routes:
        block.refuse("intravenous_first", "the item has no intravenous route")
