"""Numbers as New Era pumps write and read them: 4 digits at most, 3 of them decimals at most.

Volumes are whole nL and rates whole nL/h inside; every number the format can carry in UL, ML,
UM, MM, UH and MH is a whole number of them. Readings of ours where the manual is silent:
the display truncates (a counter never shows more than was counted), it always shows the point,
it stays at 9999 when the volume is larger, and a fluid ounce is 29.57353 mL (US).
"""

import re

from simulators.volumes import ML_NL

VOLUME_UNITS = {"UL": 1_000, "ML": ML_NL, "OZ": 29_573_530}
"""Size of a volume unit in nL."""

RATE_UNITS = {"UH": 1_000, "MH": ML_NL, "UM": 60_000, "MM": 60_000_000}
"""Size of a rate unit in nL/h."""

MOST_DIGITS = 4
MOST_DECIMALS = 3
_DISPLAY_END = 9_999

_NUMBER = re.compile(r"([0-9]*)(?:\.([0-9]*))?")


class UnreadableNumberError(ValueError):
    """The text is not a number at all."""


class TooLongNumberError(ValueError):
    """The text is a number the pump's format cannot carry."""


def shown(value: int, unit: int) -> str:
    """Write a volume or rate in a unit, with four digits, truncated: 12.34, 125.0, 0.000."""
    whole, rest = divmod(value, unit)
    if whole > _DISPLAY_END:
        return f"{_DISPLAY_END}."
    decimals = min(MOST_DECIMALS, MOST_DIGITS - len(str(whole)))
    fraction = rest * 10**decimals // unit
    return f"{whole}.{fraction:0{decimals}d}" if decimals else f"{whole}."


def read(text: str, unit: int) -> int:
    """Read a number in a unit, rounded up to the next whole nL so that it shows unchanged."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise UnreadableNumberError(text)
    whole, decimals = match[1], match[2] or ""
    if not whole and not decimals:
        raise UnreadableNumberError(text)
    if len(whole) + len(decimals) > MOST_DIGITS or len(decimals) > MOST_DECIMALS:
        raise TooLongNumberError(text)
    thousandths = int(whole or "0") * 1_000 + int(decimals.ljust(3, "0"))
    return -(-thousandths * unit // 1_000)
