"""Reads what is given before and after an infusion, and how long the patient is observed."""

from service.catalog.block import Block
from service.catalog.dosing import read_dosing
from service.core.protocol import Observation, PostmedicationItem, PremedicationItem

ROUTES = {"oral": "oral", "intravenous": "intravenous"}
ROUTES_AFTER = {**ROUTES, "inhaled": "inhaled"}
INFUSIONS_MAX = 999
"""More infusions than anybody will be given; a larger number is a slip of the pen."""


def read_premedications(root: Block) -> tuple[PremedicationItem, ...]:
    """Return the items due before the start. That there are none must be said, with a source."""
    if root.has("no_premedication"):
        root.block("no_premedication", Block.source, "")
        return ()
    return root.blocks("premedication", _premedication)


def read_postmedications(root: Block) -> tuple[PostmedicationItem, ...]:
    """Return the items due after the end, where the drug has any."""
    if not root.has("postmedication"):
        return ()
    return root.blocks("postmedication", _postmedication)


def read_observation(block: Block) -> Observation:
    """Return how long the patient is observed after some infusions."""
    block.source()
    return Observation(
        infusion_from=block.whole("infusion_from", 1, INFUSIONS_MAX),
        infusion_to=block.whole_or("infusion_to", "later", 1, INFUSIONS_MAX),
        observe=block.minutes("observe_min", low=0),
    )


def _premedication(block: Block) -> PremedicationItem:
    block.source()
    item = PremedicationItem(
        id=block.text("id"),
        name=block.text("name"),
        dose=block.text("dose"),
        routes=block.words("routes", ROUTES),
        not_before=block.minutes("not_before_min", low=0),
        not_after=block.minutes("not_after_min"),
        required=block.flag("required"),
        dosing=read_dosing(block),
    )
    if block.sound("not_before_min", "not_after_min") and item.not_before >= item.not_after:
        block.refuse("not_after_min", "the window is upside down: it closes before it opens")
    return item


def _postmedication(block: Block) -> PostmedicationItem:
    block.source()
    return PostmedicationItem(
        id=block.text("id"),
        name=block.text("name"),
        dose=block.text("dose"),
        routes=block.words("routes", ROUTES_AFTER),
        when=block.text("when"),
    )
