"""Reads rates in the unit of their label, and bags.

The ceiling of a file chooses the unit of all its rates, so that mg/h is never taken for mL/h.
"""

from collections.abc import Callable
from dataclasses import dataclass

from drivers.quantities import NO_VOLUME, Rate, Volume
from service.catalog.block import Block
from service.core.bags import BagRule
from service.core.label_rates import (
    Concentration,
    LabelRate,
    Mass,
    MassRate,
    MinuteRate,
    ShareRate,
    amount,
)
from service.core.monograph import LabelStep
from service.core.times import Span, minutes


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of rate: how keys end that carry it, and the type of its rates."""

    suffix: str
    of: Callable[[int], LabelRate]
    """From thousandths of the unit."""


ML_H = Unit("ml_h", Rate)
BY_KEY = {"rate_max_ml_min": Unit("ml_min", MinuteRate), "rate_max_mg_h": Unit("mg_h", MassRate)}
SHARE = Unit("min", lambda _: ShareRate(1, minutes(1)))
"""A share of the bag within a time: trastuzumab, rituximab in 90 minutes."""


def read_ceiling(block: Block) -> tuple[Unit, LabelRate]:
    """Return the unit in which a file speaks, and its highest rate."""
    block.source()
    if block.has("over_min"):
        return SHARE, _share(block)
    unit = next((unit for key, unit in BY_KEY.items() if block.has(key)), ML_H)
    return unit, read_ceiling_in(block, unit)


def read_ceiling_in(block: Block, unit: Unit) -> LabelRate:
    """Return the highest rate of a file or of one profile, in the file's unit."""
    if unit is SHARE:
        return _share(block)
    key = f"rate_max_{unit.suffix}"
    rate = unit.of(block.milli(key))
    if block.sound(key) and amount(rate) <= 0:
        block.refuse(key, "the ceiling cannot be 0")
    return rate


def read_step(block: Block, unit: Unit) -> LabelStep:
    """Return one step in the file's unit. A share is served for its time."""
    if unit is SHARE:
        share = _share(block)
        return LabelStep(rate=share, serve=share.over)
    rate = unit.of(block.milli(f"rate_{unit.suffix}"))
    return LabelStep(rate=rate, serve=minutes_or_rest(block, "serve_min"))


def minutes_or_rest(block: Block, key: str) -> Span | None:
    """Return a span, or None where the file says `rest`: until the volume is in."""
    count = block.whole_or(key, "rest", 1, 1440)
    return None if count is None else minutes(count)


def read_bag(block: Block) -> BagRule:
    """Return what a bag must be: one volume, or the order's between two limits."""
    block.source()
    if block.has("volume_min_ml"):
        low, high = block.volume("volume_min_ml"), block.volume("volume_max_ml")
        if block.sound("volume_min_ml", "volume_max_ml") and not NO_VOLUME < low < high:
            block.refuse("volume_max_ml", "the range of volumes is empty or begins at 0")
    else:
        low = high = block.volume("volume_ml")
        if block.sound("volume_ml") and low <= NO_VOLUME:
            block.refuse("volume_ml", "a bag cannot be empty")
    dose = Mass(block.milli("dose_mg")) if block.has("dose_mg") else None
    if dose is not None and block.sound("dose_mg") and dose.ug <= 0:
        block.refuse("dose_mg", "a bag without drug is no infusion of it")
    return BagRule(volume_min=low, volume_max=high, dose=dose, concentration=_concentration(block))


def _concentration(block: Block) -> tuple[Concentration, Concentration] | None:
    keys = ("concentration_min_mg_ml", "concentration_max_mg_ml")
    if not any([block.has(key) for key in keys]):
        return None
    low, high = (Concentration(block.milli(key)) for key in keys)
    if block.sound(*keys) and not 0 < low.ug_per_ml < high.ug_per_ml:
        block.refuse(keys[1], "the range of concentrations is empty or begins at 0")
    return low, high


def _share(block: Block) -> ShareRate:
    return ShareRate(block.whole("share_percent", 1, 100), block.minutes("over_min"))


STAND_IN = BagRule(volume_min=Volume(1), volume_max=Volume(1), dose=None, concentration=None)
"""Stands in for a rule that could not be read."""
