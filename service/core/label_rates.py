"""Rates as a label says them, and the rate of the pump that follows from a bag.

A label speaks in mL/h, in mg/h, in mL/min, or in a share of the bag within a time. These are never
the same number: each has a type of its own, and only a `Bag` leads from one to the other. The pump
rate is rounded down to a whole µL/h, so that nobody ever gets more than the label says.
"""

from dataclasses import dataclass
from typing import Self, TypeAlias

from drivers.quantities import MS_PER_HOUR, Rate, Volume, milli_text, parse_milli
from service.core.times import MINUTE_MS, Span

_MINUTES_PER_HOUR = 60


@dataclass(frozen=True, slots=True, order=True)
class Mass:
    """An amount of drug in whole micrograms."""

    ug: int

    @classmethod
    def from_mg(cls, text: object) -> Self:
        """Read milligrams from decimal text; `QuantityError` otherwise."""
        return cls(parse_milli(text))

    @property
    def mg(self) -> str:
        """Milligrams as decimal text, exact."""
        return milli_text(self.ug)


@dataclass(frozen=True, slots=True, order=True)
class Concentration:
    """What a millilitre of the diluted bag holds, in whole micrograms."""

    ug_per_ml: int

    @property
    def mg_per_ml(self) -> str:
        """Milligrams in a millilitre as decimal text, exact."""
        return milli_text(self.ug_per_ml)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bag:
    """What the pharmacy has prepared."""

    volume: Volume
    dose: Mass | None
    """None: not told, which is enough for a label that does not speak in mg."""


@dataclass(frozen=True, slots=True, order=True)
class MassRate:
    """A rate in mg/h, kept in whole µg/h."""

    ug_per_h: int

    def half(self) -> "MassRate":
        """Return half of the rate, rounded down to a whole µg/h."""
        return MassRate(self.ug_per_h // 2)


@dataclass(frozen=True, slots=True, order=True)
class MinuteRate:
    """A rate in mL/min, kept in whole µL/min."""

    ul_per_min: int

    def half(self) -> "MinuteRate":
        """Return half of the rate, rounded down to a whole µL/min."""
        return MinuteRate(self.ul_per_min // 2)


@dataclass(frozen=True, slots=True)
class ShareRate:
    """A share of the bag within a time."""

    percent: int
    over: Span

    def half(self) -> "ShareRate":
        """Return half of the rate: the same share in twice the time."""
        return ShareRate(self.percent, Span(self.over * 2))


OtherRate: TypeAlias = MassRate | MinuteRate | ShareRate
"""A rate that is not yet one of the pump."""

LabelRate: TypeAlias = Rate | OtherRate


def pump_rate(said: LabelRate, bag: Bag) -> Rate:
    """Return the rate of the diluted bag (µL/h, rounded down) at which `bag` runs as `said`.

    Raises:
        ValueError: A rate in mg/h needs the dose in the bag, and one above 0.
    """
    match said:
        case Rate():
            return said
        case MinuteRate(ul_per_min):
            return Rate(ul_per_min * _MINUTES_PER_HOUR)
        case ShareRate(percent, over):
            return Rate(bag.volume.ul * percent * MS_PER_HOUR // (100 * over))
        case MassRate(ug_per_h):
            if bag.dose is None or bag.dose.ug <= 0:
                raise ValueError("a rate in mg/h needs the dose in the bag")
            return Rate(ug_per_h * bag.volume.ul // bag.dose.ug)


def text(said: LabelRate) -> str:
    """Return a rate as the label prints it, with its unit."""
    match said:
        case Rate():
            return f"{said.ml_per_h} mL/h"
        case MassRate(ug_per_h):
            return f"{milli_text(ug_per_h)} mg/h"
        case MinuteRate(ul_per_min):
            return f"{milli_text(ul_per_min)} mL/min"
        case ShareRate(percent, over):
            return f"{percent} % in {over // MINUTE_MS} min"


def amount(said: LabelRate) -> int:
    """Return a number by which two rates of one unit can be told apart: more is faster."""
    match said:
        case Rate(number) | MassRate(number) | MinuteRate(number):
            return number
        case ShareRate(percent, over):
            return percent * MS_PER_HOUR * 1_000 // over
