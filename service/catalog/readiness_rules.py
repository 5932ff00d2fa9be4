"""Reads what a ward asks of order, patient and bag before a start."""

from service.catalog.block import Block
from service.core.rules import ReadinessRules
from service.core.times import MINUTE_MS, Span

DAY_MS = 24 * 60 * MINUTE_MS
HOUR_MS = 60 * MINUTE_MS
_NUMBERS = {"checked": True, "word": False}

NO_READINESS = ReadinessRules(
    weight_min_g=0,
    weight_max_g=0,
    weight_max_age=Span(0),
    dose_tolerance_percent=0,
    neutrophils_max_age=Span(0),
    febrile_from_milli_c=0,
    temperature_max_age=Span(0),
    cold_validated=False,
    number_checked=True,
    override_max_age=Span(0),
    signed_only=True,
    second_at_steps=True,
)
"""Stands in for a block that could not be read: nothing could be started by it."""


def read_readiness(block: Block, *, signed_only: bool) -> ReadinessRules:
    """Return the `readiness` block. Whether only signed protocols count is the ward's mode."""
    block.source()
    rules = ReadinessRules(
        weight_min_g=block.milli("weight_min_kg"),
        weight_max_g=block.milli("weight_max_kg"),
        weight_max_age=Span(block.whole("weight_max_age_days", 1, 365) * DAY_MS),
        dose_tolerance_percent=block.whole("dose_tolerance_percent", 0, 10),
        neutrophils_max_age=Span(block.whole("neutrophils_max_age_h", 1, 720) * HOUR_MS),
        febrile_from_milli_c=block.milli("febrile_from_c"),
        temperature_max_age=block.minutes("temperature_max_age_min"),
        cold_validated=block.flag("cold_validated"),
        number_checked=block.word("infusion_number", _NUMBERS),
        override_max_age=block.minutes("override_max_min", high=240),
        signed_only=signed_only,
        second_at_steps=block.flag("second_person_at_each_step"),
    )
    if block.sound() and rules.weight_min_g >= rules.weight_max_g:
        block.refuse("weight_max_kg", "is not above the smallest weight")
    if block.sound() and not 37_000 <= rules.febrile_from_milli_c <= 39_000:
        block.refuse("febrile_from_c", "must be from 37 to 39 °C")
    return rules
