"""The pump's numbers: plain decimals, rates with two places and volumes with three.

A value goes to the pump exactly or not at all. What a number can hide is the worth of its last
place as the pump has written it (`0.969` hides less than 1 µL).
"""

import re

from drivers.quantities import QuantityError, Rate, Volume

_NUMBER = re.compile(r" *([0-9]{1,5})(?:\.([0-9]{1,3}))? *", re.ASCII)

ML_PER_H = "ml/h"
ML = "ml"

_UL_PER_H_STEP = 10
"""Two decimals of a mL/h."""
_MILLI_MAX = 99_999_999
"""Five digits before the point and three behind: more than any pump of this family holds."""


def from_text(text: str) -> tuple[int, int]:
    """Return the number in thousandths, and the worth of its last place."""
    found = _NUMBER.fullmatch(text)
    if not found:
        raise QuantityError(f"{text[:20]!r} is not one of the pump's numbers")
    whole, fraction = found.groups(default="")
    return int(whole) * 1_000 + int(fraction.ljust(3, "0")), 10 ** (3 - len(fraction))


def rate_from_text(number: str, unit: str) -> Rate:
    """Return a rate such as `125.00`, `ml/h`; `QuantityError` in any other unit."""
    if unit != ML_PER_H:
        raise QuantityError(f"a rate in {unit[:20]!r}, not in mL/h")
    return Rate(from_text(number)[0])


def volume_from_text(number: str, unit: str) -> tuple[Volume, Volume]:
    """Return a volume such as `0.969`, `ml`, and what its last place can hide."""
    if unit != ML:
        raise QuantityError(f"a volume in {unit[:20]!r}, not in mL")
    milli, hidden = from_text(number)
    return Volume(milli), Volume(hidden)


def rate_to_text(rate: Rate) -> str:
    """Return a rate in mL/h with two decimals, exactly; `QuantityError` if it has none."""
    if not 0 < rate.ul_per_h <= _MILLI_MAX or rate.ul_per_h % _UL_PER_H_STEP:
        raise QuantityError(f"{rate.ml_per_h} mL/h cannot be said in two decimals")
    whole, fraction = divmod(rate.ul_per_h, 1_000)
    return f"{whole}.{fraction // _UL_PER_H_STEP:02d}"


def volume_to_text(volume: Volume) -> str:
    """Return a volume in mL with three decimals; `QuantityError` for nothing or too much."""
    if not 0 < volume.ul <= _MILLI_MAX:
        raise QuantityError(f"{volume.ml} mL is no volume to be infused")
    whole, fraction = divmod(volume.ul, 1_000)
    return f"{whole}.{fraction:03d}"
