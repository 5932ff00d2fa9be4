"""Vital signs: what can be measured, what a ward looks at twice, and when the next set is due.

No label gives a cadence in minutes; presets and ranges are a ward's own values. Ranges warn and
never decide: a person looks at the patient, and the grade of a reaction is hers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from service.core.times import Instant, Span, after


class Sign(Enum):
    """One vital sign; the value names it together with its unit."""

    SYSTOLIC = "systolic_mmhg"
    DIASTOLIC = "diastolic_mmhg"
    PULSE = "pulse_per_min"
    BREATHS = "breaths_per_min"
    TEMPERATURE = "temperature_tenths_c"
    SATURATION = "saturation_percent"


@dataclass(frozen=True, slots=True)
class Range:
    """Two ends, both included."""

    low: int
    high: int


POSSIBLE: Mapping[Sign, Range] = {
    Sign.SYSTOLIC: Range(30, 300),
    Sign.DIASTOLIC: Range(10, 200),
    Sign.PULSE: Range(20, 300),
    Sign.BREATHS: Range(3, 80),
    Sign.TEMPERATURE: Range(300, 440),
    Sign.SATURATION: Range(40, 100),
}
"""What a monitor may read from a living person; anything else is a slip of the hand. Our own."""

NAMES: Mapping[Sign, tuple[str, str]] = {
    Sign.SYSTOLIC: ("systolic pressure", "mmHg"),
    Sign.DIASTOLIC: ("diastolic pressure", "mmHg"),
    Sign.PULSE: ("pulse", "/min"),
    Sign.BREATHS: ("breathing", "/min"),
    Sign.TEMPERATURE: ("temperature", "°C"),
    Sign.SATURATION: ("oxygen saturation", "%"),
}
"""The name and the unit that people read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VitalSigns:
    """One complete set. Every field is named as its `Sign` is."""

    systolic_mmhg: int
    diastolic_mmhg: int
    pulse_per_min: int
    breaths_per_min: int
    temperature_tenths_c: int
    """In tenths of a degree Celsius: 36.8 is 368."""
    saturation_percent: int

    def of(self, sign: Sign) -> int:
        """Return one sign of the set."""
        value: int = getattr(self, sign.value)
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """How often a set is due. Ward time, whatever the speed of a simulation."""

    baseline_max_age: Span
    """Oldest set that still counts as the baseline at the start."""
    close_every: Span
    """During the first `close_for` of a close infusion."""
    close_for: Span
    close_infusions: int
    """Infusions 1 to this one are watched closely at their start."""
    every: Span
    after_reaction_every: Span
    """From a reaction to the end of the infusion."""
    last_after: Span
    """How long after the end the last set of a close infusion is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VitalRules:
    """What a ward asks of vital signs."""

    recorded: bool
    """Whether a start and an increase ask for a recorded set; otherwise the nurse's word is enough.
    """
    increase_max_age: Span
    """Oldest set with which a step may be attested."""
    cadence: Cadence


def impossible(signs: VitalSigns) -> Iterator[str]:
    """Yield what in a set cannot be, each as a sentence with the allowed range and the unit."""
    for sign, possible in POSSIBLE.items():
        if not possible.low <= signs.of(sign) <= possible.high:
            name, unit = NAMES[sign]
            low, high = shown(sign, possible.low), shown(sign, possible.high)
            yield f"{name} must be from {low} to {high} {unit}, not {shown(sign, signs.of(sign))}."
    if signs.diastolic_mmhg >= signs.systolic_mmhg:
        yield "the diastolic pressure must be below the systolic one."


def unusual(signs: VitalSigns, usual: Mapping[Sign, Range]) -> Iterator[str]:
    """Yield a warning for every sign outside of the ward's range."""
    for sign, range_ in usual.items():
        value = signs.of(sign)
        if not range_.low <= value <= range_.high:
            name, unit = NAMES[sign]
            side = "below" if value < range_.low else "above"
            limit = shown(sign, range_.low if value < range_.low else range_.high)
            yield f"{name} {shown(sign, value)} {unit} is {side} {limit}."


def shown(sign: Sign, value: int) -> str:
    """Return a value as people write it: 36.8, not 368."""
    if sign is Sign.TEMPERATURE:
        whole, tenths = divmod(value, 10)
        return f"{whole}.{tenths}"
    return str(value)


def every(
    cadence: Cadence, infusion_no: int, started_at: Instant, last: Instant, *, reacted: bool
) -> Span:
    """Return how long after the `last` set of a running infusion the next one is due."""
    if reacted:
        return cadence.after_reaction_every
    close = infusion_no <= cadence.close_infusions
    if close and last < after(started_at, cadence.close_for):
        return cadence.close_every
    return cadence.every
