"""Reads what a ward asks of vital signs: how often, how fresh, and which values warn."""

from functools import partial

from service.catalog.block import Block
from service.core.times import Span
from service.core.vitals import POSSIBLE, Cadence, Range, Sign, VitalRules

_SETS = {"recorded": True, "word": False}
_ZERO = Span(0)
_KEYS = {sign: sign.value.replace("_tenths_c", "_c") for sign in Sign}

NO_VITALS = VitalRules(
    recorded=True,
    increase_max_age=_ZERO,
    cadence=Cadence(
        baseline_max_age=_ZERO,
        close_every=_ZERO,
        close_for=_ZERO,
        close_infusions=0,
        every=_ZERO,
        after_reaction_every=_ZERO,
        last_after=_ZERO,
    ),
)
"""Stands in for rules that could not be read."""


def read_vitals(block: Block) -> VitalRules:
    """Return what a ward asks of vital signs."""
    block.source()
    rules = VitalRules(
        recorded=block.word("sets", _SETS),
        increase_max_age=block.minutes("increase_max_age_min", high=60),
        cadence=Cadence(
            baseline_max_age=block.minutes("baseline_max_age_min", high=240),
            close_every=block.minutes("close_every_min", high=120),
            close_for=block.minutes("close_for_min", low=0),
            close_infusions=block.whole("close_infusions", 0, 999),
            every=block.minutes("every_min", high=240),
            after_reaction_every=block.minutes("after_reaction_every_min", high=120),
            last_after=block.minutes("last_after_min"),
        ),
    )
    if block.sound() and rules.cadence.close_every > rules.cadence.every:
        block.refuse("close_every_min", "is wider than every_min")
    return rules


def read_usual(block: Block) -> dict[Sign, Range]:
    """Return the values within which a set does not warn."""
    block.source()
    return {
        sign: block.block(_KEYS[sign], partial(_range, sign), possible)
        for sign, possible in POSSIBLE.items()
    }


def _range(sign: Sign, block: Block) -> Range:
    possible = POSSIBLE[sign]
    read = block.tenths if sign is Sign.TEMPERATURE else block.whole
    low, high = (read(end, possible.low, possible.high) for end in ("low", "high"))
    if block.sound() and low >= high:
        block.refuse("high", f"{high} is not above {low}")
    return Range(low, high)
