"""Rates and volumes as whole numbers: µL/h and µL.

Inside the software there are no floats and no bare numbers: 12.5 mL/h is `Rate(12_500)`, 250 mL is
`Volume(250_000)`. At every boundary (configuration, API, pump frame, screen) the same quantity is a
decimal text with its unit in the field's name. Rounding to a pump's increment is always down.
"""

import re
from dataclasses import dataclass
from typing import Self

MS_PER_HOUR = 3_600_000
_DECIMAL = re.compile(r"[0-9]{1,4}(\.[0-9]{1,3})?", re.ASCII)


class QuantityError(ValueError):
    """A text that is not exactly a plain decimal number; the message says what was wrong."""


def parse_milli(text: object, *, places: int = 3) -> int:
    """Return a decimal text such as `12.5` in thousandths.

    Accepts one to four digits and at most `places` decimals, ASCII only. Signs, exponents, commas,
    underscores, spaces, NaN, Infinity, numbers that are not text: `QuantityError`, never a guess.
    """
    if not isinstance(text, str):
        raise QuantityError(f'write the number as text, such as "12.5", not {type(text).__name__}')
    if not _DECIMAL.fullmatch(text):
        raise QuantityError(f"{text[:20]!r} is not a plain decimal number such as 12.5")
    whole, _, fraction = text.partition(".")
    if len(fraction) > places:
        raise QuantityError(f"{text!r} has more than {places} decimals")
    return int(whole) * 1_000 + int(fraction.ljust(3, "0"))


def milli_text(milli: int) -> str:
    """Return thousandths as decimal text: no trailing zero, a leading zero below one."""
    sign, milli = ("-", -milli) if milli < 0 else ("", milli)
    whole, fraction = divmod(milli, 1_000)
    return f"{sign}{whole}" + (f".{fraction:03d}".rstrip("0") if fraction else "")


@dataclass(frozen=True, slots=True, order=True)
class Volume:
    """A volume in whole microlitres. May be negative only as a difference."""

    ul: int

    @classmethod
    def from_ml(cls, text: object, *, places: int = 3) -> Self:
        """Read millilitres from decimal text; `QuantityError` otherwise."""
        return cls(parse_milli(text, places=places))

    @property
    def ml(self) -> str:
        """Millilitres as decimal text, exact."""
        return milli_text(self.ul)

    def __add__(self, other: "Volume") -> "Volume":
        """Return the sum."""
        return Volume(self.ul + other.ul)

    def __sub__(self, other: "Volume") -> "Volume":
        """Return the difference; negative when `other` is larger."""
        return Volume(self.ul - other.ul)

    def rounded_down(self, increment: "Volume") -> "Volume":
        """Return the largest multiple of `increment` that is not above this volume."""
        return Volume(self.ul // increment.ul * increment.ul)

    def time_at(self, rate: "Rate") -> int:
        """Return the milliseconds this volume takes at `rate`, rounded up."""
        return -(-self.ul * MS_PER_HOUR // rate.ul_per_h)


@dataclass(frozen=True, slots=True, order=True)
class Rate:
    """A rate of the diluted bag in whole microlitres per hour."""

    ul_per_h: int

    @classmethod
    def from_ml_per_h(cls, text: object, *, places: int = 3) -> Self:
        """Read millilitres per hour from decimal text; `QuantityError` otherwise."""
        return cls(parse_milli(text, places=places))

    @property
    def ml_per_h(self) -> str:
        """Millilitres per hour as decimal text, exact."""
        return milli_text(self.ul_per_h)

    def half(self) -> "Rate":
        """Return half of the rate, rounded down to a whole µL/h."""
        return Rate(self.ul_per_h // 2)

    def over(self, ms: int) -> Volume:
        """Return the volume delivered in `ms` milliseconds, rounded down to a whole µL."""
        return Volume(self.ul_per_h * ms // MS_PER_HOUR)

    def rounded_down(self, increment: "Rate") -> "Rate":
        """Return the largest multiple of `increment` that is not above this rate."""
        return Rate(self.ul_per_h // increment.ul_per_h * increment.ul_per_h)


NO_VOLUME = Volume(0)
NO_RATE = Rate(0)
